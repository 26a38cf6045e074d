/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.operator.OperatorContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition tested for many rows at a time. Immutable; every execution starts an evaluator of its own. */
@FunctionalInterface
public interface VectorFilter {

    Evaluator start(OperatorContext context);

    /** Tests with memory of its own. */
    @FunctionalInterface
    interface Evaluator {
        /**
         * Writes the positions of those selected rows that meet the condition, in ascending order, and returns their number.
         *
         * @param selection positions of rows, ascending; null for the first {@code count}
         * @param out where to; may be {@code selection} itself
         */
        int select(Batch batch, int @Nullable [] selection, int count, int[] out);
    }

    /** Rows that meet all conditions; each is tested only for those that met the ones before. */
    static VectorFilter all(List<VectorFilter> conditions) {
        return conditions.size() == 1
                ? conditions.get(0)
                : context -> {
                    Evaluator[] evaluators = start(conditions, context);
                    return (batch, selection, count, out) -> {
                        int[] rows = selection;
                        int selected = count;
                        for (Evaluator evaluator : evaluators) {
                            selected = evaluator.select(batch, rows, selected, out);
                            rows = out;
                        }
                        return selected;
                    };
                };
    }

    /** Rows that meet one of the conditions; each is tested only for those that met none before. */
    static VectorFilter any(List<VectorFilter> conditions) {
        return context -> {
            Evaluator[] evaluators = start(conditions, context);
            return new Evaluator() {
                private int[] left = {};
                private int[] met = {};
                private boolean[] marks = {};

                @Override
                public int select(Batch batch, int @Nullable [] selection, int count, int[] out) {
                    reserve(batch.rows());
                    int leftCount = copy(selection, count, left);
                    for (Evaluator evaluator : evaluators) {
                        int metCount = evaluator.select(batch, left, leftCount, met);
                        for (int k = 0; k < metCount; k++) {
                            marks[met[k]] = true;
                        }
                        leftCount = without(left, leftCount, marks);
                    }
                    int selected = 0;
                    for (int k = 0; k < count; k++) {
                        int row = selection == null ? k : selection[k];
                        out[selected] = row;
                        selected += marks[row] ? 1 : 0;
                        marks[row] = false;
                    }
                    return selected;
                }

                private void reserve(int rows) {
                    if (left.length < rows) {
                        left = new int[rows];
                        met = new int[rows];
                        marks = new boolean[rows];
                    }
                }
            };
        };
    }

    /** Rows that do not meet the condition, whether it is FALSE or UNKNOWN. */
    static VectorFilter not(VectorFilter condition) {
        return context -> {
            Evaluator evaluator = condition.start(context);
            return new Evaluator() {
                private int[] met = {};

                @Override
                public int select(Batch batch, int @Nullable [] selection, int count, int[] out) {
                    met = met.length < count ? new int[batch.rows()] : met;
                    int metCount = evaluator.select(batch, selection, count, met);
                    int selected = 0;
                    int at = 0;
                    for (int k = 0; k < count; k++) {
                        int row = selection == null ? k : selection[k];
                        if (at < metCount && met[at] == row) {
                            at++;
                        } else {
                            out[selected++] = row;
                        }
                    }
                    return selected;
                }
            };
        };
    }

    /** Rows whose value is NULL, or is not. */
    static VectorFilter isNull(VectorExpression operand, boolean wanted) {
        return context -> {
            VectorExpression.Evaluator evaluator = operand.start(context);
            return (batch, selection, count, out) -> {
                Vector vector = evaluator.evaluate(batch, selection, count);
                if (!vector.hasNulls()) {
                    return wanted ? 0 : copy(selection, count, out);
                }
                int selected = 0;
                for (int k = 0; k < count; k++) {
                    int row = selection == null ? k : selection[k];
                    if (vector.isNull(row) == wanted) {
                        out[selected++] = row;
                    }
                }
                return selected;
            };
        };
    }

    /** Rows whose BOOLEAN is this. */
    static VectorFilter isTruth(VectorExpression operand, boolean truth) {
        return context -> {
            VectorExpression.Evaluator evaluator = operand.start(context);
            return (batch, selection, count, out) -> {
                Vector vector = evaluator.evaluate(batch, selection, count);
                int selected = 0;
                for (int k = 0; k < count; k++) {
                    int row = selection == null ? k : selection[k];
                    if (!vector.isNull(row) && (vector.longs[row] != 0) == truth) {
                        out[selected++] = row;
                    }
                }
                return selected;
            };
        };
    }

    private static Evaluator[] start(List<VectorFilter> conditions, OperatorContext context) {
        return conditions.stream().map(condition -> condition.start(context)).toArray(Evaluator[]::new);
    }

    /** Writes the selected positions; returns their number. */
    static int copy(int @Nullable [] selection, int count, int[] out) {
        if (selection == null) {
            for (int i = 0; i < count; i++) {
                out[i] = i;
            }
        } else if (selection != out) {
            System.arraycopy(selection, 0, out, 0, count);
        }
        return count;
    }

    /** Removes marked positions; returns how many are left. */
    private static int without(int[] positions, int count, boolean[] marks) {
        int left = 0;
        for (int k = 0; k < count; k++) {
            int row = positions[k];
            positions[left] = row;
            left += marks[row] ? 0 : 1;
        }
        return left;
    }
}
