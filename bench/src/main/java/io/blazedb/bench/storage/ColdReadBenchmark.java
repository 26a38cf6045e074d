/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.storage;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.bytes.KeyRange;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
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

/** Scans of pages that are not in the cache, so that each is read from the file, authenticated and decrypted. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx700m")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ColdReadBenchmark {
    private static final int ROWS = 1_000_000;
    private static final long CACHE_BYTES = 4L << 20;
    /** About what the rows take in the file: key and value. */
    private static final int ROW_BYTES = 106;

    /** Which leaves to read. */
    @Param({"rows", "columns"})
    @SuppressWarnings("NullAway.Init") // set by JMH before setUp()
    public String leaves;

    private long tree;

    @SuppressWarnings("NullAway.Init") // set by setUp()
    private Store store;

    /** Opens the file with a cache that holds none of it for long. */
    @Setup
    public void setUp() throws IOException {
        tree = leaves.equals("rows") ? TreeFile.ROWS_TREE : TreeFile.COLUMNS_TREE;
        store = TreeFile.open(ROWS, CACHE_BYTES);
    }

    /** Closes the file, which is kept. */
    @TearDown
    public void tearDown() {
        store.close();
    }

    /** Every page of a tree, and one look at each row. */
    @Benchmark
    public long scan(CpuClock clock) {
        long rows = 0;
        try (ReadTransaction read = store.beginRead();
                Cursor cursor = read.scan(tree, KeyRange.all())) {
            while (cursor.next()) {
                rows++;
            }
        }
        clock.add(rows * ROW_BYTES);
        return rows;
    }
}
