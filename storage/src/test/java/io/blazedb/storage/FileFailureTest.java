/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
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

    private static void assertFails(StoreErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
