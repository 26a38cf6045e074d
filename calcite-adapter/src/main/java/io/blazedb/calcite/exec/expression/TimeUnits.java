/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.Texts;
import java.util.Locale;

/** Units of time under all of PostgreSQL's names. */
public final class TimeUnits {
    private TimeUnits() {}

    /** A unit in Calcite's spelling. */
    public static String named(String text, SqlType type) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "microsecond", "microseconds", "usec", "usecs", "us", "usecond", "useconds" -> "MICROSECOND";
            case "millisecond", "milliseconds", "msec", "msecs", "ms", "msecond", "mseconds" -> "MILLISECOND";
            case "second", "seconds", "sec", "secs", "s" -> "SECOND";
            case "minute", "minutes", "min", "mins", "m" -> "MINUTE";
            case "hour", "hours", "hr", "hrs", "h" -> "HOUR";
            case "day", "days", "d" -> "DAY";
            case "week", "weeks", "w" -> "WEEK";
            case "month", "months", "mon", "mons" -> "MONTH";
            case "quarter", "qtr" -> "QUARTER";
            case "year", "years", "yr", "yrs", "y" -> "YEAR";
            case "decade", "decades", "dec", "decs" -> "DECADE";
            case "century", "centuries", "cent", "c" -> "CENTURY";
            case "millennium", "millennia", "mil", "mils" -> "MILLENNIUM";
            case "dow" -> "DOW";
            case "doy" -> "DOY";
            case "isodow" -> "ISODOW";
            case "isoyear" -> "ISOYEAR";
            case "epoch" -> "EPOCH";
            case "julian" -> "JULIAN";
            case "timezone", "timezone_hour", "timezone_minute" -> "TIMEZONE";
            default ->
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_PARAMETER,
                        "unit \"" + text + "\" not recognized for type "
                                + Texts.typeName(type).toLowerCase(Locale.ROOT));
        };
    }
}
