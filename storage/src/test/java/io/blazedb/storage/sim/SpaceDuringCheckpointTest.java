/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A transaction takes pages for itself while another process makes a checkpoint, at every write and sync of it, played by one thread.
 * Whatever becomes of the transaction, no page is lost and none belongs to two.
 */
class SpaceDuringCheckpointTest {
    private static final long TREE = 1;
    private static final int ROWS = 160;
    private static final int VALUE_BYTES = 60_000;
    private static final int SMALL_ROWS = 200;
    private static final CommitOptions OPTIONS = new CommitOptions(false, 1_000);

    private enum Ending {
        COMMIT,
        ROLLBACK,
        COMMIT_LATER,
        DEATH
    }

    @TempDir
    Path directory;

    private final Random random = new Random(5);
    private final TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    private Runnable hook = () -> {};
    private int locks;

    @ParameterizedTest
    @EnumSource
    void pagesAreTakenAtSomeStepsOfACheckpoint(Ending ending) {
        int steps = stepsOf();
        // The bitmap, the meta page and the receipt are the last ones.
        Stream.of(0, steps / 2 + random.nextInt(steps / 4), steps - 4, steps - 2 - random.nextInt(2))
                .forEach(step -> takeAt(step, ending));
    }

    @Tag("soak")
    @ParameterizedTest
    @EnumSource
    void pagesAreTakenAtEveryStepOfACheckpoint(Ending ending) {
        int steps = stepsOf();
        for (int step = 0; step < steps; step++) {
            takeAt(step, ending);
        }
    }

    private int stepsOf() {
        int steps = takeAt(Integer.MAX_VALUE, Ending.COMMIT);
        assertThat(steps).as("writes and syncs of the checkpoint").isGreaterThan(8);
        return steps;
    }

    /** Returns how many writes and syncs the checkpoint had. */
    private int takeAt(int step, Ending ending) {
        SimulatedFile disk = new SimulatedFile();
        SimulatedDatabase.create(disk, random);
        model.clear();
        Path lock = directory.resolve("lock" + locks++);
        Database two = open(disk, lock);
        put(two, 0, SMALL_ROWS, 3_000);
        two.checkpoint(1_000);
        put(two, 100, SMALL_ROWS, 3_000);
        Database one = SimulatedDatabase.open(new HookedFile(disk, () -> {}), SharedState.open(lock), random);
        Transaction[] large = new Transaction[1];
        int[] done = new int[1];
        hook = () -> {
            if (done[0]++ == step) {
                large[0] = begin(one, ending);
            }
        };
        two.checkpoint(1_000);
        hook = () -> {};
        if (large[0] != null && ending == Ending.COMMIT_LATER) {
            put(two, 5_000, 10, 3_000);
            large[0].commit();
            remember();
        }
        if (ending == Ending.DEATH) {
            // It poisons what the two share, so the other one has to open the file again as well.
            SimulatedDatabase.kill(one);
            two.close();
            two = open(disk, lock);
        } else {
            one.close();
        }
        assertSound(two);
        two.close();
        try (Database again = open(disk, lock)) {
            again.checkpoint(1_000);
            assertSound(again);
        }
        return done[0];
    }

    private Database open(SimulatedFile disk, Path lock) {
        return SimulatedDatabase.open(new HookedFile(disk, () -> hook.run()), SharedState.open(lock), random);
    }

    private Transaction begin(Database one, Ending ending) {
        Transaction large = one.transactions().beginWrite(OPTIONS, false);
        Random values = new Random(7);
        for (int i = 0; i < ROWS; i++) {
            byte[] value = new byte[VALUE_BYTES];
            values.nextBytes(value);
            large.set(TREE, key(10_000 + i), value, null);
        }
        if (ending == Ending.COMMIT) {
            large.commit();
            remember();
        } else if (ending == Ending.ROLLBACK) {
            large.close();
        }
        return large;
    }

    private void remember() {
        Random values = new Random(7);
        for (int i = 0; i < ROWS; i++) {
            byte[] value = new byte[VALUE_BYTES];
            values.nextBytes(value);
            model.put(key(10_000 + i), value);
        }
    }

    private void put(Database database, int from, int rows, int bytes) {
        try (Transaction transaction = database.transactions().beginWrite(OPTIONS, false)) {
            for (int i = from; i < from + rows; i++) {
                byte[] value = new byte[bytes];
                random.nextBytes(value);
                transaction.set(TREE, key(i), value, null);
                model.put(key(i), value);
            }
            transaction.commit();
        }
    }

    private void assertSound(Database database) {
        assertThat(database.check(1_000).findings()).isEmpty();
        try (Transaction reader = database.transactions().beginRead()) {
            model.forEach((key, value) -> assertThat(reader.get(TREE, key)).isEqualTo(value));
        }
    }

    private static byte[] key(int number) {
        return new byte[] {(byte) (number >>> 16), (byte) (number >>> 8), (byte) number};
    }
}
