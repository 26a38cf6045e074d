/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.EntryCursor;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The disk is full when a transaction that is larger than its memory wants to write its changes out: the change fails with DISK_FULL, all
 * changes before it stay, and once there is room the transaction goes on and commits, or it is rolled back and leaves nothing.
 */
class SpillOnFullDiskTest {
    private static final int TREES = 3;
    private static final CommitOptions SMALL = new CommitOptions(true, 1_000, 20_000);

    @Test
    void theTransactionGoesOnWhenThereIsRoomAgain() {
        Seed.forEach(6, random -> {
            SimulatedFile file = new SimulatedFile();
            SimulatedDatabase.create(file, random);
            Database database = SimulatedDatabase.open(file, random);
            TreeMap<Integer, Integer> committed = new TreeMap<>();
            try (Transaction first = database.transactions().beginWrite(SMALL, false)) {
                change(first, random, committed, 300);
                first.commit();
            }
            file.limitSize(file.size() + random.nextInt(2 << 20));
            TreeMap<Integer, Integer> model = new TreeMap<>(committed);
            Transaction transaction = database.transactions().beginWrite(SMALL, false);
            StoreErrorCode code = null;
            for (int i = 0; i < 30_000 && code == null; i++) {
                code = change(transaction, random, model, 1);
            }
            assertThat(code).isEqualTo(StoreErrorCode.DISK_FULL);
            assertThat(read(transaction)).isEqualTo(model);
            assertThat(read(database)).isEqualTo(committed);
            file.limitSize(Long.MAX_VALUE);
            boolean commits = random.nextInt(3) > 0;
            if (commits) {
                assertThat(change(transaction, random, model, 200)).isNull();
                assertThat(read(transaction)).isEqualTo(model);
                transaction.commit();
                committed = model;
            }
            transaction.close();
            database.checkpoint(1_000);
            database.checkpoint(1_000);
            assertThat(read(database)).isEqualTo(committed);
            assertThat(database.check(1_000).findings()).isEmpty();
            assertThat(read(SimulatedDatabase.open(file.crash(random), random))).isEqualTo(committed);
        });
    }

    /** Some trees' changes are in the file and others' are not when there is no more room: all since the savepoint are undone all the same. */
    @Test
    void aSavepointIsReachedAgainAfterAChangeThatFailedHalfWay() {
        Seed.forEach(6, random -> {
            SimulatedFile file = new SimulatedFile();
            SimulatedDatabase.create(file, random);
            Database database = SimulatedDatabase.open(file, random);
            Transaction transaction = database.transactions().beginWrite(SMALL, false);
            for (int i = 0; i < 200; i++) {
                changeAny(transaction, random);
            }
            List<TreeMap<Integer, Integer>> before = readAll(transaction);
            long mark = transaction.savepoint();
            file.limitSize(file.size() + random.nextInt(1 << 20));
            assertThatThrownBy(() -> {
                        while (true) {
                            changeAny(transaction, random);
                        }
                    })
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.DISK_FULL));
            transaction.rollbackTo(mark);
            assertThat(readAll(transaction)).isEqualTo(before);
            file.limitSize(Long.MAX_VALUE);
            transaction.commit();
            try (Transaction reader = database.transactions().beginRead()) {
                assertThat(readAll(reader)).isEqualTo(before);
            }
        });
    }

    private static void changeAny(Transaction transaction, Random random) {
        byte[] key = ByteBuffer.allocate(4).putInt(random.nextInt(20_000)).array();
        byte[] value = new byte[1 + random.nextInt(600)];
        random.nextBytes(value);
        transaction.set(1 + random.nextInt(TREES), key, value, null);
    }

    private static List<TreeMap<Integer, Integer>> readAll(Transaction transaction) {
        List<TreeMap<Integer, Integer>> trees = new ArrayList<>();
        for (int tree = 1; tree <= TREES; tree++) {
            trees.add(read(transaction, tree));
        }
        return trees;
    }

    /** Makes changes until one fails, which is not made. */
    private static StoreErrorCode change(
            Transaction transaction, Random random, TreeMap<Integer, Integer> model, int changes) {
        for (int i = 0; i < changes; i++) {
            int key = random.nextInt(20_000);
            byte[] bytes = ByteBuffer.allocate(4).putInt(key).array();
            byte[] value = new byte[1 + random.nextInt(600)];
            random.nextBytes(value);
            try {
                transaction.set(1, bytes, value, null);
                model.put(key, Arrays.hashCode(value));
            } catch (StoreException e) {
                return e.code();
            }
        }
        return null;
    }

    private static TreeMap<Integer, Integer> read(Database database) {
        try (Transaction transaction = database.transactions().beginRead()) {
            return read(transaction);
        }
    }

    private static TreeMap<Integer, Integer> read(Transaction transaction) {
        return read(transaction, 1);
    }

    private static TreeMap<Integer, Integer> read(Transaction transaction, int tree) {
        TreeMap<Integer, Integer> entries = new TreeMap<>();
        EntryCursor cursor = transaction.cursor(tree, KeyRange.all(), false);
        while (cursor.next()) {
            entries.put(
                    ByteBuffer.wrap(cursor.key().toByteArray()).getInt(),
                    Arrays.hashCode(cursor.value().toByteArray()));
        }
        return entries;
    }
}
