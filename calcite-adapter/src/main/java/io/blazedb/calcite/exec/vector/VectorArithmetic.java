/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.types.SqlType;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Addition, subtraction, multiplication and division of whole numbers, floating-point numbers and DECIMALs. Batches are computed without
 * branches; only if something left its range are their rows computed again, one by one and exactly, which fails where it must.
 *
 * @param left of the form of the result, as is {@code right}
 * @param scale digits after the point of the result's DECIMALs
 * @param exact the same for two internal values
 */
public record VectorArithmetic(
        Operation operation,
        VectorExpression left,
        VectorExpression right,
        SqlType type,
        int scale,
        BinaryOperator<Object> exact)
        implements VectorExpression {

    /** What is computed. */
    public enum Operation {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE
    }

    @Override
    public Evaluator start(OperatorContext context) {
        return new Computing(this, left.start(context), right.start(context));
    }

    private static final class Computing implements Evaluator {
        private final VectorArithmetic expression;
        private final Operation operation;
        private final Evaluator left;
        private final Evaluator right;
        private final Vector out;

        Computing(VectorArithmetic expression, Evaluator left, Evaluator right) {
            this.expression = expression;
            this.operation = expression.operation;
            this.left = left;
            this.right = right;
            this.out = new Vector(expression.type, expression.scale);
        }

        @Override
        public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
            int rows = batch.rows();
            out.reset(rows);
            if (count == 0) {
                return out;
            }
            Vector a = left.evaluate(batch, selection, count);
            Vector b = right.evaluate(batch, selection, count);
            out.addNulls(a, rows);
            out.addNulls(b, rows);
            boolean suspect = switch (out.form) {
                case LONG -> whole(a.longs, b.longs, rows);
                case DOUBLE -> floating(a.doubles, b.doubles, rows);
                case DECIMAL -> a.hasLarge || b.hasLarge || decimal(a, b, rows);
                case BYTES -> throw new IllegalStateException("arithmetic with bytes");
            };
            if (suspect) {
                recompute(a, b, selection, count);
            }
            return out;
        }

        private boolean whole(long[] x, long[] y, int rows) {
            if (operation == Operation.DIVIDE) {
                return true;
            }
            boolean suspect = wide(x, y, rows);
            int unused = narrowBits();
            if (suspect || unused == 0) {
                return suspect;
            }
            long[] r = out.longs;
            long wrong = 0;
            for (int i = 0; i < rows; i++) {
                wrong |= r[i] ^ ((r[i] << unused) >> unused);
            }
            return wrong != 0;
        }

        private int narrowBits() {
            return switch (expression.type.name()) {
                case SMALLINT -> Long.SIZE - Short.SIZE;
                case INTEGER -> Long.SIZE - Integer.SIZE;
                default -> 0;
            };
        }

        /** Computes in longs; whether any result does not fit into one. */
        private boolean wide(long[] x, long[] y, int rows) {
            long[] r = out.longs;
            long wrong = 0;
            switch (operation) {
                case ADD -> {
                    for (int i = 0; i < rows; i++) {
                        long sum = x[i] + y[i];
                        r[i] = sum;
                        wrong |= (x[i] ^ sum) & (y[i] ^ sum);
                    }
                }
                case SUBTRACT -> {
                    for (int i = 0; i < rows; i++) {
                        long difference = x[i] - y[i];
                        r[i] = difference;
                        wrong |= (x[i] ^ y[i]) & (x[i] ^ difference);
                    }
                }
                default -> {
                    for (int i = 0; i < rows; i++) {
                        long product = x[i] * y[i];
                        r[i] = product;
                        wrong |= (Math.multiplyHigh(x[i], y[i]) ^ (product >> 63)) != 0 ? -1 : 0;
                    }
                }
            }
            return wrong < 0;
        }

        /** Computes in doubles; whether any result is infinite or a divisor 0. */
        private boolean floating(double[] x, double[] y, int rows) {
            double[] r = out.doubles;
            boolean suspect = false;
            switch (operation) {
                case ADD -> {
                    for (int i = 0; i < rows; i++) {
                        r[i] = x[i] + y[i];
                    }
                }
                case SUBTRACT -> {
                    for (int i = 0; i < rows; i++) {
                        r[i] = x[i] - y[i];
                    }
                }
                case MULTIPLY -> {
                    for (int i = 0; i < rows; i++) {
                        r[i] = x[i] * y[i];
                    }
                }
                case DIVIDE -> {
                    for (int i = 0; i < rows; i++) {
                        r[i] = x[i] / y[i];
                        suspect |= y[i] == 0;
                    }
                }
            }
            for (int i = 0; i < rows; i++) {
                suspect |= Math.abs(r[i]) == Double.POSITIVE_INFINITY;
            }
            return suspect;
        }

        private boolean decimal(Vector a, Vector b, int rows) {
            if (operation == Operation.DIVIDE || operation == Operation.MULTIPLY) {
                return operation == Operation.DIVIDE || a.scale + b.scale != out.scale || wide(a.longs, b.longs, rows);
            }
            return a.scale != b.scale || a.scale != out.scale || wide(a.longs, b.longs, rows);
        }

        private void recompute(Vector a, Vector b, int @Nullable [] selection, int count) {
            for (int k = 0; k < count; k++) {
                int row = selection == null ? k : selection[k];
                Object x = a.value(row);
                Object y = b.value(row);
                if (x != null && y != null) {
                    out.set(row, expression.exact.apply(x, y));
                }
            }
        }
    }
}
