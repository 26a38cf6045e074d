/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * A checkpoint ends behind the write of its meta page, which is whole in the file and which nobody was told about. For those who live its
 * pages are free; the next recovery would take it for the current one.
 */
class UnpublishedCheckpointTest {
    private static final CommitOptions NORMAL = new CommitOptions(true, 1_000);
    /** Every change goes to pages of the transaction's own before it commits. */
    private static final CommitOptions WITHOUT_MEMORY = new CommitOptions(true, 1_000, 0);

    private static final int FREED_BYTES = 6 << 20;

    private final Random random = new Random(1);

    @Test
    void pagesOfACheckpointThatNobodyKnowsAreNotGivenToATransaction() {
        boolean[] fails = {false};
        SimulatedFile disk = new SimulatedFile();
        SimulatedDatabase.create(disk, random);
        Database database = SimulatedDatabase.open(failingBehindMeta(disk, () -> fails[0]), random);
        byte[] small = bytes(3_000);
        put(database, NORMAL, 1, bytes(FREED_BYTES));
        database.checkpoint(1_000);
        for (int i = 0; i < 3; i++) {
            put(database, NORMAL, 1, small);
            database.checkpoint(1_000);
        }
        byte[] merged = bytes(40_000);
        put(database, NORMAL, 2, merged);
        fails[0] = true;
        assertThatThrownBy(() -> database.checkpoint(1_000))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.IO_ERROR));
        fails[0] = false;
        byte[] large = bytes(FREED_BYTES / 2);
        put(database, WITHOUT_MEMORY, 3, large);
        SimulatedDatabase.kill(database);

        Database after = SimulatedDatabase.open(new HookedFile(disk, () -> {}), random);
        try (Transaction reader = after.transactions().beginRead()) {
            assertThat(reader.get(1, new byte[] {1})).isEqualTo(small);
            assertThat(reader.get(1, new byte[] {2})).isEqualTo(merged);
            assertThat(Arrays.equals(reader.get(1, new byte[] {3}), large)).isTrue();
        }
        assertThat(after.check(1_000).findings()).isEmpty();
        SimulatedDatabase.kill(after);
    }

    /** A channel whose writes of meta pages fail after they were done. */
    private static HookedFile failingBehindMeta(SimulatedFile disk, BooleanSupplier fails) {
        return new HookedFile(disk, () -> {}) {
            @Override
            public void write(long position, byte[] from, int offset, int length) {
                super.write(position, from, offset, length);
                boolean meta = position >= MetaPage.FIRST_SLOT_OFFSET && position < MetaPage.PAGES_OFFSET;
                if (meta && fails.getAsBoolean()) {
                    throw new StoreException(StoreErrorCode.IO_ERROR, "simulated write");
                }
            }
        };
    }

    private static void put(Database database, CommitOptions options, int key, byte[] value) {
        try (Transaction transaction = database.transactions().beginWrite(options, false)) {
            transaction.set(1, new byte[] {(byte) key}, value, null);
            transaction.commit();
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
