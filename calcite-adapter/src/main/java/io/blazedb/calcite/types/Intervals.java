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
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final long MICROS_PER_HOUR = 3_600 * MICROS_PER_SECOND;
    private static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

    private static final Pattern PART = Pattern.compile(
            "\\s*(?:([+-]?)(\\d+):(\\d{1,2})(?::(\\d{1,2}(?:\\.\\d{1,9})?))?|([+-]?)(\\d+)-(\\d{1,2})(?=\\s|$)|([+-]?\\d+(?:\\.\\d*)?|[+-]?\\.\\d+)\\s*([a-z]+)?)\\s*,?");
    private static final Pattern ISO = Pattern.compile(
            "([+-]?)p(?:([+-]?[\\d.]+)y)?(?:([+-]?[\\d.]+)m)?(?:([+-]?[\\d.]+)w)?(?:([+-]?[\\d.]+)d)?(?:t(?:([+-]?[\\d.]+)h)?(?:([+-]?[\\d.]+)m)?(?:([+-]?[\\d.]+)s)?)?");

    private Intervals() {}

    /** An interval: months, and days and times in microseconds. */
    public record Parts(long months, long micros) {}

    /** A text as an internal value of one of the interval types. */
    static Object value(String text, SqlType type) {
        Parts parts = parse(text);
        boolean months = type.name() == SqlType.Name.INTERVAL_YEAR_MONTH;
        if (parts == null) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_DATETIME, "invalid input syntax for type INTERVAL");
        }
        if (months ? parts.micros() != 0 : parts.months() != 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "an interval of months together with days or times is not supported");
        }
        return months ? (Object) Math.toIntExact(parts.months()) : (Object) parts.micros();
    }

    /** The parts of an interval's text; null if it is none. */
    public static @Nullable Parts parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        try {
            return lower.startsWith("p") || lower.startsWith("-p") ? iso(lower) : verbose(lower);
        } catch (ArithmeticException overflow) {
            return null;
        }
    }

    private static @Nullable Parts iso(String text) {
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

    private static @Nullable Parts verbose(String text) {
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

    /** Months in PostgreSQL's spelling. */
    public static String months(int months) {
        String years = counted(months / MONTHS_PER_YEAR, "year");
        String rest = counted(months % MONTHS_PER_YEAR, "mon");
        return months == 0 ? time(0) : years + (years.isEmpty() || rest.isEmpty() ? "" : " ") + rest;
    }

    /** Days and time in PostgreSQL's spelling. */
    public static String time(long micros) {
        long rest = micros % MICROS_PER_DAY;
        String days = counted(micros / MICROS_PER_DAY, "day");
        if (rest == 0 && !days.isEmpty()) {
            return days;
        }
        long positive = Math.abs(rest);
        String time = String.format(
                Locale.ROOT,
                "%s%02d:%02d:%02d",
                rest < 0 ? "-" : "",
                positive / MICROS_PER_HOUR,
                positive / (60 * MICROS_PER_SECOND) % 60,
                positive / MICROS_PER_SECOND % 60);
        String fraction = positive % MICROS_PER_SECOND == 0
                ? ""
                : String.format(Locale.ROOT, ".%06d", positive % MICROS_PER_SECOND)
                        .replaceAll("0+$", "");
        return days + (days.isEmpty() ? "" : " ") + time + fraction;
    }

    private static String counted(long number, String unit) {
        return number == 0 ? "" : number + " " + unit + (number == 1 ? "" : "s");
    }

    private static final class Sum {
        private long months;
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
                case "week", "w" -> addMicros(value, 7 * MICROS_PER_DAY);
                case "day", "d" -> addMicros(value, MICROS_PER_DAY);
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
            BigDecimal whole = exact.setScale(0, RoundingMode.DOWN);
            months = Math.addExact(months, whole.longValueExact());
            if (monthsEach == 1) {
                addMicros(exact.subtract(whole), 30 * MICROS_PER_DAY);
            }
        }

        private void addMicros(BigDecimal value, long microsEach) {
            micros = micros.add(value.multiply(BigDecimal.valueOf(microsEach)));
        }

        Parts signed(boolean negative) {
            long exact = micros.setScale(0, RoundingMode.HALF_UP).longValueExact();
            return negative ? new Parts(Math.negateExact(months), Math.negateExact(exact)) : new Parts(months, exact);
        }
    }
}
