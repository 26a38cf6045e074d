/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;

/** Dates, times and intervals in their internal form. */
public final class Temporals {
    static final long MICROS_PER_SECOND = 1_000_000L;
    static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
    static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
    public static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;
    private static final long MICROS_PER_MILLI = 1000;
    private static final int MONTHS_PER_YEAR = 12;

    private Temporals() {}

    /** Whole days of a DATE or a timestamp. */
    private static LocalDate dateOf(Object value, SqlType type) {
        return LocalDate.ofEpochDay(
                type.name() == SqlType.Name.DATE ? (Integer) value : Math.floorDiv((Long) value, MICROS_PER_DAY));
    }

    private static long microsOfDay(Object value, SqlType type) {
        return switch (type.name()) {
            case DATE -> 0;
            case TIME -> (Long) value;
            default -> Math.floorMod((Long) value, MICROS_PER_DAY);
        };
    }

    /** Whether a unit is counted with a fraction. */
    public static boolean hasFraction(String unit) {
        return unit.equals("SECOND") || unit.equals("EPOCH") || unit.equals("MILLISECOND");
    }

    /** EXTRACT of a unit with a fraction: seconds with six digits after the point, milliseconds with three. */
    public static BigDecimal extractFraction(String unit, Object value, SqlType type) {
        if (unit.equals("EPOCH")) {
            return value instanceof Interval interval
                    ? IntervalFields.epoch(interval)
                    : BigDecimal.valueOf(epochMicros(value, type), 6);
        }
        long micros = value instanceof Interval interval
                ? interval.micros() % MICROS_PER_MINUTE
                : microsOfDay(value, type) % MICROS_PER_MINUTE;
        return BigDecimal.valueOf(micros, unit.equals("SECOND") ? 6 : 3);
    }

    private static long epochMicros(Object value, SqlType type) {
        return switch (type.name()) {
            case DATE -> (Integer) value * MICROS_PER_DAY;
            default -> (Long) value;
        };
    }

    /** EXTRACT(unit FROM value) as a whole number; the unit in Calcite's spelling. */
    public static long extract(String unit, Object value, SqlType type) {
        if (value instanceof Interval interval) {
            return IntervalFields.extract(unit, interval);
        }
        return switch (unit) {
            case "HOUR" -> microsOfDay(value, type) / MICROS_PER_HOUR;
            case "MINUTE" -> microsOfDay(value, type) / MICROS_PER_MINUTE % 60;
            case "SECOND" -> microsOfDay(value, type) / MICROS_PER_SECOND % 60;
            case "MILLISECOND" -> microsOfDay(value, type) % MICROS_PER_MINUTE / MICROS_PER_MILLI;
            case "MICROSECOND" -> microsOfDay(value, type) % MICROS_PER_MINUTE;
            case "NANOSECOND" -> microsOfDay(value, type) % MICROS_PER_MINUTE * 1000;
            case "EPOCH" ->
                type.name() == SqlType.Name.DATE
                        ? (Integer) value * (MICROS_PER_DAY / MICROS_PER_SECOND)
                        : Math.floorDiv((Long) value, MICROS_PER_SECOND);
            default -> extractFromDate(unit, dateOf(value, type));
        };
    }

    private static long extractFromDate(String unit, LocalDate date) {
        int year = date.getYear();
        return switch (unit) {
            case "YEAR" -> year;
            case "ISOYEAR" -> date.get(IsoFields.WEEK_BASED_YEAR);
            case "QUARTER" -> date.get(IsoFields.QUARTER_OF_YEAR);
            case "MONTH" -> date.getMonthValue();
            case "WEEK" -> date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case "DAY" -> date.getDayOfMonth();
            case "DOW" -> date.getDayOfWeek().getValue() % 7;
            case "ISODOW" -> date.getDayOfWeek().getValue();
            case "DOY" -> date.getDayOfYear();
            case "DECADE" -> Math.floorDiv(year, 10);
            case "CENTURY" -> year > 0 ? (year + 99) / 100 : -((100 - year) / 100);
            case "MILLENNIUM" -> year > 0 ? (year + 999) / 1000 : -((1000 - year) / 1000);
            default -> throw unsupported(unit);
        };
    }

    /** FLOOR(value TO unit). */
    public static Object floor(String unit, Object value, SqlType type) {
        if (value instanceof Interval interval) {
            return IntervalFields.floor(unit.equals("ISOWEEK") ? "WEEK" : unit, interval);
        }
        long step = unitMicros(unit);
        if (step > 0) {
            if (type.name() == SqlType.Name.DATE) {
                return value;
            }
            return Math.floorDiv((Long) value, step) * step;
        }
        if (type.name() == SqlType.Name.TIME) {
            return 0L;
        }
        return ofDate(floorDate(unit, dateOf(value, type)), type);
    }

    /** CEIL(value TO unit). */
    public static Object ceil(String unit, Object value, SqlType type) {
        Object floor = floor(unit, value, type);
        if (floor.equals(value)) {
            return value;
        }
        long step = unitMicros(unit);
        if (step > 0) {
            return (Long) floor + step;
        }
        LocalDate start = dateOf(floor, type);
        LocalDate next = switch (unit) {
            case "WEEK", "ISOWEEK" -> start.plusWeeks(1);
            case "MONTH" -> start.plusMonths(1);
            case "QUARTER" -> start.plusMonths(3);
            case "DECADE" -> start.plusYears(10);
            case "CENTURY" -> start.plusYears(100);
            case "MILLENNIUM" -> start.plusYears(1000);
            default -> start.plusYears(1);
        };
        return ofDate(next, type);
    }

    private static LocalDate floorDate(String unit, LocalDate date) {
        int year = date.getYear();
        return switch (unit) {
            case "WEEK" -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
            case "ISOWEEK" -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case "MONTH" -> date.withDayOfMonth(1);
            case "QUARTER" -> LocalDate.of(year, (date.getMonthValue() - 1) / 3 * 3 + 1, 1);
            case "YEAR" -> LocalDate.of(year, 1, 1);
            case "ISOYEAR" ->
                LocalDate.of(date.get(IsoFields.WEEK_BASED_YEAR), 1, 4)
                        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case "DECADE" -> LocalDate.of(Math.floorDiv(year, 10) * 10, 1, 1);
            case "CENTURY" -> LocalDate.of(Math.floorDiv(year - 1, 100) * 100 + 1, 1, 1);
            case "MILLENNIUM" -> LocalDate.of(Math.floorDiv(year - 1, 1000) * 1000 + 1, 1, 1);
            default -> throw unsupported(unit);
        };
    }

    /** Microseconds of a unit of fixed length up to a day; 0 for longer ones. */
    private static long unitMicros(String unit) {
        return switch (unit) {
            case "DAY" -> MICROS_PER_DAY;
            case "HOUR" -> MICROS_PER_HOUR;
            case "MINUTE" -> MICROS_PER_MINUTE;
            case "SECOND" -> MICROS_PER_SECOND;
            case "MILLISECOND" -> MICROS_PER_MILLI;
            case "MICROSECOND" -> 1;
            default -> 0;
        };
    }

    private static Object ofDate(LocalDate date, SqlType type) {
        return type.name() == SqlType.Name.DATE
                ? (Object) (int) date.toEpochDay()
                : (Object) (date.toEpochDay() * MICROS_PER_DAY);
    }

    /** A date or time plus an interval of months. */
    public static Object plusMonths(Object value, SqlType type, long months) {
        if (type.name() == SqlType.Name.TIME) {
            return value;
        }
        try {
            LocalDate date = dateOf(value, type).plusMonths(months);
            return type.name() == SqlType.Name.DATE
                    ? (Object) Math.toIntExact(date.toEpochDay())
                    : (Object) Math.addExact(
                            Math.multiplyExact(date.toEpochDay(), MICROS_PER_DAY), microsOfDay(value, type));
        } catch (ArithmeticException | DateTimeException overflow) {
            throw overflow(overflow);
        }
    }

    private static long plusMicros(long value, long micros) {
        try {
            return Math.addExact(value, micros);
        } catch (ArithmeticException overflow) {
            throw overflow(overflow);
        }
    }

    /** A date or time plus an interval, as a value of another type of the same family: months first, then days, then the time. */
    public static Object plus(Object value, SqlType type, Interval interval, SqlType result) {
        if (type.name() == SqlType.Name.TIME) {
            return Math.floorMod((Long) value + interval.micros() % MICROS_PER_DAY, MICROS_PER_DAY);
        }
        Object later = interval.months() == 0 ? value : plusMonths(value, type, interval.months());
        if (type.name() == SqlType.Name.DATE && result.name() == SqlType.Name.DATE) {
            long days = interval.days() + Math.floorDiv(interval.micros(), MICROS_PER_DAY);
            return plusDays(later, days, false);
        }
        long start = type.name() == SqlType.Name.DATE ? (Integer) later * MICROS_PER_DAY : (Long) later;
        return plusMicros(plusMicros(start, interval.days() * MICROS_PER_DAY), interval.micros());
    }

    /** The sum of two intervals. */
    public static Object plus(Object left, Object right) {
        return ((Interval) left).plus((Interval) right);
    }

    /** The difference of two intervals. */
    public static Object minus(Object left, Object right) {
        return ((Interval) left).plus(((Interval) right).negated());
    }

    /** Microseconds of an interval whose months have thirty days. */
    public static long micros(Interval interval) {
        try {
            return Math.addExact(
                    Math.multiplyExact(interval.months() * 30L + interval.days(), MICROS_PER_DAY), interval.micros());
        } catch (ArithmeticException overflow) {
            throw overflow(overflow);
        }
    }

    /** A date and a number of days. */
    public static Object plusDays(Object date, Object days, boolean minus) {
        try {
            long number = Arithmetic.longOf(days);
            return Math.toIntExact(Math.addExact((Integer) date, minus ? Math.negateExact(number) : number));
        } catch (ArithmeticException overflow) {
            throw overflow(overflow);
        }
    }

    /** Microseconds from one date or time to another. */
    public static long microsBetween(Object from, SqlType fromType, Object to, SqlType toType) {
        try {
            return Math.subtractExact(micros(to, toType), micros(from, fromType));
        } catch (ArithmeticException overflow) {
            throw overflow(overflow);
        }
    }

    /** Whole months from one date or time to another. */
    public static int monthsBetween(Object from, SqlType fromType, Object to, SqlType toType) {
        LocalDate start = dateOf(from, fromType);
        LocalDate end = dateOf(to, toType);
        int months = (end.getYear() - start.getYear()) * MONTHS_PER_YEAR + end.getMonthValue() - start.getMonthValue();
        Object shifted = plusMonths(from, fromType, months);
        int order = Long.compare(micros(shifted, fromType), micros(to, toType));
        boolean forward = micros(to, toType) >= micros(from, fromType);
        if (forward && order > 0) {
            return months - 1;
        }
        return !forward && order < 0 ? months + 1 : months;
    }

    private static long micros(Object value, SqlType type) {
        return type.name() == SqlType.Name.DATE ? Math.multiplyExact((Integer) value, MICROS_PER_DAY) : (Long) value;
    }

    /** An interval times a number. */
    public static Object multiply(Object interval, Object factor) {
        return ((Interval) interval).times(Values.decimal(factor));
    }

    /** An interval divided by a number. */
    public static Object divide(Object interval, Object divisor) {
        BigDecimal by = Values.decimal(divisor);
        if (by.signum() == 0) {
            throw Arithmetic.divisionByZero();
        }
        return ((Interval) interval).dividedBy(by);
    }

    private static BlazeSqlException overflow(Exception cause) {
        return new BlazeSqlException(SqlErrorCode.DATETIME_OVERFLOW, "date or time out of range", cause);
    }

    private static BlazeSqlException unsupported(String unit) {
        return new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "unit " + unit + " is not supported here");
    }
}
