/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Progress;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.sim.Contents;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of an open database: of one commit, whole, and opened by the same keys. */
class BackupTest {
    @TempDir
    Path directory;

    private final Random random = new Random(5);

    @Test
    void aBackupIsTheDatabaseAtOneCommitWhileOthersGoOn() {
        try (Store store = open("live")) {
            for (int i = 0; i < 30; i++) {
                commit(store, i);
            }
            Contents before = Contents.of(store);
            boolean[] disturbed = {false};
            Path copy = directory.resolve("copy.blazedb");
            BackupReport report = store.backup(copy, (done, total) -> {
                if (!disturbed[0] && done > total / 3) {
                    disturbed[0] = true;
                    for (int i = 0; i < 20; i++) {
                        commit(store, 100 + i % 7);
                        store.checkpoint();
                    }
                }
            });
            assertThat(disturbed[0]).isTrue();
            assertThat(report.sequence()).isEqualTo(30);
            assertThat(report.copiedBytes()).isPositive();
            assertThat(report.keptBytes()).isZero();
            assertThat(directory.resolve("copy.blazedb.partial")).doesNotExist();
            assertThat(store.committedSequence()).isEqualTo(50);
            try (Store opened = open("copy")) {
                assertThat(Contents.of(opened)).isEqualTo(before);
                assertThat(opened.id()).isEqualTo(store.id());
                assertThat(opened.check().findings()).isEmpty();
                for (int i = 0; i < 10; i++) {
                    commit(opened, i);
                }
                assertThat(opened.committedSequence()).isEqualTo(40);
                assertThat(opened.check().findings()).isEmpty();
            }
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void anInterruptedBackupIsContinued() {
        try (Store store = open("live")) {
            for (int i = 0; i < 40; i++) {
                commit(store, i);
            }
            Path copy = directory.resolve("copy.blazedb");
            assertThatThrownBy(() -> store.backup(copy, (done, total) -> {
                        if (done > total / 2) {
                            throw new CancellationException();
                        }
                    }))
                    .isInstanceOf(CancellationException.class);
            assertThat(copy).doesNotExist();
            assertThat(directory.resolve("copy.blazedb.partial")).exists();
            for (int i = 0; i < 3; i++) {
                commit(store, i);
                store.checkpoint();
            }
            BackupReport report = store.backup(copy, Progress.none());
            assertThat(report.keptBytes()).isPositive();
            assertThat(report.copiedBytes()).isPositive();
            try (Store opened = open("copy")) {
                assertThat(Contents.of(opened)).isEqualTo(Contents.of(store));
                assertThat(opened.check().findings()).isEmpty();
            }
        }
    }

    @Test
    void anUnfinishedCopyOfSomethingElseIsNotBelieved() throws IOException {
        try (Store store = open("live")) {
            for (int i = 0; i < 20; i++) {
                commit(store, i);
            }
            byte[] junk = new byte[4 << 20];
            random.nextBytes(junk);
            Files.write(directory.resolve("copy.blazedb.partial"), junk);
            BackupReport report = store.backup(directory.resolve("copy.blazedb"), Progress.none());
            assertThat(report.keptBytes()).isZero();
            try (Store opened = open("copy")) {
                assertThat(Contents.of(opened)).isEqualTo(Contents.of(store));
            }
        }
    }

    @Test
    void nothingIsOverwrittenAndADamagedDatabaseIsNotCopied() throws IOException {
        Path copy = directory.resolve("copy.blazedb");
        try (Store store = open("live")) {
            commit(store, 1);
            store.backup(copy, Progress.none());
            assertFails(() -> store.backup(copy, Progress.none()), StoreErrorCode.TARGET_EXISTS);
            assertFails(
                    () -> store.backup(directory.resolve("live.blazedb"), Progress.none()),
                    StoreErrorCode.TARGET_EXISTS);
            assertFails(() -> store.vacuumInto(copy, Progress.none()), StoreErrorCode.TARGET_EXISTS);
            assertFails(
                    () -> store.backup(directory.resolve("none/copy.blazedb"), Progress.none()),
                    StoreErrorCode.NOT_FOUND);
        }
        try (Store memory = Store.openInMemory("backup-test", StoreOptions.defaults())) {
            assertFails(() -> memory.backup(directory.resolve("m.blazedb"), Progress.none()), StoreErrorCode.IN_MEMORY);
        }
        try (Store store = open("damaged")) {
            for (int i = 0; i < 20; i++) {
                commit(store, i);
            }
            store.checkpoint();
            try (RandomAccessFile file =
                    new RandomAccessFile(directory.resolve("damaged.blazedb").toFile(), "rw")) {
                for (long at = file.length() / 3; at < file.length(); at += 8192) {
                    file.seek(at);
                    file.write(new byte[] {1, 2, 3});
                }
            }
            Path target = directory.resolve("copied.blazedb");
            assertFails(() -> store.backup(target, Progress.none()), StoreErrorCode.CORRUPTED);
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void aCompactCopyHasNoFreeSpaceAndTheSameContents() throws IOException {
        try (Store store = open("live")) {
            for (int i = 0; i < 60; i++) {
                commit(store, i);
            }
            for (int i = 10; i < 60; i++) {
                WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
                transaction.delete(1 + i % 3, key(i), null);
                transaction.commit();
            }
            Path copy = directory.resolve("copy.blazedb");
            BackupReport report = store.vacuumInto(copy, Progress.none());
            assertThat(report.bytes())
                    .isEqualTo(Files.size(copy))
                    .isLessThan(Files.size(directory.resolve("live.blazedb")));
            try (Store opened = open("copy")) {
                assertThat(Contents.of(opened)).isEqualTo(Contents.of(store));
                assertThat(opened.committedSequence()).isEqualTo(store.committedSequence());
                assertThat(opened.check().findings()).isEmpty();
                commit(opened, 1);
                assertThat(opened.check().findings()).isEmpty();
            }
        }
    }

    private void commit(Store store, int number) {
        WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
        byte[] value = new byte[number % 5 == 0 ? 150_000 : 3_000];
        random.nextBytes(value);
        transaction.put(1 + number % 3, key(number), value, null);
        for (int i = 0; i < 20; i++) {
            transaction.put(9, key(1000 * number + i), Arrays.copyOf(value, 100), null);
        }
        transaction.commit();
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private Store open(String name) {
        try (KeySource key = KeySource.rawKey(new byte[32])) {
            return Store.open(
                    directory.resolve(name + ".blazedb"),
                    key,
                    StoreOptions.defaults().withDurability(Durability.NORMAL));
        }
    }

    private static void assertFails(Runnable action, StoreErrorCode code) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
