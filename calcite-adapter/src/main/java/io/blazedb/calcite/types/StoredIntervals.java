/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;

/**
 * Intervals in rows and keys. In a row they are months and days in 4 bytes each and microseconds in 8; in a key days, months having thirty,
 * and microseconds of the last day in 8 bytes each, so that equal intervals are one key. Columns of {@code INTERVAL_DAY_TIME}, which is
 * what INTERVAL was once, hold microseconds alone.
 */
final class StoredIntervals {
    private static final int DAYS_PER_MONTH = 30;

    private StoredIntervals() {}

    static void write(byte[] bytes, int at, Interval value) {
        BigEndian.putInt(bytes, at, value.months());
        BigEndian.putInt(bytes, at + 4, value.days());
        BigEndian.putLong(bytes, at + 8, value.micros());
    }

    static Interval read(byte[] bytes, int at) {
        return Interval.of(
                BigEndian.getInt(bytes, at), BigEndian.getInt(bytes, at + 4), BigEndian.getLong(bytes, at + 8));
    }

    static void writeKey(ValueBuffer out, Interval value) {
        out.putLong(value.comparedDays() ^ Long.MIN_VALUE);
        out.putLong(value.comparedMicros());
    }

    static Interval readKey(KeyReader in) {
        long days = in.nextNumber(8) ^ Long.MIN_VALUE;
        long months = Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, days / DAYS_PER_MONTH));
        long rest = days - months * DAYS_PER_MONTH;
        if ((int) rest != rest) {
            throw RowCodec.damaged();
        }
        return Interval.of(months, rest, in.nextNumber(8));
    }

    static long micros(Interval value) {
        if (value.months() != 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "this column was created when intervals had no months together with days; ALTER COLUMN ... TYPE INTERVAL changes it");
        }
        try {
            return Math.addExact(Math.multiplyExact(value.days(), 86_400_000_000L), value.micros());
        } catch (ArithmeticException overflow) {
            throw Interval.outOfRange();
        }
    }
}
