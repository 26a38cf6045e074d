/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.JulianFields;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times in the many forms that PostgreSQL reads beside ISO 8601's: {@code January 8, 1999}, {@code 1/8/1999},
 * {@code 19990108}, {@code 04:05 PM}, {@code 2004-10-19 10:23:54 America/New_York}. Where a date could be read in several ways, the month
 * stands before the day.
 */
final class DateTimeTexts {
    private static final Pattern PART = Pattern.compile("\\s*(?:"
            + "(?<time>\\d{1,2}:\\d{1,2}(?::\\d{1,2}(?:\\.\\d{1,9})?)?)"
            + "|(?<date>(?:\\d{1,6}|[a-z]{3,9})(?<mark>[-/.])(?:\\d{1,2}|[a-z]{3,9})\\k<mark>\\d{1,6})(?![\\d:])"
            + "|(?<ordinal>\\d{4}\\.\\d{3})(?!\\d)"
            + "|(?<julian>j\\d{1,8})(?!\\w)"
            + "|(?<zone>[+-]\\d{1,2}(?::?\\d{2})?(?::\\d{2})?)(?!\\d)"
            + "|(?<number>\\d+)(?:st|nd|rd|th)?(?<fraction>\\.\\d+)?"
            + "|(?<word>[a-z]+(?:/[a-z_]+)*)\\.?)\\s*,?");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> MONTH_NAMES = List.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");
    private static final List<String> WEEKDAYS =
            List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");
    private static final Map<String, Integer> ZONE_HOURS = Map.ofEntries(
            Map.entry("z", 0),
            Map.entry("zulu", 0),
            Map.entry("utc", 0),
            Map.entry("gmt", 0),
            Map.entry("ut", 0),
            Map.entry("est", -5),
            Map.entry("edt", -4),
            Map.entry("cst", -6),
            Map.entry("cdt", -5),
            Map.entry("mst", -7),
            Map.entry("mdt", -6),
            Map.entry("pst", -8),
            Map.entry("pdt", -7),
            Map.entry("wet", 0),
            Map.entry("cet", 1),
            Map.entry("cest", 2),
            Map.entry("met", 1),
            Map.entry("eet", 2),
            Map.entry("eest", 3),
            Map.entry("msk", 3),
            Map.entry("bst", 1),
            Map.entry("jst", 9));

    private final String type;
    private @Nullable LocalDate date;
    private @Nullable LocalTime time;
    private @Nullable Integer offsetSeconds;
    private @Nullable ZoneId zone;
    private @Nullable Integer month;
    private @Nullable Integer day;
    private @Nullable Integer year;
    private @Nullable Boolean afternoon;
    private boolean beforeChrist;

    private DateTimeTexts(String type) {
        this.type = type;
    }

    /** Days since 1970-01-01. */
    static int date(String text, String type) {
        return Math.toIntExact(read(text, type).requireDate().toEpochDay());
    }

    /** Microseconds since midnight. */
    static long time(String text, String type) {
        DateTimeTexts read = read(text, type);
        LocalTime time = read.time;
        if (time == null) {
            throw read.invalid();
        }
        return time.toNanoOfDay() / 1000;
    }

    /** Microseconds since 1970-01-01; a zone is passed over. */
    static long timestamp(String text, String type) {
        return Texts.micros(read(text, type).requireTimestamp());
    }

    /** Microseconds in UTC; a text without a zone means UTC. */
    static long timestampTz(String text, String type) {
        DateTimeTexts read = read(text, type);
        LocalDateTime local = read.requireTimestamp();
        ZoneId named = read.zone;
        Integer offset = read.offsetSeconds;
        long seconds =
                named != null ? named.getRules().getOffset(local).getTotalSeconds() : offset == null ? 0 : offset;
        return Texts.micros(local) - seconds * 1_000_000L;
    }

    /** A date with what stands behind it: years before the first one end with BC, those of five digits have no sign. */
    static String format(LocalDate date, String behind) {
        int year = date.getYear();
        String text = String.format(
                Locale.ROOT, "%04d-%02d-%02d", year > 0 ? year : 1 - year, date.getMonthValue(), date.getDayOfMonth());
        return text + behind + (year > 0 ? "" : " BC");
    }

    private static DateTimeTexts read(String text, String type) {
        DateTimeTexts read = new DateTimeTexts(type);
        try {
            read.read(text.strip().toLowerCase(Locale.ROOT));
            read.finish();
        } catch (DateTimeException | ArithmeticException outOfRange) {
            throw new BlazeSqlException(
                    SqlErrorCode.DATETIME_OVERFLOW, "date or time field out of range for type " + type, outOfRange);
        }
        return read;
    }

    private void read(String text) {
        if (text.isEmpty()) {
            throw invalid();
        }
        Matcher part = PART.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!part.find(at) || part.start() != at) {
                throw invalid();
            }
            at = part.end();
            if (part.group("time") != null) {
                requireFree(time);
                time = time(part.group("time"));
            } else if (part.group("date") != null) {
                fields(part.group("date").split("[-/.]", -1));
            } else if (part.group("ordinal") != null) {
                ordinal(part.group("ordinal"));
            } else if (part.group("julian") != null) {
                requireFree(date);
                date = LocalDate.MIN.with(
                        JulianFields.JULIAN_DAY,
                        Long.parseLong(part.group("julian").substring(1)));
            } else if (part.group("zone") != null) {
                offset(part.group("zone"));
            } else if (part.group("number") != null) {
                number(part.group("number"), part.group("fraction"));
            } else {
                word(part.group("word"));
            }
        }
    }

    private void requireFree(@Nullable Object field) {
        if (field != null) {
            throw invalid();
        }
    }

    private LocalTime time(String text) {
        String[] parts = text.split(":", -1);
        String[] seconds = parts.length < 3 ? new String[] {"0"} : parts[2].split("\\.", -1);
        String fraction = seconds.length > 1 ? seconds[1] : "0";
        int nanos = Integer.parseInt((fraction + "00000000").substring(0, 9));
        return LocalTime.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(seconds[0]))
                .plusNanos((nanos + 500) / 1000 * 1000L);
    }

    /** Three numbers, or two and the name of a month, with the same mark between them. */
    private void fields(String[] parts) {
        requireFree(date);
        requireFree(year);
        boolean yearFirst = parts[0].length() > 2 && Character.isDigit(parts[0].charAt(0));
        String[] ordered;
        if (!Character.isDigit(parts[0].charAt(0))) {
            ordered = new String[] {parts[2], parts[0], parts[1]};
        } else if (yearFirst) {
            ordered = parts;
        } else if (!Character.isDigit(parts[1].charAt(0))) {
            ordered = new String[] {parts[2], parts[1], parts[0]};
        } else {
            ordered = new String[] {parts[2], parts[0], parts[1]};
        }
        year = year(ordered[0]);
        month = Character.isDigit(ordered[1].charAt(0)) ? (Integer) Integer.parseInt(ordered[1]) : monthOf(ordered[1]);
        day = Integer.parseInt(ordered[2]);
        if (month == null) {
            throw invalid();
        }
    }

    private static int year(String digits) {
        int year = Integer.parseInt(digits);
        return digits.length() > 2 ? year : year < 70 ? year + 2000 : year + 1900;
    }

    private void ordinal(String text) {
        requireFree(date);
        date = LocalDate.ofYearDay(Integer.parseInt(text.substring(0, 4)), Integer.parseInt(text.substring(5)));
    }

    private void offset(String text) {
        String digits = text.substring(1).replace(":", "");
        int hours = Integer.parseInt(digits.substring(0, Math.min(2, digits.length())));
        int minutes = digits.length() >= 4 ? Integer.parseInt(digits.substring(2, 4)) : 0;
        int seconds = digits.length() >= 6 ? Integer.parseInt(digits.substring(4, 6)) : 0;
        if (hours > 15 || minutes > 59 || seconds > 59 || time == null) {
            throw invalid();
        }
        int total = hours * 3600 + minutes * 60 + seconds;
        offsetSeconds = text.startsWith("-") ? -total : total;
    }

    /** Digits alone: a whole date, a whole time behind one, or a day or year beside the name of a month. */
    private void number(String digits, @Nullable String fraction) {
        boolean dated = date != null || (year != null && month != null && day != null);
        if (digits.length() == 8 && !dated) {
            year = Integer.parseInt(digits.substring(0, 4));
            month = Integer.parseInt(digits.substring(4, 6));
            day = Integer.parseInt(digits.substring(6));
        } else if (digits.length() == 6 && (dated || type.equals("TIME"))) {
            requireFree(time);
            time = time(digits.substring(0, 2) + ":" + digits.substring(2, 4) + ":" + digits.substring(4)
                    + (fraction == null ? "" : fraction));
        } else if (fraction != null) {
            throw invalid();
        } else if (digits.length() == 6) {
            year = year(digits.substring(0, 2));
            month = Integer.parseInt(digits.substring(2, 4));
            day = Integer.parseInt(digits.substring(4));
        } else if (digits.length() == 4 && dated) {
            requireFree(time);
            time = time(digits.substring(0, 2) + ":" + digits.substring(2));
        } else if (digits.length() >= 3 && digits.length() < 7) {
            requireFree(year);
            year = Integer.parseInt(digits);
        } else if (digits.length() <= 2 && (day == null || year == null)) {
            if (day == null) {
                day = Integer.parseInt(digits);
            } else {
                year = year(digits);
            }
        } else {
            throw invalid();
        }
    }

    private void word(String word) {
        Integer named = monthOf(word);
        Integer hours = ZONE_HOURS.get(word);
        if (named != null) {
            requireFree(month);
            month = named;
        } else if (hours != null && (time != null || word.length() > 1)) {
            offsetSeconds = hours * 3600;
        } else if (word.equals("am") || word.equals("pm")) {
            afternoon = word.equals("pm");
        } else if (word.equals("bc") || word.equals("ad")) {
            beforeChrist = word.equals("bc");
        } else if (word.equals("epoch")) {
            date = LocalDate.EPOCH;
        } else if (word.equals("allballs")) {
            time = LocalTime.MIDNIGHT;
            offsetSeconds = 0;
        } else if (word.indexOf('/') > 0) {
            zone(word);
        } else if (!word.equals("t") && !word.equals("at") && !word.equals("on") && !isWeekday(word)) {
            throw invalid();
        }
    }

    private void zone(String name) {
        for (String known : ZoneId.getAvailableZoneIds()) {
            if (known.equalsIgnoreCase(name)) {
                zone = ZoneId.of(known);
                return;
            }
        }
        throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "time zone \"" + name + "\" not recognized");
    }

    private static boolean isWeekday(String word) {
        return word.length() >= 3
                && WEEKDAYS.stream().anyMatch(name -> name.startsWith(word) && word.length() <= name.length());
    }

    private static @Nullable Integer monthOf(String word) {
        for (int i = 0; i < MONTHS.size(); i++) {
            if (word.equals(MONTHS.get(i)) || word.equals(MONTH_NAMES.get(i)) || (i == 8 && word.equals("sept"))) {
                return i + 1;
            }
        }
        return null;
    }

    private void finish() {
        Integer y = year;
        Integer m = month;
        Integer d = day;
        if (y != null || m != null || d != null) {
            if (y == null || m == null || d == null || date != null) {
                throw invalid();
            }
            date = LocalDate.of(beforeChrist ? 1 - y : y, m, d);
        }
        Boolean late = afternoon;
        LocalTime clock = time;
        if (late != null) {
            if (clock == null || clock.getHour() < 1 || clock.getHour() > 12) {
                throw new BlazeSqlException(
                        SqlErrorCode.DATETIME_OVERFLOW, "date or time field out of range for type " + type);
            }
            time = clock.withHour(clock.getHour() % 12 + (late ? 12 : 0));
        }
    }

    private LocalDate requireDate() {
        LocalDate found = date;
        if (found == null) {
            throw invalid();
        }
        return found;
    }

    private LocalDateTime requireTimestamp() {
        LocalTime clock = time;
        return requireDate().atTime(clock == null ? LocalTime.MIDNIGHT : clock);
    }

    private BlazeSqlException invalid() {
        return new BlazeSqlException(SqlErrorCode.INVALID_DATETIME, "invalid input syntax for type " + type);
    }
}
