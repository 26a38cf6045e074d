/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Interval;
import java.util.Locale;
import java.util.regex.Matcher;

/** TO_CHAR of intervals: hours and days are those of the interval, not of a calendar. */
final class IntervalFormats {
    private static final int MONTHS_PER_YEAR = 12;

    private IntervalFormats() {}

    static String format(Interval value, String pattern) {
        StringBuilder out = new StringBuilder();
        Matcher matcher = DateFormats.TOKENS.matcher(pattern);
        while (matcher.find()) {
            String token = matcher.group(2);
            if (token == null) {
                out.append(matcher.group(4) != null ? matcher.group(4) : matcher.group(5));
                continue;
            }
            String text = field(token, value, matcher.group(1) != null);
            out.append(text);
            if (matcher.group(3) != null) {
                String ending = DateFormats.ordinal(text);
                out.append(matcher.group(3).equals("TH") ? ending.toUpperCase(Locale.ROOT) : ending);
            }
        }
        return out.toString();
    }

    private static String field(String token, Interval value, boolean trimmed) {
        long years = value.months() / MONTHS_PER_YEAR;
        long months = value.months() % MONTHS_PER_YEAR;
        long micros = value.micros();
        long hours = micros / Temporals.MICROS_PER_HOUR;
        long fraction = micros % Temporals.MICROS_PER_SECOND;
        return switch (token.toUpperCase(Locale.ROOT)) {
            case "HH24" -> number(hours, 2, trimmed);
            case "HH12", "HH" -> number(hours % 12 == 0 ? 12 : hours % 12, 2, trimmed);
            case "MI" -> number(micros / Temporals.MICROS_PER_MINUTE % 60, 2, trimmed);
            case "SS" -> number(micros / Temporals.MICROS_PER_SECOND % 60, 2, trimmed);
            case "SSSS", "SSSSS" -> number(micros / Temporals.MICROS_PER_SECOND, 1, true);
            case "MS", "FF3" -> number(fraction / 1_000, 3, false);
            case "US", "FF6" -> number(fraction, 6, false);
            case "AM", "PM" -> Math.floorMod(hours, 24) < 12 ? cased(token, "am") : cased(token, "pm");
            case "YYYY" -> number(years, 4, trimmed);
            case "YYY" -> number(years % 1_000, 3, trimmed);
            case "YY" -> number(years % 100, 2, trimmed);
            case "Y" -> number(years % 10, 1, trimmed);
            case "MM" -> number(months, 2, trimmed);
            case "DD" -> number(value.days(), 2, trimmed);
            case "DDD" -> number(value.months() * 30L + value.days(), 3, trimmed);
            case "CC" -> number(years / 100, 2, trimmed);
            case "Q" -> number(months / 3 + 1, 1, trimmed);
            default ->
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_DATETIME, "invalid format specification for an interval value");
        };
    }

    private static String number(long value, int width, boolean trimmed) {
        return value < 0 && !trimmed
                ? "-" + DateFormats.number(-value, width, false)
                : DateFormats.number(value, width, trimmed);
    }

    private static String cased(String token, String text) {
        return Character.isLowerCase(token.charAt(0)) ? text : text.toUpperCase(Locale.ROOT);
    }
}
