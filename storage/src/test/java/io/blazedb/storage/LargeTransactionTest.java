/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.change.Change;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that are larger than their share of memory, which is small here. */
class LargeTransactionTest {
    private static final int ROWS = 3_000;
    private static final StoreOptions OPTIONS =
            StoreOptions.defaults().withTransactionBytes(64 << 10).withDurability(Durability.NORMAL);

    private final long seed = Long.getLong("blazedb.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path directory;

    @Test
    void itIsOneCommitInTheFeedAndInTheTrees() {
        TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        try (Store store = open()) {
            put(store, 1, 5, value(1));
            WriteTransaction large = store.beginWrite(IsolationLevel.SNAPSHOT);
            fill(large, model);
            assertContents(large, model);
            try (ReadTransaction other = store.beginRead()) {
                assertThat(other.count(1, KeyRange.all())).isEqualTo(1);
                assertThat(large.commit()).isEqualTo(2);
                assertThat(other.count(1, KeyRange.all())).isEqualTo(1);
            }
            try (ReadTransaction after = store.beginRead()) {
                assertContents(after, model);
                store.checkpoint();
                assertContents(after, model);
            }
            try (ReadTransaction merged = store.beginRead();
                    ChangeCursor feed = store.changesAfter(1)) {
                assertContents(merged, model);
                assertFeed(feed.next(), model);
                assertThat(feed.next()).isNull();
            }
            assertThat(store.check().findings()).isEmpty();
        }
        try (Store store = open();
                ReadTransaction reader = store.beginRead();
                ChangeCursor feed = store.changesAfter(1)) {
            assertContents(reader, model);
            assertFeed(feed.next(), model);
        }
    }

    /** Whatever is being merged then: a transaction that was told to stop is at its savepoint again, and goes on. */
    @Test
    void whatEndsItsWorkLeavesItWhole() {
        TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        try (Store store = open()) {
            WriteTransaction large = store.beginWrite(IsolationLevel.SNAPSHOT);
            fill(large, model);
            int[] left = {0};
            int[] stops = {0};
            large.onLongWork(() -> {
                if (left[0]-- == 0) {
                    throw new IllegalStateException("stop");
                }
            });
            for (int round = 0; round < 8; round++) {
                long savepoint = large.savepoint();
                left[0] = random.nextInt(8);
                try {
                    fill(large, new TreeMap<>(Arrays::compareUnsigned));
                } catch (IllegalStateException stop) {
                    stops[0]++;
                }
                large.rollbackTo(savepoint);
                large.releaseSavepoint(savepoint);
                assertContents(large, model);
            }
            assertThat(stops[0]).as("seed %s", seed).isPositive();
            left[0] = 0;
            large.commit();
            try (ReadTransaction reader = store.beginRead()) {
                assertContents(reader, model);
            }
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void theFirstCommitterOfAKeyWins() {
        try (Store store = open()) {
            WriteTransaction large = store.beginWrite(IsolationLevel.SNAPSHOT);
            WriteTransaction early = store.beginWrite(IsolationLevel.SNAPSHOT);
            WriteTransaction reader = store.beginWrite(IsolationLevel.SERIALIZABLE);
            WriteTransaction elsewhere = store.beginWrite(IsolationLevel.SERIALIZABLE);
            assertThat(reader.count(1, new KeyRange(key(10), key(20)))).isZero();
            assertThat(elsewhere.count(1, new KeyRange(key(ROWS), null))).isZero();
            fill(large, new TreeMap<>(Arrays::compareUnsigned));
            put(store, 1, ROWS + 7, value(9));
            large.commit();
            early.put(1, key(17), value(3));
            reader.put(2, key(1), value(3));
            elsewhere.put(2, key(2), value(3));
            assertConflict(early::commit);
            assertConflict(reader::commit);
            assertConflict(elsewhere::commit);

            WriteTransaction late = store.beginWrite(IsolationLevel.SNAPSHOT);
            fill(late, new TreeMap<>(Arrays::compareUnsigned));
            put(store, 1, 2_500, value(1));
            assertConflict(late::commit);
            WriteTransaction clearing = store.beginWrite(IsolationLevel.SNAPSHOT);
            clearing.clear(1);
            fill(clearing, new TreeMap<>(Arrays::compareUnsigned));
            clearing.commit();
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void aScanGoesOnWhileItsTransactionMovesToTheFile() {
        try (Store store = open()) {
            WriteTransaction large = store.beginWrite(IsolationLevel.SNAPSHOT);
            for (int i = 0; i < 400; i++) {
                large.put(1, key(2 * i), value(i));
            }
            int seen = 0;
            try (Cursor cursor = large.scan(1, KeyRange.all());
                    Cursor back = large.scanDescending(1, KeyRange.all())) {
                while (cursor.next()) {
                    int number = ByteBuffer.wrap(cursor.key().toByteArray()).getInt();
                    assertThat(number).isEqualTo(2 * seen);
                    assertThat(back.next()).isTrue();
                    assertThat(ByteBuffer.wrap(back.key().toByteArray()).getInt())
                            .isEqualTo(2 * (399 - seen));
                    seen++;
                    large.put(2, key(number), new byte[1_000]);
                }
            }
            assertThat(seen).isEqualTo(400);
            assertThat(large.count(2, KeyRange.all())).isEqualTo(400);
            large.rollback();
        }
    }

    @Test
    void aPreparedOneWaitsForItsDecision() {
        UUID name = new UUID(1, 2);
        TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        try (Store store = open()) {
            WriteTransaction large = store.beginWrite(IsolationLevel.SNAPSHOT);
            fill(large, model);
            large.prepare(name, new UUID(3, 4));
            assertConflict(() -> put(store, 1, 2_500, value(1)));
            store.checkpoint();
        }
        try (Store store = open()) {
            assertThat(store.preparedTransactions()).hasSize(1);
            assertConflict(() -> put(store, 1, 2_500, value(1)));
            WriteTransaction second = store.beginWrite(IsolationLevel.SNAPSHOT);
            fill(second, new TreeMap<>(Arrays::compareUnsigned));
            assertConflict(second::commit);
            assertThat(store.commitPrepared(name)).isEqualTo(1);
            try (ReadTransaction reader = store.beginRead()) {
                assertContents(reader, model);
            }
            WriteTransaction third = store.beginWrite(IsolationLevel.SNAPSHOT);
            fill(third, new TreeMap<>(Arrays::compareUnsigned));
            third.prepare(name, new UUID(3, 4));
            store.rollbackPrepared(name);
            assertThat(store.check().findings()).isEmpty();
        }
        try (Store store = open();
                ReadTransaction reader = store.beginRead()) {
            assertContents(reader, model);
        }
    }

    @Test
    void whatItTookOfTheFileIsGivenBack() {
        try (Store store = open()) {
            long bytes = 0;
            for (int round = 0; round < 24; round++) {
                WriteTransaction large = store.beginWrite(IsolationLevel.SNAPSHOT);
                fill(large, new TreeMap<>(Arrays::compareUnsigned));
                if (round % 2 == 0) {
                    large.rollback();
                } else {
                    large.commit();
                }
                for (int i = 0; i < 3; i++) {
                    put(store, 3, i, new byte[3 << 20]);
                    store.checkpoint();
                }
                if (round == 7) {
                    bytes = store.status().fileBytes();
                }
            }
            // During checkpoints transactions take pages at the end of the file, until half of it is free.
            assertThat(store.status().fileBytes()).isLessThan(2 * bytes + (32 << 20));
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void aManyTimesChangedKeyAndManySavepointsStayBounded() {
        try (Store store = open()) {
            WriteTransaction large = store.beginWrite(IsolationLevel.SNAPSHOT);
            for (int i = 0; i < 20_000; i++) {
                long savepoint = large.savepoint();
                large.put(1, key(i % 10), value(i));
                if (i % 7 == 3) {
                    large.rollbackTo(savepoint);
                }
                large.releaseSavepoint(savepoint);
            }
            for (int i = 19_990; i < 20_000; i++) {
                assertThat(large.get(1, key(i % 10))).isEqualTo(value(i % 7 == 3 ? i - 10 : i));
            }
            large.commit();
            assertThat(store.status().fileBytes()).isLessThan(16 << 20);
        }
    }

    /** Another thread is writing then: nothing of it may hit pages that somebody else has got. */
    @Test
    void itMayEndWhileItsChangesAreBeingWritten() {
        TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        try (Store store = open()) {
            for (int round = 0; round < 40; round++) {
                WriteTransaction large = store.beginWrite(IsolationLevel.SNAPSHOT);
                int first = random.nextInt(ROWS);
                // About as many as go to the file at a time, so that it ends at any moment of their writing.
                int count = 150 + random.nextInt(400);
                TreeMap<byte[], byte[]> changed = new TreeMap<>(model);
                for (int i = first; i < first + count; i++) {
                    byte[] value = value(random.nextInt(1_000));
                    large.put(1, key(i), value);
                    changed.put(key(i), value);
                }
                if (random.nextBoolean()) {
                    large.commit();
                    model = changed;
                } else {
                    large.rollback();
                }
                if (random.nextInt(8) == 0) {
                    store.checkpoint();
                }
            }
            try (ReadTransaction reader = store.beginRead()) {
                assertContents(reader, model);
            }
            assertThat(store.check().findings()).isEmpty();
        }
    }

    /** Puts and deletes in no order, some after a savepoint that is returned to. */
    private void fill(WriteTransaction transaction, TreeMap<byte[], byte[]> model) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        int done = 0;
        for (int i : order) {
            transaction.put(1, key(i), value(i));
            model.put(key(i), value(i));
            if (++done % 500 == 0) {
                long savepoint = transaction.savepoint();
                for (int k = 0; k < 600; k++) {
                    transaction.delete(1, key(random.nextInt(ROWS)));
                    transaction.put(1, key(ROWS + k), value(1));
                }
                transaction.rollbackTo(savepoint);
            }
            if (done % 10 == 0) {
                transaction.delete(1, key(i));
                model.remove(key(i));
            }
        }
    }

    private void assertContents(ReadTransaction transaction, TreeMap<byte[], byte[]> model) {
        assertThat(transaction.count(1, KeyRange.all())).as("seed %d", seed).isEqualTo(model.size());
        try (Cursor cursor = transaction.scan(1, KeyRange.all())) {
            model.forEach((key, value) -> {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.key().toByteArray()).isEqualTo(key);
                assertThat(cursor.value().toByteArray()).isEqualTo(value);
            });
            assertThat(cursor.next()).isFalse();
        }
        for (int i = 0; i < 100; i++) {
            byte[] key = key(random.nextInt(2 * ROWS));
            assertThat(transaction.get(1, key)).isEqualTo(model.get(key));
        }
    }

    private static void assertFeed(ChangeRecord record, TreeMap<byte[], byte[]> model) {
        TreeMap<byte[], byte[]> replayed = new TreeMap<>(Arrays::compareUnsigned);
        byte[] last = {};
        for (Change change : record.changes()) {
            assertThat(change.tree()).isEqualTo(1);
            byte[] key = change.key().toByteArray();
            assertThat(Arrays.compareUnsigned(last, key)).isNegative();
            last = key;
            if (!change.deletes()) {
                replayed.put(key, change.after().toByteArray());
            }
        }
        assertThat(replayed.keySet()).containsExactlyElementsOf(model.keySet());
        replayed.forEach((key, value) -> assertThat(value).isEqualTo(model.get(key)));
        assertThat(record.changes().get(1).key())
                .isNotEqualTo(record.changes().get(0).key());
        assertThat(record.changes()).hasSize(ROWS);
    }

    private Store open() {
        try (KeySource key = KeySource.rawKey(new byte[32])) {
            return Store.open(directory.resolve("large.blazedb"), key, OPTIONS);
        }
    }

    private static void assertConflict(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.WRITE_CONFLICT));
    }

    private static void put(Store store, long tree, int key, byte[] value) {
        WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
        transaction.put(tree, key(key), value);
        transaction.commit();
    }

    private static byte[] value(int number) {
        byte[] value = new byte[20 + number % 97];
        Arrays.fill(value, (byte) number);
        return value;
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }
}
