/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** CAST: like assignment to a column, except that a text or byte string that is too long is cut, as the standard has it. */
public final class Casts {
    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private Casts() {}

    /** The conversion between two types; null if values need none. */
    public static @Nullable UnaryOperator<Object> cast(SqlType from, SqlType to) {
        if (from.name() == to.name() && keepsAll(from, to)) {
            return null;
        }
        return switch (to.name()) {
            case NULL -> null;
            case BIGINT -> isIntegral(from) ? a -> ((Number) a).longValue() : a -> Coercions.convert(a, from, to);
            case SMALLINT, INTEGER ->
                isIntegral(from) ? a -> integral(((Number) a).longValue(), to) : a -> Coercions.convert(a, from, to);
            case DOUBLE -> isNumeric(from) ? a -> ((Number) a).doubleValue() : a -> Coercions.convert(a, from, to);
            case CHAR, VARCHAR -> {
                SqlType unbounded = SqlType.of(SqlType.Name.VARCHAR);
                UnaryOperator<Object> text =
                        isText(from) ? UnaryOperator.identity() : a -> Coercions.convert(a, from, unbounded);
                yield a -> fit((String) text.apply(a), to);
            }
            case BINARY, VARBINARY -> {
                SqlType unbounded = SqlType.of(SqlType.Name.VARBINARY);
                yield a -> fit((byte[]) Coercions.convert(a, from, unbounded), to);
            }
            case DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_TZ,
                    UUID,
                    BOOLEAN,
                    INTERVAL,
                    INTERVAL_DAY_TIME,
                    INTERVAL_YEAR_MONTH,
                    JSON,
                    JSONB,
                    ENUM -> castOther(from, to);
            case ARRAY -> array(from, to);
            case DECIMAL -> {
                SqlType decimal = to.isPlannedWithoutPrecision() ? SqlType.of(SqlType.Name.DECIMAL) : to;
                yield a -> Coercions.convert(a, from, decimal);
            }
            default -> a -> Coercions.convert(a, from, to);
        };
    }

    private static UnaryOperator<Object> array(SqlType from, SqlType to) {
        if (!from.isArray()) {
            return a -> Coercions.convert(a, from, to);
        }
        UnaryOperator<Object> element = cast(from.elementType(), to.elementType());
        return a -> ((SqlArray) a).map(to.elementType(), element == null ? UnaryOperator.identity() : element);
    }

    /** The conversion of {@link #cast}, with NULL for a value that cannot be converted. */
    public static UnaryOperator<@Nullable Object> safeCast(SqlType from, SqlType to) {
        UnaryOperator<Object> cast = cast(from, to);
        return a -> {
            if (a == null || cast == null) {
                return a;
            }
            try {
                return cast.apply(a);
            } catch (BlazeSqlException notConvertible) {
                return null;
            }
        };
    }

    private static UnaryOperator<Object> castOther(SqlType from, SqlType to) {
        if (from.name() == SqlType.Name.TIME && isTimestamp(to)) {
            return a -> a;
        }
        boolean fromNumber = isNumeric(from);
        if (to.isInterval() && fromNumber) {
            return a -> Interval.ofMicros(Values.decimal(a)
                    .movePointRight(6)
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValue());
        }
        return a -> Coercions.convert(a, from, to);
    }

    private static boolean isTimestamp(SqlType type) {
        return type.name() == SqlType.Name.TIMESTAMP || type.name() == SqlType.Name.TIMESTAMP_TZ;
    }

    /** Whether every value of the one type is a value of the other, of the same name. */
    private static boolean keepsAll(SqlType from, SqlType to) {
        return switch (to.name()) {
            case CHAR, BINARY -> from.precision() == to.precision();
            case VARCHAR, VARBINARY ->
                to.precision() == SqlType.UNBOUNDED
                        || (from.precision() != SqlType.UNBOUNDED && from.precision() <= to.precision());
            case DECIMAL ->
                from.scale() == to.scale()
                        && (to.precision() == SqlType.UNBOUNDED
                                || (from.precision() != SqlType.UNBOUNDED && from.precision() <= to.precision()));
            case TIME, TIMESTAMP, TIMESTAMP_TZ ->
                to.precision() == SqlType.UNBOUNDED
                        || to.precision() >= 6
                        || (from.precision() != SqlType.UNBOUNDED && from.precision() <= to.precision());
            case ARRAY -> from.elementType().equals(to.elementType());
            case ENUM -> from.enumLabels().isSameType(to.enumLabels());
            default -> true;
        };
    }

    /** A whole number as a value of an integer type. */
    public static Object integral(long value, SqlType type) {
        return switch (type.name()) {
            case SMALLINT -> {
                if ((short) value != value) {
                    throw Arithmetic.outOfRange(type);
                }
                yield (short) value;
            }
            case INTEGER -> {
                if ((int) value != value) {
                    throw Arithmetic.outOfRange(type);
                }
                yield (int) value;
            }
            default -> value;
        };
    }

    /** A number rounded to a value of an integer type. */
    public static Object integral(BigDecimal value, SqlType type) {
        BigDecimal rounded = value.setScale(0, RoundingMode.HALF_UP);
        if (rounded.compareTo(LONG_MIN) < 0 || rounded.compareTo(LONG_MAX) > 0) {
            throw Arithmetic.outOfRange(type);
        }
        return integral(rounded.longValue(), type);
    }

    /** A number as a value of any numeric type. */
    public static Object number(Object value, SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT ->
                value instanceof BigDecimal || value instanceof Double || value instanceof Float
                        ? integral(Values.decimal(value), type)
                        : integral(((Number) value).longValue(), type);
            case DECIMAL -> Arithmetic.decimal(Values.decimal(value), type);
            case REAL -> ((Number) value).floatValue();
            default -> ((Number) value).doubleValue();
        };
    }

    private static String fit(String value, SqlType to) {
        int length = to.precision();
        if (length == SqlType.UNBOUNDED) {
            return value;
        }
        int count = value.length() <= length && to.name() == SqlType.Name.VARCHAR
                ? 0
                : value.codePointCount(0, value.length());
        if (count > length) {
            return value.substring(0, value.offsetByCodePoints(0, length));
        }
        return to.name() == SqlType.Name.CHAR && count < length ? value + " ".repeat(length - count) : value;
    }

    private static byte[] fit(byte[] value, SqlType to) {
        int length = to.precision();
        boolean keep = length == SqlType.UNBOUNDED
                || (to.name() == SqlType.Name.VARBINARY ? value.length <= length : value.length == length);
        return keep ? value : Arrays.copyOf(value, length);
    }

    static boolean isIntegral(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT -> true;
            default -> false;
        };
    }

    static boolean isNumeric(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE -> true;
            default -> false;
        };
    }

    static boolean isText(SqlType type) {
        return switch (type.name()) {
            case CHAR, VARCHAR, JSON, JSONB -> true;
            default -> false;
        };
    }
}
