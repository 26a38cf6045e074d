/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Functions.Strict;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's functions of dates and times. */
final class TemporalFunctions {
    private static final SqlType DATE = SqlType.of(SqlType.Name.DATE);
    private static final SqlType TIME = SqlType.of(SqlType.Name.TIME);
    private static final SqlType TIMESTAMP = SqlType.of(SqlType.Name.TIMESTAMP);
    private static final SqlType INTERVAL = SqlType.of(SqlType.Name.INTERVAL);
    private static final SqlType TIMESTAMP_TZ = SqlType.of(SqlType.Name.TIMESTAMP_TZ);

    private static final Pattern POSIX_ZONE = Pattern.compile("(?i:utc|gmt)?([+-])(\\d{1,2})(?::(\\d{2}))?");

    private TemporalFunctions() {}

    static @Nullable Strict find(String name, List<SqlType> types) {
        return switch (name) {
            case "TO_CHAR" -> {
                SqlType type = types.get(0);
                yield Casts.isNumeric(type)
                        ? a -> NumberFormats.format(Values.decimal(a[0]), (String) a[1])
                        : a -> DateFormats.format(a[0], type, (String) a[1]);
            }
            case "TO_DATE" ->
                a -> internal(DateFormats.parse((String) a[0], (String) a[1]).toLocalDate(), DATE);
            case "TO_TIMESTAMP" ->
                types.size() == 2
                        ? a -> internal(
                                DateFormats.parse((String) a[0], (String) a[1]).atOffset(ZoneOffset.UTC), TIMESTAMP_TZ)
                        : a -> ofSeconds(Values.decimal(a[0]));
            case "TO_NUMBER" -> a -> NumberFormats.parse((String) a[0], (String) a[1]);
            case "MAKE_DATE" -> a -> internal(date(a), DATE);
            case "MAKE_TIME" -> a -> internal(time(a, 0), TIME);
            case "MAKE_TIMESTAMP" -> a -> internal(date(a).atTime(time(a, 3)), TIMESTAMP);
            case "MAKE_TIMESTAMPTZ" ->
                a -> internal(
                        date(a).atTime(time(a, 3))
                                .atZone(a.length > 6 ? zone((String) a[6]) : ZoneOffset.UTC)
                                .toOffsetDateTime(),
                        TIMESTAMP_TZ);
            case "AGE" -> types.size() == 2 ? a -> age(local(a[0], types.get(0)), local(a[1], types.get(1))) : null;
            case "AT TIME ZONE" -> a -> atZone(a[0], types.get(0), a[1]);
            case "TIMEZONE" -> a -> atZone(a[1], types.get(1), a[0]);
            case "DATE_BIN" ->
                a -> bin(
                        stride(a[0], types.get(0)),
                        micros(local(a[1], types.get(1))),
                        micros(local(a[2], types.get(2))));
            case "ISFINITE" -> a -> true;
            case "JUSTIFY_DAYS" -> a -> ((Interval) a[0]).justifiedDays();
            case "JUSTIFY_HOURS" -> a -> ((Interval) a[0]).justifiedHours();
            case "JUSTIFY_INTERVAL" -> a -> ((Interval) a[0]).justified();
            case "MAKE_INTERVAL" -> TemporalFunctions::interval;
            default -> null;
        };
    }

    /** Seconds since 1970 as an instant. */
    private static long ofSeconds(BigDecimal seconds) {
        try {
            return seconds.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact();
        } catch (ArithmeticException tooLarge) {
            throw new BlazeSqlException(SqlErrorCode.DATETIME_OVERFLOW, "timestamp out of range: \"" + seconds + "\"");
        }
    }

    private static Object internal(Object external, SqlType type) {
        return Objects.requireNonNull(Coercions.toInternal(external, type));
    }

    static LocalDateTime local(Object value, SqlType type) {
        return (LocalDateTime)
                Objects.requireNonNull(Coercions.toExternal(Coercions.convert(value, type, TIMESTAMP), TIMESTAMP));
    }

    private static long micros(LocalDateTime value) {
        return (Long) internal(value, TIMESTAMP);
    }

    private static LocalDate date(Object[] a) {
        try {
            return LocalDate.of(
                    Math.toIntExact(Arithmetic.longOf(a[0])),
                    Math.toIntExact(Arithmetic.longOf(a[1])),
                    Math.toIntExact(Arithmetic.longOf(a[2])));
        } catch (DateTimeException | ArithmeticException outOfRange) {
            throw new BlazeSqlException(SqlErrorCode.DATETIME_OVERFLOW, "date field value out of range", outOfRange);
        }
    }

    private static LocalTime time(Object[] a, int from) {
        try {
            BigDecimal seconds = Values.decimal(a[from + 2]);
            return LocalTime.of(
                            Math.toIntExact(Arithmetic.longOf(a[from])),
                            Math.toIntExact(Arithmetic.longOf(a[from + 1])),
                            seconds.intValue())
                    .plusNanos(seconds.remainder(BigDecimal.ONE)
                                    .movePointRight(6)
                                    .setScale(0, RoundingMode.HALF_UP)
                                    .longValue()
                            * 1_000);
        } catch (DateTimeException | ArithmeticException outOfRange) {
            throw new BlazeSqlException(SqlErrorCode.DATETIME_OVERFLOW, "time field value out of range", outOfRange);
        }
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name, ZoneId.SHORT_IDS);
        } catch (DateTimeException unknown) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "time zone \"" + name + "\" not recognized", unknown);
        }
    }

    /** A zone by its name, or by its distance: in a text one to the west, as POSIX has it, in an interval one to the east. */
    private static ZoneId zone(Object zone) {
        try {
            if (zone instanceof Interval distance) {
                return ZoneOffset.ofTotalSeconds(
                        Math.toIntExact(Temporals.micros(distance) / Temporals.MICROS_PER_SECOND));
            }
            Matcher posix = POSIX_ZONE.matcher((String) zone);
            if (posix.matches()) {
                int minutes = posix.group(3) == null ? 0 : Integer.parseInt(posix.group(3));
                int seconds = Integer.parseInt(posix.group(2)) * 3_600 + minutes * 60;
                return ZoneOffset.ofTotalSeconds(posix.group(1).equals("+") ? -seconds : seconds);
            }
        } catch (DateTimeException | ArithmeticException tooFar) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "time zone \"" + zone + "\" not recognized", tooFar);
        }
        return zone((String) zone);
    }

    private static Object atZone(Object value, SqlType type, Object name) {
        ZoneId zone = zone(name);
        if (type.name() == SqlType.Name.TIMESTAMP_TZ) {
            OffsetDateTime instant = (OffsetDateTime) Objects.requireNonNull(Coercions.toExternal(value, TIMESTAMP_TZ));
            return internal(instant.atZoneSameInstant(zone).toLocalDateTime(), TIMESTAMP);
        }
        return internal(local(value, type).atZone(zone).toOffsetDateTime(), TIMESTAMP_TZ);
    }

    private static Interval interval(Object[] a) {
        try {
            long months = Math.addExact(Math.multiplyExact(Arithmetic.longOf(a[0]), 12L), Arithmetic.longOf(a[1]));
            long days = Math.addExact(Math.multiplyExact(Arithmetic.longOf(a[2]), 7L), Arithmetic.longOf(a[3]));
            long minutes = Math.addExact(Math.multiplyExact(Arithmetic.longOf(a[4]), 60L), Arithmetic.longOf(a[5]));
            long micros = Values.decimal(a[6])
                    .movePointRight(6)
                    .setScale(0, RoundingMode.HALF_EVEN)
                    .longValueExact();
            return Interval.of(
                    months, days, Math.addExact(Math.multiplyExact(minutes, Temporals.MICROS_PER_MINUTE), micros));
        } catch (ArithmeticException overflow) {
            throw new BlazeSqlException(SqlErrorCode.DATETIME_OVERFLOW, "interval out of range", overflow);
        }
    }

    private static long stride(Object value, SqlType type) {
        Interval stride = (Interval) Coercions.convert(value, type, INTERVAL);
        if (stride.months() != 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "timestamps cannot be binned into intervals containing months or years");
        }
        return Temporals.micros(stride);
    }

    private static Object bin(long stride, long value, long origin) {
        if (stride <= 0) {
            throw new BlazeSqlException(SqlErrorCode.DATETIME_OVERFLOW, "stride must be greater than zero");
        }
        return origin + Math.floorDiv(value - origin, stride) * stride;
    }

    /** Years, months, days and time between two timestamps. */
    static Interval age(LocalDateTime to, LocalDateTime from) {
        boolean negative = to.isBefore(from);
        LocalDateTime start = negative ? to : from;
        LocalDateTime end = negative ? from : to;
        long nanos = end.toLocalTime().toNanoOfDay() - start.toLocalTime().toNanoOfDay();
        int days = end.getDayOfMonth() - start.getDayOfMonth();
        int months = (end.getYear() - start.getYear()) * 12 + end.getMonthValue() - start.getMonthValue();
        if (nanos < 0) {
            nanos += 86_400_000_000_000L;
            days--;
        }
        if (days < 0) {
            days += (negative ? end.minusMonths(1) : start).toLocalDate().lengthOfMonth();
            months--;
        }
        Interval age = Interval.of(months, days, nanos / 1_000);
        return negative ? age.negated() : age;
    }
}
