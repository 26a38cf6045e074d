/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a prepared transaction relies on stays as it was until the decision, through checkpoint and reopening. */
class PreparedReadsTest {
    private static final UUID NAME = new UUID(1, 1);
    private static final UUID OTHER = new UUID(2, 2);
    private static final UUID COORDINATOR = new UUID(3, 3);

    @TempDir
    Path directory;

    @BeforeEach
    void fill() {
        try (Store store = open()) {
            for (String key : new String[] {"a", "b", "m", "n", "z"}) {
                put(store, 1, key);
            }
        }
    }

    @Test
    void aKeyThatWasDependedOnIsHeldUntilTheDecision() {
        try (Store store = open()) {
            WriteTransaction child = store.beginWrite(IsolationLevel.SNAPSHOT);
            child.dependOn(1, bytes("m"));
            child.put(2, bytes("child"), bytes("of m"));
            child.prepare(NAME, COORDINATOR);
            assertConflict(() -> put(store, 1, "m"));
            put(store, 1, "n");
            store.checkpoint();
            assertConflict(() -> put(store, 1, "m"));
        }
        try (Store store = open()) {
            assertConflict(() -> {
                WriteTransaction deleting = store.beginWrite(IsolationLevel.SNAPSHOT);
                deleting.delete(1, bytes("m"));
                deleting.prepare(OTHER, COORDINATOR);
            });
            assertConflict(() -> {
                WriteTransaction clearing = store.beginWrite(IsolationLevel.SNAPSHOT);
                clearing.clear(1);
                clearing.commit();
            });
            store.commitPrepared(NAME);
            put(store, 1, "m");
        }
    }

    @Test
    void rangesOfASerializableTransactionAreHeldUntilTheDecision() {
        try (Store store = open()) {
            WriteTransaction reader = store.beginWrite(IsolationLevel.SERIALIZABLE);
            assertThat(reader.count(1, new KeyRange(bytes("l"), bytes("o")))).isEqualTo(2);
            assertThat(reader.get(1, bytes("y"))).isNull();
            reader.put(2, bytes("sum"), bytes("2"));
            reader.prepare(NAME, COORDINATOR);
            assertConflict(() -> put(store, 1, "lm"));
            assertConflict(() -> put(store, 1, "y"));
            put(store, 1, "o");
            put(store, 1, "k");
        }
        try (Store store = open()) {
            assertConflict(() -> put(store, 1, "lm"));
            store.rollbackPrepared(NAME);
            put(store, 1, "lm");
        }
    }

    @Test
    void manyRangesBecomeTheWholeTree() {
        try (Store store = open()) {
            WriteTransaction reader = store.beginWrite(IsolationLevel.SERIALIZABLE);
            for (int i = 0; i < 5_000; i++) {
                byte[] from = {'r', (byte) (i >> 8), (byte) i, 0};
                byte[] to = {'r', (byte) (i >> 8), (byte) i, 1};
                assertThat(reader.count(1, new KeyRange(from, to))).isZero();
            }
            reader.put(2, bytes("k"), bytes("v"));
            reader.prepare(NAME, COORDINATOR);
            assertConflict(() -> put(store, 1, "nowhere near"));
            put(store, 3, "other tree");
            store.rollbackPrepared(NAME);
            put(store, 1, "nowhere near");
        }
    }

    private Store open() {
        try (KeySource key = KeySource.rawKey(new byte[32])) {
            return Store.open(directory.resolve("reads.blazedb"), key, StoreOptions.defaults());
        }
    }

    private static void assertConflict(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.WRITE_CONFLICT));
    }

    private static void put(Store store, long tree, String key) {
        WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
        transaction.put(tree, bytes(key), bytes("v"));
        transaction.commit();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
