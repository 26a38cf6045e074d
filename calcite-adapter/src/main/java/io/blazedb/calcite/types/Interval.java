/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Period;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value of type INTERVAL: months, days and a time, which are kept apart, because months and days differ in length. As in PostgreSQL they
 * are compared, and are equal, as if a month had 30 days and a day 24 hours.
 */
public final class Interval implements Comparable<Interval> {
    public static final Interval ZERO = new Interval(0, 0, 0);

    private static final int DAYS_PER_MONTH = 30;
    private static final int MONTHS_PER_YEAR = 12;
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final long MICROS_PER_DAY = 86_400L * MICROS_PER_SECOND;
    private static final BigDecimal DAY = BigDecimal.valueOf(MICROS_PER_DAY);

    private final int months;
    private final int days;
    private final long micros;

    private Interval(int months, int days, long micros) {
        this.months = months;
        this.days = days;
        this.micros = micros;
    }

    /**
     * An interval of these parts.
     *
     * @throws BlazeSqlException 22008 if one of them is too large
     */
    public static Interval of(long months, long days, long micros) {
        if ((int) months != months || (int) days != days) {
            throw outOfRange();
        }
        return months == 0 && days == 0 && micros == 0 ? ZERO : new Interval((int) months, (int) days, micros);
    }

    /** A time alone. */
    public static Interval ofMicros(long micros) {
        return of(0, 0, micros);
    }

    /** Days, and what is left of one. */
    public static Interval ofDaysAndMicros(long micros) {
        return of(0, micros / MICROS_PER_DAY, micros % MICROS_PER_DAY);
    }

    public static Interval of(Duration duration) {
        try {
            return ofMicros(Math.addExact(
                    Math.multiplyExact(duration.getSeconds(), MICROS_PER_SECOND), duration.getNano() / 1_000));
        } catch (ArithmeticException overflow) {
            throw outOfRange();
        }
    }

    @SuppressWarnings("JavaPeriodGetDays") // the months stand beside them
    public static Interval of(Period period) {
        return of(period.toTotalMonths(), period.getDays(), 0);
    }

    public int months() {
        return months;
    }

    public int days() {
        return days;
    }

    public long micros() {
        return micros;
    }

    /** Days and time; null if there are months, which have no length. */
    public @Nullable Duration toDuration() {
        if (months != 0) {
            return null;
        }
        Duration time = Duration.ofSeconds(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1_000);
        return time.plusDays(days);
    }

    /** Months and days; null if there is a time. */
    public @Nullable Period toPeriod() {
        return micros != 0 ? null : Period.of(months / MONTHS_PER_YEAR, months % MONTHS_PER_YEAR, days);
    }

    /** What a program gets: a Duration if there are no months, a Period if there is no time, otherwise the interval itself. */
    public Object toJava() {
        Duration duration = toDuration();
        Period period = toPeriod();
        return duration != null ? duration : period != null ? period : this;
    }

    // Arithmetic.

    public Interval plus(Interval other) {
        try {
            return of((long) months + other.months, (long) days + other.days, Math.addExact(micros, other.micros));
        } catch (ArithmeticException overflow) {
            throw outOfRange();
        }
    }

    public Interval negated() {
        try {
            return of(-(long) months, -(long) days, Math.negateExact(micros));
        } catch (ArithmeticException overflow) {
            throw outOfRange();
        }
    }

    /** Each part times a number; what is no whole month becomes days, what is no whole day a time. */
    public Interval times(BigDecimal factor) {
        return ofParts(
                factor.multiply(BigDecimal.valueOf(months)),
                factor.multiply(BigDecimal.valueOf(days)),
                factor.multiply(BigDecimal.valueOf(micros)));
    }

    /** Each part divided by a number that is not zero. */
    public Interval dividedBy(BigDecimal divisor) {
        return ofParts(quotient(months, divisor), quotient(days, divisor), quotient(micros, divisor));
    }

    private static BigDecimal quotient(long part, BigDecimal divisor) {
        return BigDecimal.valueOf(part).divide(divisor, java.math.MathContext.DECIMAL128);
    }

    private static Interval ofParts(BigDecimal months, BigDecimal days, BigDecimal micros) {
        try {
            BigDecimal wholeMonths = months.setScale(0, RoundingMode.DOWN);
            BigDecimal wholeDays = days.setScale(0, RoundingMode.DOWN);
            BigDecimal daysOfMonths =
                    rounded(months.subtract(wholeMonths).multiply(BigDecimal.valueOf(DAYS_PER_MONTH)));
            BigDecimal wholeOfMonths = daysOfMonths.setScale(0, RoundingMode.DOWN);
            BigDecimal rest = rounded(days.subtract(wholeDays)).add(daysOfMonths.subtract(wholeOfMonths));
            BigDecimal carried = rest.setScale(0, RoundingMode.DOWN);
            BigDecimal time = micros.add(rest.subtract(carried).multiply(DAY)).setScale(0, RoundingMode.HALF_EVEN);
            return of(
                    wholeMonths.longValueExact(),
                    wholeDays.add(wholeOfMonths).add(carried).longValueExact(),
                    time.longValueExact());
        } catch (ArithmeticException overflow) {
            throw outOfRange();
        }
    }

    /** Parts of a day to a microsecond, so that thirds three times are whole. */
    private static BigDecimal rounded(BigDecimal days) {
        return days.setScale(12, RoundingMode.HALF_EVEN);
    }

    /** With 30 days each as a month. */
    public Interval justifiedDays() {
        long total = days;
        return signed(months + total / DAYS_PER_MONTH, total % DAYS_PER_MONTH, micros);
    }

    /** With 24 hours each as a day. */
    public Interval justifiedHours() {
        long whole = days + micros / MICROS_PER_DAY;
        long rest = micros % MICROS_PER_DAY;
        if (whole > 0 && rest < 0) {
            return of(months, whole - 1, rest + MICROS_PER_DAY);
        }
        return whole < 0 && rest > 0 ? of(months, whole + 1, rest - MICROS_PER_DAY) : of(months, whole, rest);
    }

    /** With both, and one sign. */
    public Interval justified() {
        long wholeDays = days + micros / MICROS_PER_DAY;
        long time = micros % MICROS_PER_DAY;
        long wholeMonths = months + wholeDays / DAYS_PER_MONTH;
        long restDays = wholeDays % DAYS_PER_MONTH;
        if (wholeMonths > 0 && (restDays < 0 || (restDays == 0 && time < 0))) {
            restDays += DAYS_PER_MONTH;
            wholeMonths--;
        } else if (wholeMonths < 0 && (restDays > 0 || (restDays == 0 && time > 0))) {
            restDays -= DAYS_PER_MONTH;
            wholeMonths++;
        }
        if (restDays > 0 && time < 0) {
            time += MICROS_PER_DAY;
            restDays--;
        } else if (restDays < 0 && time > 0) {
            time -= MICROS_PER_DAY;
            restDays++;
        }
        return of(wholeMonths, restDays, time);
    }

    private static Interval signed(long months, long days, long micros) {
        if (months > 0 && days < 0) {
            return of(months - 1, days + DAYS_PER_MONTH, micros);
        }
        return months < 0 && days > 0 ? of(months + 1, days - DAYS_PER_MONTH, micros) : of(months, days, micros);
    }

    // Order.

    /** Whole days with months of thirty of them. */
    long comparedDays() {
        return months * (long) DAYS_PER_MONTH + days + Math.floorDiv(micros, MICROS_PER_DAY);
    }

    /** What is left of a day. */
    long comparedMicros() {
        return Math.floorMod(micros, MICROS_PER_DAY);
    }

    @Override
    public int compareTo(Interval other) {
        int order = Long.compare(comparedDays(), other.comparedDays());
        return order != 0 ? order : Long.compare(comparedMicros(), other.comparedMicros());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Interval that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(comparedDays(), comparedMicros());
    }

    /** In PostgreSQL's spelling. */
    @Override
    public String toString() {
        return Intervals.format(this);
    }

    static BlazeSqlException outOfRange() {
        return new BlazeSqlException(SqlErrorCode.DATETIME_OVERFLOW, "interval out of range");
    }
}
