/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.escape;

import java.util.List;
import java.util.Locale;

/** The scalar functions of the JDBC specification, and what each is in SQL. */
public final class ScalarFunctions {
    public static final String NUMERIC =
            "ABS,ACOS,ASIN,ATAN,ATAN2,CEILING,COS,COT,DEGREES,EXP,FLOOR,LOG,LOG10,MOD,PI,POWER,RADIANS,RAND,ROUND,SIGN,SIN,SQRT,"
                    + "TAN,TRUNCATE";
    public static final String STRING =
            "ASCII,CHAR,CHAR_LENGTH,CHARACTER_LENGTH,CONCAT,INSERT,LCASE,LEFT,LENGTH,LOCATE,LTRIM,POSITION,REPEAT,REPLACE,RIGHT,"
                    + "RTRIM,SPACE,SUBSTRING,UCASE";
    public static final String TIME_DATE =
            "CURDATE,CURRENT_DATE,CURRENT_TIME,CURRENT_TIMESTAMP,CURTIME,DAYNAME,DAYOFMONTH,DAYOFWEEK,DAYOFYEAR,EXTRACT,HOUR,MINUTE,"
                    + "MONTH,MONTHNAME,NOW,QUARTER,SECOND,TIMESTAMPADD,TIMESTAMPDIFF,WEEK,YEAR";
    public static final String SYSTEM = "DATABASE,IFNULL,USER";

    private static final String SQL_TSI = "SQL_TSI_";
    private static final List<String> DAYS =
            List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");
    private static final List<String> MONTHS = List.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December");

    private ScalarFunctions() {}

    static String call(String name, List<String> arguments) {
        String function = name.toUpperCase(Locale.ROOT);
        return switch (function) {
            case "LOG" -> plain("LN", arguments);
            case "UCASE" -> plain("UPPER", arguments);
            case "LCASE" -> plain("LOWER", arguments);
            case "LENGTH" -> plain("CHAR_LENGTH", arguments);
            case "CHAR" -> plain("CHR", arguments);
            case "IFNULL" -> plain("COALESCE", arguments);
            case "CONCAT" -> "(" + String.join(" || ", arguments) + ")";
            case "SPACE" ->
                arguments.size() == 1 ? "REPEAT(' ', " + arguments.get(0) + ")" : plain(function, arguments);
            case "LTRIM" ->
                arguments.size() == 1 ? "TRIM(LEADING ' ' FROM " + arguments.get(0) + ")" : plain(function, arguments);
            case "RTRIM" ->
                arguments.size() == 1 ? "TRIM(TRAILING ' ' FROM " + arguments.get(0) + ")" : plain(function, arguments);
            case "INSERT" -> insert(arguments);
            case "LOCATE" -> locate(arguments);
            case "DAYOFMONTH", "HOUR", "MINUTE", "MONTH", "QUARTER", "SECOND", "WEEK", "YEAR" ->
                extract(function.equals("DAYOFMONTH") ? "DAY" : function, arguments);
            case "DAYOFWEEK" -> "(1 + " + extract("DOW", arguments) + ")";
            case "DAYNAME" -> name("DOW", 0, DAYS, arguments);
            case "MONTHNAME" -> name("MONTH", 1, MONTHS, arguments);
            case "DAYOFYEAR" -> extract("DOY", arguments);
            case "CURDATE" -> "CURRENT_DATE";
            case "CURTIME" -> "LOCALTIME";
            case "NOW" -> "LOCALTIMESTAMP";
            case "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "PI" ->
                arguments.isEmpty() ? function : plain(function, arguments);
            case "DATABASE" -> "CURRENT_CATALOG";
            case "USER" -> "CURRENT_USER";
            case "TIMESTAMPADD", "TIMESTAMPDIFF" -> timestampFunction(function, arguments);
            default -> plain(name, arguments);
        };
    }

    private static String plain(String function, List<String> arguments) {
        return function + "(" + String.join(", ", arguments) + ")";
    }

    /** INSERT(text, start, length, replacement). */
    private static String insert(List<String> arguments) {
        return arguments.size() == 4
                ? "OVERLAY(" + arguments.get(0) + " PLACING " + arguments.get(3) + " FROM " + arguments.get(1) + " FOR "
                        + arguments.get(2) + ")"
                : plain("INSERT", arguments);
    }

    /** LOCATE(wanted, text[, start]). */
    private static String locate(List<String> arguments) {
        return switch (arguments.size()) {
            case 2 -> "POSITION(" + arguments.get(0) + " IN " + arguments.get(1) + ")";
            case 3 -> "POSITION(" + arguments.get(0) + " IN " + arguments.get(1) + " FROM " + arguments.get(2) + ")";
            default -> plain("LOCATE", arguments);
        };
    }

    /** The name that belongs to a part of a date, whatever the locale is. */
    private static String name(String unit, int first, List<String> names, List<String> arguments) {
        StringBuilder text = new StringBuilder("CASE ").append(extract(unit, arguments));
        for (int i = 0; i < names.size(); i++) {
            text.append(" WHEN ")
                    .append(first + i)
                    .append(" THEN '")
                    .append(names.get(i))
                    .append('\'');
        }
        return text.append(" END").toString();
    }

    private static String extract(String unit, List<String> arguments) {
        return arguments.size() == 1 ? "EXTRACT(" + unit + " FROM " + arguments.get(0) + ")" : plain(unit, arguments);
    }

    private static String timestampFunction(String function, List<String> arguments) {
        if (arguments.isEmpty() || !arguments.get(0).toUpperCase(Locale.ROOT).startsWith(SQL_TSI)) {
            return plain(function, arguments);
        }
        String unit = arguments.get(0).substring(SQL_TSI.length());
        return function + "(" + unit + ", " + String.join(", ", arguments.subList(1, arguments.size())) + ")";
    }
}
