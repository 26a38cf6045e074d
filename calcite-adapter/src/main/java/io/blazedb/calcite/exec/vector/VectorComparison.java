/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.SubQueries.Comparison;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Compares two expressions of the same form. Loops write every position and move on only behind those that are wanted, so they have no
 * branches that a processor could guess wrong.
 */
public record VectorComparison(Comparison comparison, VectorExpression left, VectorExpression right)
        implements VectorFilter {

    @Override
    public Evaluator start(OperatorContext context) {
        return new Comparing(comparison, left.start(context), right.start(context));
    }

    private static final class Comparing implements Evaluator {
        private final Comparison comparison;
        private final VectorExpression.Evaluator left;
        private final VectorExpression.Evaluator right;
        private long[] leftKeys = {};
        private long[] rightKeys = {};

        Comparing(Comparison comparison, VectorExpression.Evaluator left, VectorExpression.Evaluator right) {
            this.comparison = comparison;
            this.left = left;
            this.right = right;
        }

        @Override
        public int select(Batch batch, int @Nullable [] selection, int count, int[] out) {
            if (count == 0) {
                return 0;
            }
            Vector a = left.evaluate(batch, selection, count);
            Vector b = right.evaluate(batch, selection, count);
            int selected = switch (a.form) {
                case LONG -> compare(comparison, a.longs, b.longs, selection, count, out);
                case DOUBLE -> {
                    leftKeys = keys(a.doubles, leftKeys, batch.rows());
                    rightKeys = keys(b.doubles, rightKeys, batch.rows());
                    yield compare(comparison, leftKeys, rightKeys, selection, count, out);
                }
                case DECIMAL ->
                    a.hasLarge || b.hasLarge || a.scale != b.scale
                            ? compareDecimals(a, b, selection, count, out)
                            : compare(comparison, a.longs, b.longs, selection, count, out);
                case BYTES -> compareBytes(a, b, selection, count, out);
            };
            return a.hasNulls() || b.hasNulls() ? withoutNulls(a, b, out, selected) : selected;
        }

        private int compareDecimals(Vector a, Vector b, int @Nullable [] selection, int count, int[] out) {
            int selected = 0;
            for (int k = 0; k < count; k++) {
                int row = selection == null ? k : selection[k];
                boolean known = !a.isNull(row) && !b.isNull(row);
                if (known && comparison.holds(Values.compare(a.decimal(row), b.decimal(row)))) {
                    out[selected++] = row;
                }
            }
            return selected;
        }

        private int compareBytes(Vector a, Vector b, int @Nullable [] selection, int count, int[] out) {
            boolean equality = comparison == Comparison.EQUAL || comparison == Comparison.NOT_EQUAL;
            int selected = 0;
            for (int k = 0; k < count; k++) {
                int row = selection == null ? k : selection[k];
                int aEnd = a.offsets[row] + a.lengths[row];
                int bEnd = b.offsets[row] + b.lengths[row];
                boolean holds;
                if (equality) {
                    boolean equal = a.lengths[row] == b.lengths[row]
                            && Arrays.equals(a.arrays[row], a.offsets[row], aEnd, b.arrays[row], b.offsets[row], bEnd);
                    holds = equal == (comparison == Comparison.EQUAL);
                } else {
                    holds = comparison.holds(Arrays.compareUnsigned(
                            a.arrays[row], a.offsets[row], aEnd, b.arrays[row], b.offsets[row], bEnd));
                }
                out[selected] = row;
                selected += holds ? 1 : 0;
            }
            return selected;
        }

        private static int withoutNulls(Vector a, Vector b, int[] rows, int count) {
            int kept = 0;
            for (int k = 0; k < count; k++) {
                int row = rows[k];
                rows[kept] = row;
                kept += a.isNull(row) || b.isNull(row) ? 0 : 1;
            }
            return kept;
        }
    }

    /** Numbers that have the order of the doubles: -0 is 0, NaN is greater than everything. */
    private static long[] keys(double[] values, long[] into, int rows) {
        long[] keys = into.length < rows ? new long[rows] : into;
        for (int i = 0; i < rows; i++) {
            keys[i] = key(values[i]);
        }
        return keys;
    }

    static long key(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    private static int compare(
            Comparison comparison, long[] x, long[] y, int @Nullable [] selection, int count, int[] out) {
        return switch (comparison) {
            case LESS -> less(x, y, selection, count, out);
            case GREATER -> less(y, x, selection, count, out);
            case LESS_OR_EQUAL -> notGreater(x, y, selection, count, out);
            case GREATER_OR_EQUAL -> notGreater(y, x, selection, count, out);
            case EQUAL -> equal(x, y, selection, count, out);
            case NOT_EQUAL -> different(x, y, selection, count, out);
        };
    }

    private static int less(long[] x, long[] y, int @Nullable [] selection, int count, int[] out) {
        int selected = 0;
        if (selection == null) {
            for (int i = 0; i < count; i++) {
                out[selected] = i;
                selected += x[i] < y[i] ? 1 : 0;
            }
            return selected;
        }
        for (int k = 0; k < count; k++) {
            int i = selection[k];
            out[selected] = i;
            selected += x[i] < y[i] ? 1 : 0;
        }
        return selected;
    }

    private static int notGreater(long[] x, long[] y, int @Nullable [] selection, int count, int[] out) {
        int selected = 0;
        if (selection == null) {
            for (int i = 0; i < count; i++) {
                out[selected] = i;
                selected += x[i] <= y[i] ? 1 : 0;
            }
            return selected;
        }
        for (int k = 0; k < count; k++) {
            int i = selection[k];
            out[selected] = i;
            selected += x[i] <= y[i] ? 1 : 0;
        }
        return selected;
    }

    private static int equal(long[] x, long[] y, int @Nullable [] selection, int count, int[] out) {
        int selected = 0;
        for (int k = 0; k < count; k++) {
            int i = selection == null ? k : selection[k];
            out[selected] = i;
            selected += x[i] == y[i] ? 1 : 0;
        }
        return selected;
    }

    private static int different(long[] x, long[] y, int @Nullable [] selection, int count, int[] out) {
        int selected = 0;
        for (int k = 0; k < count; k++) {
            int i = selection == null ? k : selection[k];
            out[selected] = i;
            selected += x[i] == y[i] ? 0 : 1;
        }
        return selected;
    }
}
