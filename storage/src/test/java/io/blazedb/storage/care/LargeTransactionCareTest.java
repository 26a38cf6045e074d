/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Progress;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies, a smaller file and a new data key, while transactions have pages of their own in the file. */
class LargeTransactionCareTest {
    private static final int ROWS = 400;
    private static final StoreOptions OPTIONS =
            StoreOptions.defaults().withTransactionBytes(32 << 10).withDurability(Durability.NORMAL);

    @TempDir
    Path directory;

    @Test
    void copiesHaveWhatItWroteAndGoOn() {
        try (Store store = open("large")) {
            WriteTransaction open = begin(store, 2);
            begin(store, 1).commit();
            store.backup(directory.resolve("backup"), Progress.none());
            store.vacuumInto(directory.resolve("compact"), Progress.none());
            open.rollback();
        }
        for (String copy : new String[] {"backup", "compact"}) {
            try (Store store = open(copy)) {
                assertRows(store, 1);
                begin(store, 3).commit();
                store.checkpoint();
                begin(store, 4).commit();
                store.checkpoint();
                assertRows(store, 1);
                assertRows(store, 3);
                assertRows(store, 4);
                assertThat(store.check().findings()).as(copy).isEmpty();
            }
        }
    }

    @Test
    void aPreparedOneIsDecidedBeforeCopiesAreMade() {
        UUID name = new UUID(1, 2);
        try (Store store = open("large")) {
            begin(store, 1).prepare(name, new UUID(3, 4));
            assertBusy(() -> store.backup(directory.resolve("backup"), Progress.none()));
            assertBusy(() -> store.vacuumInto(directory.resolve("compact"), Progress.none()));
            store.commitPrepared(name);
            store.vacuumInto(directory.resolve("compact"), Progress.none());
        }
        try (Store store = open("compact")) {
            assertRows(store, 1);
        }
    }

    @Test
    void aFileThatGetsSmallerKeepsItsPages() {
        try (Store store = open("large")) {
            WriteTransaction open = begin(store, 1);
            begin(store, 2).rollback();
            begin(store, 3).commit();
            store.vacuum(Progress.none());
            fill(open, 4);
            open.commit();
            store.vacuum(Progress.none());
            assertRows(store, 1);
            assertRows(store, 3);
            assertRows(store, 4);
            assertThat(store.check().findings()).isEmpty();
        }
        try (Store store = open("large")) {
            assertRows(store, 1);
            assertRows(store, 4);
        }
    }

    @Test
    void itsDataKeyIsKeptUntilItIsOver() {
        try (Store store = open("large")) {
            WriteTransaction open = begin(store, 1);
            assertBusy(() -> store.rotateKey(Progress.none()));
            fill(open, 2);
            open.commit();
            store.rotateKey(Progress.none());
            assertRows(store, 1);
            assertRows(store, 2);
            assertThat(store.check().findings()).isEmpty();
        }
        try (Store store = open("large")) {
            assertRows(store, 1);
            assertRows(store, 2);
        }
    }

    private static WriteTransaction begin(Store store, long tree) {
        WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
        fill(transaction, tree);
        return transaction;
    }

    private static void fill(WriteTransaction transaction, long tree) {
        for (int i = 0; i < ROWS; i++) {
            transaction.put(tree, key(i), value(i));
        }
        transaction.putLarge(tree, key(ROWS), new ByteArrayInputStream(new byte[300_000]), 300_000);
    }

    private static void assertRows(Store store, long tree) {
        try (ReadTransaction reader = store.beginRead()) {
            assertThat(reader.count(tree, KeyRange.all())).isEqualTo(ROWS + 1);
            for (int i = 0; i < ROWS; i++) {
                assertThat(reader.get(tree, key(i))).isEqualTo(value(i));
            }
            assertThat(reader.get(tree, key(ROWS))).isEqualTo(new byte[300_000]);
        }
    }

    private static void assertBusy(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.BUSY));
    }

    private Store open(String name) {
        try (KeySource key = KeySource.rawKey(new byte[32])) {
            return Store.open(directory.resolve(name), key, OPTIONS);
        }
    }

    private static byte[] value(int number) {
        byte[] value = new byte[500];
        new Random(number).nextBytes(value);
        return value;
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }
}
