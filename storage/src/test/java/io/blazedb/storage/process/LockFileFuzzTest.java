/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.sim.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever lies in the lock file of a database that nobody has open, the database opens with everything in it. */
class LockFileFuzzTest {
    private static final byte[] KEY = {1};

    @TempDir
    Path directory;

    @Test
    void contentsOfTheLockFileAreNotBelieved() {
        Path file = directory.resolve("locked.blazedb");
        int[] value = {0};
        put(file, 0);
        Seed.forEach(30, random -> {
            garbage(Path.of(file + "-lock"), random);
            assertThat(put(file, ++value[0])).isEqualTo(value[0] - 1);
        });
    }

    /** Writes the value and returns the one before. */
    private static int put(Path file, int value) {
        try (KeySource key = KeySource.rawKey(new byte[32]);
                Store store = Store.open(file, key, StoreOptions.defaults())) {
            byte[] before;
            try (ReadTransaction reader = store.beginRead()) {
                before = reader.get(1, KEY);
            }
            WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
            transaction.put(1, KEY, new byte[] {(byte) value});
            transaction.commit();
            store.checkpoint();
            return before == null ? -1 : before[0];
        }
    }

    private static void garbage(Path lock, Random random) {
        byte[] bytes = new byte[random.nextInt(5) == 0 ? random.nextInt(70_000) : Limits.MAPPED_BYTES];
        random.nextBytes(bytes);
        if (bytes.length == Limits.MAPPED_BYTES && random.nextBoolean()) {
            // As if this engine had left it, holders, slots and all; but not after a failed sync.
            ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            words.putLong(SharedMemory.VERSION, SharedMemory.LAYOUT_VERSION);
            words.putLong(SharedMemory.POISONED, 0);
            words.putLong(SharedMemory.APPEND_LOCK, random.nextInt(Limits.PROCESSES_MAX));
            words.putLong(SharedMemory.CHECKPOINT_LOCK, random.nextInt(Limits.PROCESSES_MAX));
            for (int slot = 0; slot < Limits.PROCESSES_MAX; slot++) {
                words.putLong(SharedMemory.slot(slot) + SharedMemory.SLOT_IN_USE, random.nextInt(2));
                words.putLong(SharedMemory.slot(slot) + SharedMemory.SLOT_PATH_LENGTH, random.nextInt(200) - 50);
            }
        }
        try {
            Files.write(lock, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
