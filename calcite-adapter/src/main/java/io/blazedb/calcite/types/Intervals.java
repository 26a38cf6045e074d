/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts of intervals, in PostgreSQL's and in ISO 8601's spelling. */
public final class Intervals {
    private static final int MONTHS_PER_YEAR = 12;
    private static final int DAYS_PER_MONTH = 30;
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final long MICROS_PER_HOUR = 3_600 * MICROS_PER_SECOND;
    private static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

    private static final Pattern PART = Pattern.compile(
            "\\s*(?:([+-]?)(\\d+):(\\d{1,2})(?::(\\d{1,2}(?:\\.\\d{1,9})?))?|([+-]?)(\\d+)-(\\d{1,2})(?=\\s|$)|([+-]?\\d+(?:\\.\\d*)?|[+-]?\\.\\d+)\\s*([a-z]+)?)\\s*,?");
    private static final Pattern ISO = Pattern.compile(
            "([+-]?)p(?:([+-]?[\\d.]+)y)?(?:([+-]?[\\d.]+)m)?(?:([+-]?[\\d.]+)w)?(?:([+-]?[\\d.]+)d)?(?:t(?:([+-]?[\\d.]+)h)?(?:([+-]?[\\d.]+)m)?(?:([+-]?[\\d.]+)s)?)?");

    private Intervals() {}

    /** A text as an interval. */
    static Interval value(String text) {
        Interval interval = parse(text);
        if (interval == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DATETIME, "invalid input syntax for type interval: \"" + text + "\"");
        }
        return interval;
    }

    /**
     * The interval of a text; null if it is none.
     *
     * @throws BlazeSqlException 22015 if a part is too large
     */
    public static @Nullable Interval parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        try {
            return lower.startsWith("p") || lower.startsWith("-p") ? iso(lower) : verbose(lower);
        } catch (ArithmeticException overflow) {
            throw new BlazeSqlException(
                    SqlErrorCode.INTERVAL_FIELD_OVERFLOW, "interval field value out of range: \"" + text + "\"");
        }
    }

    private static @Nullable Interval iso(String text) {
        Matcher matcher = ISO.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        Sum sum = new Sum();
        String[] units = {"year", "month", "week", "day", "hour", "minute", "second"};
        for (int i = 0; i < units.length; i++) {
            if (matcher.group(i + 2) != null && !sum.add(new BigDecimal(matcher.group(i + 2)), units[i])) {
                return null;
            }
        }
        return sum.signed(matcher.group(1).equals("-"));
    }

    private static @Nullable Interval verbose(String text) {
        String rest = text.startsWith("@") ? text.substring(1) : text;
        boolean ago = rest.endsWith("ago");
        rest = ago ? rest.substring(0, rest.length() - 3) : rest;
        Matcher matcher = PART.matcher(rest);
        Sum sum = new Sum();
        int at = 0;
        while (at < rest.stripTrailing().length()) {
            if (!matcher.find(at)
                    || matcher.start() != at
                    || !sum.add(matcher, matcher.end() >= rest.stripTrailing().length())) {
                return null;
            }
            at = matcher.end();
        }
        return at == 0 ? null : sum.signed(ago);
    }

    /** An interval in PostgreSQL's spelling: behind a negative part a positive one has a sign. */
    static String format(Interval interval) {
        StringBuilder out = new StringBuilder();
        boolean negative = part(out, interval.months() / MONTHS_PER_YEAR, "year", false);
        negative = part(out, interval.months() % MONTHS_PER_YEAR, "mon", negative);
        negative = part(out, interval.days(), "day", negative);
        long micros = interval.micros();
        if (micros != 0 || out.isEmpty()) {
            out.append(out.isEmpty() ? "" : " ").append(micros < 0 ? "-" : negative ? "+" : "");
            time(out, micros);
        }
        return out.toString();
    }

    private static boolean part(StringBuilder out, int number, String unit, boolean negative) {
        if (number == 0) {
            return negative;
        }
        out.append(out.isEmpty() ? "" : " ")
                .append(negative && number > 0 ? "+" : "")
                .append(number)
                .append(' ')
                .append(unit)
                .append(number == 1 ? "" : "s");
        return number < 0;
    }

    private static void time(StringBuilder out, long micros) {
        long seconds = Math.abs(micros / MICROS_PER_SECOND);
        long fraction = Math.abs(micros % MICROS_PER_SECOND);
        out.append(String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3_600, seconds / 60 % 60, seconds % 60));
        if (fraction != 0) {
            out.append(String.format(Locale.ROOT, ".%06d", fraction).replaceAll("0+$", ""));
        }
    }

    private static final class Sum {
        private long months;
        private long days;
        private BigDecimal micros = BigDecimal.ZERO;

        /** Adds a part; a number without unit counts seconds at the end, days before a time. */
        boolean add(Matcher part, boolean last) {
            if (part.group(2) != null) {
                BigDecimal time = new BigDecimal(part.group(2))
                        .multiply(BigDecimal.valueOf(3_600))
                        .add(new BigDecimal(part.group(3)).multiply(BigDecimal.valueOf(60)))
                        .add(part.group(4) == null ? BigDecimal.ZERO : new BigDecimal(part.group(4)));
                return add(part.group(1).equals("-") ? time.negate() : time, "second");
            }
            if (part.group(6) != null) {
                long value = Math.addExact(
                        Math.multiplyExact(Long.parseLong(part.group(6)), 12L), Long.parseLong(part.group(7)));
                months = Math.addExact(months, part.group(5).equals("-") ? -value : value);
                return true;
            }
            String unit = part.group(9);
            return add(new BigDecimal(part.group(8)), unit != null ? unit : last ? "second" : "day");
        }

        boolean add(BigDecimal value, String unit) {
            String name = unit.length() > 3 && unit.endsWith("s") ? unit.substring(0, unit.length() - 1) : unit;
            switch (name) {
                case "millennium", "millennia", "mil" -> addMonths(value, 12_000);
                case "century", "centurie", "cent", "c" -> addMonths(value, 1_200);
                case "decade", "dec" -> addMonths(value, 120);
                case "year", "yr", "y", "yrs" -> addMonths(value, 12);
                case "month", "mon", "mons" -> addMonths(value, 1);
                case "week", "w" -> addDays(value, 7);
                case "day", "d" -> addDays(value, 1);
                case "hour", "hr", "h", "hrs" -> addMicros(value, MICROS_PER_HOUR);
                case "minute", "min", "m", "mins" -> addMicros(value, 60 * MICROS_PER_SECOND);
                case "second", "sec", "s", "secs" -> addMicros(value, MICROS_PER_SECOND);
                case "millisecond", "msec", "ms" -> addMicros(value, 1_000);
                case "microsecond", "usec", "us" -> addMicros(value, 1);
                default -> {
                    return false;
                }
            }
            return true;
        }

        /** A fraction of a month is counted as days, a month having thirty; a fraction of a year or more as whole months. */
        private void addMonths(BigDecimal value, int monthsEach) {
            BigDecimal exact = value.multiply(BigDecimal.valueOf(monthsEach));
            if (monthsEach > 1) {
                exact = exact.setScale(0, RoundingMode.HALF_EVEN);
            }
            BigDecimal whole = exact.setScale(0, RoundingMode.DOWN);
            months = Math.addExact(months, whole.longValueExact());
            Math.toIntExact(months);
            addDays(exact.subtract(whole), DAYS_PER_MONTH);
        }

        /** A fraction of a day is a time. */
        private void addDays(BigDecimal value, int daysEach) {
            BigDecimal exact = value.multiply(BigDecimal.valueOf(daysEach));
            BigDecimal whole = exact.setScale(0, RoundingMode.DOWN);
            days = Math.addExact(days, whole.longValueExact());
            Math.toIntExact(days);
            addMicros(exact.subtract(whole), MICROS_PER_DAY);
        }

        private void addMicros(BigDecimal value, long microsEach) {
            micros = micros.add(value.multiply(BigDecimal.valueOf(microsEach)));
        }

        Interval signed(boolean negative) {
            Interval interval = Interval.of(
                    months, days, micros.setScale(0, RoundingMode.HALF_UP).longValueExact());
            return negative ? interval.negated() : interval;
        }
    }
}
