/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns values into those of another type: assignment to columns, and the border between internal and external values. */
public final class Coercions {
    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final int DECIMAL_SCALE_MAX = 16_383;

    private Coercions() {}

    /**
     * Assigns an internal value to a column: a number is rounded half up or refused, a text is parsed, padded or refused.
     *
     * @param value an internal value of {@code from}, or null
     * @param column the column's name, for messages
     * @throws BlazeSqlException 22001 too long, 22003 out of range, 22P02 and 22007 text that is no such value, 42804 no way
     */
    public static @Nullable Object assign(@Nullable Object value, SqlType from, SqlType to, String column) {
        if (value == null) {
            return null;
        }
        if (from.name() == to.name() && fits(value, to)) {
            return value;
        }
        if (value instanceof LargeObject large) {
            return assignLarge(large, from, to, column);
        }
        if (from.equals(to) && isUnconstrained(to)) {
            return value;
        }
        try {
            return convert(value, from, to);
        } catch (BlazeSqlException failure) {
            throw new BlazeSqlException(
                    failure.code(), failure.getMessage() + " (column \"" + column + "\")", failure.getCause());
        }
    }

    /** Whether a value is one of the type as it is; only the types that most values are of are looked at. */
    private static boolean fits(Object value, SqlType type) {
        return switch (type.name()) {
            case INTEGER -> value instanceof Integer;
            case BIGINT -> value instanceof Long;
            case DOUBLE -> value instanceof Double;
            case VARCHAR ->
                value instanceof String text
                        && (type.precision() == SqlType.UNBOUNDED || text.length() <= type.precision());
            default -> false;
        };
    }

    private static @Nullable Object assignLarge(LargeObject value, SqlType from, SqlType to, String column) {
        return isLarge(to, value) ? value : assign(value.whole(), from, to, column);
    }

    private static boolean isLarge(SqlType type, LargeObject value) {
        return type.isLargeObject() && value.isText() == (type.name() == SqlType.Name.VARCHAR);
    }

    /** Converts an internal value of one type into one of another, as assignment does. */
    public static Object convert(Object value, SqlType from, SqlType to) {
        return switch (to.name()) {
            case BOOLEAN -> toBoolean(value, from);
            case SMALLINT -> (short) integral(value, from, to, Short.MIN_VALUE, Short.MAX_VALUE);
            case INTEGER -> (int) integral(value, from, to, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> integral(value, from, to, Long.MIN_VALUE, Long.MAX_VALUE);
            case DECIMAL -> toDecimal(value, from, to);
            case REAL -> toReal(value, from, to);
            case DOUBLE -> toDouble(value, from, to);
            case CHAR, VARCHAR -> fitted(Texts.format(value, from), to);
            case JSON -> Texts.requireJson(Texts.format(value, from));
            case JSONB -> from.name() == SqlType.Name.JSONB ? value : Json.normalized(Texts.format(value, from));
            case BINARY, VARBINARY -> toBytes(value, from, to);
            case DATE -> toDate(value, from);
            case TIME -> toTime(value, from);
            case TIMESTAMP -> toTimestamp(value, from, to);
            case TIMESTAMP_TZ -> toTimestampTz(value, from, to);
            case INTERVAL, INTERVAL_YEAR_MONTH, INTERVAL_DAY_TIME -> toInterval(value, from, to);
            case UUID -> value instanceof UUID ? value : Texts.parseUuid(text(value, from, to));
            case ARRAY -> toArray(value, from, to);
            case ENUM -> toEnum(value, from, to);
            case RECORD -> toRecord(value, from, to);
            case NULL -> throw mismatch(from, to);
        };
    }

    /** Values of an enumerated type that has got more labels since are the same. */
    private static Object toEnum(Object value, SqlType from, SqlType to) {
        if (!from.isEnum()) {
            return to.enumLabels().number(text(value, from, to));
        }
        if (!from.enumLabels().isSameType(to.enumLabels())) {
            throw mismatch(from, to);
        }
        return value;
    }

    private static Interval toInterval(Object value, SqlType from, SqlType to) {
        Interval interval = from.name() == SqlType.Name.TIME
                ? Interval.ofMicros((Long) value)
                : value instanceof Interval own ? own : Intervals.value(text(value, from, to));
        return to.name() == SqlType.Name.INTERVAL_YEAR_MONTH ? Interval.of(interval.months(), 0, 0) : interval;
    }

    private static Object toRecord(Object value, SqlType from, SqlType to) {
        if (value instanceof SqlRecord) {
            return value;
        }
        throw mismatch(from, to);
    }

    /** The external value of an internal one; see {@link SqlType}. */
    public static @Nullable Object toExternal(@Nullable Object value, SqlType type) {
        if (value == null) {
            return null;
        }
        return switch (type.name()) {
            case DATE -> LocalDate.ofEpochDay((Integer) value);
            case TIME -> LocalTime.ofNanoOfDay((Long) value * 1000);
            case TIMESTAMP -> Texts.localDateTime((Long) value);
            case TIMESTAMP_TZ -> Texts.localDateTime((Long) value).atOffset(ZoneOffset.UTC);
            case RECORD -> value.toString();
            case ENUM -> type.enumLabels().text((Long) value);
            default -> value;
        };
    }

    /** The internal value of an external one of any type that can be assigned to the given type. */
    public static @Nullable Object toInternal(@Nullable Object value, SqlType type) {
        if (value == null) {
            return null;
        }
        if (fits(value, type)) {
            return value;
        }
        if (value instanceof LargeObject large) {
            return isLarge(type, large) ? large : toInternal(large.whole(), type);
        }
        SqlType from = typeOf(value);
        Object internal = internal(value);
        return type.name() == SqlType.Name.NULL || (from.name() == type.name() && isUnconstrained(type))
                ? internal
                : convert(internal, from, type);
    }

    /** The SQL type of an external value. */
    public static SqlType typeOf(Object external) {
        if (external instanceof SqlArray array) {
            return SqlType.array(array.elementType());
        }
        if (isJavaArray(external)) {
            return SqlType.array(SqlArray.elementTypeOf(external));
        }
        SqlType.Name name;
        if (external instanceof String || external instanceof Character) {
            name = SqlType.Name.VARCHAR;
        } else if (external instanceof Integer) {
            name = SqlType.Name.INTEGER;
        } else if (external instanceof Long) {
            name = SqlType.Name.BIGINT;
        } else if (external instanceof Short || external instanceof Byte) {
            name = SqlType.Name.SMALLINT;
        } else if (external instanceof BigDecimal || external instanceof BigInteger) {
            name = SqlType.Name.DECIMAL;
        } else if (external instanceof Double) {
            name = SqlType.Name.DOUBLE;
        } else if (external instanceof Float) {
            name = SqlType.Name.REAL;
        } else if (external instanceof Boolean) {
            name = SqlType.Name.BOOLEAN;
        } else if (external instanceof byte[]) {
            name = SqlType.Name.VARBINARY;
        } else if (external instanceof UUID) {
            name = SqlType.Name.UUID;
        } else {
            name = temporalType(external);
        }
        return SqlType.of(name);
    }

    private static boolean isJavaArray(Object external) {
        return external instanceof java.util.List<?>
                || (external.getClass().isArray() && !(external instanceof byte[]));
    }

    private static SqlType.Name temporalType(Object external) {
        if (external instanceof LocalDate) {
            return SqlType.Name.DATE;
        } else if (external instanceof LocalTime) {
            return SqlType.Name.TIME;
        } else if (external instanceof LocalDateTime) {
            return SqlType.Name.TIMESTAMP;
        } else if (external instanceof OffsetDateTime
                || external instanceof ZonedDateTime
                || external instanceof Instant) {
            return SqlType.Name.TIMESTAMP_TZ;
        } else if (external instanceof Interval || external instanceof Duration || external instanceof Period) {
            return SqlType.Name.INTERVAL;
        }
        throw new BlazeSqlException(
                SqlErrorCode.DATATYPE_MISMATCH,
                "values of class " + external.getClass().getName() + " are not supported");
    }

    private static Object internal(Object external) {
        if (external instanceof Character character) {
            return character.toString();
        } else if (external instanceof Byte number) {
            return number.shortValue();
        } else if (external instanceof BigInteger number) {
            return new BigDecimal(number);
        } else if (external instanceof LocalDate date) {
            return Math.toIntExact(date.toEpochDay());
        } else if (external instanceof LocalTime time) {
            return time.toNanoOfDay() / 1000;
        } else if (external instanceof LocalDateTime timestamp) {
            return Texts.micros(timestamp);
        } else if (external instanceof OffsetDateTime timestamp) {
            return Texts.micros(timestamp.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
        } else if (external instanceof ZonedDateTime timestamp) {
            return Texts.micros(timestamp.withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime());
        } else if (external instanceof Instant instant) {
            return Texts.micros(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
        } else if (external instanceof Duration duration) {
            return Interval.of(duration);
        } else if (external instanceof Period period) {
            return Interval.of(period);
        }
        return isJavaArray(external) ? SqlArray.ofJava(external, SqlArray.elementTypeOf(external)) : external;
    }

    private static boolean isUnconstrained(SqlType type) {
        if (type.precision() == SqlType.UNBOUNDED) {
            return type.name() != SqlType.Name.JSON && !type.isArray();
        }
        return switch (type.name()) {
            case CHAR, VARCHAR, BINARY, VARBINARY, DECIMAL, TIME, TIMESTAMP, TIMESTAMP_TZ, JSON -> false;
            default -> true;
        };
    }

    private static SqlArray toArray(Object value, SqlType from, SqlType to) {
        SqlType element = to.elementType();
        if (value instanceof SqlArray array) {
            return array.map(element, one -> convert(one, array.elementType(), element));
        }
        return ArrayTexts.parse(text(value, from, to), element);
    }

    private static boolean toBoolean(Object value, SqlType from) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        if (value instanceof Number number && from.name() != SqlType.Name.DATE && from.name() != SqlType.Name.TIME) {
            return number.doubleValue() != 0;
        }
        return Texts.parseBoolean(text(value, from, SqlType.of(SqlType.Name.BOOLEAN)));
    }

    private static long integral(Object value, SqlType from, SqlType to, long min, long max) {
        long number;
        if (isInteger(from)) {
            number = ((Number) value).longValue();
        } else if (value instanceof Boolean bool) {
            number = bool ? 1 : 0;
        } else {
            boolean floating = from.name() == SqlType.Name.DOUBLE || from.name() == SqlType.Name.REAL;
            BigDecimal rounded =
                    number(value, from, to).setScale(0, floating ? RoundingMode.HALF_EVEN : RoundingMode.HALF_UP);
            if (rounded.compareTo(LONG_MIN) < 0 || rounded.compareTo(LONG_MAX) > 0) {
                throw outOfRange(to);
            }
            number = rounded.longValueExact();
        }
        if (number < min || number > max) {
            throw outOfRange(to);
        }
        return number;
    }

    private static BigDecimal toDecimal(Object value, SqlType from, SqlType to) {
        BigDecimal number =
                value instanceof Boolean bool ? (bool ? BigDecimal.ONE : BigDecimal.ZERO) : number(value, from, to);
        if (to.precision() != SqlType.UNBOUNDED) {
            if (number.scale() != to.scale()) {
                if ((long) number.precision() - number.scale() > (long) to.precision() - to.scale() + 1) {
                    throw outOfRange(to);
                }
                number = number.setScale(to.scale(), RoundingMode.HALF_UP);
            }
            if (number.precision() > to.precision()) {
                throw outOfRange(to);
            }
        } else if (number.scale() < 0) {
            if (number.scale() < -DECIMAL_SCALE_MAX) {
                throw outOfRange(to);
            }
            number = number.setScale(0);
        } else if (number.scale() > DECIMAL_SCALE_MAX) {
            number = number.setScale(DECIMAL_SCALE_MAX, RoundingMode.HALF_UP);
        }
        return number;
    }

    private static float toReal(Object value, SqlType from, SqlType to) {
        if (value instanceof Float number) {
            return number;
        }
        double number = toDouble(value, from, to);
        float result = (float) number;
        if (Float.isInfinite(result) && !Double.isInfinite(number)) {
            throw outOfRange(to);
        }
        return result;
    }

    private static double toDouble(Object value, SqlType from, SqlType to) {
        if (isNumber(from)) {
            double result = ((Number) value).doubleValue();
            if (Double.isInfinite(result) && value instanceof BigDecimal) {
                throw outOfRange(to);
            }
            return result;
        }
        return value instanceof Boolean bool ? (bool ? 1 : 0) : Texts.parseDouble(text(value, from, to), to);
    }

    private static BigDecimal number(Object value, SqlType from, SqlType to) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (isInteger(from)) {
            return BigDecimal.valueOf(((Number) value).longValue());
        }
        if (from.name() == SqlType.Name.DOUBLE || from.name() == SqlType.Name.REAL) {
            double number = ((Number) value).doubleValue();
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                throw outOfRange(to);
            }
            return new BigDecimal(value.toString());
        }
        return Texts.parseNumber(text(value, from, to), to);
    }

    private static byte[] toBytes(Object value, SqlType from, SqlType to) {
        byte[] bytes = value instanceof byte[] binary
                ? binary
                : value instanceof UUID uuid ? Texts.bytes(uuid) : Texts.parseBytes(text(value, from, to));
        if (to.precision() == SqlType.UNBOUNDED) {
            return bytes;
        }
        if (bytes.length > to.precision()) {
            throw new BlazeSqlException(SqlErrorCode.STRING_TOO_LONG, "value too long for type " + Texts.typeName(to));
        }
        return to.name() == SqlType.Name.BINARY ? Arrays.copyOf(bytes, to.precision()) : bytes;
    }

    private static String fitted(String value, SqlType to) {
        if (to.precision() == SqlType.UNBOUNDED) {
            return value;
        }
        int length = value.length() <= to.precision() && to.name() == SqlType.Name.VARCHAR
                ? 0
                : value.codePointCount(0, value.length());
        if (length > to.precision()) {
            int end = value.offsetByCodePoints(0, to.precision());
            for (int i = end; i < value.length(); i++) {
                if (value.charAt(i) != ' ') {
                    throw new BlazeSqlException(
                            SqlErrorCode.STRING_TOO_LONG, "value too long for type " + Texts.typeName(to));
                }
            }
            return value.substring(0, end);
        }
        return to.name() == SqlType.Name.CHAR && length < to.precision()
                ? value + " ".repeat(to.precision() - length)
                : value;
    }

    private static int toDate(Object value, SqlType from) {
        return switch (from.name()) {
            case DATE -> (Integer) value;
            case TIMESTAMP, TIMESTAMP_TZ -> (int) Math.floorDiv((Long) value, Texts.MICROS_PER_DAY);
            default -> Texts.parseDate(text(value, from, SqlType.of(SqlType.Name.DATE)));
        };
    }

    private static long toTime(Object value, SqlType from) {
        return switch (from.name()) {
            case TIME -> (Long) value;
            case TIMESTAMP, TIMESTAMP_TZ -> Math.floorMod((Long) value, Texts.MICROS_PER_DAY);
            case INTERVAL, INTERVAL_DAY_TIME, INTERVAL_YEAR_MONTH ->
                Math.floorMod(((Interval) value).micros(), Texts.MICROS_PER_DAY);
            default -> Texts.parseTime(text(value, from, SqlType.of(SqlType.Name.TIME)));
        };
    }

    private static long toTimestamp(Object value, SqlType from, SqlType to) {
        long micros = switch (from.name()) {
            case DATE -> (Integer) value * Texts.MICROS_PER_DAY;
            case TIMESTAMP, TIMESTAMP_TZ -> (Long) value;
            default -> Texts.parseTimestamp(text(value, from, to));
        };
        return rounded(micros, to.precision());
    }

    private static long toTimestampTz(Object value, SqlType from, SqlType to) {
        long micros = switch (from.name()) {
            case DATE -> (Integer) value * Texts.MICROS_PER_DAY;
            case TIMESTAMP, TIMESTAMP_TZ -> (Long) value;
            default -> Texts.parseTimestampTz(text(value, from, to));
        };
        return rounded(micros, to.precision());
    }

    private static long rounded(long micros, int precision) {
        if (precision < 0 || precision >= 6) {
            return micros;
        }
        long unit = 1;
        for (int i = precision; i < 6; i++) {
            unit *= 10;
        }
        long half = unit / 2;
        return Math.floorDiv(micros + half, unit) * unit;
    }

    private static String text(Object value, SqlType from, SqlType to) {
        if (value instanceof String text) {
            return text;
        }
        throw mismatch(from, to);
    }

    private static boolean isInteger(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT -> true;
            default -> false;
        };
    }

    private static boolean isNumber(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE -> true;
            default -> false;
        };
    }

    private static BlazeSqlException mismatch(SqlType from, SqlType to) {
        return new BlazeSqlException(
                SqlErrorCode.DATATYPE_MISMATCH,
                "a value of type " + Texts.typeName(from) + " cannot be assigned to type " + Texts.typeName(to));
    }

    static BlazeSqlException outOfRange(SqlType type) {
        return new BlazeSqlException(
                SqlErrorCode.NUMERIC_OUT_OF_RANGE, "value out of range for type " + Texts.typeName(type));
    }

    /** UTF-8 of a text. */
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
