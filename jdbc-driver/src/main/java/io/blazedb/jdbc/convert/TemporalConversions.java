/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.convert;

import io.blazedb.jdbc.error.SqlExceptions;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times. Values without a zone keep their fields; where an instant is wanted from them (java.sql classes are instants), the
 * zone is the given calendar's or the JVM's.
 */
public final class TemporalConversions {
    private static final LocalDate EPOCH = LocalDate.of(1970, 1, 1);
    private static final int NANO_DIGITS = 9;

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.HOUR_OF_DAY, 2)
            .appendLiteral(':')
            .appendValue(ChronoField.MINUTE_OF_HOUR, 2)
            .optionalStart()
            .appendLiteral(':')
            .appendValue(ChronoField.SECOND_OF_MINUTE, 2)
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, NANO_DIGITS, true)
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    /** A date, a time or both, with an offset or without: what a reader of text accepts. */
    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .optionalStart()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalEnd()
            .optionalStart()
            .appendLiteral(' ')
            .optionalEnd()
            .optionalStart()
            .appendLiteral('T')
            .optionalEnd()
            .optionalStart()
            .append(TIME)
            .optionalStart()
            .appendLiteral(' ')
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH:mm:ss", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH", "Z")
            .optionalEnd()
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT)
            .withChronology(IsoChronology.INSTANCE);

    private static final DateTimeFormatter OFFSET =
            new DateTimeFormatterBuilder().appendOffset("+HH:mm", "+00").toFormatter(Locale.ROOT);

    private TemporalConversions() {}

    public static LocalDate toLocalDate(Object value) throws SQLException {
        if (value instanceof LocalDate date) {
            return date;
        }
        if (value instanceof LocalDateTime dateTime) {
            return dateTime.toLocalDate();
        }
        if (value instanceof OffsetDateTime instant) {
            return instant.atZoneSameInstant(ZoneId.systemDefault()).toLocalDate();
        }
        if (value instanceof String text) {
            LocalDate date = read(text, "DATE").query(TemporalQueries.localDate());
            return wanted(date, "DATE");
        }
        throw Conversions.cannot(value, "DATE");
    }

    public static LocalTime toLocalTime(Object value) throws SQLException {
        if (value instanceof LocalTime time) {
            return time;
        }
        if (value instanceof LocalDateTime dateTime) {
            return dateTime.toLocalTime();
        }
        if (value instanceof OffsetDateTime instant) {
            return instant.atZoneSameInstant(ZoneId.systemDefault()).toLocalTime();
        }
        if (value instanceof String text) {
            LocalTime time = read(text, "TIME").query(TemporalQueries.localTime());
            return wanted(time, "TIME");
        }
        throw Conversions.cannot(value, "TIME");
    }

    public static LocalDateTime toLocalDateTime(Object value) throws SQLException {
        if (value instanceof LocalDateTime dateTime) {
            return dateTime;
        }
        if (value instanceof LocalDate date) {
            return date.atStartOfDay();
        }
        if (value instanceof OffsetDateTime instant) {
            return instant.atZoneSameInstant(ZoneId.systemDefault()).toLocalDateTime();
        }
        if (value instanceof String text) {
            TemporalAccessor parsed = read(text, "TIMESTAMP");
            LocalDate date = wanted(parsed.query(TemporalQueries.localDate()), "TIMESTAMP");
            LocalTime time = parsed.query(TemporalQueries.localTime());
            ZoneOffset offset = parsed.query(TemporalQueries.offset());
            LocalDateTime local = time == null ? date.atStartOfDay() : date.atTime(time);
            return offset == null ? local : toLocalDateTime(local.atOffset(offset));
        }
        throw Conversions.cannot(value, "TIMESTAMP");
    }

    public static OffsetDateTime toOffsetDateTime(Object value) throws SQLException {
        if (value instanceof OffsetDateTime instant) {
            return instant;
        }
        if (value instanceof String text) {
            TemporalAccessor parsed = read(text, "TIMESTAMP WITH TIME ZONE");
            ZoneOffset offset = parsed.query(TemporalQueries.offset());
            LocalDate date = parsed.query(TemporalQueries.localDate());
            LocalTime time = parsed.query(TemporalQueries.localTime());
            if (offset != null && date != null && time != null) {
                return date.atTime(time).atOffset(offset);
            }
        }
        return toLocalDateTime(value).atZone(ZoneId.systemDefault()).toOffsetDateTime();
    }

    public static Date toDate(Object value, @Nullable Calendar calendar) throws SQLException {
        if (value instanceof LocalTime) {
            throw Conversions.cannot(value, "DATE");
        }
        if (calendar == null) {
            return Date.valueOf(toLocalDate(value));
        }
        ZoneId zone = zone(calendar);
        LocalDate date = value instanceof OffsetDateTime instant
                ? instant.atZoneSameInstant(zone).toLocalDate()
                : toLocalDate(value);
        return new Date(date.atStartOfDay(zone).toInstant().toEpochMilli());
    }

    public static Time toTime(Object value, @Nullable Calendar calendar) throws SQLException {
        ZoneId zone = calendar == null ? ZoneId.systemDefault() : zone(calendar);
        LocalTime time = value instanceof OffsetDateTime instant
                ? instant.atZoneSameInstant(zone).toLocalTime()
                : toLocalTime(value);
        return new Time(time.atDate(EPOCH).atZone(zone).toInstant().toEpochMilli());
    }

    public static Timestamp toTimestamp(Object value, @Nullable Calendar calendar) throws SQLException {
        if (value instanceof OffsetDateTime instant) {
            return Timestamp.from(instant.toInstant());
        }
        LocalDateTime local = value instanceof LocalTime time ? time.atDate(EPOCH) : toLocalDateTime(value);
        return calendar == null
                ? Timestamp.valueOf(local)
                : Timestamp.from(local.atZone(zone(calendar)).toInstant());
    }

    /** Fields of a java.sql value in a calendar's zone, as an external value. */
    @SuppressWarnings("JavaUtilDate") // java.sql's types extend it
    static LocalDateTime fields(java.util.Date value, @Nullable Calendar calendar) {
        if (calendar == null && value instanceof Timestamp timestamp) {
            return timestamp.toLocalDateTime();
        }
        if (calendar == null && value instanceof Date date) {
            return date.toLocalDate().atStartOfDay();
        }
        if (calendar == null) {
            return new Timestamp(value.getTime()).toLocalDateTime();
        }
        Instant instant =
                value instanceof Timestamp timestamp ? timestamp.toInstant() : Instant.ofEpochMilli(value.getTime());
        return LocalDateTime.ofInstant(instant, zone(calendar));
    }

    static Object toJdbcObject(Object value) throws SQLException {
        if (value instanceof LocalDate) {
            return toDate(value, null);
        }
        return value instanceof LocalTime ? toTime(value, null) : toTimestamp(value, null);
    }

    /** The value as a date-and-time class; null if the class is none of them. */
    static @Nullable Object toClass(Object value, Class<?> type) throws SQLException {
        if (type == LocalDate.class) {
            return toLocalDate(value);
        }
        if (type == LocalTime.class) {
            return toLocalTime(value);
        }
        if (type == LocalDateTime.class) {
            return toLocalDateTime(value);
        }
        if (type == OffsetDateTime.class) {
            return toOffsetDateTime(value);
        }
        if (type == ZonedDateTime.class) {
            return toOffsetDateTime(value).toZonedDateTime();
        }
        if (type == Instant.class) {
            return toOffsetDateTime(value).toInstant();
        }
        if (type == OffsetTime.class) {
            return value instanceof LocalTime time
                    ? time.atDate(EPOCH)
                            .atZone(ZoneId.systemDefault())
                            .toOffsetDateTime()
                            .toOffsetTime()
                    : toOffsetDateTime(value).toOffsetTime();
        }
        if (type == Date.class) {
            return toDate(value, null);
        }
        if (type == Time.class) {
            return toTime(value, null);
        }
        if (type == Timestamp.class || type == java.util.Date.class) {
            return toTimestamp(value, null);
        }
        if (type == Calendar.class || type == GregorianCalendar.class) {
            return GregorianCalendar.from(toOffsetDateTime(value).atZoneSameInstant(ZoneId.systemDefault()));
        }
        return null;
    }

    /** Text as PostgreSQL writes it: a space between date and time, no zeros at the end of the fraction. */
    static String toText(Object value) {
        if (value instanceof LocalTime time) {
            return TIME.format(time);
        }
        if (value instanceof OffsetDateTime instant) {
            return toText(instant.toLocalDateTime()) + OFFSET.format(instant.getOffset());
        }
        LocalDateTime dateTime = (LocalDateTime) value;
        return dateTime.toLocalDate() + " " + TIME.format(dateTime.toLocalTime());
    }

    private static ZoneId zone(Calendar calendar) {
        TimeZone zone = calendar.getTimeZone();
        return zone.toZoneId();
    }

    private static TemporalAccessor read(String text, String type) throws SQLException {
        try {
            return READ.parse(text.strip());
        } catch (DateTimeException e) {
            throw SqlExceptions.of("22007", "The text does not read as " + type + ".", e);
        }
    }

    private static <T> T wanted(@Nullable T part, String type) throws SQLException {
        if (part == null) {
            throw SqlExceptions.of("22007", "The text does not read as " + type + ".");
        }
        return part;
    }
}
