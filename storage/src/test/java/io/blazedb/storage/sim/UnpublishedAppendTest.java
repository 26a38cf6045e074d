/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.EntryCursor;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * An append stops in the middle, with the log linked to new pages, and nobody appends anything behind it. What the living then do with
 * these pages must be what the next recovery finds there.
 */
class UnpublishedAppendTest {
    private static final CommitOptions NORMAL = new CommitOptions(false, 1_000);
    /** A frame that links to the next segment; those of the records here are longer. */
    private static final int LINK_BYTES = 512;

    /** A record of three times as much: they fill a segment up to the link, so that the next append begins with the link. */
    private static final int VALUE_BYTES = 1_200;

    private static final int LINKS = 6;

    private final Random random = new Random(1);

    /** What the write does that fails. */
    private enum Failure {
        NOTHING_WRITTEN,
        WRITTEN
    }

    @Test
    void pagesOfAnAppendThatFailedAreNotTakenForTheLogOnceACheckpointHasUsedThem() {
        for (int link = 1; link <= LINKS; link++) {
            for (Failure failure : Failure.values()) {
                failBehindLink(link, failure);
            }
        }
    }

    /** While a checkpoint syncs its pages, an append links the log to new ones and fails; then the checkpoint cuts off the end of the file. */
    @Test
    void aLinkToPagesThatWereCutOffDoesNotComeBackAfterAPowerFailure() {
        SimulatedFile disk = new SimulatedFile();
        SimulatedDatabase.create(disk, random);
        LogEnd end = new LogEnd();
        TreeMap<Long, Integer> model = new TreeMap<>();
        Database[] database = new Database[1];
        boolean[] armed = {false, false};
        HookedFile file = new HookedFile(disk, () -> {}) {
            @Override
            public void write(long position, byte[] from, int offset, int length) {
                super.write(position, from, offset, length);
                end.wrote(position, Arrays.copyOfRange(from, offset, offset + LogEnd.HEAD_BYTES), length);
                if (armed[1] && end.isLinked()) {
                    throw new StoreException(StoreErrorCode.IO_ERROR, "simulated write");
                }
            }

            @Override
            public void force() {
                if (armed[0]) {
                    armed[0] = false;
                    armed[1] = true;
                    assertThatThrownBy(() -> put(database[0], 1_000, VALUE_BYTES, new TreeMap<>()))
                            .isInstanceOf(StoreException.class);
                    armed[1] = false;
                }
                super.force();
            }
        };
        database[0] = SimulatedDatabase.open(file, random);
        put(database[0], 0, 400_000, model);
        database[0].checkpoint(1_000);
        // Until all spare segments are used up.
        for (long size = disk.size(); disk.size() == size; ) {
            put(database[0], 1, 400_000, model);
        }
        while (end.room() > 0) {
            put(database[0], 2, VALUE_BYTES, model);
        }
        database[0].sync(Long.MAX_VALUE);
        armed[0] = true;
        database[0].checkpoint(1_000);
        assertThat(armed[0]).isFalse();

        SimulatedFile left = disk.left(Aftermath.NOTHING_WRITTEN, random);
        Database after = SimulatedDatabase.open(
                new HookedFile(left, () -> {}) {
                    @Override
                    public void requireInPlace(long bytesMin) {
                        if (left.size() < bytesMin) {
                            throw new StoreException(StoreErrorCode.FILE_CHANGED, "cut off");
                        }
                    }
                },
                random);
        assertThat(read(after)).isEqualTo(model);
        put(after, 3, VALUE_BYTES, model);
        assertThat(read(after)).isEqualTo(model);
        SimulatedDatabase.kill(after);
    }

    /** Fails the write behind the n-th link; nothing is appended before the database is opened again. */
    private void failBehindLink(int link, Failure failure) {
        SimulatedFile disk = new SimulatedFile();
        SimulatedDatabase.create(disk, random);
        int[] links = {0};
        HookedFile file = new HookedFile(disk, () -> {}) {
            @Override
            public void write(long position, byte[] from, int offset, int length) {
                boolean fails = links[0] == link;
                if (!fails || failure == Failure.WRITTEN) {
                    super.write(position, from, offset, length);
                }
                if (fails) {
                    links[0] = Integer.MAX_VALUE;
                    throw new StoreException(StoreErrorCode.IO_ERROR, "simulated write");
                } else if (length == LINK_BYTES && links[0] < link) {
                    links[0]++;
                }
            }

            @Override
            public void preallocate(long from, long to) {
                // Should this fail, nobody goes on.
                disk.preallocate(from, to);
            }
        };
        Database database = SimulatedDatabase.open(file, random);
        TreeMap<Long, Integer> model = new TreeMap<>();
        while (links[0] <= link) {
            try {
                put(database, model.size(), VALUE_BYTES, model);
            } catch (StoreException e) {
                assertThat(e.code()).isEqualTo(StoreErrorCode.IO_ERROR);
            }
        }
        database.checkpoint(1_000);
        assertThat(read(database)).isEqualTo(model);
        SimulatedDatabase.kill(database);

        Database after = SimulatedDatabase.open(new HookedFile(disk, () -> {}), random);
        assertThat(read(after)).isEqualTo(model);
        assertThat(after.check(1_000).findings()).as("link %d", link).isEmpty();
        put(after, 10_000, 800_000, model);
        after.checkpoint(1_000);
        assertThat(after.check(1_000).findings())
                .as("link %d, used further", link)
                .isEmpty();
        SimulatedDatabase.kill(after);
        Database last = SimulatedDatabase.open(new HookedFile(disk, () -> {}), random);
        assertThat(read(last)).isEqualTo(model);
        SimulatedDatabase.kill(last);
    }

    private void put(Database database, long key, int bytes, TreeMap<Long, Integer> model) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        try (Transaction transaction = database.transactions().beginWrite(NORMAL, false)) {
            transaction.set(1, ByteBuffer.allocate(8).putLong(key).array(), value, null);
            transaction.commit();
        }
        model.put(key, Arrays.hashCode(value));
    }

    private static TreeMap<Long, Integer> read(Database database) {
        TreeMap<Long, Integer> entries = new TreeMap<>();
        try (Transaction transaction = database.transactions().beginRead()) {
            EntryCursor cursor = transaction.cursor(1, KeyRange.all(), false);
            while (cursor.next()) {
                entries.put(
                        ByteBuffer.wrap(cursor.key().toByteArray()).getLong(),
                        Arrays.hashCode(cursor.value().toByteArray()));
            }
        }
        return entries;
    }
}
