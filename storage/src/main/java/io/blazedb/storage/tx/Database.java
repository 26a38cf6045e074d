/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.change.CommitListener;
import io.blazedb.storage.check.CheckReport;
import io.blazedb.storage.check.StoreChecker;
import io.blazedb.storage.checkpoint.Checkpointer;
import io.blazedb.storage.checkpoint.FileGuard;
import io.blazedb.storage.checkpoint.LogSpace;
import io.blazedb.storage.checkpoint.Recovery;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.checkpoint.Upkeep;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.log.Segment;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.process.Processes;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.space.SpaceEditor;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One open database: its transactions, change feed and background threads.
 *
 * <p>Threading: any number of threads; {@link #open} and {@link #close} once.
 */
public final class Database implements AutoCloseable {
    private static final CommitOptions RECOVERY = new CommitOptions(true, 60_000);

    private final StoreFile store;
    private final StorageFile bulk;
    private final SharedState shared;
    private final LogTail tail;
    private final GroupCommit groupCommit;
    private final Transactions transactions;
    private final ChangeFeed feed;
    private final Housekeeping housekeeping;
    private final Notifier notifier;
    private final Spaces spaces;
    private final Histories histories;
    private final boolean readOnly;
    private final @Nullable SpillThread helper;

    /**
     * How to run a database.
     *
     * @param name for the names of its threads
     * @param timeoutMillis how long to wait for processes that are about to open or close the file
     * @param threads whether to make checkpoints and to notify in the background; without, the caller does both
     * @param readOnly whether the file may not be written to, not even by a checkpoint
     * @param clock what commits are stamped with
     */
    public record Settings(String name, long timeoutMillis, boolean threads, boolean readOnly, Clock clock) {}

    private Database(StoreFile store, StorageFile bulk, SharedState shared, Recovery.Result found, Settings settings) {
        this.store = store;
        this.bulk = bulk;
        this.shared = shared;
        this.readOnly = settings.readOnly();
        LogSpace space = new LogSpace(store.file(), store.pageBytes(), shared, store::newLogSalt);
        FileGuard guard = new FileGuard(store.id(), store.file(), shared);
        this.groupCommit = new GroupCommit(store.file(), shared, guard);
        this.tail = new LogTail(store, shared, guard, groupCommit, space, found);
        this.feed = new ChangeFeed(store, shared, tail);
        this.histories = new Histories(store, tail);
        this.notifier = new Notifier(settings.name(), shared, tail);
        LogAppender appender = new LogAppender(store, shared, space, tail);
        this.spaces = new Spaces(store, shared, space, tail, appender, this::syncSoon);
        this.housekeeping = new Housekeeping(
                settings.name(),
                store.file(),
                shared,
                store.metas(),
                tail,
                spaces,
                new Checkpointer(store, bulk, shared, guard, space, tail),
                this::freeBytes);
        this.helper = settings.threads() ? new SpillThread(settings.name()) : null;
        this.transactions = new Transactions(
                shared,
                appender,
                spaces,
                tail,
                groupCommit,
                settings.clock(),
                new Hooks(),
                helper == null ? task -> {} : helper);
    }

    /**
     * Opens a database whose file and shared state are open already.
     *
     * @param bulk another channel of the file, for writing many pages; closed with the database
     */
    public static Database open(StoreFile store, StorageFile bulk, SharedState shared, Settings settings) {
        Processes processes = shared.processes();
        try (Processes.Door door = processes.lockDoor(settings.timeoutMillis())) {
            assert door != null;
            requireSameFile(store, bulk, shared);
            boolean first = !processes.othersAlive();
            boolean known = shared.isAbout(store.id(), store.file().identity());
            boolean afterFailedSync = first && known && shared.hasFailedSync();
            Recovery.Result found;
            if (first) {
                found = recover(store, shared, settings, afterFailedSync);
                shared.reset(
                        store.id(),
                        store.file().identity(),
                        found.end().nextFrame() - 1,
                        found.overlay().lastSequence(),
                        found.meta().checkpoint(),
                        found.endPage());
                processes.enter();
            } else {
                if (!known) {
                    throw new StoreException(
                            StoreErrorCode.FILE_CHANGED,
                            "other processes still have the file open that had this name before");
                }
                processes.enter();
                found = Recovery.join(store, shared);
            }
            Database database = new Database(store, bulk, shared, found, settings);
            if (afterFailedSync) {
                try {
                    database.transactions.beginNewSegment(RECOVERY);
                } catch (RuntimeException | Error e) {
                    database.notifier.close();
                    throw e;
                }
            }
            if (settings.threads()) {
                database.notifier.start();
                database.housekeeping.start();
            }
            return database;
        }
    }

    /** FILE_CHANGED if a name led to another file by the time that the second channel, or the lock file, was opened. */
    private static void requireSameFile(StoreFile store, StorageFile bulk, SharedState shared) {
        shared.requireInPlace();
        store.file().requireInPlace(0);
        if (!store.file().identity().equals(bulk.identity())) {
            throw new StoreException(StoreErrorCode.FILE_CHANGED, "replaced while it was being opened");
        }
    }

    private static Recovery.Result recover(
            StoreFile store, SharedState shared, Settings settings, boolean afterFailedSync) {
        if (settings.readOnly()) {
            return Recovery.runReadOnly(store);
        }
        store.repairHeader();
        return afterFailedSync
                ? Recovery.runAfterFailedSync(store, shared.durableFrame(), shared.checkpoint())
                : Recovery.run(store);
    }

    public Transactions transactions() {
        return transactions;
    }

    public ChangeFeed feed() {
        return feed;
    }

    /** The newest visible commit. */
    public long visibleSequence() {
        return shared.visibleSequence();
    }

    public void addListener(CommitListener listener) {
        notifier.add(listener);
    }

    private void syncSoon() {
        housekeeping.syncSoon();
    }

    /** Called by committing threads as well; see {@link io.blazedb.storage.Store#onCommitPromptly}. */
    public void addPromptListener(CommitListener listener) {
        notifier.addPrompt(listener);
    }

    /** Returns when the commit, and all before it, are durable. */
    public void sync(long sequence) {
        LogPosition after = tail.positionAfter(sequence);
        groupCommit.awaitDurable(after == null ? shared.appendedFrame() : after.nextFrame() - 1);
    }

    public void removeListener(CommitListener listener) {
        notifier.remove(listener);
    }

    /** A sync outside of commits and checkpoints has failed. */
    public void poison() {
        shared.poison();
    }

    public Optional<Runnable> tryLease(String role) {
        return shared.tryLease(role);
    }

    /** Runs something that no other process does at the same time, nor a checkpoint. */
    public void exclusively(long timeoutMillis, Runnable action) {
        housekeeping.exclusively(timeoutMillis, action);
    }

    public void checkpoint(long timeoutMillis) {
        housekeeping.checkpoint(timeoutMillis);
    }

    /** Makes a checkpoint that also moves pages. */
    public Upkeep.Outcome checkpoint(long timeoutMillis, Upkeep upkeep) {
        return housekeeping.checkpoint(timeoutMillis, upkeep);
    }

    /** Whether transactions, of any process, have pages of their own that no checkpoint has taken over or freed. */
    public boolean hasPrivateSpaces() {
        return spaces.anyLeft();
    }

    /** Lets the log go on in a new segment unless the present one fits. */
    public void moveLog(Predicate<Segment> fits) {
        if (!fits.test(tail.position().segment())) {
            transactions.beginNewSegment(RECOVERY);
        }
    }

    /** Makes a checkpoint and reads every page of it. */
    public CheckReport check(long timeoutMillis) {
        return check(timeoutMillis, () -> {});
    }

    /** The same, calling back for each page. */
    public CheckReport check(long timeoutMillis, Runnable eachPage) {
        housekeeping.checkpoint(timeoutMillis);
        try (CheckpointPin pin = pinCheckpoint()) {
            return StoreChecker.check(store.pager(), pin.meta(), eachPage);
        }
    }

    /** Keeps the pages of the current checkpoint from being reused. */
    public CheckpointPin pinCheckpoint() {
        return new CheckpointPin(tail.pinnedView());
    }

    /** The newest commit that is in the trees. */
    public long checkpointSequence() {
        return tail.view().meta().sequence();
    }

    /** The oldest snapshot that any process holds, or an older one; the newest commit if there is none. Of other processes, a while ago. */
    public long oldestSnapshot() {
        long visible = shared.visibleSequence();
        return Math.min(tail.oldestPinnedSequence(visible), shared.processes().oldestSnapshotOfOthers());
    }

    /**
     * Pages that nobody uses.
     *
     * @param free can be written again at once
     * @param pinned are kept for readers of older checkpoints
     */
    public record Unused(long free, long pinned) {}

    public Unused unusedPages() {
        try (CheckpointPin pin = pinCheckpoint()) {
            MetaPage meta = pin.meta();
            SpaceEditor space = SpaceEditor.begin(
                    store.pager(), meta.space(), meta.checkpoint() + 1, Checkpointer.pinned(shared), null);
            return new Unused(space.freePages(), space.pendingPages());
        }
    }

    /** What can be written again and is not kept for a checkpoint on a full disk. */
    private long freeBytes() {
        long reserve = SpaceEditor.reservePages(tail.view().meta().space().filePages(), store.pageBytes());
        // And what was written behind the end when the file could not grow.
        long behind = store.file().size() - shared.endPage() * store.pageBytes();
        return Math.max(0, unusedPages().free() - reserve) * store.pageBytes() + Math.max(0, behind);
    }

    /** Names the newest visible state, for a later comparison. */
    public String anchor() {
        tail.catchUp();
        return histories.anchor(shared.visibleSequence()).toString();
    }

    /** ROLLED_BACK or DIVERGED if this is not the database that the anchor names, in that state or a later one. */
    public void requireAtLeast(String anchor) {
        Anchor expected = Anchor.parse(anchor);
        tail.catchUp();
        histories.requireAtLeast(expected, shared.visibleSequence());
    }

    /** Ends the threads; the last process out leaves a file that opens without reading the log. */
    @Override
    public void close() {
        notifier.close();
        housekeeping.close();
        if (helper != null) {
            // Nothing is written to pages of a transaction once others may take them.
            helper.close();
        }
        try {
            leave();
        } finally {
            shared.close();
            bulk.close();
            store.close();
        }
    }

    private void leave() {
        try (Processes.Door door = shared.processes().lockDoor(RECOVERY.busyTimeoutMillis())) {
            assert door != null;
            try {
                if (!readOnly && !shared.isPoisoned() && !shared.processes().othersAlive()) {
                    groupCommit.awaitDurable(shared.appendedFrame());
                    housekeeping.checkpoint(RECOVERY.busyTimeoutMillis());
                    housekeeping.writeReceipt();
                    store.file().force();
                }
            } finally {
                shared.processes().leave();
            }
        }
    }

    private final class Hooks implements Transactions.CommitHooks {
        @Override
        public void beforeCommit(long bytes, boolean onlyRemoves, long timeoutMillis) {
            housekeeping.awaitRoom(timeoutMillis);
            housekeeping.keepLittle();
            if (!onlyRemoves) {
                housekeeping.requireRoom(bytes, timeoutMillis);
            }
        }

        @Override
        public boolean makeRoom(long timeoutMillis) {
            return housekeeping.makeRoom(timeoutMillis);
        }

        @Override
        public void onVisible() {
            notifier.onVisible();
            housekeeping.onCommit();
        }
    }
}
