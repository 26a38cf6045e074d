/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.Rows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators over batches that are little more than a loop, and the way back to rows. */
public final class BatchOperators {
    private BatchOperators() {}

    /** Rows that meet the condition. */
    public static BatchOperator filter(BatchOperator input, VectorFilter condition) {
        return new Filter(input, condition);
    }

    /** Columns of expressions; those that are null are needed by nobody. */
    public static BatchOperator project(BatchOperator input, List<@Nullable VectorExpression> expressions) {
        return new Projection(input, expressions);
    }

    /** The batches of one input after the other, whose columns are held in the same way. */
    public static BatchOperator concat(List<BatchOperator> inputs) {
        List<BatchOperator> all = List.copyOf(inputs);
        return context -> new Batches() {
            private int next;
            private @Nullable Batches open;

            @Override
            public @Nullable Batch next() {
                while (true) {
                    Batches current = open;
                    if (current == null) {
                        if (next == all.size()) {
                            return null;
                        }
                        current = all.get(next++).open(context);
                        open = current;
                    }
                    Batch batch = current.next();
                    if (batch != null) {
                        return batch;
                    }
                    close();
                }
            }

            @Override
            public void close() {
                if (open != null) {
                    open.close();
                    open = null;
                }
            }
        };
    }

    /** An operator that makes a batch of each batch. */
    private abstract static class Step implements BatchOperator {
        private final BatchOperator input;

        Step(BatchOperator input) {
            this.input = input;
        }

        @Override
        public Batches open(OperatorContext context) {
            return over(input.open(context), context);
        }

        @Override
        public List<Batches> openParts(OperatorContext context, List<OperatorContext> parts) {
            List<Batches> inputs = input.openParts(context, parts);
            List<Batches> outputs = new ArrayList<>(inputs.size());
            for (int i = 0; i < inputs.size(); i++) {
                outputs.add(over(inputs.get(i), inputs.size() == 1 ? context : parts.get(i)));
            }
            return outputs;
        }

        abstract Batches over(Batches batches, OperatorContext context);
    }

    private static final class Filter extends Step {
        private final VectorFilter condition;

        Filter(BatchOperator input, VectorFilter condition) {
            super(input);
            this.condition = condition;
        }

        @Override
        Batches over(Batches batches, OperatorContext context) {
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
        }
    }

    private static final class Projection extends Step {
        private final List<@Nullable VectorExpression> expressions;

        Projection(BatchOperator input, List<@Nullable VectorExpression> expressions) {
            super(input);
            this.expressions = expressions;
        }

        @Override
        Batches over(Batches batches, OperatorContext context) {
            int width = expressions.size();
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
        }
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
