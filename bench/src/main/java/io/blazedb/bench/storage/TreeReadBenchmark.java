/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.storage;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.column.ColumnCursor;
import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.ColumnRequest;
import io.blazedb.storage.column.Limits;
import io.blazedb.storage.column.ZoneRange;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reads of pages that are in the cache: single rows, all rows one after the other, sums over columns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1500m")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class TreeReadBenchmark {
    private static final int ROWS = 1_000_000;
    private static final int HOT_ROWS = 10_000;
    private static final long CACHE_BYTES = 512L << 20;

    /** Which leaves to read. */
    @Param({"rows", "columns"})
    @SuppressWarnings("NullAway.Init") // set by JMH before setUp()
    public String leaves;

    private final SplittableRandom random = new SplittableRandom(7);
    private final int[] selection = new int[Limits.BATCH_ROWS_MAX];
    private long tree;

    @SuppressWarnings("NullAway.Init") // set by setUp()
    private Store store;

    @SuppressWarnings("NullAway.Init") // set by setUp()
    private ReadTransaction read;

    /** Opens the file and reads everything once. */
    @Setup
    public void setUp() throws IOException {
        tree = leaves.equals("rows") ? TreeFile.ROWS_TREE : TreeFile.COLUMNS_TREE;
        store = TreeFile.open(ROWS, CACHE_BYTES);
        read = store.beginRead();
        try (Cursor cursor = read.scan(tree, KeyRange.all())) {
            while (cursor.next()) {
                // Only to bring the pages into the cache.
            }
        }
    }

    /** Closes the file, which is kept. */
    @TearDown
    public void tearDown() {
        read.close();
        store.close();
    }

    /** One row out of a million. */
    @Benchmark
    public byte @Nullable [] pointUniform(CpuClock clock) {
        clock.add(1);
        return read.get(tree, TreeFile.key(random.nextInt(ROWS)));
    }

    /** One row out of ten thousand. */
    @Benchmark
    public byte @Nullable [] pointHot(CpuClock clock) {
        clock.add(1);
        return read.get(tree, TreeFile.key(random.nextInt(HOT_ROWS)));
    }

    /** Every key and value. */
    @Benchmark
    public long scanRows(CpuClock clock) {
        long sum = 0;
        try (Cursor cursor = read.scan(tree, KeyRange.all())) {
            while (cursor.next()) {
                ByteSlice value = cursor.value();
                sum += cursor.key().length() + value.byteAt(0) + value.byteAt(value.length() - 1);
            }
        }
        clock.add(ROWS);
        return sum;
    }

    /** Sum of one column where another is in a range that half of the rows are in. */
    @Benchmark
    public double filteredSum(CpuClock clock) {
        ColumnRequest request = ColumnRequest.ofNothing()
                .withColumn(TreeFile.QUANTITY, ColumnKind.INT32)
                .withColumn(TreeFile.AMOUNT, ColumnKind.FLOAT64);
        double sum = sum(request, 20, 70);
        clock.add(ROWS);
        return sum;
    }

    /** The same of one percent of the days, which the bounds of the leaves tell apart. */
    @Benchmark
    public double sumOfSomeDays(CpuClock clock) {
        ColumnRequest request = ColumnRequest.ofNothing()
                .withColumn(TreeFile.DAY, ColumnKind.INT32)
                .withColumn(TreeFile.AMOUNT, ColumnKind.FLOAT64)
                .withRange(ZoneRange.ofLongs(TreeFile.DAY, 1_000, 1_019));
        double sum = sum(request, 1_000, 1_019);
        clock.add(ROWS / 100);
        return sum;
    }

    private double sum(ColumnRequest request, long from, long to) {
        double sum = 0;
        try (ColumnCursor cursor = read.scanColumns(tree, KeyRange.all(), request)) {
            while (cursor.next()) {
                int selected = select(cursor.column(0).longs(), cursor.count(), from, to);
                sum += sum(cursor.column(1).doubles(), selected);
            }
        }
        return sum;
    }

    /** As filters of queries do: every position is written, and kept only if the row is wanted, which needs no branch. */
    private int select(long[] filtered, int count, long from, long to) {
        int[] positions = selection;
        int selected = 0;
        for (int row = 0; row < count; row++) {
            positions[selected] = row;
            selected += Long.compareUnsigned(filtered[row] - from, to - from) <= 0 ? 1 : 0;
        }
        return selected;
    }

    private double sum(double[] summed, int selected) {
        int[] positions = selection;
        double sum = 0;
        for (int k = 0; k < selected; k++) {
            sum += summed[positions[k]];
        }
        return sum;
    }
}
