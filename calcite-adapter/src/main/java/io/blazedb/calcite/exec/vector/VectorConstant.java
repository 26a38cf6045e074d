/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.types.SqlType;
import org.jspecify.annotations.Nullable;

/** A value that is the same for every row of an execution. It is computed when a row needs it, as it may fail. */
public record VectorConstant(Expression expression, SqlType type) implements VectorExpression {
    private static final @Nullable Object[] NO_ROW = {};

    @Override
    public Evaluator start(OperatorContext context) {
        return new Evaluator() {
            private final Vector vector = new Vector(type, scale());
            private int filled;
            private boolean known;
            private @Nullable Object value;

            @Override
            public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
                int rows = batch.rows();
                if (count > 0 && filled < rows) {
                    if (!known) {
                        value = expression.evaluate(NO_ROW, context);
                        known = true;
                    }
                    vector.reset(rows);
                    for (int i = 0; i < rows; i++) {
                        vector.set(i, value);
                    }
                    filled = rows;
                }
                return vector;
            }
        };
    }
}
