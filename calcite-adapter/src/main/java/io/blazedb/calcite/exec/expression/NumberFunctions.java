/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Functions.Strict;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions and operators of numbers beyond the standard's. */
final class NumberFunctions {
    private static final int FACTORIAL_MAX = 33;

    private NumberFunctions() {}

    static @Nullable Strict find(String name, int count, SqlType result) {
        return switch (name) {
            case "&" -> a -> Casts.integral(Arithmetic.longOf(a[0]) & Arithmetic.longOf(a[1]), result);
            case "|" -> a -> Casts.integral(Arithmetic.longOf(a[0]) | Arithmetic.longOf(a[1]), result);
            case "#" -> a -> Casts.integral(Arithmetic.longOf(a[0]) ^ Arithmetic.longOf(a[1]), result);
            case "~" -> a -> Casts.integral(~Arithmetic.longOf(a[0]), result);
            case "<<" -> a -> shifted(a, true, result);
            case ">>" -> a -> shifted(a, false, result);
            case "^" -> a -> power(Arithmetic.doubleOf(a[0]), Arithmetic.doubleOf(a[1]));
            case "FACTORIAL" -> a -> factorial(Arithmetic.longOf(a[0]));
            case "GCD" -> a -> gcd(a).longValueExact();
            case "LCM" -> a -> lcm(a);
            case "DIV" -> a -> quotient(a);
            case "LOG" ->
                count == 1 ? a -> Math.log10(positive(a[0])) : a -> Math.log(positive(a[1])) / Math.log(positive(a[0]));
            case "SCALE" -> a -> Math.max(0, Values.decimal(a[0]).scale());
            case "MIN_SCALE" ->
                a -> Math.max(0, Values.decimal(a[0]).stripTrailingZeros().scale());
            case "TRIM_SCALE" -> a -> trimmed(a[0]);
            case "ATAN2D" -> a -> Math.toDegrees(Math.atan2(Arithmetic.doubleOf(a[0]), Arithmetic.doubleOf(a[1])));
            case "COTD" -> of(v -> 1 / Math.tan(Math.toRadians(v)));
            case "SINH" -> of(Math::sinh);
            case "COSH" -> of(Math::cosh);
            case "TANH" -> of(Math::tanh);
            case "ASINH" -> of(v -> Math.copySign(Math.log(Math.abs(v) + Math.sqrt(v * v + 1)), v));
            case "ACOSH" -> of(v -> Math.log(inDomain(v, v >= 1) + Math.sqrt(v * v - 1)));
            case "ATANH" -> of(v -> 0.5 * Math.log((1 + inDomain(v, v >= -1 && v <= 1)) / (1 - v)));
            case "PG_BACKEND_PID" -> a -> (int) ProcessHandle.current().pid();
            case "WIDTH_BUCKET" -> NumberFunctions::bucket;
            case "SIND" -> of(v -> Math.sin(Math.toRadians(v)));
            case "COSD" -> of(v -> Math.cos(Math.toRadians(v)));
            case "TAND" -> of(v -> Math.tan(Math.toRadians(v)));
            case "ASIND" -> of(v -> Math.toDegrees(Math.asin(v)));
            case "ACOSD" -> of(v -> Math.toDegrees(Math.acos(v)));
            case "ATAND" -> of(v -> Math.toDegrees(Math.atan(v)));
            default -> null;
        };
    }

    private static Strict of(DoubleUnaryOperator function) {
        return a -> function.applyAsDouble(Arithmetic.doubleOf(a[0]));
    }

    private static double inDomain(double value, boolean inside) {
        if (!inside) {
            throw new BlazeSqlException(SqlErrorCode.NUMERIC_OUT_OF_RANGE, "input is out of range");
        }
        return value;
    }

    private static Object trimmed(Object value) {
        BigDecimal decimal = Values.decimal(value).stripTrailingZeros();
        return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
    }

    private static Object shifted(Object[] a, boolean left, SqlType result) {
        long value = Arithmetic.longOf(a[0]);
        int by = (int) Arithmetic.longOf(a[1]);
        if (result.name() == SqlType.Name.INTEGER) {
            return left ? (int) value << by : (int) value >> by;
        }
        return left ? value << by : value >> by;
    }

    private static double power(double base, double exponent) {
        double power = Math.pow(base, exponent);
        if (Double.isInfinite(power) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
            throw Arithmetic.outOfRange(SqlType.of(SqlType.Name.DOUBLE));
        }
        return power;
    }

    private static double positive(Object value) {
        double number = Arithmetic.doubleOf(value);
        if (number <= 0) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_LOGARITHM, "cannot take the logarithm of zero or less");
        }
        return number;
    }

    private static BigDecimal factorial(long number) {
        if (number < 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.NUMERIC_OUT_OF_RANGE, "factorial of a negative number is undefined");
        }
        if (number > FACTORIAL_MAX) {
            throw Arithmetic.outOfRange(SqlType.of(SqlType.Name.DECIMAL));
        }
        BigInteger product = BigInteger.ONE;
        for (long i = 2; i <= number; i++) {
            product = product.multiply(BigInteger.valueOf(i));
        }
        return new BigDecimal(product);
    }

    private static BigInteger gcd(Object[] a) {
        return BigInteger.valueOf(Arithmetic.longOf(a[0])).gcd(BigInteger.valueOf(Arithmetic.longOf(a[1])));
    }

    private static Object lcm(Object[] a) {
        BigInteger divisor = gcd(a);
        if (divisor.signum() == 0) {
            return 0L;
        }
        BigInteger product = BigInteger.valueOf(Arithmetic.longOf(a[0]))
                .multiply(BigInteger.valueOf(Arithmetic.longOf(a[1])))
                .abs()
                .divide(divisor);
        if (product.bitLength() > 63) {
            throw Arithmetic.outOfRange(SqlType.of(SqlType.Name.BIGINT));
        }
        return product.longValue();
    }

    private static Object quotient(Object[] a) {
        BigDecimal divisor = Values.decimal(a[1]);
        if (divisor.signum() == 0) {
            throw Arithmetic.divisionByZero();
        }
        return Values.decimal(a[0]).divide(divisor, 0, RoundingMode.DOWN);
    }

    private static Object bucket(Object[] a) {
        double value = Arithmetic.doubleOf(a[0]);
        double low = Arithmetic.doubleOf(a[1]);
        double high = Arithmetic.doubleOf(a[2]);
        long count = Arithmetic.longOf(a[3]);
        if (count <= 0 || low == high) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_BUCKETS, "width_bucket needs a positive count and two different bounds");
        }
        double share = (value - low) / (high - low);
        return share < 0 ? 0 : share >= 1 ? Math.toIntExact(count + 1) : (int) Math.floor(share * count) + 1;
    }
}
