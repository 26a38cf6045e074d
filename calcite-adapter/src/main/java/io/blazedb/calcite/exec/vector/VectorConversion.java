/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A number in another form: whole numbers as whole numbers of another width that holds them all, as DOUBLE, or as DECIMAL; DECIMAL as
 * DOUBLE, or with more digits after the point. Never fails and never rounds, except as DOUBLE does.
 */
record VectorConversion(VectorExpression operand, SqlType type, int scale) implements VectorExpression {
    private static final long[] POWERS = new long[19];
    private static final double[] DOUBLE_POWERS = new double[23];
    private static final long EXACT_IN_DOUBLE = 1L << 52;

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = 10 * POWERS[i - 1];
        }
        for (int i = 0; i < DOUBLE_POWERS.length; i++) {
            DOUBLE_POWERS[i] = Double.parseDouble("1e" + i);
        }
    }

    static VectorExpression toDouble(VectorExpression operand) {
        return operand.type().name() == SqlType.Name.DOUBLE
                ? operand
                : new VectorConversion(operand, SqlType.of(SqlType.Name.DOUBLE), 0);
    }

    static VectorExpression toDecimal(VectorExpression operand, int scale) {
        boolean decimal = operand.type().name() == SqlType.Name.DECIMAL;
        if (decimal && operand.scale() == scale) {
            return operand;
        }
        return operand instanceof VectorConstant constant
                ? new ScaledConstant(constant, scale)
                : new VectorConversion(operand, new SqlType(SqlType.Name.DECIMAL, SqlType.UNBOUNDED, scale), scale);
    }

    /** A constant number as a DECIMAL with this many digits after the point, if it has not more. */
    private record ScaledConstant(VectorConstant constant, int scale) implements VectorExpression {
        @Override
        public SqlType type() {
            return new SqlType(SqlType.Name.DECIMAL, SqlType.UNBOUNDED, scale);
        }

        @Override
        public Evaluator start(OperatorContext context) {
            return new VectorConstant(
                            (row, e) -> {
                                Object value = constant.expression().evaluate(row, e);
                                return value == null ? null : scaled(Values.decimal(value), scale);
                            },
                            type())
                    .start(context);
        }
    }

    /** The same number with so many digits after the point, unless it has more. */
    private static BigDecimal scaled(BigDecimal value, int scale) {
        return value.scale() <= scale && value.precision() - value.scale() < POWERS.length
                ? value.setScale(scale)
                : value;
    }

    @Override
    public Evaluator start(OperatorContext context) {
        Evaluator evaluator = operand.start(context);
        Vector out = new Vector(type, scale);
        return (batch, selection, count) -> {
            Vector from = evaluator.evaluate(batch, selection, count);
            out.reset(batch.rows());
            out.addNulls(from, batch.rows());
            switch (out.form) {
                case LONG -> out.longs = from.longs;
                case DOUBLE -> doubles(from, out, batch.rows());
                default -> decimals(from, out, selection, count, batch.rows());
            }
            return out;
        };
    }

    private static void doubles(Vector from, Vector out, int rows) {
        switch (from.form) {
            case DOUBLE -> System.arraycopy(from.doubles, 0, out.doubles, 0, rows);
            case LONG -> {
                for (int i = 0; i < rows; i++) {
                    out.doubles[i] = from.longs[i];
                }
            }
            default -> {
                for (int i = 0; i < rows; i++) {
                    out.doubles[i] = doubleOf(from, i);
                }
            }
        }
    }

    /** As BigDecimal does it: a division of two exact doubles is rounded correctly. */
    private static double doubleOf(Vector from, int row) {
        long unscaled = from.longs[row];
        boolean exact = !from.hasLarge && Math.abs(unscaled) < EXACT_IN_DOUBLE && from.scale < DOUBLE_POWERS.length;
        return exact ? unscaled / DOUBLE_POWERS[from.scale] : from.decimal(row).doubleValue();
    }

    private static void decimals(Vector from, Vector out, int @Nullable [] selection, int count, int rows) {
        int digits = out.scale - (from.form == Vector.Form.DECIMAL ? from.scale : 0);
        if (!from.hasLarge && digits == 0) {
            out.longs = from.longs;
            return;
        }
        boolean suspect = from.hasLarge || digits < 0 || digits >= POWERS.length;
        if (!suspect) {
            long power = POWERS[digits];
            for (int i = 0; i < rows; i++) {
                long value = from.longs[i];
                out.longs[i] = value * power;
                suspect |= Math.multiplyHigh(value, power) != (out.longs[i] >> 63);
            }
        }
        if (suspect) {
            for (int k = 0; k < count; k++) {
                int row = selection == null ? k : selection[k];
                Object value = from.value(row);
                if (value != null) {
                    out.setDecimal(row, scaled(Values.decimal(value), out.scale));
                }
            }
        }
    }
}
