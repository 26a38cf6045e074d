/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Arithmetic that never wraps: a result outside its type is 22003, a division by zero 22012. */
public final class Arithmetic {
    private static final int DECIMAL_DIGITS_MAX = 38;
    private static final int QUOTIENT_SCALE_MIN = 16;

    private Arithmetic() {}

    public static BinaryOperator<Object> add(SqlType result) {
        return switch (result.name()) {
            case SMALLINT, INTEGER, BIGINT -> {
                UnaryOperator<Object> narrow = integral(result);
                yield (a, b) -> narrow.apply(addExact(longOf(a), longOf(b)));
            }
            case DECIMAL -> (a, b) -> decimal(Values.decimal(a).add(Values.decimal(b)), result);
            case REAL -> (a, b) -> finite(floatOf(a) + floatOf(b), a, b);
            default -> (a, b) -> finite(doubleOf(a) + doubleOf(b), a, b);
        };
    }

    public static BinaryOperator<Object> subtract(SqlType result) {
        return switch (result.name()) {
            case SMALLINT, INTEGER, BIGINT -> {
                UnaryOperator<Object> narrow = integral(result);
                yield (a, b) -> narrow.apply(subtractExact(longOf(a), longOf(b)));
            }
            case DECIMAL -> (a, b) -> decimal(Values.decimal(a).subtract(Values.decimal(b)), result);
            case REAL -> (a, b) -> finite(floatOf(a) - floatOf(b), a, b);
            default -> (a, b) -> finite(doubleOf(a) - doubleOf(b), a, b);
        };
    }

    public static BinaryOperator<Object> multiply(SqlType result) {
        return switch (result.name()) {
            case SMALLINT, INTEGER, BIGINT -> {
                UnaryOperator<Object> narrow = integral(result);
                yield (a, b) -> narrow.apply(multiplyExact(longOf(a), longOf(b)));
            }
            case DECIMAL -> (a, b) -> decimal(Values.decimal(a).multiply(Values.decimal(b)), result);
            case REAL -> (a, b) -> finite(floatOf(a) * floatOf(b), a, b);
            default -> (a, b) -> finite(doubleOf(a) * doubleOf(b), a, b);
        };
    }

    /** The quotient; of integers the truncated one. */
    public static BinaryOperator<Object> divide(SqlType result) {
        return switch (result.name()) {
            case SMALLINT, INTEGER, BIGINT -> {
                UnaryOperator<Object> narrow = integral(result);
                yield (a, b) -> a instanceof BigDecimal || b instanceof BigDecimal
                        ? Casts.integral(
                                Values.decimal(a).divide(nonZero(Values.decimal(b)), 0, RoundingMode.DOWN), result)
                        : narrow.apply(divideExact(longOf(a), longOf(b)));
            }
            case DECIMAL -> {
                int scale = Math.max(result.scale(), 0);
                yield (a, b) -> decimal(
                        Values.decimal(a).divide(nonZero(Values.decimal(b)), scale, RoundingMode.HALF_UP), result);
            }
            case REAL -> (a, b) -> finite(floatOf(a) / (float) nonZero(floatOf(b)), a, b);
            default -> (a, b) -> finite(doubleOf(a) / nonZero(doubleOf(b)), a, b);
        };
    }

    /** The remainder with the sign of the dividend. */
    public static BinaryOperator<Object> modulo(SqlType result) {
        return switch (result.name()) {
            case SMALLINT, INTEGER, BIGINT ->
                (a, b) -> {
                    if (a instanceof BigDecimal || b instanceof BigDecimal) {
                        return Casts.integral(Values.decimal(a).remainder(nonZero(Values.decimal(b))), result);
                    }
                    long divisor = longOf(b);
                    if (divisor == 0) {
                        throw divisionByZero();
                    }
                    return Casts.integral(longOf(a) % divisor, result);
                };
            case DECIMAL -> (a, b) -> decimal(Values.decimal(a).remainder(nonZero(Values.decimal(b))), result);
            default -> (a, b) -> doubleOf(a) % nonZero(doubleOf(b));
        };
    }

    public static UnaryOperator<Object> negate(SqlType result) {
        return switch (result.name()) {
            case SMALLINT, INTEGER, BIGINT -> a -> Casts.integral(subtractExact(0, longOf(a)), result);
            case DECIMAL -> a -> Values.decimal(a).negate();
            case REAL -> a -> -floatOf(a);
            default -> a -> -doubleOf(a);
        };
    }

    public static UnaryOperator<Object> absolute(SqlType result) {
        UnaryOperator<Object> negate = negate(result);
        return a -> ((Number) a).doubleValue() < 0 ? negate.apply(a) : a;
    }

    /** A decimal quotient with the digits that AVG and the like give. */
    static BigDecimal quotient(BigDecimal sum, long count, SqlType result) {
        int scale = result.name() == SqlType.Name.DECIMAL ? result.scale() : QUOTIENT_SCALE_MIN;
        return sum.divide(BigDecimal.valueOf(count), scale, RoundingMode.HALF_UP);
    }

    /** A decimal cut to the type's digits after the point and checked against its digits before it. */
    static BigDecimal decimal(BigDecimal value, SqlType type) {
        BigDecimal rounded =
                value.scale() > type.scale() ? value.setScale(Math.max(type.scale(), 0), RoundingMode.HALF_UP) : value;
        if (rounded.precision() > DECIMAL_DIGITS_MAX) {
            if (rounded.precision() - rounded.scale() > DECIMAL_DIGITS_MAX) {
                throw outOfRange(type);
            }
            return rounded.round(new MathContext(DECIMAL_DIGITS_MAX, RoundingMode.HALF_UP));
        }
        return rounded;
    }

    private static UnaryOperator<Object> integral(SqlType type) {
        return switch (type.name()) {
            case INTEGER ->
                a -> {
                    long value = (Long) a;
                    if ((int) value != value) {
                        throw outOfRange(type);
                    }
                    return (int) value;
                };
            case BIGINT -> a -> a;
            default -> a -> Casts.integral((Long) a, type);
        };
    }

    static long longOf(Object value) {
        return ((Number) value).longValue();
    }

    static double doubleOf(Object value) {
        return ((Number) value).doubleValue();
    }

    private static float floatOf(Object value) {
        return ((Number) value).floatValue();
    }

    private static Object finite(double value, Object a, Object b) {
        if (Double.isInfinite(value) && !Double.isInfinite(doubleOf(a)) && !Double.isInfinite(doubleOf(b))) {
            throw outOfRange(SqlType.of(SqlType.Name.DOUBLE));
        }
        return value;
    }

    private static Object finite(float value, Object a, Object b) {
        if (Float.isInfinite(value) && !Float.isInfinite(floatOf(a)) && !Float.isInfinite(floatOf(b))) {
            throw outOfRange(SqlType.of(SqlType.Name.REAL));
        }
        return value;
    }

    private static long addExact(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            throw outOfRange(SqlType.of(SqlType.Name.BIGINT));
        }
        return sum;
    }

    private static long subtractExact(long a, long b) {
        long difference = a - b;
        if (((a ^ b) & (a ^ difference)) < 0) {
            throw outOfRange(SqlType.of(SqlType.Name.BIGINT));
        }
        return difference;
    }

    private static long multiplyExact(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        if ((high != 0 || low < 0) && (high != -1 || low >= 0)) {
            throw outOfRange(SqlType.of(SqlType.Name.BIGINT));
        }
        return low;
    }

    private static long divideExact(long a, long b) {
        if (b == 0) {
            throw divisionByZero();
        }
        if (a == Long.MIN_VALUE && b == -1) {
            throw outOfRange(SqlType.of(SqlType.Name.BIGINT));
        }
        return a / b;
    }

    private static BigDecimal nonZero(BigDecimal value) {
        if (value.signum() == 0) {
            throw divisionByZero();
        }
        return value;
    }

    private static double nonZero(double value) {
        if (value == 0) {
            throw divisionByZero();
        }
        return value;
    }

    static BlazeSqlException outOfRange(SqlType type) {
        return new BlazeSqlException(
                SqlErrorCode.NUMERIC_OUT_OF_RANGE,
                "value out of range for type " + type.name().name().toLowerCase(java.util.Locale.ROOT));
    }

    static BlazeSqlException divisionByZero() {
        return new BlazeSqlException(SqlErrorCode.DIVISION_BY_ZERO, "division by zero");
    }
}
