/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.convert;

import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.Texts;
import io.blazedb.jdbc.error.SqlExceptions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * From an external value of the engine (see {@code SqlType}) to what a getter returns. No method takes null.
 *
 * <p>A number outside of the wanted type's range fails with 22003, text that does not read as the wanted type with 22018, and a pair of
 * types without a conversion with 07006. Fractions are cut, as the JDBC specification's getters do.
 */
public final class Conversions {
    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);
    /** More digits before the point than any long has. */
    private static final int LONG_DIGITS_MAX = 19;

    private static final int UUID_BYTES = 16;

    private Conversions() {}

    /** What getObject without a class returns. */
    public static Object toObject(Object value) throws SQLException {
        if (value instanceof Short number) {
            return number.intValue();
        }
        if (value instanceof LocalDate || value instanceof LocalTime || value instanceof LocalDateTime) {
            return TemporalConversions.toJdbcObject(value);
        }
        if (value instanceof SqlArray array) {
            return new BlazeArray(array);
        }
        if (value instanceof Interval interval) {
            return interval.toJava();
        }
        return value instanceof byte[] bytes ? bytes.clone() : value;
    }

    /** What getArray returns. */
    public static BlazeArray toArray(Object value) throws SQLException {
        if (value instanceof SqlArray array) {
            return new BlazeArray(array);
        }
        throw cannot(value, "java.sql.Array");
    }

    public static boolean toBoolean(Object value) throws SQLException {
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof Number number) {
            return toBigDecimal(number).signum() != 0;
        }
        if (value instanceof String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "true", "t", "yes", "y", "on", "1" -> true;
                case "false", "f", "no", "n", "off", "0" -> false;
                default -> throw SqlExceptions.notReadable("BOOLEAN");
            };
        }
        throw cannot(value, "boolean");
    }

    public static byte toByte(Object value) throws SQLException {
        return (byte) integral(value, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
    }

    public static short toShort(Object value) throws SQLException {
        return (short) integral(value, Short.MIN_VALUE, Short.MAX_VALUE, "short");
    }

    public static int toInt(Object value) throws SQLException {
        return value instanceof Integer number
                ? number
                : (int) integral(value, Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
    }

    public static long toLong(Object value) throws SQLException {
        return value instanceof Long number ? number : integral(value, Long.MIN_VALUE, Long.MAX_VALUE, "long");
    }

    public static float toFloat(Object value) throws SQLException {
        double number = toDouble(value);
        float narrow = (float) number;
        if (Float.isInfinite(narrow) && !Double.isInfinite(number)) {
            throw SqlExceptions.outOfRange("float");
        }
        return narrow;
    }

    public static double toDouble(Object value) throws SQLException {
        if (value instanceof Float number) {
            // By way of its text: 1.1f is read as 1.1.
            return Double.parseDouble(number.toString());
        }
        if (value instanceof BigDecimal number) {
            double narrow = number.doubleValue();
            if (Double.isInfinite(narrow)) {
                throw SqlExceptions.outOfRange("double");
            }
            return narrow;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof String text) {
            try {
                return Double.parseDouble(text.strip());
            } catch (NumberFormatException e) {
                throw SqlExceptions.notReadable("DOUBLE");
            }
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        throw cannot(value, "double");
    }

    public static BigDecimal toBigDecimal(Object value) throws SQLException {
        if (value instanceof BigDecimal number) {
            return number;
        }
        if (value instanceof BigInteger number) {
            return new BigDecimal(number);
        }
        if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                throw SqlExceptions.outOfRange("DECIMAL");
            }
            return new BigDecimal(value.toString());
        }
        if (value instanceof Number number) {
            return BigDecimal.valueOf(number.longValue());
        }
        if (value instanceof String text) {
            try {
                return new BigDecimal(text.strip());
            } catch (NumberFormatException e) {
                throw SqlExceptions.notReadable("a number");
            }
        }
        if (value instanceof Boolean flag) {
            return flag ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        throw cannot(value, "BigDecimal");
    }

    public static String toText(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof Double || value instanceof Float) {
            return Texts.floating(value);
        }
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof LocalTime || value instanceof LocalDateTime || value instanceof OffsetDateTime) {
            return TemporalConversions.toText(value);
        }
        if (value instanceof Period period) {
            return Interval.of(period).toString();
        }
        if (value instanceof Duration duration) {
            return Interval.of(duration).toString();
        }
        return value.toString();
    }

    public static byte[] toBytes(Object value) throws SQLException {
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (value instanceof UUID uuid) {
            return ByteBuffer.allocate(UUID_BYTES)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .array();
        }
        throw cannot(value, "byte[]");
    }

    public static UUID toUuid(Object value) throws SQLException {
        if (value instanceof UUID uuid) {
            return uuid;
        }
        if (value instanceof String text) {
            try {
                return UUID.fromString(text.strip());
            } catch (IllegalArgumentException e) {
                throw SqlExceptions.notReadable("UUID");
            }
        }
        if (value instanceof byte[] bytes && bytes.length == UUID_BYTES) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong());
        }
        throw cannot(value, "UUID");
    }

    /**
     * What getObject with a class returns.
     *
     * @throws SQLException 07006 if the class is none that this type converts to
     */
    public static <T> T toClass(Object value, Class<T> type) throws SQLException {
        if (type == Object.class) {
            return type.cast(toObject(value));
        }
        if (type == String.class) {
            return type.cast(toText(value));
        }
        if (type == byte[].class) {
            return type.cast(toBytes(value));
        }
        if (type == UUID.class) {
            return type.cast(toUuid(value));
        }
        if (type == Array.class || type.isArray()) {
            Array array = toArray(value);
            if (type == Array.class) {
                return type.cast(array);
            }
            Object elements = array.getArray();
            if (type.isInstance(elements)) {
                return type.cast(elements);
            }
        }
        if (type == Boolean.class) {
            return type.cast(toBoolean(value));
        }
        if (Number.class.isAssignableFrom(type)) {
            return type.cast(toNumber(value, type));
        }
        Object interval = value instanceof Interval own ? amount(own, type) : null;
        if (interval != null) {
            return type.cast(interval);
        }
        Object temporal = TemporalConversions.toClass(value, type);
        if (temporal != null) {
            return type.cast(temporal);
        }
        throw SqlExceptions.cannotConvert(typeName(value), type.getName());
    }

    private static @Nullable Object amount(Interval value, Class<?> type) {
        return type == Interval.class
                ? value
                : type == Duration.class ? value.toDuration() : type == Period.class ? value.toPeriod() : null;
    }

    static SQLException cannot(Object value, String to) {
        return SqlExceptions.cannotConvert(typeName(value), to);
    }

    /** A number without its fraction, checked against a range. */
    static long integral(Object value, long min, long max, String type) throws SQLException {
        long number;
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            number = ((Number) value).longValue();
        } else {
            BigDecimal decimal = toBigDecimal(value);
            if ((long) decimal.precision() - decimal.scale() > LONG_DIGITS_MAX) {
                throw SqlExceptions.outOfRange(type);
            }
            BigDecimal whole = decimal.setScale(0, RoundingMode.DOWN);
            if (whole.compareTo(LONG_MIN) < 0 || whole.compareTo(LONG_MAX) > 0) {
                throw SqlExceptions.outOfRange(type);
            }
            number = whole.longValue();
        }
        if (number < min || number > max) {
            throw SqlExceptions.outOfRange(type);
        }
        return number;
    }

    private static Number toNumber(Object value, Class<?> type) throws SQLException {
        if (type == Integer.class) {
            return toInt(value);
        }
        if (type == Long.class) {
            return toLong(value);
        }
        if (type == BigDecimal.class || type == Number.class) {
            return value instanceof Number number && type == Number.class ? number : toBigDecimal(value);
        }
        if (type == Double.class) {
            return toDouble(value);
        }
        if (type == Float.class) {
            return toFloat(value);
        }
        if (type == Short.class) {
            return toShort(value);
        }
        if (type == Byte.class) {
            return toByte(value);
        }
        if (type == BigInteger.class) {
            return toBigDecimal(value).toBigInteger();
        }
        throw cannot(value, type.getName());
    }

    /** The SQL name of a value's type, for messages. */
    private static String typeName(Object value) {
        if (value instanceof String) {
            return "VARCHAR";
        }
        if (value instanceof byte[]) {
            return "VARBINARY";
        }
        if (value instanceof Number) {
            return value instanceof BigDecimal
                    ? "DECIMAL"
                    : value.getClass().getSimpleName().toUpperCase(Locale.ROOT);
        }
        if (value instanceof LocalDate) {
            return "DATE";
        }
        if (value instanceof LocalTime) {
            return "TIME";
        }
        if (value instanceof LocalDateTime) {
            return "TIMESTAMP";
        }
        if (value instanceof OffsetDateTime) {
            return "TIMESTAMP WITH TIME ZONE";
        }
        return value.getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }
}
