/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.keys.KeySource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges that several threads read together. */
class SplitTest {
    private static final int ENTRIES = 20_000;

    @TempDir
    Path directory;

    @Test
    void partsFollowEachOtherAndHaveAboutAsManyEntries() {
        try (Store store = filled();
                ReadTransaction read = store.beginRead()) {
            List<KeyRange> parts = read.split(1, KeyRange.all(), 4, 1_000);
            assertThat(parts).hasSize(4);
            assertThat(keys(read, parts)).isEqualTo(keys(read, List.of(KeyRange.all())));
            for (KeyRange part : parts) {
                assertThat(read.count(1, part)).isBetween(ENTRIES / 4L - 500, ENTRIES / 4L + 500);
            }
        }
    }

    @Test
    void aRangeIsDividedWithinItsBounds() {
        try (Store store = filled();
                ReadTransaction read = store.beginRead()) {
            KeyRange range = new KeyRange(key(3_001), key(17_003));
            List<KeyRange> parts = read.split(1, range, 3, 1_000);
            assertThat(parts).hasSize(3);
            assertThat(keys(read, parts)).isEqualTo(keys(read, List.of(range))).hasSize(14_002);
        }
    }

    @Test
    void whatIsSmallOrChangesIsOnePart() {
        try (Store store = filled()) {
            try (ReadTransaction read = store.beginRead()) {
                assertThat(read.split(1, KeyRange.all(), 4, ENTRIES)).containsExactly(KeyRange.all());
                assertThat(read.split(7, KeyRange.all(), 4, 1)).containsExactly(KeyRange.all());
            }
            try (WriteTransaction write = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                assertThat(write.split(1, KeyRange.all(), 4, 1_000)).containsExactly(KeyRange.all());
            }
        }
    }

    private Store filled() {
        KeySource key = KeySource.rawKey("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        Store store = Store.open(directory.resolve("split.blazedb"), key, StoreOptions.defaults());
        try (WriteTransaction write = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            for (int i = 0; i < ENTRIES; i++) {
                write.put(1, key(i), new byte[40]);
            }
            write.commit();
        }
        store.checkpoint();
        return store;
    }

    private static byte[] key(int id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }

    private static List<Long> keys(ReadTransaction read, List<KeyRange> ranges) {
        List<Long> keys = new ArrayList<>();
        for (KeyRange range : ranges) {
            try (Cursor cursor = read.scan(1, range)) {
                while (cursor.next()) {
                    keys.add(ByteBuffer.wrap(cursor.key().toByteArray()).getLong());
                }
            }
        }
        return keys;
    }
}
