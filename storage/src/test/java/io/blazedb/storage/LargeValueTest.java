/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.change.Change;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that are put and read as streams. */
class LargeValueTest {
    private static final byte[] KEY = {7};
    private static final byte[] OTHER = {8};
    private static final int BYTES = 5_000_000;
    private static final int CHUNK = 64 << 10;

    private final long seed = Long.getLong("blazedb.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path directory;

    @Test
    void itIsReadFromAnyPositionBeforeAndAfterItsCommit() {
        byte[] value = bytes(BYTES);
        try (Store store = open()) {
            WriteTransaction writer = store.beginWrite(IsolationLevel.SNAPSHOT);
            writer.putLarge(1, KEY, new ByteArrayInputStream(value), BYTES);
            writer.put(1, OTHER, new byte[] {1});
            assertValue(writer, value);
            assertThat(store.beginRead().openLarge(1, KEY)).isNull();
            long sequence = writer.commit();
            try (ReadTransaction reader = store.beginRead()) {
                assertValue(reader, value);
                store.checkpoint();
                assertValue(reader, value);
            }
            try (ReadTransaction reader = store.beginRead();
                    ChangeCursor feed = store.changesAfter(sequence - 1)) {
                assertValue(reader, value);
                Change change = feed.next().changes().get(0);
                assertThat(change.deletes()).isFalse();
                assertThat(change.after()).isNull();
                assertParts(change.large(), value);
            }
            assertThat(store.check().findings()).isEmpty();
        }
        try (Store store = open();
                ReadTransaction reader = store.beginRead()) {
            assertValue(reader, value);
            assertThat(reader.openLarge(1, new byte[] {9})).isNull();
            assertParts(reader.openLarge(1, OTHER), new byte[] {1});
        }
    }

    @Test
    void aSnapshotKeepsItWhileItIsReplacedAndDeleted() {
        byte[] first = bytes(BYTES);
        byte[] second = bytes(BYTES / 3);
        try (Store store = open()) {
            put(store, first);
            ReadTransaction before = store.beginRead();
            put(store, second);
            store.checkpoint();
            ReadTransaction between = store.beginRead();
            WriteTransaction deleting = store.beginWrite(IsolationLevel.SNAPSHOT);
            deleting.delete(1, KEY);
            deleting.commit();
            store.checkpoint();
            put(store, bytes(BYTES / 2));
            store.checkpoint();
            assertValue(before, first);
            assertValue(between, second);
            before.close();
            between.close();
        }
    }

    @Test
    void itsSpaceIsGivenBack() {
        try (Store store = open()) {
            long bytes = 0;
            for (int round = 0; round < 16; round++) {
                WriteTransaction writer = store.beginWrite(IsolationLevel.SNAPSHOT);
                writer.putLarge(1, KEY, new ByteArrayInputStream(bytes(BYTES)), BYTES);
                if (round % 3 == 0) {
                    writer.rollback();
                } else {
                    writer.commit();
                }
                for (int i = 0; i < 3; i++) {
                    WriteTransaction filler = store.beginWrite(IsolationLevel.SNAPSHOT);
                    filler.put(2, KEY, new byte[3 << 20]);
                    filler.commit();
                    store.checkpoint();
                }
                if (round == 7) {
                    bytes = store.status().fileBytes();
                }
            }
            assertThat(store.status().fileBytes()).isLessThan(bytes + (bytes >> 1));
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void streamsOfUnknownLength() {
        try (Store store = open()) {
            for (int length : new int[] {1, CHUNK - 1, CHUNK, CHUNK + 1, BYTES}) {
                WriteTransaction writer = store.beginWrite(IsolationLevel.SNAPSHOT);
                byte[] value = bytes(length);
                writer.putLarge(1, KEY, new ByteArrayInputStream(value), new byte[] {7});
                assertThat(writer.get(1, KEY)).isEqualTo(value);
                long sequence = writer.commit();
                try (ReadTransaction reader = store.beginRead();
                        Cursor cursor = reader.scan(1, KeyRange.all());
                        ChangeCursor changes = store.changesAfter(sequence - 1)) {
                    assertThat(cursor.next()).isTrue();
                    assertThat(Objects.requireNonNull(cursor.large()).length()).isEqualTo(length);
                    Change change = Objects.requireNonNull(changes.next())
                            .changes()
                            .iterator()
                            .next();
                    assertThat(Objects.requireNonNull(change.before()).toByteArray())
                            .containsExactly(7);
                    assertThat(Objects.requireNonNull(change.large()).length()).isEqualTo(length);
                }
            }
            WriteTransaction writer = store.beginWrite(IsolationLevel.SNAPSHOT);
            assertThatThrownBy(() -> writer.putLarge(1, KEY, InputStream.nullInputStream(), null))
                    .isInstanceOf(IllegalArgumentException.class);
            writer.rollback();
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void aStreamThatFailsLeavesTheKeyAsItWas() {
        try (Store store = open()) {
            WriteTransaction writer = store.beginWrite(IsolationLevel.SNAPSHOT);
            writer.put(1, KEY, new byte[] {1});
            assertThatThrownBy(() -> writer.putLarge(1, KEY, new ByteArrayInputStream(bytes(100_000)), 100_001))
                    .isInstanceOf(IllegalArgumentException.class);
            InputStream failing = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("gone");
                }
            };
            assertThatThrownBy(() -> writer.putLarge(1, KEY, failing, 10)).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> writer.putLarge(1, KEY, failing, (1L << 30) + 1))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.TOO_LARGE));
            assertThat(writer.get(1, KEY)).isEqualTo(new byte[] {1});
            writer.putLarge(1, OTHER, failing, 0);
            assertThat(writer.get(1, OTHER)).isEmpty();
            writer.commit();
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void whatIsTooLongToBeWholeIsStreamedAndScannedOver() {
        long length = (64L << 20) + 1;
        try (Store store = open()) {
            WriteTransaction writer = store.beginWrite(IsolationLevel.SNAPSHOT);
            writer.putLarge(1, KEY, InputStream.nullInputStream(), 0);
            writer.putLarge(1, KEY, new Zeros(), length);
            writer.put(1, OTHER, new byte[] {1});
            writer.commit();
            store.checkpoint();
            try (ReadTransaction reader = store.beginRead();
                    Cursor cursor = reader.scan(1, KeyRange.all())) {
                assertThat(cursor.next()).isTrue();
                assertTooLarge(cursor::value);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.value().toByteArray()).isEqualTo(new byte[] {1});
                assertTooLarge(() -> reader.get(1, KEY));
                LargeValue large = reader.openLarge(1, KEY);
                assertThat(large.length()).isEqualTo(length);
                assertThat(large.read(length - 1, new byte[10], 0, 10)).isEqualTo(1);
                assertThat(large.read(length, new byte[10], 0, 10)).isZero();
            }
        }
    }

    private static void assertTooLarge(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.TOO_LARGE));
    }

    private void assertValue(ReadTransaction transaction, byte[] value) {
        assertParts(transaction.openLarge(1, KEY), value);
        assertThat(transaction.get(1, KEY)).isEqualTo(value);
        assertThat(transaction.count(1, KeyRange.all())).isPositive();
    }

    private void assertParts(LargeValue large, byte[] value) {
        assertThat(large.length()).isEqualTo(value.length);
        for (int i = 0; i < 50; i++) {
            int from = random.nextInt(value.length);
            byte[] part = new byte[1 + random.nextInt(200_000)];
            int read = large.read(from, part, 0, part.length);
            assertThat(read).as("seed %d", seed).isEqualTo(Math.min(part.length, value.length - from));
            assertThat(Arrays.equals(part, 0, read, value, from, from + read)).isTrue();
        }
        try (InputStream stream = large.stream()) {
            assertThat(stream.readAllBytes()).isEqualTo(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(Store store, byte[] value) {
        WriteTransaction writer = store.beginWrite(IsolationLevel.SNAPSHOT);
        writer.putLarge(1, KEY, new ByteArrayInputStream(value), value.length);
        writer.commit();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private Store open() {
        try (KeySource key = KeySource.rawKey(new byte[32])) {
            return Store.open(
                    directory.resolve("values.blazedb"),
                    key,
                    StoreOptions.defaults().withDurability(Durability.NORMAL));
        }
    }

    /** Endless. */
    private static final class Zeros extends InputStream {
        @Override
        public int read() {
            return 0;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            Arrays.fill(into, offset, offset + length, (byte) 0);
            return length;
        }
    }
}
