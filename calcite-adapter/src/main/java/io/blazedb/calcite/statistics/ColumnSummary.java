/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.statistics;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hashing;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnStatistics;
import io.blazedb.calcite.types.LargeObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects what is to be known of one column: a sketch of its different values, the extremes, a sample. */
final class ColumnSummary {
    /** Registers of the sketch, as a power of two: 4 KiB for an error of about 1.2 %. */
    private static final int SKETCH_PRECISION = 12;

    private final ColumnDefinition column;
    private final UltraLogLog sketch = UltraLogLog.create(SKETCH_PRECISION);
    private final byte[] @Nullable [] sample;
    private byte @Nullable [] min;
    private byte @Nullable [] max;
    private long nulls;
    private long values;

    ColumnSummary(ColumnDefinition column, int sampleRows) {
        this.column = column;
        this.sample = new byte[sampleRows][];
    }

    /** Takes the next row's value, and keeps it in the sample at a place; -1 to leave it out. */
    void add(@Nullable Object next, int place) {
        Object value = next instanceof LargeObject large ? large.beginning(Limits.LARGE_OBJECT_BYTES) : next;
        byte[] key = null;
        if (value == null) {
            nulls++;
        } else {
            key = ColumnStatistics.key(value, column.type());
            values++;
            sketch.add(hash(value, key));
            if (min == null || Arrays.compareUnsigned(key, min) < 0) {
                min = key;
            }
            if (max == null || Arrays.compareUnsigned(key, max) > 0) {
                max = key;
            }
        }
        if (place >= 0) {
            sample[place] = key;
        }
    }

    /** A long value's key is its beginning: such values are told apart by all they have. */
    private static long hash(Object value, byte[] key) {
        if (value instanceof byte[] bytes) {
            return Hashing.komihash5_0().hashBytesToLong(bytes);
        }
        return value instanceof String text
                ? Hashing.komihash5_0().hashCharsToLong(text)
                : Hashing.komihash5_0().hashBytesToLong(key);
    }

    ColumnStatistics statistics() {
        double distinct =
                Math.min((double) values, Math.max(values == 0 ? 0 : 1, Math.rint(sketch.getDistinctCountEstimate())));
        double nullShare = nulls == 0 ? 0 : nulls / (double) (nulls + values);
        return new ColumnStatistics(column.id(), distinct, nullShare, bounds());
    }

    private List<byte[]> bounds() {
        if (min == null || max == null) {
            return List.of();
        }
        byte[][] sorted = Arrays.stream(sample).filter(Objects::nonNull).toArray(byte[][]::new);
        Arrays.sort(sorted, Arrays::compareUnsigned);
        int buckets = Math.max(1, Math.min(Limits.BUCKETS, sorted.length - 1));
        List<byte[]> bounds = new ArrayList<>(buckets + 1);
        bounds.add(min);
        for (int i = 1; i < buckets; i++) {
            bounds.add(sorted[(int) ((long) i * (sorted.length - 1) / buckets)]);
        }
        bounds.add(max);
        return bounds;
    }
}
