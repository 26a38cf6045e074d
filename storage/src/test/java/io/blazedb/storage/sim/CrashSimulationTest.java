/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seeded workloads of several processes, stopped before every single write and sync, in every {@link Aftermath}; each time reopened,
 * compared with a plain model and checked page by page; then used further, stopped again and reopened again.
 *
 * <p>Promised: every acknowledged commit is there; of those in flight, all or nothing; nothing else.
 */
class CrashSimulationTest {
    private static final System.Logger LOG = System.getLogger(CrashSimulationTest.class.getName());

    @TempDir
    Path directory;

    private int lockFiles;
    private long points;
    private long reopenings;

    @Test
    void everyAcknowledgedCommitSurvivesAStopAtEveryWriteAndSync() {
        Seed.forEach(3, random -> explore(random, 14, 12));
        report();
        assertThat(points).as("writes and syncs that were stopped at").isGreaterThan(100);
    }

    @Test
    @Tag("soak")
    void theSameForLong() {
        Soak.run(random -> explore(random, 20 + random.nextInt(60), 2));
        report();
    }

    private void report() {
        LOG.log(
                System.Logger.Level.INFO,
                "stopped at " + points + " writes and syncs, reopened " + reopenings + " times");
    }

    /** One workload from an empty file on; every {@code deepenOneIn}-th wreck is used further and stopped again. */
    private void explore(Random random, int steps, int deepenOneIn) {
        SimulatedFile disk = new SimulatedFile();
        SimulatedDatabase.create(disk, new Random(random.nextLong()));
        History history = new History(new History.State(), SimulatedDatabase.key());
        Path lock = directory.resolve("lock" + lockFiles++);
        Runnable stop = () -> {
            points++;
            for (Aftermath aftermath : Aftermath.values()) {
                Random own = new Random(random.nextLong());
                reopen(disk.left(aftermath, own), history, aftermath, own, own.nextInt(deepenOneIn) == 0);
            }
        };
        live(disk, () -> SharedState.open(lock), history, new Random(random.nextLong()), stop, 2, steps);
        stop.run();
    }

    private static void live(
            SimulatedFile disk,
            Supplier<SharedState> sharedStates,
            History history,
            Random random,
            Runnable stop,
            int processes,
            int steps) {
        new Workload(disk, sharedStates, history, random, stop).run(processes, steps);
    }

    /** Opens what is left, finds which of the allowed states it is, and checks every page; perhaps goes on, to stop again. */
    private void reopen(SimulatedFile left, History before, Aftermath aftermath, Random random, boolean deepen) {
        reopenings++;
        boolean[] opening = {deepen};
        HookedFile file = new HookedFile(left, () -> {
            if (opening[0]) {
                // Within the recovery: what only the processes' death had left may yet be lost, nothing else.
                Aftermath second = any(random);
                reopen(
                        left.left(second, random),
                        before,
                        aftermath == Aftermath.KILLED ? second : aftermath,
                        random,
                        false);
            }
        });
        History.Found found = before.open(file, new Random(random.nextLong()));
        opening[0] = false;
        Database database = found.database();
        History.State state = before.recognize(History.read(database), aftermath);
        if (!deepen) {
            assertThat(database.check(1_000).findings()).isEmpty();
            assertThat(state.isIn(History.read(database))).isTrue();
            commitPrepared(database, state.copy());
        }
        SimulatedDatabase.kill(database);
        if (deepen) {
            History after = new History(state, found.key());
            Runnable stop = () -> {
                points++;
                Aftermath second = any(random);
                reopen(left.left(second, random), after, second, random, false);
            };
            live(left, SharedState::inMemory, after, new Random(random.nextLong()), stop, 1, 6);
        }
    }

    /** What was prepared is whole: all of it can still be committed. */
    private static void commitPrepared(Database database, History.State state) {
        if (state.prepared().isEmpty()) {
            return;
        }
        state.prepared().forEach((name, changes) -> {
            database.transactions().commitPrepared(name, new CommitOptions(true, 1_000));
            state.apply(changes);
        });
        state.prepared().clear();
        assertThat(state.isIn(History.read(database))).as("what was prepared").isTrue();
    }

    private static Aftermath any(Random random) {
        return Aftermath.values()[random.nextInt(Aftermath.values().length)];
    }
}
