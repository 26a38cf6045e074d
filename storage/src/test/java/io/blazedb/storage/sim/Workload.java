/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A seeded life of a database: processes that open and close it, several open transactions in each, with savepoints, deletions, cleared
 * trees and large values, changes that go to the file before their transaction commits, and streamed values, a tree whose leaves
 * keep columns apart, commits with and without a sync, also while another process is in its own sync or checkpoint, checkpoints,
 * prepared transactions and changes of the key.
 *
 * <p>All of it in one thread, so that a seed is one history; before every write and sync it calls a hook.
 */
final class Workload {
    private static final int KEYS = 30;
    private static final int LARGE_BYTES = 300_000;
    private static final long LITTLE_MEMORY_BYTES = 1_000;
    /** The tree whose leaves keep columns apart, sometimes. */
    private static final long LAID_OUT = History.TREES;

    private static final TreeLayout LAYOUT =
            TreeLayout.of(ColumnKind.INT32, ColumnKind.BYTES, ColumnKind.INT64, ColumnKind.FLOAT64);

    private final StorageFile disk;
    private final Supplier<SharedState> sharedStates;
    private final History history;
    private final Random random;
    private final Runnable beforeChange;
    private final List<Process> processes = new ArrayList<>();
    /** Whether another process acts within the sync of one. It uses keys of its own then: a conflict would wait for that very sync. */
    private boolean nested;

    /** Whether the transaction that commits looks for conflicts before it appends. */
    private boolean alone;

    /** One process: its database and the transactions that it has begun. */
    private final class Process {
        final SharedState shared = sharedStates.get();
        final Database database;
        final List<Running> running = new ArrayList<>();

        Process() {
            HookedFile file = new HookedFile(disk, beforeChange, this::beforeForce);
            database = SimulatedDatabase.open(file, shared, history.key(), new Random(random.nextLong()));
        }

        /** While this process syncs, others commit and make checkpoints. */
        private void beforeForce() {
            beforeChange.run();
            boolean blocksOthers = alone || shared.appendLock().isHeldByCurrentThread();
            if (nested || blocksOthers || processes.size() < 2 || !processes.contains(this) || random.nextInt(4) > 0) {
                return;
            }
            nested = true;
            try {
                Process other = processes.get(random.nextInt(processes.size()));
                if (other != this) {
                    if (random.nextInt(3) == 0 && !shared.checkpointLock().isHeldByCurrentThread()) {
                        other.database.checkpoint(1_000);
                    } else {
                        begin(other);
                        commit(other);
                    }
                }
            } finally {
                nested = false;
            }
        }
    }

    /** A transaction and what it has changed. */
    private static final class Running {
        final Transaction transaction;
        final boolean durable;
        final boolean littleMemory;
        History.Changes changes = new History.Changes();

        Running(Transaction transaction, boolean durable, boolean littleMemory) {
            this.transaction = transaction;
            this.durable = durable;
            this.littleMemory = littleMemory;
        }

        /** Whether it clears trees or has changes in the file: then it looks for conflicts before it appends. */
        boolean conflictsFirst() {
            return littleMemory || !changes.cleared().isEmpty();
        }
    }

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
        this.beforeChange = beforeChange;
    }

    /** Opens so many processes, takes so many steps and closes every process but the last, which may just stop. */
    void run(int processCount, int steps) {
        for (int i = 0; i < processCount; i++) {
            processes.add(new Process());
        }
        for (int step = 0; step < steps; step++) {
            step(processes.get(random.nextInt(processes.size())));
        }
        while (processes.size() > 1) {
            leave(processes.get(0));
        }
        Process last = processes.get(0);
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
            case 0, 1, 2 -> {
                int appended = history.size() - 1;
                process.database.checkpoint(1_000);
                history.acknowledge(appended, true);
            }
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

    private void leave(Process process) {
        process.running.forEach(running -> running.transaction.close());
        processes.remove(process);
        process.database.close();
    }

    private void begin(Process process) {
        if (process.running.size() > 3) {
            process.running.remove(0).transaction.close();
        }
        boolean durable = random.nextInt(3) > 0;
        boolean littleMemory = !nested && random.nextInt(5) == 0;
        long memoryBytes = littleMemory ? LITTLE_MEMORY_BYTES : CommitOptions.MEMORY_BYTES_DEFAULT;
        Transaction transaction = process.database
                .transactions()
                .beginWrite(new CommitOptions(durable, 1_000, memoryBytes), !nested && random.nextInt(5) == 0);
        Running running = new Running(transaction, durable, littleMemory);
        process.running.add(running);
        change(running);
        if (random.nextInt(5) == 0) {
            long mark = transaction.savepoint();
            History.Changes changes = running.changes.copy();
            change(running);
            if (random.nextBoolean()) {
                transaction.rollbackTo(mark);
                running.changes = changes;
            }
        }
    }

    private void change(Running running) {
        if (!nested && random.nextInt(20) == 0) {
            long tree = 1 + random.nextInt(History.TREES);
            running.transaction.clear(tree);
            running.changes.clear(tree);
        }
        if (!nested && random.nextInt(12) == 0) {
            running.transaction.defineLayout(LAID_OUT, random.nextInt(3) == 0 ? null : LAYOUT);
        }
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            long tree = 1 + random.nextInt(History.TREES);
            byte[] key = ByteBuffer.allocate(4)
                    .putInt(random.nextInt(KEYS) + (nested ? KEYS : 0))
                    .array();
            byte[] value = random.nextInt(4) == 0 ? null : value(tree);
            if (value != null && running.littleMemory && random.nextInt(4) == 0) {
                running.transaction.setLarge(tree, key, new ByteArrayInputStream(value), value.length);
            } else {
                running.transaction.set(tree, key, value, null);
            }
            running.changes.entries().put(History.name(tree, key), History.text(value));
        }
    }

    private byte[] value(long tree) {
        if (tree == LAID_OUT && random.nextInt(4) > 0) {
            return RandomRows.value(LAYOUT, random);
        }
        byte[] value = new byte[size()];
        random.nextBytes(value);
        return value;
    }

    private int size() {
        return switch (random.nextInt(60)) {
            case 0 -> LARGE_BYTES;
            case 1, 2, 3 -> 1 + random.nextInt(60_000);
            default -> 1 + random.nextInt(300);
        };
    }

    private @Nullable Running takeRunning(Process process) {
        int count = process.running.size();
        return count == 0 ? null : process.running.remove(nested ? count - 1 : random.nextInt(count));
    }

    private void commit(Process process) {
        Running running = takeRunning(process);
        if (running == null || !running.transaction.hasChanges()) {
            return;
        }
        History.State next = history.latest().copy();
        next.apply(running.changes);
        int number = history.append(next);
        alone = running.conflictsFirst();
        try {
            running.transaction.commit();
            history.acknowledge(number, running.durable);
        } catch (StoreException e) {
            requireConflict(e);
            history.refuse();
        } finally {
            alone = false;
        }
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
        int number = history.append(next);
        alone = running.conflictsFirst();
        try {
            running.transaction.prepare(name, new UUID(1, 2));
            history.acknowledge(number, running.durable);
        } catch (StoreException e) {
            requireConflict(e);
            history.refuse();
        } finally {
            alone = false;
        }
    }

    private void decide(Process process) {
        if (history.latest().prepared().isEmpty()) {
            return;
        }
        UUID name = history.latest().prepared().keySet().iterator().next();
        History.State next = history.latest().copy();
        History.Changes changes = next.prepared().remove(name);
        boolean commits = random.nextBoolean();
        if (commits) {
            next.apply(changes);
        }
        int number = history.append(next);
        CommitOptions options = new CommitOptions(true, 1_000);
        if (commits) {
            process.database.transactions().commitPrepared(name, options);
        } else {
            process.database.transactions().rollbackPrepared(name, options);
        }
        history.acknowledge(number, commits);
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
