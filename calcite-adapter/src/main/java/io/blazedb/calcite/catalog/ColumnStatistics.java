/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.bytes.ByteSlice;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a column are distributed, as ANALYZE saw them.
 *
 * @param column the column's id
 * @param distinct roughly how many different values there are
 * @param nullShare share of the rows in which the column is NULL
 * @param bounds an equi-depth histogram: between each two neighbours lie equally many rows; the first is the smallest value, the last the
 *     largest, as bytes that sort like the values; empty if there are none
 */
public record ColumnStatistics(int column, double distinct, double nullShare, List<byte[]> bounds) {
    private static final int TEXT_MAX = 64;

    public ColumnStatistics {
        bounds = List.copyOf(bounds);
    }

    /** A value in the form of the bounds; of a long text or byte string the beginning, which sorts like the whole. */
    public static byte[] key(Object value, SqlType type) {
        Object cut = value;
        if (value instanceof String text && text.length() > TEXT_MAX) {
            boolean pair = Character.isHighSurrogate(text.charAt(TEXT_MAX - 1));
            cut = text.substring(0, pair ? TEXT_MAX - 1 : TEXT_MAX);
        } else if (value instanceof byte[] bytes && bytes.length > TEXT_MAX) {
            cut = Arrays.copyOf(bytes, TEXT_MAX);
        }
        return codec(type).encodePrefix(new @Nullable Object[] {cut}, 1);
    }

    /** The smallest value, or null if there is none. */
    public @Nullable Object min(SqlType type) {
        return bounds.isEmpty() ? null : codec(type).decode(ByteSlice.of(bounds.get(0)))[0];
    }

    /** The largest value, or null if there is none. */
    public @Nullable Object max(SqlType type) {
        return bounds.isEmpty() ? null : codec(type).decode(ByteSlice.of(bounds.get(bounds.size() - 1)))[0];
    }

    /** Share of the rows that have some value like most others. */
    public double equalShare() {
        return (1 - nullShare) / Math.max(1, distinct);
    }

    /** Share of the rows that have this value. One that fills several bounds is that frequent; the others share what is left. */
    public double equalShare(byte[] key) {
        if (bounds.isEmpty()
                || Arrays.compareUnsigned(key, bounds.get(0)) < 0
                || Arrays.compareUnsigned(key, bounds.get(bounds.size() - 1)) > 0) {
            return 0;
        }
        int ofKey = 0;
        int repeated = 0;
        int repeatedValues = 0;
        for (int i = 0; i < bounds.size(); i++) {
            boolean asBefore = i > 0 && Arrays.equals(bounds.get(i), bounds.get(i - 1));
            boolean asAfter = i + 1 < bounds.size() && Arrays.equals(bounds.get(i), bounds.get(i + 1));
            ofKey += Arrays.equals(bounds.get(i), key) ? 1 : 0;
            repeated += asBefore || asAfter ? 1 : 0;
            repeatedValues += asAfter && !asBefore ? 1 : 0;
        }
        double values = bounds.size();
        return ofKey > 1
                ? ofKey / values * (1 - nullShare)
                : (values - repeated) / values * (1 - nullShare) / Math.max(1, distinct - repeatedValues);
    }

    /** Share of the rows between two values; null for no limit. */
    public double rangeShare(
            byte @Nullable [] lower, boolean lowerInclusive, byte @Nullable [] upper, boolean upperInclusive) {
        if (bounds.isEmpty()) {
            return 0;
        }
        double from = lower == null ? 0 : below(lower) + (lowerInclusive ? 0 : equalShare(lower));
        double to = upper == null ? 1 - nullShare : below(upper) + (upperInclusive ? equalShare(upper) : 0);
        return Math.max(0, Math.min(1, to - from));
    }

    /** Share of the rows with a smaller value. */
    private double below(byte[] key) {
        int smaller = 0;
        while (smaller < bounds.size() && Arrays.compareUnsigned(bounds.get(smaller), key) < 0) {
            smaller++;
        }
        if (smaller == 0) {
            return 0;
        }
        if (smaller == bounds.size()) {
            return 1 - nullShare;
        }
        double buckets = bounds.size() - 1;
        double inside = position(bounds.get(smaller - 1), bounds.get(smaller), key);
        return (smaller - 1 + inside) / buckets * (1 - nullShare);
    }

    /** Where a key lies between two others, from 0 to 1, by the first bytes in which they differ. */
    private static double position(byte[] from, byte[] to, byte[] key) {
        int same = Math.max(0, Arrays.mismatch(from, to));
        double start = fraction(from, same);
        double length = fraction(to, same) - start;
        return length <= 0 ? 0.5 : Math.max(0, Math.min(1, (fraction(key, same) - start) / length));
    }

    private static double fraction(byte[] key, int offset) {
        double value = 0;
        double unit = 1;
        for (int i = offset; i < Math.min(key.length, offset + Long.BYTES); i++) {
            unit /= 256;
            value += (key[i] & 0xff) * unit;
        }
        return value;
    }

    private static KeyCodec codec(SqlType type) {
        return new KeyCodec(new SqlType[] {type}, new int[] {0}, new boolean[1], false, false);
    }
}
