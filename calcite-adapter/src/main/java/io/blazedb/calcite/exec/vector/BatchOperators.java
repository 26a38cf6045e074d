/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators over batches that are little more than a loop, and the way back to rows. */
public final class BatchOperators {
    private BatchOperators() {}

    /** Rows that meet the condition. */
    public static BatchOperator filter(BatchOperator input, VectorFilter condition) {
        return context -> {
            Batches batches = input.open(context);
            VectorFilter.Evaluator evaluator = condition.start(context);
            return new Batches() {
                private int[] selection = {};

                @Override
                public @Nullable Batch next() {
                    Batch batch = batches.next();
                    if (batch != null) {
                        selection = selection.length < batch.rows() ? new int[batch.rows()] : selection;
                        int selected = evaluator.select(batch, batch.selection(), batch.selected(), selection);
                        boolean all = batch.selection() == null && selected == batch.rows();
                        batch.select(all ? null : selection, selected);
                    }
                    return batch;
                }

                @Override
                public void close() {
                    batches.close();
                }
            };
        };
    }

    /** Columns of expressions; those that are null are needed by nobody. */
    public static BatchOperator project(BatchOperator input, List<@Nullable VectorExpression> expressions) {
        int width = expressions.size();
        return context -> {
            Batches batches = input.open(context);
            VectorExpression.@Nullable Evaluator[] evaluators = new VectorExpression.@Nullable Evaluator[width];
            for (int i = 0; i < width; i++) {
                VectorExpression expression = expressions.get(i);
                evaluators[i] = expression == null ? null : expression.start(context);
            }
            return new Batches() {
                private final @Nullable Vector[] columns = new @Nullable Vector[width];
                private final Batch out = new Batch(columns);

                @Override
                public @Nullable Batch next() {
                    Batch batch = batches.next();
                    if (batch == null) {
                        return null;
                    }
                    for (int i = 0; i < width; i++) {
                        VectorExpression.Evaluator evaluator = evaluators[i];
                        columns[i] = evaluator == null
                                ? null
                                : evaluator.evaluate(batch, batch.selection(), batch.selected());
                    }
                    out.fill(batch.rows());
                    out.select(batch.selection(), batch.selected());
                    return out;
                }

                @Override
                public void close() {
                    batches.close();
                }
            };
        };
    }

    /** The selected rows, one by one, with these columns. */
    public static Operator rows(BatchOperator input, int[] columns) {
        return context -> new BatchRows(input.open(context), columns, context);
    }

    /** The selected rows of batches, one by one, with these columns. */
    static Rows rows(Batches batches, int[] columns, OperatorContext context) {
        return new BatchRows(batches, columns, context);
    }

    private static final class BatchRows implements Rows {
        private final Batches batches;
        private final int[] columns;
        private final OperatorContext context;
        private @Nullable Batch batch;
        private int next;

        BatchRows(Batches batches, int[] columns, OperatorContext context) {
            this.batches = batches;
            this.columns = columns;
            this.context = context;
        }

        @Override
        public @Nullable Object @Nullable [] next() {
            Batch current = batch;
            while (current == null || next == current.selected()) {
                current = batches.next();
                batch = current;
                next = 0;
                if (current == null) {
                    return null;
                }
            }
            context.tick();
            int[] selection = current.selection();
            int position = selection == null ? next : selection[next];
            next++;
            @Nullable Object[] row = new @Nullable Object[current.width()];
            for (int column : columns) {
                row[column] = current.column(column).value(position);
            }
            return row;
        }

        @Override
        public void close() {
            batches.close();
        }
    }
}
