/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.column;

/**
 * A bound on one column that a scan may use to leave out rows: those it returns need not meet it, but none that meets it is missing.
 * NULL meets no bound.
 *
 * @param column id of the column, 1 and above
 * @param domain how its values compare
 * @param min smallest value wanted, as {@link ZoneKeys} make it, unsigned
 * @param max largest value wanted, unsigned
 */
public record ZoneRange(int column, ColumnKind.Domain domain, long min, long max) {

    /** Integers from {@code from} to {@code to}, both included. */
    public static ZoneRange ofLongs(int column, long from, long to) {
        return new ZoneRange(column, ColumnKind.Domain.INTEGER, ZoneKeys.ofLong(from), ZoneKeys.ofLong(to));
    }

    /** Floating-point numbers from {@code from} to {@code to}, both included; NaN, the greatest, only if {@code to} is NaN. */
    public static ZoneRange ofDoubles(int column, double from, double to) {
        return new ZoneRange(column, ColumnKind.Domain.FLOATING, ZoneKeys.ofDouble(from), ZoneKeys.ofDouble(to));
    }

    /** Bytes from {@code from} to {@code to}, both included. */
    public static ZoneRange ofBytes(int column, byte[] from, byte[] to) {
        return new ZoneRange(
                column,
                ColumnKind.Domain.BYTES,
                ZoneKeys.ofBytes(from, 0, from.length),
                ZoneKeys.ofBytes(to, 0, to.length));
    }

    /** Whether values between two bounds, both included and unsigned, may be wanted. */
    public boolean meets(long zoneMin, long zoneMax) {
        return Long.compareUnsigned(zoneMin, max) <= 0 && Long.compareUnsigned(min, zoneMax) <= 0;
    }

    /** The column only: bounds may be secret. */
    @Override
    public String toString() {
        return "ZoneRange[column=" + column + "]";
    }
}
