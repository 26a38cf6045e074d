/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.log.RecordCodec;
import io.blazedb.storage.process.SharedState;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

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

    private final SharedState shared;
    private final LogAppender appender;
    private final Spaces spaces;
    private final LogTail tail;
    private final GroupCommit groupCommit;
    private final Clock clock;
    private final CommitHooks hooks;
    private final Executor helper;

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
            SharedState shared,
            LogAppender appender,
            Spaces spaces,
            LogTail tail,
            GroupCommit groupCommit,
            Clock clock,
            CommitHooks hooks,
            Executor helper) {
        this.helper = helper;
        this.shared = shared;
        this.appender = appender;
        this.spaces = spaces;
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
            appender.readLog();
            LogRecord.Prepare record = tail.prepared().find(name);
            if (record == null) {
                return 0;
            }
            sequence = tail.lastSequence() + 1;
            long atMillis = clock.millis();
            RecordCodec.EncodedRecord encoded = RecordCodec.withChanges(
                            RecordCodec.commit(atMillis, name), record.spilled(), record.trees())
                    .withSequence(sequence);
            frame = appender.appendAndApply(
                    encoded, new LogRecord.Commit(sequence, atMillis, name, record.spilled(), record.trees()), true);
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
            appender.readLog();
            if (tail.prepared().find(name) != null) {
                appender.appendAndApply(RecordCodec.drop(name), new LogRecord.Drop(name), true);
            }
        } finally {
            shared.appendLock().unlock();
        }
    }

    /** The changes of a new transaction. */
    WriteSet newWriteSet(CommitOptions options) {
        return new WriteSet(options.memoryBytesMax(), spaces::open, helper);
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

    long commit(Transaction transaction, WriteSet writes, CommitOptions options, boolean visibly) {
        try {
            return tryCommit(transaction, writes, options, visibly);
        } catch (StoreException e) {
            if (e.code() != StoreErrorCode.DISK_FULL || !hooks.makeRoom(options.busyTimeoutMillis())) {
                throw e;
            }
            return tryCommit(transaction, writes, options, visibly);
        }
    }

    private long tryCommit(Transaction transaction, WriteSet writes, CommitOptions options, boolean visibly) {
        long atMillis = clock.millis();
        long checked = settle(transaction, writes);
        LogRecord.Spilled spilled = writes.isSpilled() ? writes.spilled() : null;
        RecordCodec.EncodedRecord encoded = encode(RecordCodec.commit(atMillis, null), writes, spilled);
        hooks.beforeCommit(encoded.length() + writes.spilledBytes(), writes.onlyRemoves(), options.busyTimeoutMillis());
        if (spilled == null && options.durable() && !visibly) {
            return commitInGroup(new GroupedCommit(transaction, writes, encoded, options.busyTimeoutMillis()));
        }
        long conflict;
        long frame = 0;
        long frameBefore;
        long sequence = 0;
        shared.appendLock().lock(options.busyTimeoutMillis());
        try {
            appender.readLog();
            requireOpen(spilled);
            frameBefore = tail.position().nextFrame() - 1;
            conflict = conflict(transaction, writes, checked);
            if (conflict == 0) {
                sequence = tail.lastSequence() + 1;
                encoded.withSequence(sequence);
                if (spilled != null) {
                    frame = appender.appendAndApply(
                            encoded,
                            new LogRecord.Commit(sequence, atMillis, null, spilled, List.of()),
                            writes.onlyRemoves());
                    writes.handOver();
                } else {
                    frame = append(encoded, writes, sequence);
                }
            }
        } finally {
            shared.appendLock().unlock();
        }
        if (conflict != 0) {
            throw conflict(conflict);
        }
        if (visibly && shared.durableFrame() >= frameBefore) {
            // It makes nothing visible but itself: whoever waits for the disk is still the first to show what he wrote.
            shared.publishVisible(sequence);
            hooks.onVisible();
        } else {
            makeVisible(frame, sequence, options);
        }
        return sequence;
    }

    /** FILE_CHANGED if another process has taken the transaction for dead, and may have given its pages away. */
    private void requireOpen(LogRecord.@Nullable Spilled spilled) {
        if (spilled != null && !tail.reservations().isOpen(spilled.space())) {
            throw new StoreException(StoreErrorCode.FILE_CHANGED, "another process has taken a transaction for dead");
        }
    }

    private long append(RecordCodec.EncodedRecord encoded, WriteSet writes, long sequence) {
        return appender.appendCommit(encoded, writes.onlyRemoves(), new WrittenChanges(sequence, writes));
    }

    private long commitInGroup(GroupedCommit commit) {
        groupCommit.commit(commit);
        if (commit.conflict != 0) {
            throw conflict(commit.conflict);
        }
        // The sync may have begun when the frame was published and the sequence was not.
        shared.publishVisible(commit.sequence);
        hooks.onVisible();
        return commit.sequence;
    }

    /** A commit that waits for the disk, and may be appended by the thread of another one. */
    private final class GroupedCommit extends GroupCommit.Commit {
        private final Transaction transaction;
        private final WriteSet writes;
        private final RecordCodec.EncodedRecord encoded;
        private final long deadline;
        private long conflict;
        private long sequence;

        GroupedCommit(Transaction transaction, WriteSet writes, RecordCodec.EncodedRecord encoded, long timeoutMillis) {
            this.transaction = transaction;
            this.writes = writes;
            this.encoded = encoded;
            this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        }

        @Override
        void lockLog() {
            shared.appendLock().lock(TimeUnit.NANOSECONDS.toMillis(Math.max(0, deadline - System.nanoTime())));
            try {
                appender.readLog();
            } catch (RuntimeException | Error e) {
                shared.appendLock().unlock();
                throw e;
            }
        }

        @Override
        void unlockLog() {
            shared.appendLock().unlock();
        }

        @Override
        long append() {
            // The one before may have failed after it was published.
            tail.catchUp();
            conflict = Transactions.this.conflict(transaction, writes, 0);
            if (conflict != 0) {
                return 0;
            }
            sequence = tail.lastSequence() + 1;
            return Transactions.this.append(encoded.withSequence(sequence), writes, sequence);
        }
    }

    void prepare(Transaction transaction, WriteSet writes, UUID name, UUID coordinator, CommitOptions options) {
        long checked = settle(transaction, writes);
        ReadFootprint footprint = transaction.footprint();
        LogRecord.Spilled spilled = writes.isSpilled() ? writes.spilled() : null;
        RecordCodec.EncodedRecord encoded = encode(
                RecordCodec.prepare(
                        name,
                        coordinator,
                        clock.millis(),
                        transaction.snapshot().sequence(),
                        footprint == null ? List.of() : footprint.records()),
                writes,
                spilled);
        long conflict;
        long frame = 0;
        shared.appendLock().lock(options.busyTimeoutMillis());
        try {
            appender.readLog();
            requireOpen(spilled);
            if (tail.prepared().find(name) != null) {
                throw new IllegalArgumentException("a transaction of that name is already prepared");
            }
            conflict = conflict(transaction, writes, checked);
            if (conflict == 0) {
                frame = appender.appendAndApply(encoded, RecordCodec.decode(encoded.toByteArray()), false);
                writes.handOver();
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
            appender.readLog();
            LogPosition after = appender.appendLink();
            tail.applyOwnLink(after);
            frame = appender.publish(after, tail.lastSequence());
        } finally {
            shared.appendLock().unlock();
        }
        groupCommit.awaitDurable(frame);
    }

    /**
     * If a part of the changes is in the file, moves the rest there too and makes it durable. Then compares the many changes with what was
     * committed so far, so that little of that is left to do while nobody else can commit.
     *
     * @return the commit up to which there is no conflict; 0 if nothing was compared
     */
    private long settle(Transaction transaction, WriteSet writes) {
        if (!writes.isSpilled()) {
            return 0;
        }
        writes.settle();
        appender.forcePages();
        tail.catchUp();
        long through = tail.lastSequence();
        long conflict = conflict(transaction, writes, 0);
        if (conflict != 0) {
            throw conflict(conflict);
        }
        return through;
    }

    /**
     * The commit that the transaction conflicts with; Long.MAX_VALUE if it is not a commit; 0 if there is none.
     *
     * @param checked the commit up to which there is none for certain
     */
    private long conflict(Transaction transaction, WriteSet writes, long checked) {
        ReadFootprint footprint = transaction.footprint();
        if (tail.prepared().conflictsWith(writes, footprint)) {
            return Long.MAX_VALUE;
        }
        long conflict = ConflictCheck.conflictingCommit(writes, transaction.firstLayer(), checked);
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

    private void makeVisible(long frame, long sequence, CommitOptions options) {
        if (options.durable()) {
            groupCommit.awaitDurable(frame);
        }
        shared.publishVisible(sequence);
        hooks.onVisible();
    }

    private static RecordCodec.EncodedRecord encode(
            RecordCodec.Builder builder, WriteSet writes, LogRecord.@Nullable Spilled spilled) {
        if (spilled != null) {
            return builder.spilled(spilled);
        }
        for (Map.Entry<Long, TreeWrites> tree : writes.trees().entrySet()) {
            TreeWrites changes = tree.getValue();
            if (changes.cleared() || !changes.entries().isEmpty()) {
                builder.tree(tree.getKey(), changes.cleared(), changes.entries().size());
                changes.entries()
                        .forEach((key, entry) -> builder.change(
                                key, entry.change().before(), entry.change().value()));
            }
        }
        return builder.finish();
    }
}
