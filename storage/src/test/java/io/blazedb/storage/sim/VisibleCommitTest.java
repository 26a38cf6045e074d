/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Commits that are visible before they are durable: what a crash may undo, and what it must not. */
class VisibleCommitTest {
    private static final CommitOptions DURABLE = new CommitOptions(true, 1_000);
    private static final long TREE = 100;

    @Test
    void itIsVisibleWithoutASyncAndDurableAfterOne() {
        Random random = new Random(1);
        SimulatedFile disk = new SimulatedFile();
        SimulatedDatabase.create(disk, random);
        Database database = SimulatedDatabase.open(disk, random);
        put(database, 1, false);
        long forces = disk.forces();
        long sequence = put(database, 2, true);
        assertThat(disk.forces()).isEqualTo(forces);
        assertThat(values(database)).containsExactly(1, 2);
        database.sync(sequence);
        assertThat(disk.forces()).isEqualTo(forces + 1);
        assertThat(values(SimulatedDatabase.open(disk.crash(random), random))).containsExactly(1, 2);
        SimulatedDatabase.kill(database);
    }

    /** One that would show somebody else's commit, which still waits for the disk, syncs both. */
    @Test
    void itShowsNothingOfOthersThatIsNotDurable() {
        Random random = new Random(1);
        SimulatedFile disk = new SimulatedFile();
        SimulatedDatabase.create(disk, random);
        Database[] opened = new Database[1];
        List<Integer> seenByOther = new ArrayList<>();
        boolean[] once = new boolean[1];
        long[] forces = new long[2];
        HookedFile hooked = HookedFile.beforeForce(disk, () -> {
            if (!once[0] && opened[0] != null && opened[0].visibleSequence() == 1) {
                once[0] = true;
                forces[0] = disk.forces();
                Thread other = new Thread(() -> put(opened[0], 3, true));
                other.start();
                while (other.getState() != Thread.State.WAITING && other.isAlive()) {
                    Thread.onSpinWait();
                }
                seenByOther.addAll(values(opened[0]));
                forces[1] = disk.forces();
            }
        });
        opened[0] = SimulatedDatabase.open(hooked, SharedState.inMemory(), random);
        put(opened[0], 1, false);
        put(opened[0], 2, false);
        assertThat(once[0]).isTrue();
        assertThat(seenByOther.size() == 1 || forces[1] > forces[0]).isTrue();
        SimulatedDatabase.kill(opened[0]);
    }

    @Test
    void aCrashLeavesAPrefixThatHoldsEverythingSynced() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            SimulatedFile disk = new SimulatedFile();
            SimulatedDatabase.create(disk, random);
            Database database = SimulatedDatabase.open(disk, random);
            int synced = 0;
            int commits = 1 + random.nextInt(20);
            for (int i = 1; i <= commits; i++) {
                boolean visibly = random.nextBoolean();
                long sequence = put(database, i, visibly);
                if (!visibly || random.nextInt(3) == 0) {
                    database.sync(sequence);
                    synced = i;
                }
            }
            Database after = SimulatedDatabase.open(disk.crash(random), random);
            List<Integer> left = values(after);
            assertThat(left.size()).as("seed " + seed).isBetween(synced, commits);
            for (int i = 0; i < left.size(); i++) {
                assertThat(left.get(i)).as("seed " + seed).isEqualTo(i + 1);
            }
            put(after, left.size() + 1, true);
            assertThat(values(after)).hasSize(left.size() + 1);
            SimulatedDatabase.kill(after);
            SimulatedDatabase.kill(database);
        }
    }

    private static long put(Database database, int number, boolean visibly) {
        try (Transaction transaction = database.transactions().beginWrite(DURABLE, false)) {
            transaction.set(TREE, new byte[] {(byte) number}, new byte[] {(byte) number}, null);
            return visibly ? transaction.commitVisibly() : transaction.commit();
        }
    }

    private static List<Integer> values(Database database) {
        List<Integer> values = new ArrayList<>();
        try (Transaction reader = database.transactions().beginRead()) {
            for (int i = 1; reader.get(TREE, new byte[] {(byte) i}) != null; i++) {
                values.add(i);
            }
        }
        return values;
    }
}
