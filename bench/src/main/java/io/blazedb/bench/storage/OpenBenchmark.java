/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.storage;

import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import java.io.IOException;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Opening a file with a raw key, reading one row, closing it: nothing of that depends on the size of the file. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx700m")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class OpenBenchmark {

    /** Rows of the file, in each of two trees; five million make a gigabyte. */
    @Param({"1000", "1000000", "5000000"})
    public int rows;

    /** Open, read, close. */
    @Benchmark
    public byte @Nullable [] openAndRead(CpuClock clock) throws IOException {
        clock.add(1);
        try (Store store = TreeFile.open(rows, 16L << 20);
                ReadTransaction read = store.beginRead()) {
            return read.get(TreeFile.ROWS_TREE, TreeFile.key(rows / 2));
        }
    }
}
