/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Progress;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.sim.Contents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Space that is given back. */
class VacuumTest {
    @TempDir
    Path directory;

    private final Random random = new Random(3);

    @Test
    void theFileShrinksToWhatIsLeft() throws IOException {
        Path file = directory.resolve("v.blazedb");
        try (Store store = open(file)) {
            fill(store, 0, 1_500);
            store.checkpoint();
            delete(store, i -> i % 10 != 0);
            Contents left = Contents.of(store);
            VacuumReport report = store.vacuum(Progress.none());
            assertThat(report.bytesBefore()).isGreaterThan(12 << 20);
            assertThat(report.bytesAfter()).isEqualTo(Files.size(file)).isLessThan(report.bytesBefore() / 3);
            assertThat(Contents.of(store)).isEqualTo(left);
            assertThat(store.check().findings()).isEmpty();
            fill(store, 5_000, 5_100);
            assertThat(store.check().findings()).isEmpty();
        }
        try (Store store = open(file)) {
            assertThat(store.check().findings()).isEmpty();
            delete(store, i -> true);
            store.vacuum(Progress.none());
            assertThat(Files.size(file)).isLessThan(6 << 20);
            assertThat(Contents.of(store).entries()).isEmpty();
            assertThat(store.check().findings()).isEmpty();
            fill(store, 0, 100);
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void aReaderKeepsItsPagesAndNobodyWaits() throws IOException {
        Path file = directory.resolve("r.blazedb");
        try (Store store = open(file)) {
            fill(store, 0, 1_000);
            store.checkpoint();
            Contents before = Contents.of(store);
            try (ReadTransaction reader = store.beginRead()) {
                delete(store, i -> i % 50 != 0);
                store.vacuum((done, total) -> fill(store, 9_000, 9_001));
                assertThat(Contents.of(reader)).isEqualTo(before);
            }
            Contents left = Contents.of(store);
            VacuumReport report = store.vacuum(Progress.none());
            assertThat(report.bytesAfter()).isLessThan(report.bytesBefore() / 2);
            assertThat(Contents.of(store)).isEqualTo(left);
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void whatIsFreeAtTheEndIsGivenBackWithoutAsking() throws IOException {
        Path file = directory.resolve("auto.blazedb");
        try (Store store = open(file)) {
            fill(store, 0, 100);
            store.checkpoint();
            fill(store, 10_000, 13_500);
            store.checkpoint();
            long full = Files.size(file);
            delete(store, i -> i >= 10_000);
            // Enough for the log to leave the segments that it has at the end of the file.
            for (int i = 0; i < 30; i++) {
                fill(store, 20_000, 20_080);
                store.checkpoint();
            }
            assertThat(Files.size(file)).isLessThan(full);
            assertThat(store.check().findings()).isEmpty();
        }
    }

    private void fill(Store store, int from, int to) {
        for (int i = from; i < to; ) {
            WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
            for (int end = Math.min(to, i + 200); i < end; i++) {
                byte[] value = new byte[i % 40 == 0 ? 120_000 : 8_000];
                random.nextBytes(value);
                transaction.put(1 + i % 2, key(i), value, null);
            }
            transaction.commit();
        }
    }

    private void delete(Store store, IntPredicate which) {
        WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
        for (int i = 0; i < 15_000; i++) {
            if (which.test(i)) {
                transaction.delete(1 + i % 2, key(i), null);
            }
        }
        transaction.commit();
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static Store open(Path file) {
        try (KeySource key = KeySource.rawKey(new byte[32])) {
            return Store.open(file, key, StoreOptions.defaults().withDurability(Durability.NORMAL));
        }
    }
}
