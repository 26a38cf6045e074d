/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.SqlType;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.time.temporal.JulianFields;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** TO_CHAR of dates, times and intervals, TO_DATE and TO_TIMESTAMP. */
final class DateFormats {
    static final Pattern TOKENS = Pattern.compile(
            "(FM|fm)?(HH24|HH12|HH|hh24|hh12|hh|MI|mi|SSSSS|SSSS|SS|ss|MS|ms|US|us|FF[1-6]|AM|PM|am|pm|A\\.M\\.|P\\.M\\.|a\\.m\\.|p\\.m\\.|Y,YYY|YYYY|yyyy|YYY|YY|yy|Y|IYYY|IYY|IY|MONTH|Month|month|MON|Mon|mon|MM|mm|DAY|Day|day|DY|Dy|dy|DDD|ddd|DD|dd|D|IDDD|ID|WW|W|IW|CC|J|Q|RM|rm|BC|AD|TZH|TZM|TZ|tz|OF)(TH|th)?|\"([^\"]*)\"|(.)",
            Pattern.DOTALL);

    private DateFormats() {}

    static String format(Object value, SqlType type, String pattern) {
        LocalDateTime at;
        long hours;
        if (value instanceof Interval interval) {
            return IntervalFormats.format(interval, pattern);
        }
        if (type.name() == SqlType.Name.TIME) {
            at = LocalDate.EPOCH.atTime(LocalTime.ofNanoOfDay((Long) value * 1_000));
            hours = at.getHour();
        } else {
            at = TemporalFunctions.local(value, type);
            hours = at.getHour();
        }
        StringBuilder out = new StringBuilder();
        Matcher matcher = TOKENS.matcher(pattern);
        while (matcher.find()) {
            String token = matcher.group(2);
            if (token == null) {
                out.append(matcher.group(4) != null ? matcher.group(4) : matcher.group(5));
                continue;
            }
            String text = field(token, at, hours, matcher.group(1) != null);
            out.append(text);
            if (matcher.group(3) != null) {
                String ending = ordinal(text);
                out.append(matcher.group(3).equals("TH") ? ending.toUpperCase(Locale.ROOT) : ending);
            }
        }
        return out.toString();
    }

    private static String field(String token, LocalDateTime at, long hours, boolean trimmed) {
        int year = at.getYear();
        return switch (token.toUpperCase(Locale.ROOT)) {
            case "HH24" -> number(hours, 2, trimmed);
            case "HH12", "HH" -> number(Math.floorMod(hours + 11, 12) + 1, 2, trimmed);
            case "MI" -> number(at.getMinute(), 2, trimmed);
            case "SS" -> number(at.getSecond(), 2, trimmed);
            case "SSSS", "SSSSS" -> number(at.toLocalTime().toSecondOfDay(), 1, true);
            case "MS" -> number(at.getNano() / 1_000_000, 3, false);
            case "US" -> number(at.getNano() / 1_000, 6, false);
            case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6" ->
                number(at.getNano() / 1_000, 6, false).substring(0, token.charAt(2) - '0');
            case "AM", "PM" -> cased(token, hours < 12 ? "am" : "pm");
            case "A.M.", "P.M." -> cased(token, hours < 12 ? "a.m." : "p.m.");
            case "Y,YYY" -> year / 1_000 + "," + number(year % 1_000, 3, false);
            case "YYYY" -> number(year, 4, trimmed);
            case "YYY" -> number(year % 1_000, 3, trimmed);
            case "YY" -> number(year % 100, 2, trimmed);
            case "Y" -> number(year % 10, 1, trimmed);
            case "IYYY" -> number(at.get(IsoFields.WEEK_BASED_YEAR), 4, trimmed);
            case "IYY" -> number(at.get(IsoFields.WEEK_BASED_YEAR) % 1_000, 3, trimmed);
            case "IY" -> number(at.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, trimmed);
            case "MONTH" -> padded(cased(token, at.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH)), trimmed);
            case "MON" ->
                cased(
                        token,
                        at.getMonth()
                                .getDisplayName(TextStyle.SHORT, Locale.ENGLISH)
                                .substring(0, 3));
            case "MM" -> number(at.getMonthValue(), 2, trimmed);
            case "DAY" ->
                padded(cased(token, at.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH)), trimmed);
            case "DY" ->
                cased(
                        token,
                        at.getDayOfWeek()
                                .getDisplayName(TextStyle.SHORT, Locale.ENGLISH)
                                .substring(0, 3));
            case "DDD" -> number(at.getDayOfYear(), 3, trimmed);
            case "DD" -> number(at.getDayOfMonth(), 2, trimmed);
            case "D" -> String.valueOf(at.getDayOfWeek().getValue() % 7 + 1);
            case "ID" -> String.valueOf(at.getDayOfWeek().getValue());
            case "IDDD" ->
                number(
                        (at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) - 1L) * 7
                                + at.getDayOfWeek().getValue(),
                        3,
                        trimmed);
            case "WW" -> number((at.getDayOfYear() - 1) / 7 + 1, 2, trimmed);
            case "W" -> String.valueOf((at.getDayOfMonth() - 1) / 7 + 1);
            case "IW" -> number(at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, trimmed);
            case "CC" -> number((year + 99) / 100, 2, trimmed);
            case "J" -> String.valueOf(at.getLong(JulianFields.JULIAN_DAY));
            case "Q" -> String.valueOf(at.get(IsoFields.QUARTER_OF_YEAR));
            case "RM" -> {
                String roman = NumberFormats.format(java.math.BigDecimal.valueOf(at.getMonthValue()), "FMRN");
                String text = token.equals("rm") ? roman.toLowerCase(Locale.ROOT) : roman;
                yield trimmed ? text : text + " ".repeat(4 - text.length());
            }
            case "BC", "AD" -> cased(token, year > 0 ? "ad" : "bc");
            case "TZ" -> cased(token, "utc");
            case "TZH" -> "+00";
            case "TZM" -> "00";
            default -> "+00";
        };
    }

    static String number(long value, int width, boolean trimmed) {
        return trimmed ? String.valueOf(value) : String.format(Locale.ROOT, "%0" + width + "d", value);
    }

    private static String cased(String token, String text) {
        if (Character.isLowerCase(token.charAt(0))) {
            return text.toLowerCase(Locale.ROOT);
        }
        boolean upper = token.length() < 2 || !Character.isLowerCase(token.charAt(1));
        return upper ? text.toUpperCase(Locale.ROOT) : text;
    }

    private static String padded(String text, boolean trimmed) {
        return trimmed ? text : text + " ".repeat(Math.max(0, 9 - text.length()));
    }

    static String ordinal(String number) {
        boolean teen = number.length() > 1 && number.charAt(number.length() - 2) == '1';
        return switch (teen ? '0' : number.charAt(number.length() - 1)) {
            case '1' -> "st";
            case '2' -> "nd";
            case '3' -> "rd";
            default -> "th";
        };
    }

    /** Reads a date and time by a pattern; what the pattern leaves out is the first of its kind. */
    static LocalDateTime parse(String text, String pattern) {
        return new Reader(text).read(pattern);
    }

    private static final class Reader {
        private static final List<String> MONTHS =
                List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

        private final String text;
        private int at;
        private int year = 1;
        private int month = 1;
        private int day = 1;
        private int dayOfYear;
        private int hour;
        private int minute;
        private int second;
        private int nanos;
        private boolean twelve;
        private boolean afternoon;

        Reader(String text) {
            this.text = text.strip();
        }

        LocalDateTime read(String pattern) {
            Matcher matcher = TOKENS.matcher(pattern);
            while (matcher.find() && at < text.length()) {
                String token = matcher.group(2);
                if (token == null) {
                    String literal = matcher.group(4) != null ? matcher.group(4) : matcher.group(5);
                    skip(literal);
                } else {
                    blanks();
                    field(token.toUpperCase(Locale.ROOT));
                }
            }
            try {
                int hours = twelve ? hour % 12 + (afternoon ? 12 : 0) : hour;
                LocalDate date = dayOfYear > 0 ? LocalDate.ofYearDay(year, dayOfYear) : LocalDate.of(year, month, day);
                return date.atTime(hours, minute, second, nanos);
            } catch (DateTimeException outOfRange) {
                throw new BlazeSqlException(
                        SqlErrorCode.DATETIME_OVERFLOW, "date/time field value out of range", outOfRange);
            }
        }

        private void skip(String literal) {
            for (int i = 0; i < literal.length() && at < text.length(); i++) {
                char c = literal.charAt(i);
                if (Character.isWhitespace(c)) {
                    blanks();
                } else if (!Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == c) {
                    at++;
                }
            }
        }

        private void field(String token) {
            switch (token) {
                case "YYYY", "IYYY" -> year = digits(4);
                case "YYY", "YY", "Y" -> {
                    int value = digits(token.length());
                    year = token.equals("YY") ? value + (value < 70 ? 2_000 : 1_900) : 2_000 + value;
                }
                case "MM" -> month = digits(2);
                case "MONTH", "MON" -> month = month(token);
                case "DD" -> day = digits(2);
                case "DDD" -> dayOfYear = digits(3);
                case "HH24" -> hour = digits(2);
                case "HH12", "HH" -> {
                    hour = digits(2);
                    twelve = true;
                }
                case "MI" -> minute = digits(2);
                case "SS" -> second = digits(2);
                case "MS" -> nanos = fraction(3);
                case "US", "FF1", "FF2", "FF3", "FF4", "FF5", "FF6" -> nanos = fraction(6);
                case "AM", "PM", "A.M.", "P.M." -> {
                    twelve = true;
                    afternoon = text.regionMatches(true, at, "p", 0, 1);
                    at = Math.min(text.length(), at + token.length());
                }
                case "DAY", "DY" -> letters();
                case "J" -> {
                    LocalDate date = LocalDate.EPOCH.with(JulianFields.JULIAN_DAY, digits(9));
                    year = date.getYear();
                    month = date.getMonthValue();
                    day = date.getDayOfMonth();
                }
                case "Q", "WW", "W", "IW", "D", "ID" -> digits(2);
                default ->
                    throw new BlazeSqlException(
                            SqlErrorCode.FEATURE_NOT_SUPPORTED,
                            "formatting field \"" + token + "\" is only supported in to_char");
            }
        }

        private int month(String token) {
            String word = letters().toLowerCase(Locale.ROOT);
            int found = word.length() < 3 ? -1 : MONTHS.indexOf(word.substring(0, 3));
            if (found < 0) {
                throw invalid(token);
            }
            return found + 1;
        }

        private String letters() {
            int start = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at);
        }

        private int digits(int max) {
            int start = at;
            while (at < text.length() && at - start < max && Character.isDigit(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                throw invalid("number");
            }
            return Integer.parseInt(text.substring(start, at));
        }

        private int fraction(int max) {
            int start = at;
            int value = digits(max);
            for (int i = at - start; i < 9; i++) {
                value *= 10;
            }
            return value;
        }

        private void blanks() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private static BlazeSqlException invalid(String what) {
            return new BlazeSqlException(
                    SqlErrorCode.INVALID_DATETIME, "invalid value for \"" + what + "\" in a date or time");
        }
    }
}
