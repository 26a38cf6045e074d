/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.log.Limits;
import io.blazedb.storage.process.SharedMemoryImage;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A seeded life of a database: processes that open and close it, several open transactions in each, with savepoints, deletions, cleared
 * trees and large values, changes that go to the file before their transaction commits, and streamed values, a tree whose leaves
 * keep columns apart, commits with and without a sync, also while another process is in its own sync or checkpoint, checkpoints,
 * prepared transactions and changes of the key. If asked to, it lets single processes die at any of their writes, syncs and cuts, and single
 * writes fail, while the others go on.
 *
 * <p>All of it in one thread, so that a seed is one history; before every write and sync it calls a hook.
 */
final class Workload {
    private static final int KEYS = 30;
    private static final long LITTLE_MEMORY_BYTES = 1_000;

    private final StorageFile disk;
    private final Supplier<SharedState> sharedStates;
    private final History history;
    private final Random random;
    private final RandomValues values;
    private final Runnable beforeChange;
    private final List<Process> processes = new ArrayList<>();
    /** Whether another process acts within the sync of one. It uses keys of its own then: a conflict would wait for that very sync. */
    private boolean nested;

    /** Whether the transaction that commits looks for conflicts before it appends. */
    private boolean alone;

    /** The lock file of processes that die alone; null if none does. */
    private @Nullable Path deadly;

    private final LogEnd logEnd = new LogEnd();
    /** How many steps are still to be taken in which nobody begins anything. */
    private int quietSteps;

    private int deaths;

    /** One process: its database and the transactions that it has begun. */
    private final class Process {
        final SharedState shared = sharedStates.get();
        final MortalFile file = new MortalFile(disk, logEnd, this::beforeChange, this::beforeForce, this::atEnd);
        final Database database;
        final List<Running> running = new ArrayList<>();
        /** What processes shared when this one died or a write of it failed. */
        private @Nullable SharedMemoryImage end;

        private @Nullable InFlight inFlight;

        Process() {
            database = SimulatedDatabase.open(file, shared, history.key(), new Random(random.nextLong()));
        }

        private void beforeChange() {
            history.observe(shared.appendedFrame(), shared.durableFrame());
            beforeChange.run();
        }

        private void atEnd() {
            end = new SharedMemoryImage(Objects.requireNonNull(deadly));
            if (file.isDead()) {
                // What its code does while it ends is undone; with this it does less.
                shared.poison();
            }
        }

        /** While this process syncs, others commit and make checkpoints. */
        private void beforeForce() {
            beforeChange();
            boolean blocksOthers = alone || shared.appendLock().isHeldByCurrentThread();
            if (nested || blocksOthers || processes.size() < 2 || !processes.contains(this) || random.nextInt(4) > 0) {
                return;
            }
            nested = true;
            try {
                Process other = processes.get(random.nextInt(processes.size()));
                if (other != this) {
                    boolean merges =
                            random.nextInt(3) == 0 && !shared.checkpointLock().isHeldByCurrentThread();
                    mortally(other, () -> {
                        if (merges) {
                            other.database.checkpoint(1_000);
                        } else {
                            begin(other);
                            commit(other);
                        }
                    });
                }
            } finally {
                nested = false;
            }
        }
    }

    /**
     * A change that a process is making.
     *
     * @param change its number in the history
     * @param published whether it is in the log for everybody
     */
    private record InFlight(int change, Predicate<SharedMemoryImage> published) {}

    /**
     * A workload on the disk.
     *
     * @param sharedStates the state that processes share, one object for each
     * @param history takes what is appended and acknowledged
     * @param beforeChange called before each write and sync
     */
    Workload(
            StorageFile disk,
            Supplier<SharedState> sharedStates,
            History history,
            Random random,
            Runnable beforeChange) {
        this.disk = disk;
        this.sharedStates = sharedStates;
        this.history = history;
        this.random = random;
        this.values = new RandomValues(random);
        this.beforeChange = beforeChange;
    }

    /** Lets processes die alone, which share the memory behind the lock file, and single writes fail. */
    Workload withDeaths(Path lockFile) {
        deadly = lockFile;
        values.preferLarge();
        return this;
    }

    /** How many processes have died alone. */
    int deaths() {
        return deaths;
    }

    /** Opens so many processes, takes so many steps and closes every process but the last, which may just stop. */
    void run(int processCount, int steps) {
        for (int i = 0; i < processCount; i++) {
            processes.add(new Process());
        }
        for (int step = 0; step < steps; step++) {
            Process process = processes.get(random.nextInt(processes.size()));
            if (deadly == null) {
                step(process);
            } else {
                perilousStep(process, processCount);
            }
        }
        processes.forEach(process -> process.file.spare());
        while (processes.size() > 1) {
            leave(processes.get(0));
        }
        Process last = processes.get(0);
        // What one published that died before it was durable.
        last.database.sync(Long.MAX_VALUE);
        if (!history.latest().isIn(History.read(last.database))) {
            throw new AssertionError("the database does not hold what was committed");
        }
        if (random.nextBoolean()) {
            int appended = history.size() - 1;
            leave(last);
            history.acknowledge(appended, true);
        } else {
            SimulatedDatabase.kill(last.database);
        }
    }

    private void step(Process process) {
        switch (random.nextInt(24)) {
            case 0, 1, 2 -> checkpoint(process);
            case 3, 4 -> prepare(process);
            case 5, 6 -> decide(process);
            case 7 -> changeKey();
            case 8 -> {
                if (processes.size() > 1) {
                    leave(process);
                    processes.add(new Process());
                }
            }
            case 9, 10 -> begin(process);
            default -> {
                begin(process);
                commit(process);
            }
        }
    }

    /** A step within which the process may die; or, after a death, one of those who live, in which nothing is appended. */
    private void perilousStep(Process process, int processCount) {
        if (processes.size() < processCount && random.nextInt(3) == 0) {
            processes.add(new Process());
        }
        if (quietSteps > 0) {
            quietSteps--;
            mortally(process, () -> checkpoint(process));
            return;
        }
        processes.forEach(each -> each.file.spare());
        if (random.nextInt(3) == 0) {
            fillSegment(process);
        }
        switch (random.nextInt(6)) {
            case 0, 1, 2 -> process.file.dieAt(1 + random.nextInt(random.nextBoolean() ? 8 : 40));
            case 3 -> process.file.failAt(1 + random.nextInt(random.nextBoolean() ? 3 : 20), random.nextInt(3) / 2.0);
            default -> {
                // Nothing happens to it.
            }
        }
        mortally(process, () -> step(process));
    }

    /** Runs what a process does, in the middle of which it may die or fail. */
    private void mortally(Process process, Runnable action) {
        try {
            action.run();
        } catch (MortalFile.Death | StoreException e) {
            if (process.end == null) {
                throw e;
            }
        }
        SharedMemoryImage end = process.end;
        if (end == null) {
            return;
        }
        process.end = null;
        if (process.file.isDead()) {
            bury(process, end);
        }
        settle(process, end);
        if (process.file.isDead()) {
            quietSteps = random.nextInt(4);
            SharedState shared = processes.get(0).shared;
            if (shared.visibleSequence() < shared.appendedSequence() && random.nextInt(4) > 0) {
                // Or else whoever conflicts with it waits for it in vain.
                processes.get(0).database.sync(Long.MAX_VALUE);
            }
        }
    }

    /** Ends the code of a process that has died, without a trace but what it had left in the file and in the shared memory. */
    private void bury(Process dead, SharedMemoryImage end) {
        deaths++;
        processes.remove(dead);
        dead.running.forEach(running -> running.transaction.close());
        SimulatedDatabase.kill(dead.database);
        end.restore();
        if (processes.isEmpty()) {
            dead.inFlight = null;
            Process first = new Process();
            processes.add(first);
            history.restart(history.recognize(History.read(first.database), Aftermath.KILLED));
        }
    }

    /** What became of the change of a process that died or failed: it is there for all, or for nobody. */
    private void settle(Process process, SharedMemoryImage end) {
        InFlight inFlight = process.inFlight;
        process.inFlight = null;
        if (inFlight == null) {
            history.haunt(end.appendedFrame());
        } else if (inFlight.published.test(end)) {
            history.acknowledge(inFlight.change, false);
        } else {
            history.haunt(inFlight.change, end.appendedFrame());
        }
    }

    /** Commits a record that ends where its segment ends: the next one begins with a link. */
    private void fillSegment(Process process) {
        long room = logEnd.room();
        int frame = Limits.FRAME_PLAIN_BYTES_MAX + Limits.ALIGNMENT_BYTES;
        if (room < 2L * Limits.ALIGNMENT_BYTES || room > 2L * frame) {
            return;
        }
        // About 70 bytes are the frame's, and fewer the record's.
        int bytes = (int) (room > frame ? room - Limits.ALIGNMENT_BYTES : room) - 200;
        Running running = beginTransaction(process, false);
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        running.set(1, 0, value, random);
        process.running.remove(running);
        commit(process, running);
    }

    private void checkpoint(Process process) {
        int appended = history.size() - 1;
        process.database.checkpoint(1_000);
        history.acknowledge(appended, true);
    }

    private void leave(Process process) {
        process.running.forEach(running -> running.transaction.close());
        processes.remove(process);
        process.database.close();
    }

    private void begin(Process process) {
        Running running = beginTransaction(process, !nested && random.nextInt(5) == 0);
        try {
            changeOften(running);
        } catch (StoreException e) {
            // Whether the change that failed is in the transaction is not said.
            process.running.remove(running);
            running.transaction.close();
            throw e;
        }
    }

    private void changeOften(Running running) {
        change(running);
        if (random.nextInt(5) == 0) {
            long mark = running.transaction.savepoint();
            History.Changes changes = running.changes.copy();
            change(running);
            if (random.nextBoolean()) {
                running.transaction.rollbackTo(mark);
                running.changes = changes;
            }
        }
    }

    private Running beginTransaction(Process process, boolean littleMemory) {
        if (process.running.size() > 3) {
            process.running.remove(0).transaction.close();
        }
        boolean durable = random.nextInt(3) > 0;
        long memoryBytes = littleMemory ? LITTLE_MEMORY_BYTES : CommitOptions.MEMORY_BYTES_DEFAULT;
        Transaction transaction = process.database
                .transactions()
                .beginWrite(new CommitOptions(durable, 1_000, memoryBytes), !nested && random.nextInt(5) == 0);
        Running running = new Running(transaction, durable, littleMemory);
        process.running.add(running);
        return running;
    }

    private void change(Running running) {
        if (!nested && random.nextInt(20) == 0) {
            long tree = 1 + random.nextInt(History.TREES);
            running.clear(tree);
        }
        if (!nested && random.nextInt(12) == 0) {
            running.transaction.defineLayout(
                    RandomValues.LAID_OUT, random.nextInt(3) == 0 ? null : RandomValues.LAYOUT);
        }
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            long tree = 1 + random.nextInt(History.TREES);
            int key = random.nextInt(KEYS) + (nested ? KEYS : 0);
            running.set(tree, key, random.nextInt(4) == 0 ? null : values.next(tree), random);
        }
    }

    private @Nullable Running takeRunning(Process process) {
        int count = process.running.size();
        return count == 0 ? null : process.running.remove(nested ? count - 1 : random.nextInt(count));
    }

    private void commit(Process process) {
        Running running = takeRunning(process);
        if (running != null) {
            commit(process, running);
        }
    }

    private void commit(Process process, Running running) {
        if (!running.transaction.hasChanges()) {
            return;
        }
        History.State next = history.latest().copy();
        next.apply(running.changes);
        make(
                process,
                next,
                isCommitted(process),
                running.durable,
                running.conflictsFirst(),
                () -> running.transaction.commit());
    }

    /** Makes a change, or loses a conflict. */
    private void make(
            Process process,
            History.State next,
            Predicate<SharedMemoryImage> published,
            boolean durably,
            boolean looksFirst,
            Runnable action) {
        int number = history.append(next);
        process.inFlight = new InFlight(number, published);
        alone = looksFirst;
        try {
            action.run();
            process.inFlight = null;
            history.acknowledge(number, durably);
        } catch (StoreException e) {
            if (process.end == null) {
                requireConflict(e);
                process.inFlight = null;
                history.refuse();
            } else {
                throw e;
            }
        } finally {
            alone = false;
        }
    }

    private static Predicate<SharedMemoryImage> isCommitted(Process process) {
        long before = process.shared.appendedSequence();
        return end -> end.appendedSequence() > before;
    }

    private boolean isPrepared(UUID name) {
        return processes.get(0).database.transactions().prepared().stream()
                .anyMatch(record -> record.transaction().equals(name));
    }

    private void prepare(Process process) {
        Running running = history.latest().prepared().size() > 2 ? null : takeRunning(process);
        if (running == null) {
            return;
        }
        if (!running.transaction.hasChanges()) {
            running.transaction.close();
            return;
        }
        UUID name = new UUID(random.nextLong(), random.nextLong());
        History.State next = history.latest().copy();
        next.prepared().put(name, running.changes);
        make(
                process,
                next,
                end -> isPrepared(name),
                running.durable,
                running.conflictsFirst(),
                () -> running.transaction.prepare(name, new UUID(1, 2)));
    }

    private void decide(Process process) {
        if (history.latest().prepared().isEmpty()) {
            return;
        }
        UUID name = history.latest().prepared().keySet().iterator().next();
        History.State next = history.latest().copy();
        History.Changes changes = next.prepared().remove(name);
        CommitOptions options = new CommitOptions(true, 1_000);
        if (random.nextBoolean()) {
            next.apply(changes);
            make(
                    process,
                    next,
                    isCommitted(process),
                    true,
                    false,
                    () -> process.database.transactions().commitPrepared(name, options));
        } else {
            make(
                    process,
                    next,
                    end -> !isPrepared(name),
                    false,
                    false,
                    () -> process.database.transactions().rollbackPrepared(name, options));
        }
    }

    private void changeKey() {
        byte[] next = new byte[32];
        random.nextBytes(next);
        byte[] present = history.key();
        history.beginKeyChange(next);
        SimulatedDatabase.changeKey(new HookedFile(disk, beforeChange), present, next, new Random(random.nextLong()));
        history.endKeyChange();
    }

    private static void requireConflict(StoreException e) {
        if (e.code() != StoreErrorCode.WRITE_CONFLICT) {
            throw e;
        }
    }
}
