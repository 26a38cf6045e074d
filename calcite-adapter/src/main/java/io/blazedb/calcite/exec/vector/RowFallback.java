/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.types.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * An expression that is computed row by row, over a row with the columns it reads.
 *
 * @param columns what it reads of the batch
 */
public record RowFallback(Expression expression, int[] columns, SqlType type) implements VectorExpression {

    @Override
    public Evaluator start(OperatorContext context) {
        return new Evaluator() {
            private final Vector out = new Vector(type, scale());
            private @Nullable Object[] row = {};

            @Override
            public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
                out.reset(batch.rows());
                row = row.length == batch.width() ? row : new @Nullable Object[batch.width()];
                for (int k = 0; k < count; k++) {
                    int i = selection == null ? k : selection[k];
                    context.tick();
                    out.set(i, expression.evaluate(fill(row, columns, batch, i), context));
                }
                return out;
            }
        };
    }

    private static @Nullable Object[] fill(@Nullable Object[] row, int[] columns, Batch batch, int position) {
        for (int column : columns) {
            row[column] = batch.column(column).value(position);
        }
        return row;
    }

    /** A condition computed row by row: the rows for which it is TRUE, or those for which it is FALSE. */
    static VectorFilter filter(Expression condition, int[] columns, boolean truth) {
        return context -> new VectorFilter.Evaluator() {
            private @Nullable Object[] row = {};

            @Override
            public int select(Batch batch, int @Nullable [] selection, int count, int[] out) {
                row = row.length == batch.width() ? row : new @Nullable Object[batch.width()];
                int selected = 0;
                for (int k = 0; k < count; k++) {
                    int i = selection == null ? k : selection[k];
                    context.tick();
                    fill(row, columns, batch, i);
                    boolean keep = truth
                            ? condition.isTrue(row, context)
                            : Boolean.FALSE.equals(condition.evaluate(row, context));
                    if (keep) {
                        out[selected++] = i;
                    }
                }
                return selected;
            }
        };
    }
}
