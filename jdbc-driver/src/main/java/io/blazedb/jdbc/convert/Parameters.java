/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.convert;

import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.Intervals;
import io.blazedb.calcite.types.LargeObject;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.jdbc.error.SqlExceptions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Collection;
import java.util.GregorianCalendar;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From what a setter takes to an external value of the engine (see {@code SqlType}). */
public final class Parameters {
    private Parameters() {}

    /**
     * The external value that stands for a Java object, by its own class alone.
     *
     * @param calendar whose zone the fields of a java.sql date or time are taken in; null for the JVM's
     */
    public static @Nullable Object external(@Nullable Object value, @Nullable Calendar calendar) throws SQLException {
        if (value == null || isExternal(value)) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (value instanceof Byte number) {
            return number.shortValue();
        }
        if (value instanceof BigInteger number) {
            return new BigDecimal(number);
        }
        if (value instanceof Character || value instanceof URL) {
            return value.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Blob blob) {
            return blob.getBytes(1, length(blob.length()));
        }
        if (value instanceof Clob clob) {
            return clob.getSubString(1, length(clob.length()));
        }
        if (value instanceof BlazeArray array) {
            return array.value();
        }
        if (value instanceof Array array) {
            return external(array.getArray(), calendar);
        }
        if (value instanceof Collection<?> list) {
            return elements(list.toArray(), calendar);
        }
        if (value.getClass().isArray()) {
            return elements(value, calendar);
        }
        Object temporal = temporal(value, calendar);
        if (temporal != null) {
            return temporal;
        }
        throw SqlExceptions.of("07006", "An object of class " + value.getClass().getName() + " cannot be a parameter.");
    }

    /**
     * The external value for a parameter of a known type.
     *
     * @param assigning whether fractions may be rounded away, as on assignment to a column; otherwise they are refused, because a
     *     comparison would silently change
     */
    public static Object forType(Object value, SqlType type, boolean assigning) throws SQLException {
        if (value instanceof LargeObject large) {
            return type.isLargeObject() ? large : forType(large.whole(), type, assigning);
        }
        return switch (type.name()) {
            case BOOLEAN -> Conversions.toBoolean(value);
            case SMALLINT -> (short) whole(value, Short.MIN_VALUE, Short.MAX_VALUE, "SMALLINT", assigning);
            case INTEGER ->
                value instanceof Integer
                        ? value
                        : (Integer) (int) whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE, "INTEGER", assigning);
            case BIGINT ->
                value instanceof Long
                        ? value
                        : (Long) whole(value, Long.MIN_VALUE, Long.MAX_VALUE, "BIGINT", assigning);
            case DECIMAL -> Conversions.toBigDecimal(value);
            case REAL -> Conversions.toFloat(value);
            case DOUBLE -> Conversions.toDouble(value);
            case CHAR, VARCHAR, JSON, JSONB, ENUM -> Conversions.toText(value);
            case BINARY, VARBINARY -> Conversions.toBytes(value);
            case DATE -> TemporalConversions.toLocalDate(value);
            case TIME -> TemporalConversions.toLocalTime(value);
            case TIMESTAMP -> TemporalConversions.toLocalDateTime(value);
            case TIMESTAMP_TZ -> TemporalConversions.toOffsetDateTime(value).withOffsetSameInstant(ZoneOffset.UTC);
            case INTERVAL, INTERVAL_YEAR_MONTH, INTERVAL_DAY_TIME -> interval(value);
            case UUID -> Conversions.toUuid(value);
            case ARRAY, RECORD, NULL -> value;
        };
    }

    /**
     * What setObject with a target type sets.
     *
     * @param target a code of {@link Types}
     * @param scale digits after the point for DECIMAL and NUMERIC; negative to keep them
     */
    public static @Nullable Object forTarget(@Nullable Object value, int target, int scale) throws SQLException {
        Object external = external(value, null);
        SqlType.Name name = switch (target) {
            case Types.BIT, Types.BOOLEAN -> SqlType.Name.BOOLEAN;
            case Types.TINYINT, Types.SMALLINT -> SqlType.Name.SMALLINT;
            case Types.INTEGER -> SqlType.Name.INTEGER;
            case Types.BIGINT -> SqlType.Name.BIGINT;
            case Types.DECIMAL, Types.NUMERIC -> SqlType.Name.DECIMAL;
            case Types.REAL -> SqlType.Name.REAL;
            case Types.FLOAT, Types.DOUBLE -> SqlType.Name.DOUBLE;
            case Types.CHAR,
                    Types.VARCHAR,
                    Types.LONGVARCHAR,
                    Types.NCHAR,
                    Types.NVARCHAR,
                    Types.LONGNVARCHAR,
                    Types.CLOB,
                    Types.NCLOB -> SqlType.Name.VARCHAR;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> SqlType.Name.VARBINARY;
            case Types.DATE -> SqlType.Name.DATE;
            case Types.TIME, Types.TIME_WITH_TIMEZONE -> SqlType.Name.TIME;
            case Types.TIMESTAMP -> SqlType.Name.TIMESTAMP;
            case Types.TIMESTAMP_WITH_TIMEZONE -> SqlType.Name.TIMESTAMP_TZ;
            case Types.OTHER, Types.JAVA_OBJECT, Types.ARRAY, Types.NULL -> SqlType.Name.NULL;
            default -> throw SqlExceptions.notSupported("The target type " + target);
        };
        if (external == null) {
            return null;
        }
        if (target == Types.ARRAY && !(external instanceof SqlArray)) {
            throw Conversions.cannot(external, "ARRAY");
        }
        Object converted = forType(external, SqlType.of(name), true);
        if (target == Types.TINYINT) {
            Conversions.toByte(converted);
        }
        return converted instanceof BigDecimal number && scale >= 0
                ? number.setScale(scale, RoundingMode.HALF_UP)
                : converted;
    }

    /** The elements of a Java array, each as a parameter of its own would be. */
    private static Object elements(Object array, @Nullable Calendar calendar) throws SQLException {
        @Nullable Object[] elements = new @Nullable Object[java.lang.reflect.Array.getLength(array)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = external(java.lang.reflect.Array.get(array, i), calendar);
        }
        return elements;
    }

    private static boolean isExternal(Object value) {
        return value instanceof String
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Boolean
                || value instanceof BigDecimal
                || value instanceof Double
                || value instanceof Float
                || value instanceof LocalDate
                || value instanceof LocalTime
                || value instanceof LocalDateTime
                || value instanceof UUID
                || value instanceof SqlArray
                || value instanceof Interval
                || value instanceof Period
                || value instanceof Duration;
    }

    private static @Nullable Object temporal(Object value, @Nullable Calendar calendar) {
        if (value instanceof OffsetDateTime instant) {
            return instant.withOffsetSameInstant(ZoneOffset.UTC);
        }
        if (value instanceof Date date) {
            return TemporalConversions.fields(date, calendar).toLocalDate();
        }
        if (value instanceof Time time) {
            return TemporalConversions.fields(time, calendar).toLocalTime();
        }
        if (value instanceof java.util.Date date) {
            return TemporalConversions.fields(date, calendar);
        }
        if (value instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
        if (value instanceof ZonedDateTime zoned) {
            return zoned.toInstant().atOffset(ZoneOffset.UTC);
        }
        if (value instanceof OffsetTime time) {
            return time.toLocalTime();
        }
        if (value instanceof GregorianCalendar gregorian) {
            return gregorian.toInstant().atOffset(ZoneOffset.UTC);
        }
        return null;
    }

    private static long whole(Object value, long min, long max, String type, boolean assigning) throws SQLException {
        if (value instanceof BigDecimal
                || value instanceof Double
                || value instanceof Float
                || value instanceof String) {
            BigDecimal number = Conversions.toBigDecimal(value);
            if (number.scale() > 0) {
                BigDecimal rounded = number.setScale(0, RoundingMode.HALF_UP);
                if (!assigning && rounded.compareTo(number) != 0) {
                    throw SqlExceptions.of(
                            "22003",
                            "The parameter is of type " + type
                                    + " here and takes no fraction; cast it in the statement,"
                                    + " as in CAST(? AS DECIMAL(20, 4)).");
                }
                return Conversions.integral(rounded, min, max, type);
            }
        }
        return Conversions.integral(value, min, max, type);
    }

    private static Interval interval(Object value) throws SQLException {
        if (value instanceof Interval interval) {
            return interval;
        }
        if (value instanceof Duration duration) {
            return Interval.of(duration);
        }
        if (value instanceof Period period) {
            return Interval.of(period);
        }
        Interval parsed = value instanceof String text ? Intervals.parse(text) : null;
        if (parsed != null) {
            return parsed;
        }
        if (value instanceof String) {
            throw SqlExceptions.of("22007", "The text does not read as an interval.");
        }
        throw Conversions.cannot(value, "INTERVAL");
    }

    private static int length(long length) throws SQLException {
        if (length > Integer.MAX_VALUE - 8) {
            throw SqlExceptions.of("22001", "The large object is longer than 2 GB.");
        }
        return (int) length;
    }
}
