/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
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
 * <p>In others, processes die alone while the rest go on, before everything stops.
 *
 * <p>Promised: every acknowledged commit is there; of those in flight, all or nothing; nothing else.
 */
class CrashSimulationTest {
    private static final System.Logger LOG = System.getLogger(CrashSimulationTest.class.getName());

    private static final int DEATH_SEEDS = 8;
    private static final int MORE_BYTES = 20_000;
    private static final int FREED_BYTES = 4_000_000;

    @TempDir
    Path directory;

    private int lockFiles;
    private long points;
    private long reopenings;
    private long deaths;

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

    @Test
    void whatADeadProcessHadNotPublishedIsNeverInTheWayOfTheLiving() {
        Seed.forEach(DEATH_SEEDS, random -> exploreDeaths(random, 24));
        report();
        assertThat(deaths).as("processes that died alone").isPositive();
    }

    @Test
    @Tag("soak")
    void theSameOfDeathsForLong() {
        Soak.run(random -> exploreDeaths(random, 20 + random.nextInt(60)));
        report();
    }

    private void report() {
        LOG.log(
                System.Logger.Level.INFO,
                "stopped at " + points + " writes and syncs, reopened " + reopenings + " times, " + deaths
                        + " processes died alone");
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

    /** Processes that die one by one while others go on; everything stops while frames of the dead may still be found, and now and then. */
    private void exploreDeaths(Random random, int steps) {
        SimulatedFile disk = new SimulatedFile();
        SimulatedDatabase.create(disk, new Random(random.nextLong()));
        History history = new History(new History.State(), SimulatedDatabase.key());
        Path lock = directory.resolve("lock" + lockFiles++);
        Runnable stop = () -> {
            if (history.hasGhosts() ? random.nextInt(2) == 0 : random.nextInt(16) == 0) {
                points++;
                Aftermath aftermath = random.nextBoolean() ? Aftermath.KILLED : any(random);
                Random own = new Random(random.nextLong());
                reopen(disk.left(aftermath, own), history, aftermath, own, false);
            }
        };
        Random own = new Random(random.nextLong());
        if (random.nextInt(3) == 0) {
            leaveFreePages(disk, random);
        }
        Workload workload = new Workload(disk, () -> SharedState.open(lock), history, own, stop).withDeaths(lock);
        workload.run(3, steps);
        deaths += workload.deaths();
    }

    /** Room within the file, for large transactions and for the log. */
    private static void leaveFreePages(SimulatedFile disk, Random random) {
        Database database = SimulatedDatabase.open(new HookedFile(disk, () -> {}), new Random(random.nextLong()));
        for (byte[] value : new byte[][] {new byte[FREED_BYTES], null}) {
            try (Transaction transaction = database.transactions().beginWrite(new CommitOptions(true, 1_000), false)) {
                transaction.set(1, new byte[4], value, null);
                transaction.commit();
            }
            database.checkpoint(1_000);
        }
        database.close();
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
            goOn(database, state.copy());
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

    /** What was prepared is whole: all of it can still be committed. And what is written now has its place to itself. */
    private static void goOn(Database database, History.State state) {
        state.prepared().forEach((name, changes) -> {
            database.transactions().commitPrepared(name, new CommitOptions(true, 1_000));
            state.apply(changes);
        });
        state.prepared().clear();
        try (Transaction transaction = database.transactions().beginWrite(new CommitOptions(true, 1_000), false)) {
            byte[] value = new byte[MORE_BYTES];
            transaction.set(1, new byte[4], value, null);
            transaction.commit();
            state.entries().put(History.name(1, new byte[4]), History.text(value));
        }
        assertThat(database.check(1_000).findings()).isEmpty();
        assertThat(state.isIn(History.read(database))).as("used further").isTrue();
    }

    private static Aftermath any(Random random) {
        return Aftermath.values()[random.nextInt(Aftermath.values().length)];
    }
}
