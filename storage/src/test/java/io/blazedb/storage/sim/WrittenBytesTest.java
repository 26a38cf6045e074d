/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How much is written to the file for what a program writes: in whole loads, counted, so that a row that is written once more is noticed. */
class WrittenBytesTest {
    private static final int ROWS = 40_000;
    private static final int ROW_BYTES = 200;
    private static final double LOADED_BYTES = ROWS * (ROW_BYTES + 8.0);
    private static final CommitOptions LARGE = new CommitOptions(true, 1_000, 1 << 20);
    private static final CommitOptions IN_MEMORY = new CommitOptions(true, 1_000);

    private long written;
    private long filled;

    /** Bytes written per byte loaded: until all is committed, then until it is in the trees, and zeros before anything else. */
    private record Factors(double committed, double merged, double zeros) {}

    @Test
    void aLoadInTheOrderOfItsKeysIsWrittenOnceBeforeItsCommitAndOnceAfter() {
        Factors factors = load(LARGE, 1, false);
        assertThat(factors.committed).isBetween(1.0, 1.35);
        assertThat(factors.merged).isBetween(1.0, 1.15);
        assertThat(factors.zeros).isLessThan(0.4);
    }

    @Test
    void aLoadInNoOrderIsMergedOnceBeforeItsCommit() {
        Factors factors = load(LARGE, 1, true);
        assertThat(factors.committed).isBetween(1.0, 2.3);
        assertThat(factors.merged).isBetween(1.0, 1.15);
        assertThat(factors.zeros).isLessThan(0.6);
    }

    @Test
    void commitsAreWrittenToTheLogOnceAndToTheTreesOnce() {
        Factors factors = load(IN_MEMORY, 20, false);
        assertThat(factors.committed).isBetween(1.0, 1.1);
        assertThat(factors.merged).isBetween(1.0, 1.15);
        // The log's segments, so that a sync need not record a new size.
        assertThat(factors.zeros).isLessThan(1.4);
    }

    private Factors load(CommitOptions options, int transactions, boolean shuffled) {
        Random random = new Random(1);
        SimulatedFile disk = new SimulatedFile();
        SimulatedDatabase.create(disk, random);
        HookedFile file = new HookedFile(disk, () -> {}) {
            @Override
            public void write(long position, byte[] from, int offset, int length) {
                written += length;
                super.write(position, from, offset, length);
            }

            @Override
            public void preallocate(long from, long to) {
                filled += to - from;
                disk.preallocate(from, to);
            }
        };
        List<Integer> keys = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            keys.add(i);
        }
        if (shuffled) {
            Collections.shuffle(keys, random);
        }
        Database database = SimulatedDatabase.open(file, random);
        long before = written;
        for (int i = 0; i < transactions; i++) {
            try (Transaction transaction = database.transactions().beginWrite(options, false)) {
                for (int key : keys.subList(i * ROWS / transactions, (i + 1) * ROWS / transactions)) {
                    byte[] value = new byte[ROW_BYTES];
                    random.nextBytes(value);
                    transaction.set(1, ByteBuffer.allocate(8).putLong(key).array(), value, null);
                }
                transaction.commit();
            }
        }
        long committed = written;
        database.checkpoint(1_000);
        Factors factors = new Factors(
                (committed - before) / LOADED_BYTES, (written - committed) / LOADED_BYTES, filled / LOADED_BYTES);
        assertThat(database.check(1_000).findings()).isEmpty();
        database.close();
        return factors;
    }
}
