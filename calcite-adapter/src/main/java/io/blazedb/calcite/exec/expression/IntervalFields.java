/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Interval;
import java.math.BigDecimal;
import java.util.Locale;

/** EXTRACT and DATE_TRUNC of intervals, by units in Calcite's spelling. */
final class IntervalFields {
    private static final int MONTHS_PER_YEAR = 12;
    private static final long MICROS_PER_MILLI = 1_000;

    /** A year has 365.25 days where it is counted in seconds. */
    private static final BigDecimal SECONDS_PER_YEAR = new BigDecimal("31557600");

    private static final BigDecimal SECONDS_PER_MONTH = BigDecimal.valueOf(30 * 86_400L);

    private IntervalFields() {}

    static BigDecimal epoch(Interval value) {
        return BigDecimal.valueOf(value.months() / MONTHS_PER_YEAR)
                .multiply(SECONDS_PER_YEAR)
                .add(BigDecimal.valueOf(value.months() % MONTHS_PER_YEAR).multiply(SECONDS_PER_MONTH))
                .add(BigDecimal.valueOf(value.days() * 86_400L))
                .add(BigDecimal.valueOf(value.micros(), 6))
                .setScale(6);
    }

    static long extract(String unit, Interval value) {
        int years = value.months() / MONTHS_PER_YEAR;
        long micros = value.micros();
        return switch (unit) {
            case "MILLENNIUM" -> years / 1_000;
            case "CENTURY" -> years / 100;
            case "DECADE" -> years / 10;
            case "YEAR" -> years;
            case "QUARTER" -> value.months() % MONTHS_PER_YEAR / 3 + 1;
            case "MONTH" -> value.months() % MONTHS_PER_YEAR;
            case "DAY" -> value.days();
            case "HOUR" -> micros / Temporals.MICROS_PER_HOUR;
            case "MINUTE" -> micros % Temporals.MICROS_PER_HOUR / Temporals.MICROS_PER_MINUTE;
            case "SECOND" -> micros % Temporals.MICROS_PER_MINUTE / Temporals.MICROS_PER_SECOND;
            case "MILLISECOND" -> micros % Temporals.MICROS_PER_MINUTE / MICROS_PER_MILLI;
            case "MICROSECOND" -> micros % Temporals.MICROS_PER_MINUTE;
            case "EPOCH" -> epoch(value).longValue();
            default -> throw unsupported(unit);
        };
    }

    static Interval floor(String unit, Interval value) {
        int months = value.months();
        int days = value.days();
        long micros = value.micros();
        return switch (unit) {
            case "MILLENNIUM" -> Interval.of(down(months, 12_000), 0, 0);
            case "CENTURY" -> Interval.of(down(months, 1_200), 0, 0);
            case "DECADE" -> Interval.of(down(months, 120), 0, 0);
            case "YEAR" -> Interval.of(down(months, MONTHS_PER_YEAR), 0, 0);
            case "QUARTER" -> Interval.of(down(months, 3), 0, 0);
            case "MONTH" -> Interval.of(months, 0, 0);
            case "DAY" -> Interval.of(months, days, 0);
            case "HOUR" -> Interval.of(months, days, down(micros, Temporals.MICROS_PER_HOUR));
            case "MINUTE" -> Interval.of(months, days, down(micros, Temporals.MICROS_PER_MINUTE));
            case "SECOND" -> Interval.of(months, days, down(micros, Temporals.MICROS_PER_SECOND));
            case "MILLISECOND" -> Interval.of(months, days, down(micros, MICROS_PER_MILLI));
            case "MICROSECOND" -> value;
            default -> throw unsupported(unit);
        };
    }

    private static long down(long value, long step) {
        return value / step * step;
    }

    private static BlazeSqlException unsupported(String unit) {
        return new BlazeSqlException(
                SqlErrorCode.FEATURE_NOT_SUPPORTED,
                "unit \"" + unit.toLowerCase(Locale.ROOT) + "\" not supported for type interval");
    }
}
