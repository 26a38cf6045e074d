/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.EntryCursor;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The memory gives out at every read, write and sync of a workload: what was acknowledged stays, and of the transaction in question there is
 * all or nothing. Which of them can be read at once, unless it was in the sync; then nobody writes any more until the file is reopened.
 */
class OutOfMemoryTest {
    private static final CommitOptions DURABLE = new CommitOptions(true, 1_000);
    private static final int COMMITS = 14;

    @Test
    void theMemoryGivesOutAnywhere() {
        Seed.forEach(2, random -> {
            long seed = random.nextLong();
            int points = run(new Random(seed), Integer.MAX_VALUE);
            assertThat(points).isGreaterThan(40);
            for (int point = 1; point <= points; point++) {
                run(new Random(seed), point);
            }
        });
    }

    /** Another thread of the program has taken all memory for a moment: the thread that cares for the log is still there afterwards. */
    @Test
    void theThreadThatMakesCheckpointsOutlivesIt() throws InterruptedException {
        Random random = new Random(1);
        SimulatedFile file = new SimulatedFile();
        SimulatedDatabase.create(file, random);
        Semaphore writes = new Semaphore(0);
        HookedFile hooked = new HookedFile(file, () -> {
            if (Thread.currentThread().getName().startsWith("blazedb-checkpoint")) {
                writes.release();
                throw new OutOfMemoryError("simulated");
            }
        });
        try (Database database = SimulatedDatabase.openWithThreads(hooked, random)) {
            for (int i = 0; i < 3; i++) {
                commit(database, random, new TreeMap<>());
                assertThat(writes.tryAcquire(20, TimeUnit.SECONDS))
                        .as("receipt of commit %d", i)
                        .isTrue();
            }
        }
    }

    /** Runs the workload; at one of its operations on the file memory is out. How many operations there were. */
    private static int run(Random random, int failAt) {
        SimulatedFile file = new SimulatedFile();
        SimulatedDatabase.create(file, random);
        int[] operations = {0};
        Runnable hook = () -> {
            if (++operations[0] == failAt) {
                throw new OutOfMemoryError("simulated");
            }
        };
        HookedFile hooked = new HookedFile(file, hook) {
            @Override
            public int read(long position, byte[] into, int offset, int length) {
                hook.run();
                return super.read(position, into, offset, length);
            }
        };
        TreeMap<Integer, Integer> model = new TreeMap<>();
        TreeMap<Integer, Integer> maybe = model;
        // What a sync in which the memory gave out may still have made durable, until the next commit.
        TreeMap<Integer, Integer> doubtful = model;
        try {
            Database database = SimulatedDatabase.open(hooked, random);
            for (int i = 0; i < COMMITS; i++) {
                TreeMap<Integer, Integer> next = new TreeMap<>(model);
                maybe = next;
                try {
                    commit(database, random, next);
                    model = next;
                    doubtful = next;
                } catch (OutOfMemoryError e) {
                    // All or nothing: and from now on it is the one or the other.
                    TreeMap<Integer, Integer> seen = read(database);
                    assertThat(seen).isIn(model, next);
                    model = seen;
                    doubtful = next;
                }
                maybe = model;
                try {
                    if (i % 5 == 4) {
                        database.checkpoint(1_000);
                    }
                } catch (OutOfMemoryError e) {
                    // The next one makes up for it.
                    assertThat(read(database)).isEqualTo(model);
                }
            }
            database.checkpoint(1_000);
            assertThat(database.check(1_000).findings()).isEmpty();
            assertThat(read(database)).isEqualTo(model);
        } catch (StoreException e) {
            // A sync about which nobody knows is final.
            assertThat(e.code()).as("point %s", failAt).isEqualTo(StoreErrorCode.WRITER_POISONED);
        } catch (OutOfMemoryError e) {
            // While the file was opened, or at the end: what follows is the same.
            assertThat(operations[0]).isGreaterThanOrEqualTo(failAt);
        }
        Database reopened = SimulatedDatabase.open(file.crash(random), random);
        assertThat(read(reopened)).as("point %s", failAt).isIn(model, maybe, doubtful);
        assertThat(reopened.check(1_000).findings()).isEmpty();
        return operations[0];
    }

    private static void commit(Database database, Random random, TreeMap<Integer, Integer> next) {
        try (Transaction transaction = database.transactions().beginWrite(DURABLE, false)) {
            for (int i = 0; i < 5; i++) {
                int key = random.nextInt(60);
                byte[] value = new byte[1 + random.nextInt(random.nextInt(15) == 0 ? 30_000 : 500)];
                random.nextBytes(value);
                transaction.set(1, ByteBuffer.allocate(4).putInt(key).array(), value, null);
                next.put(key, Arrays.hashCode(value));
            }
            transaction.commit();
        }
    }

    private static TreeMap<Integer, Integer> read(Database database) {
        TreeMap<Integer, Integer> entries = new TreeMap<>();
        try (Transaction transaction = database.transactions().beginRead()) {
            EntryCursor cursor = transaction.cursor(1, KeyRange.all(), false);
            while (cursor.next()) {
                entries.put(
                        ByteBuffer.wrap(cursor.key().toByteArray()).getInt(),
                        Arrays.hashCode(cursor.value().toByteArray()));
            }
        }
        return entries;
    }
}
