/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.EntryCursor;
import io.blazedb.storage.tx.Transaction;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Transactions with little memory whose keys come more or less in order, so that runs are put one behind the other, against a map.
 */
class RunsInOrderTest {
    private static final long TREE = 1;
    private static final int STEPS = 3_000;
    private static final int MEMORY_BYTES = 6_000;

    private final TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    private int next;

    @Test
    void whatAnOrderedTransactionWritesIsThere() {
        Seed.forEach(6, this::run);
    }

    private void run(Random random) {
        model.clear();
        next = 1 << 24;
        SimulatedFile disk = new SimulatedFile();
        SimulatedDatabase.create(disk, random);
        boolean descending = random.nextBoolean();
        int strays = random.nextBoolean() ? 0 : 1 + random.nextInt(400);
        try (Database database = SimulatedDatabase.open(new HookedFile(disk, () -> {}), random)) {
            for (int i = 0; i < 2; i++) {
                Transaction transaction =
                        database.transactions().beginWrite(new CommitOptions(false, 1_000, MEMORY_BYTES), false);
                write(transaction, random, descending, strays);
                assertSame(transaction);
                transaction.commit();
                assertSame(database);
                database.checkpoint(1_000);
                assertSame(database);
                database.checkpoint(1_000);
                assertThat(database.check(1_000).findings()).isEmpty();
            }
        }
        try (Database again = SimulatedDatabase.open(disk, random)) {
            assertSame(again);
        }
    }

    private void write(Transaction transaction, Random random, boolean descending, int strays) {
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(300) == 0) {
                rollBack(transaction, random, descending, strays);
            }
            change(transaction, random, descending, strays);
            if (random.nextInt(20) == 0) {
                byte[] key = key((1 << 24) + random.nextInt(2 * STEPS) - STEPS);
                assertThat(transaction.get(TREE, key)).isEqualTo(model.get(key));
            }
        }
    }

    private void rollBack(Transaction transaction, Random random, boolean descending, int strays) {
        long savepoint = transaction.savepoint();
        TreeMap<byte[], byte[]> before = new TreeMap<>(model);
        int place = next;
        for (int i = random.nextInt(400); i > 0; i--) {
            change(transaction, random, descending, strays);
        }
        if (random.nextBoolean()) {
            transaction.rollbackTo(savepoint);
            model.clear();
            model.putAll(before);
            next = random.nextBoolean() ? place : next;
        }
        transaction.releaseSavepoint(savepoint);
    }

    private void change(Transaction transaction, Random random, boolean descending, int strays) {
        boolean stray = strays > 0 && random.nextInt(strays) == 0;
        next += descending ? -1 : 1;
        byte[] key = key(stray ? (1 << 24) + random.nextInt(2 * STEPS) - STEPS : next);
        byte[] value = new byte[random.nextInt(500) == 0 ? 40_000 : random.nextInt(120)];
        random.nextBytes(value);
        if (stray && random.nextBoolean()) {
            transaction.set(TREE, key, null, null);
            model.remove(key);
        } else if (value.length > 0 && random.nextInt(100) == 0) {
            transaction.setLarge(TREE, key, new ByteArrayInputStream(value), value.length);
            model.put(key, value);
        } else {
            transaction.set(TREE, key, value, null);
            model.put(key, value);
        }
    }

    private void assertSame(Database database) {
        try (Transaction reader = database.transactions().beginRead()) {
            assertSame(reader);
        }
    }

    private void assertSame(Transaction reader) {
        TreeMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
        EntryCursor cursor = reader.cursor(TREE, KeyRange.all(), false);
        while (cursor.next()) {
            found.put(cursor.key().toByteArray(), cursor.value().toByteArray());
        }
        assertThat(found.keySet()).containsExactlyElementsOf(model.keySet());
        model.forEach((key, value) -> {
            assertThat(found.get(key)).isEqualTo(value);
            assertThat(reader.get(TREE, key)).isEqualTo(value);
        });
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }
}
