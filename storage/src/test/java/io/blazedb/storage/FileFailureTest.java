/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.sim.SmallFileSystem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to an open database when something happens to its file. */
class FileFailureTest {
    private static final StoreOptions OPTIONS = StoreOptions.defaults();
    private static final int HEADER_COPY_BYTES = 64 << 10;

    @TempDir
    Path directory;

    private Path file;
    private KeySource key;

    @BeforeEach
    void choose() {
        file = directory.resolve("test.blazedb");
        key = KeySource.rawKey("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aKeyThatIsTooShortIsRefused() {
        KeySource weak = KeySource.rawKey(new byte[31]);
        assertFails(StoreErrorCode.WEAK_KEY, () -> Store.open(file, weak, OPTIONS));
        assertThat(file).doesNotExist();
        try (Store store = Store.open(file, key, OPTIONS)) {
            put(store, "a");
            assertFails(StoreErrorCode.WEAK_KEY, () -> store.changeKey(key, weak));
            assertFails(StoreErrorCode.WRONG_KEY, () -> Store.open(file, weak, OPTIONS));
            put(store, "b");
        }
        assertFails(StoreErrorCode.WRONG_KEY, () -> Store.open(file, weak, OPTIONS));
    }

    @Test
    void aDamagedOrOldCopyOfTheHeaderIsMadeWholeAtTheNextOpen() throws IOException {
        KeySource next = KeySource.rawKey(new byte[32]);
        Store.open(file, key, OPTIONS).close();
        byte[] old = header(0);
        try (Store store = Store.open(file, key, OPTIONS)) {
            store.changeKey(key, next);
        }
        for (int copy = 0; copy < 2; copy++) {
            for (byte[] present : new byte[][] {old, new byte[HEADER_COPY_BYTES]}) {
                try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                    bytes.seek((long) copy * HEADER_COPY_BYTES);
                    bytes.write(present);
                }
                Store.open(file, next, OPTIONS).close();
                assertThat(header(copy)).isEqualTo(header(1 - copy)).isNotEqualTo(old);
            }
        }
    }

    @Test
    void nothingIsAcknowledgedIntoADeletedFile() throws IOException {
        Store store = Store.open(file, key, OPTIONS);
        put(store, "a");
        Files.delete(file);
        assertThatThrownBy(() -> put(store, "b")).hasMessageContaining("deleted");
        assertFails(StoreErrorCode.FILE_CHANGED, () -> put(store, "c"));
        assertFails(StoreErrorCode.FILE_CHANGED, store::checkpoint);
        assertThat(keys(store)).containsExactly("a");
        // As long as somebody has the old file, the name is not used for a new one.
        assertFails(StoreErrorCode.FILE_CHANGED, () -> Store.open(file, key, OPTIONS));
        store.close();
        assertThat(file).doesNotExist();
        try (Store fresh = Store.open(file, key, OPTIONS)) {
            put(fresh, "new");
            assertThat(keys(fresh)).containsExactly("new");
        }
    }

    @Test
    void aFileThatComesBackAfterItWasMovedGoesOn() throws IOException {
        Path elsewhere = directory.resolve("elsewhere.blazedb");
        Store store = Store.open(file, key, OPTIONS);
        put(store, "a");
        Files.move(file, elsewhere);
        assertThatThrownBy(() -> put(store, "b")).hasMessageContaining("moved");
        store.close();
        Files.move(elsewhere, file);
        try (Store again = Store.open(file, key, OPTIONS)) {
            // Of the commit that failed nobody was told that it succeeded; it may be there or not.
            assertThat(keys(again)).contains("a");
            put(again, "c");
            assertThat(again.check().findings()).isEmpty();
        }
    }

    @Test
    void aFileThatWasPutInPlaceOfTheOpenOneIsNeitherReadNorHarmed() throws IOException {
        Path other = directory.resolve("other.blazedb");
        try (Store store = Store.open(other, key, OPTIONS)) {
            put(store, "other");
        }
        byte[] before = Files.readAllBytes(other);
        Store store = Store.open(file, key, OPTIONS);
        put(store, "a");
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> put(store, "b")).hasMessageContaining("replaced");
        store.close();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (Store again = Store.open(file, key, OPTIONS)) {
            assertThat(keys(again)).containsExactly("other");
        }
    }

    @Test
    void anInterruptDoesNotLeadToTheFileThatReplacedTheOpenOne() throws IOException {
        Path other = directory.resolve("other.blazedb");
        Store.open(other, key, OPTIONS).close();
        try (Store store =
                Store.open(file, key, OPTIONS.withDurability(Durability.NORMAL).withCacheBytes(0))) {
            WriteTransaction writer = store.beginWrite(IsolationLevel.SNAPSHOT);
            writer.put(1, new byte[1], new byte[50_000]);
            writer.commit();
            store.checkpoint();
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            Thread.currentThread().interrupt();
            try (ReadTransaction reader = store.beginRead()) {
                assertFails(StoreErrorCode.FILE_CHANGED, () -> reader.get(1, new byte[1]));
            }
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aFileThatWasCutIsToldAtTheNextCommit() throws IOException {
        Store store = Store.open(file, key, OPTIONS);
        put(store, "a");
        store.checkpoint();
        long size = Files.size(file);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(size / 2);
        }
        assertFails(StoreErrorCode.FILE_CHANGED, () -> {
            put(store, "b");
            store.checkpoint();
        });
        store.close();
        assertThat(Files.size(file)).isLessThan(size);
        try {
            Store.open(file, key, OPTIONS).close();
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED);
        }
    }

    @Test
    void aLockFileThatVanishesEndsWritingUntilTheDatabaseIsReopened() throws IOException {
        Path lock = directory.resolve("test.blazedb-lock");
        for (int round = 0; round < 3; round++) {
            Store store = Store.open(file, key, OPTIONS);
            put(store, "a" + round);
            if (round == 0) {
                Files.delete(lock);
            } else {
                byte[] garbage = new byte[64 << 10];
                if (round == 2) {
                    new Random(1).nextBytes(garbage);
                }
                try (RandomAccessFile bytes = new RandomAccessFile(lock.toFile(), "rw")) {
                    bytes.write(garbage);
                }
            }
            assertFails(StoreErrorCode.FILE_CHANGED, () -> {
                put(store, "b");
                put(store, "b");
            });
            assertThat(keys(store)).contains("a" + round);
            store.close();
        }
        try (Store store = Store.open(file, key, OPTIONS)) {
            assertThat(keys(store)).contains("a0", "a1");
            put(store, "c");
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void aGarbageLockFileHarmsNobodyWhoOpensTheFileNext() throws IOException {
        Path lock = directory.resolve("test.blazedb-lock");
        byte[] garbage = new byte[100_000];
        new Random(1).nextBytes(garbage);
        for (byte[] contents : new byte[][] {new byte[0], garbage}) {
            try (Store store = Store.open(file, key, OPTIONS)) {
                put(store, "a" + contents.length);
            }
            Files.write(lock, contents);
            try (Store store = Store.open(file, key, OPTIONS)) {
                assertThat(keys(store)).contains("a" + contents.length);
                put(store, "b");
            }
        }
    }

    @Test
    void aCopyWithItsLockFileLivesALifeOfItsOwn() throws IOException {
        Path copy = directory.resolve("copy.blazedb");
        String common;
        try (Store store = Store.open(file, key, OPTIONS)) {
            put(store, "a");
            store.checkpoint();
            common = store.status().anchor();
        }
        Files.copy(file, copy);
        Files.copy(directory.resolve("test.blazedb-lock"), directory.resolve("copy.blazedb-lock"));
        try (Store one = Store.open(file, key, OPTIONS);
                Store two = Store.open(copy, key, OPTIONS)) {
            assertThat(two.id()).isEqualTo(one.id());
            assertThat(two.status().anchor()).isEqualTo(one.status().anchor()).isEqualTo(common);
            put(one, "one");
            put(two, "two");
            assertThat(two.status().anchor()).isNotEqualTo(one.status().anchor());
            assertThat(keys(one)).containsExactly("a", "one");
            assertThat(keys(two)).containsExactly("a", "two");
            assertThat(one.check().findings()).isEmpty();
            assertThat(two.check().findings()).isEmpty();
        }
    }

    @Test
    void aFileOnAReadOnlyFileSystemIsReadWithoutALockFile() throws IOException {
        Path mountPoint = Files.createDirectory(directory.resolve("small"));
        try (Store store = Store.open(file, key, OPTIONS)) {
            put(store, "a");
        }
        Optional<SmallFileSystem> mounted = SmallFileSystem.mount(mountPoint, 8);
        assumeThat(mounted).as("may mount").isPresent();
        try (SmallFileSystem small = mounted.orElseThrow()) {
            Path there = mountPoint.resolve("test.blazedb");
            Files.copy(file, there);
            small.setReadOnly(true);
            assertFails(StoreErrorCode.UNWRITABLE, () -> Store.open(there, key, OPTIONS));
            assertFails(StoreErrorCode.UNWRITABLE, () -> Store.open(mountPoint.resolve("new"), key, OPTIONS));
            try (Store store = Store.open(there, key, OPTIONS.withReadOnly(true))) {
                assertThat(keys(store)).containsExactly("a");
                assertFails(StoreErrorCode.READ_ONLY, () -> put(store, "b"));
                assertFails(StoreErrorCode.READ_ONLY, () -> Store.open(there, key, OPTIONS));
            }
            assertThat(mountPoint.resolve("test.blazedb-lock")).doesNotExist();
            small.setReadOnly(false);
            try (Store store = Store.open(there, key, OPTIONS)) {
                put(store, "b");
                assertThat(keys(store)).containsExactly("a", "b");
            }
        }
    }

    @Test
    void onARealFullDiskRemovingWorksAndMakesRoom() throws IOException {
        Path mountPoint = Files.createDirectory(directory.resolve("small"));
        Optional<SmallFileSystem> mounted = SmallFileSystem.mount(mountPoint, 10);
        assumeThat(mounted).as("may mount").isPresent();
        try (SmallFileSystem small = mounted.orElseThrow();
                Store store = Store.open(mountPoint.resolve("test.blazedb"), key, OPTIONS)) {
            for (int round = 0; round < 3; round++) {
                int count = 0;
                while (tryPut(store, count)) {
                    count++;
                }
                assertThat(count).as("room, round " + round).isGreaterThan(20);
                assertThat(keys(store)).hasSize(count);
                if (round == 1) {
                    small.resize(20);
                    assertThat(tryPut(store, count)).isTrue();
                    count++;
                }
                for (int i = 0; i < count; i++) {
                    WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
                    transaction.delete(1, number(i));
                    transaction.commit();
                }
                assertThat(keys(store)).isEmpty();
                assertThat(store.check().findings()).isEmpty();
            }
        }
    }

    /** False if the disk is full. */
    private static boolean tryPut(Store store, int number) {
        byte[] value = new byte[20_000];
        new Random(number).nextBytes(value);
        WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
        transaction.put(1, number(number), value);
        try {
            transaction.commit();
            return true;
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(StoreErrorCode.DISK_FULL);
            assertThat(e.code().sqlState()).isEqualTo("53100");
            return false;
        }
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private byte[] header(int copy) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            byte[] header = new byte[HEADER_COPY_BYTES];
            bytes.seek((long) copy * HEADER_COPY_BYTES);
            bytes.readFully(header);
            return header;
        }
    }

    private static void put(Store store, String text) {
        WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        transaction.put(1, bytes, Arrays.copyOf(bytes, 100));
        transaction.commit();
    }

    private static List<String> keys(Store store) {
        List<String> keys = new ArrayList<>();
        try (ReadTransaction transaction = store.beginRead();
                Cursor cursor = transaction.scan(1, KeyRange.all())) {
            while (cursor.next()) {
                keys.add(new String(cursor.key().toByteArray(), StandardCharsets.UTF_8));
            }
        }
        return keys;
    }

    private static void assertFails(StoreErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
