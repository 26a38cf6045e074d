/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.escape;

import java.sql.Types;
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

    private static final String SQL = "SQL_";
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
            case "LENGTH", "CHAR_LENGTH", "CHARACTER_LENGTH" -> length(arguments);
            case "CONVERT" -> convert(arguments);
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

    /** Whether a function may stand without parentheses. */
    static boolean standsAlone(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "PI", "USER" -> true;
            default -> false;
        };
    }

    /** LENGTH(text[, CHARACTERS or OCTETS]). */
    private static String length(List<String> arguments) {
        boolean octets = arguments.size() == 2 && arguments.get(1).equalsIgnoreCase("OCTETS");
        boolean characters = arguments.size() == 2 && arguments.get(1).equalsIgnoreCase("CHARACTERS");
        return plain(
                octets ? "OCTET_LENGTH" : "CHAR_LENGTH", octets || characters ? arguments.subList(0, 1) : arguments);
    }

    /** CONVERT(value, SQL_type). */
    private static String convert(List<String> arguments) {
        if (arguments.size() != 2 || !arguments.get(1).toUpperCase(Locale.ROOT).startsWith(SQL)) {
            return plain("CONVERT", arguments);
        }
        String type = arguments.get(1).toUpperCase(Locale.ROOT).substring(SQL.length());
        return "CAST(" + arguments.get(0) + " AS "
                + switch (type) {
                    case "DOUBLE", "FLOAT" -> "DOUBLE PRECISION";
                    case "BIT" -> "BOOLEAN";
                    case "TINYINT" -> "SMALLINT";
                    case "CHAR", "NCHAR", "NVARCHAR", "LONGVARCHAR", "LONGNVARCHAR" -> "VARCHAR";
                    case "BINARY", "LONGVARBINARY" -> "VARBINARY";
                    default -> type;
                }
                + ")";
    }

    /** Whether CONVERT knows a way from one type of java.sql.Types to another. */
    public static boolean converts(int from, int to) {
        int source = family(from);
        int target = family(to);
        return source != 0 && target != 0 && (source == target || source == Types.VARCHAR || target == Types.VARCHAR);
    }

    /** One type that stands for all which convert to each other; 0 if there is none. */
    private static int family(int type) {
        return switch (type) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.DECIMAL,
                    Types.NUMERIC,
                    Types.REAL,
                    Types.FLOAT,
                    Types.DOUBLE -> Types.NUMERIC;
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR, Types.LONGNVARCHAR ->
                Types.VARCHAR;
            case Types.BIT, Types.BOOLEAN -> Types.BOOLEAN;
            case Types.DATE, Types.TIMESTAMP -> Types.TIMESTAMP;
            case Types.TIME -> Types.TIME;
            default -> 0;
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
