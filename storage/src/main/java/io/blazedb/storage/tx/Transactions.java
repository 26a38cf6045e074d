/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.checkpoint.LogSpace;
import io.blazedb.storage.checkpoint.RecordChanges;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.log.RecordCodec;
import io.blazedb.storage.log.SegmentSource;
import io.blazedb.storage.process.SharedState;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Begins and commits the transactions of one database.
 *
 * <p>A commit: encode the changes; under the append lock read what other processes have appended, check that nobody else changed the
 * same keys since the snapshot, append one record, publish it; then, without the lock, sync and make it visible.
 *
 * <p>Threading: any number of threads.
 */
public final class Transactions {
    private static final long CONFLICT_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StoreFile store;
    private final SharedState shared;
    private final LogSpace space;
    private final LogTail tail;
    private final GroupCommit groupCommit;
    private final Clock clock;
    private final CommitHooks hooks;

    /** What happens around commits. */
    interface CommitHooks {
        /** Before a commit of so many bytes takes the append lock; may wait, or fail with DISK_FULL unless it only removes. */
        void beforeCommit(long bytes, boolean onlyRemoves, long timeoutMillis);

        /** When the disk is full: tries to make room in the file; whether it is worth to try the commit again. */
        boolean makeRoom(long timeoutMillis);

        /** When a commit has become visible. */
        void onVisible();
    }

    Transactions(
            StoreFile store,
            SharedState shared,
            LogSpace space,
            LogTail tail,
            GroupCommit groupCommit,
            Clock clock,
            CommitHooks hooks) {
        this.store = store;
        this.shared = shared;
        this.space = space;
        this.tail = tail;
        this.groupCommit = groupCommit;
        this.clock = clock;
        this.hooks = hooks;
    }

    public Transaction beginRead() {
        return new Transaction(this, takeSnapshot(), null, false);
    }

    public Transaction beginWrite(CommitOptions options, boolean serializable) {
        return new Transaction(this, takeSnapshot(), options, serializable);
    }

    /** Undecided transactions, oldest first. */
    public List<LogRecord.Prepare> prepared() {
        tail.catchUp();
        return tail.prepared().records();
    }

    /** Commits a prepared transaction; returns its sequence, or 0 if it is not there. */
    public long commitPrepared(UUID name, CommitOptions options) {
        long frame;
        long sequence;
        shared.appendLock().lock(options.busyTimeoutMillis());
        try {
            readLog();
            LogRecord.Prepare record = tail.prepared().find(name);
            if (record == null) {
                return 0;
            }
            sequence = tail.lastSequence() + 1;
            RecordCodec.EncodedRecord encoded = RecordCodec.withTrees(
                            RecordCodec.commit(clock.millis(), name), record.trees())
                    .withSequence(sequence);
            LogPosition after = append(encoded, true);
            tail.applyOwnCommit(after, encoded.length(), new RecordChanges(sequence, record.trees()), name);
            frame = publish(after, sequence);
        } finally {
            shared.appendLock().unlock();
        }
        makeVisible(frame, sequence, options);
        return sequence;
    }

    /** Drops a prepared transaction. Needs no sync: should the drop be lost, the transaction is undecided again. */
    public void rollbackPrepared(UUID name, CommitOptions options) {
        shared.appendLock().lock(options.busyTimeoutMillis());
        try {
            readLog();
            if (tail.prepared().find(name) != null) {
                RecordCodec.EncodedRecord encoded = RecordCodec.drop(name);
                LogPosition after = append(encoded, true);
                tail.applyOwnDrop(after, encoded.length(), name);
                publish(after, tail.lastSequence());
            }
        } finally {
            shared.appendLock().unlock();
        }
    }

    Snapshot takeSnapshot() {
        while (true) {
            View view = tail.pinnedView();
            long sequence = shared.visibleSequence();
            if (view.overlay().lastSequence() >= sequence) {
                return new Snapshot(view, sequence);
            }
            view.unpin();
            tail.catchUp();
        }
    }

    void release(Snapshot snapshot) {
        snapshot.view().unpin();
    }

    long commit(Transaction transaction, WriteSet writes, CommitOptions options) {
        try {
            return tryCommit(transaction, writes, options);
        } catch (StoreException e) {
            if (e.code() != StoreErrorCode.DISK_FULL || !hooks.makeRoom(options.busyTimeoutMillis())) {
                throw e;
            }
            return tryCommit(transaction, writes, options);
        }
    }

    private long tryCommit(Transaction transaction, WriteSet writes, CommitOptions options) {
        RecordCodec.EncodedRecord encoded = encode(RecordCodec.commit(clock.millis(), null), writes);
        hooks.beforeCommit(encoded.length(), writes.onlyRemoves(), options.busyTimeoutMillis());
        long conflict;
        long frame = 0;
        long sequence = 0;
        shared.appendLock().lock(options.busyTimeoutMillis());
        try {
            readLog();
            conflict = conflict(transaction, writes);
            if (conflict == 0) {
                sequence = tail.lastSequence() + 1;
                LogPosition after = append(encoded.withSequence(sequence), writes.onlyRemoves());
                tail.applyOwnCommit(after, encoded.length(), new WrittenChanges(sequence, writes), null);
                frame = publish(after, sequence);
            }
        } finally {
            shared.appendLock().unlock();
        }
        if (conflict != 0) {
            throw conflict(conflict);
        }
        makeVisible(frame, sequence, options);
        return sequence;
    }

    void prepare(Transaction transaction, WriteSet writes, UUID name, UUID coordinator, CommitOptions options) {
        long atMillis = clock.millis();
        long snapshot = transaction.snapshot().sequence();
        ReadFootprint footprint = transaction.footprint();
        List<LogRecord.TreeReads> reads = footprint == null ? List.of() : footprint.records();
        RecordCodec.EncodedRecord encoded =
                encode(RecordCodec.prepare(name, coordinator, atMillis, snapshot, reads), writes);
        long conflict;
        long frame = 0;
        shared.appendLock().lock(options.busyTimeoutMillis());
        try {
            readLog();
            if (tail.prepared().find(name) != null) {
                throw new IllegalArgumentException("a transaction of that name is already prepared");
            }
            conflict = conflict(transaction, writes);
            if (conflict == 0) {
                LogRecord.Prepare record = (LogRecord.Prepare) RecordCodec.decode(encoded.toByteArray());
                LogPosition after = append(encoded, false);
                tail.applyOwnPrepare(after, encoded.length(), record);
                frame = publish(after, tail.lastSequence());
            }
        } finally {
            shared.appendLock().unlock();
        }
        if (conflict != 0) {
            throw conflict(conflict);
        }
        if (options.durable()) {
            groupCommit.awaitDurable(frame);
        }
        hooks.onVisible();
    }

    /** Ends the present segment, so that nothing that was cut off can follow; durable when it returns. */
    void beginNewSegment(CommitOptions options) {
        long frame;
        shared.appendLock().lock(options.busyTimeoutMillis());
        try {
            readLog();
            LogPosition after;
            try {
                after = store.log().appendLink(tail.position(), 0, shared.durableFrame(), space);
            } catch (RuntimeException | Error e) {
                space.reject();
                throw e;
            }
            space.accept();
            tail.applyOwnLink(after);
            frame = publish(after, tail.lastSequence());
        } finally {
            shared.appendLock().unlock();
        }
        groupCommit.awaitDurable(frame);
    }

    /** Under the append lock: everything that any process has appended. */
    private void readLog() {
        shared.requireHealthy();
        if (shared.appendedFrame() < tail.position().nextFrame() - 1) {
            // What only rises has fallen: somebody else writes to the lock file.
            shared.condemn();
            shared.requireHealthy();
        }
        tail.catchUp();
        tail.requireLogInPlace();
    }

    /** The commit that the transaction conflicts with; Long.MAX_VALUE if it is not a commit; 0 if there is none. */
    private long conflict(Transaction transaction, WriteSet writes) {
        ReadFootprint footprint = transaction.footprint();
        if (tail.prepared().conflictsWith(writes, footprint)) {
            return Long.MAX_VALUE;
        }
        long conflict = ConflictCheck.conflictingCommit(writes, transaction.firstLayer());
        if (conflict == 0 && footprint != null && footprint.changedSince(transaction.firstLayer())) {
            return Long.MAX_VALUE;
        }
        return conflict;
    }

    /** Waits for what it lost against to become visible, so that a second attempt does not fail for the same reason. */
    private StoreException conflict(long commit) {
        long deadline = System.nanoTime() + CONFLICT_WAIT_NANOS;
        while (commit != Long.MAX_VALUE
                && shared.visibleSequence() < commit
                && !shared.isPoisoned()
                && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(50_000);
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        return new StoreException(StoreErrorCode.WRITE_CONFLICT, "");
    }

    private LogPosition append(RecordCodec.EncodedRecord encoded, boolean mayTakeReserve) {
        LogPosition after;
        try {
            SegmentSource source = mayTakeReserve ? space.withReserve() : space;
            after = store.log().append(tail.position(), encoded, shared.durableFrame(), source);
        } catch (RuntimeException | Error e) {
            space.reject();
            throw e;
        }
        space.accept();
        return after;
    }

    private long publish(LogPosition after, long sequence) {
        long frame = after.nextFrame() - 1;
        shared.publishAppended(frame, sequence);
        return frame;
    }

    private void makeVisible(long frame, long sequence, CommitOptions options) {
        if (options.durable()) {
            groupCommit.awaitDurable(frame);
        } else {
            shared.publishVisible(sequence);
        }
        hooks.onVisible();
    }

    private static RecordCodec.EncodedRecord encode(RecordCodec.Builder builder, WriteSet writes) {
        for (Map.Entry<Long, WriteSet.TreeWrites> tree : writes.trees().entrySet()) {
            WriteSet.TreeWrites changes = tree.getValue();
            if (changes.cleared() || !changes.entries().isEmpty()) {
                builder.tree(tree.getKey(), changes.cleared(), changes.entries().size());
                changes.entries().forEach((key, entry) -> builder.change(key, entry.before(), entry.value()));
            }
        }
        return builder.finish();
    }
}
