/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.SystemTree;
import io.blazedb.storage.checkpoint.CheckpointSource;
import io.blazedb.storage.checkpoint.CommitTags;
import io.blazedb.storage.checkpoint.CommittedChanges;
import io.blazedb.storage.checkpoint.FileGuard;
import io.blazedb.storage.checkpoint.Limits;
import io.blazedb.storage.checkpoint.LogSpace;
import io.blazedb.storage.checkpoint.LogState;
import io.blazedb.storage.checkpoint.PreparedRecords;
import io.blazedb.storage.checkpoint.Recovery;
import io.blazedb.storage.checkpoint.Reservations;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogEntry;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.log.LogScanner;
import io.blazedb.storage.overlay.ChangeSet;
import io.blazedb.storage.overlay.Layer;
import io.blazedb.storage.overlay.Overlay;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.process.SharedState;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The committed state of this process: follows the log, whoever appends to it, and the checkpoints, whoever makes them.
 *
 * <p>Threading: every change happens under one lock, which is never held while waiting for another process. Reading {@link #view()}
 * takes no lock.
 */
final class LogTail implements CheckpointSource {
    private final StoreFile store;
    private final SharedState shared;
    private final FileGuard guard;
    private final GroupCommit groupCommit;
    private final LogSpace space;
    private final PreparedSet prepared;
    private final Reservations reservations = new Reservations();
    private final PositionIndex positions = new PositionIndex();
    private final CommitTags tags = new CommitTags();
    private final ReentrantLock lock = new ReentrantLock();
    private final LogScanner scanner;
    /** Views that snapshots may still use; the newest last. */
    private final List<View> views = new ArrayList<>();

    private volatile View current;
    private volatile LogPosition position;
    private volatile long bytesAfterCheckpoint;
    /** Whether changes in the file, of large transactions, are not in the trees yet. */
    private volatile boolean storedAfterCheckpoint;

    LogTail(
            StoreFile store,
            SharedState shared,
            FileGuard guard,
            GroupCommit groupCommit,
            LogSpace space,
            Recovery.Result found) {
        this.store = store;
        this.guard = guard;
        this.shared = shared;
        this.groupCommit = groupCommit;
        this.space = space;
        this.prepared = new PreparedSet(record -> CommittedChanges.layer(store, record));
        this.scanner = store.log().scanner(found.end()).onSegment(space::linked);
        this.position = found.end();
        this.current = new View(found.meta(), found.forest(), found.overlay());
        this.bytesAfterCheckpoint = found.overlay().bytes();
        views.add(current);
        prepared.reset(found.prepared());
        reservations.reset(found.reservations());
        positions.addPlace(found.overlay().lastSequence(), found.end());
        tags.addAll(found.tags());
        space.reset(found.segments(), found.spare());
        pin(found.meta().checkpoint());
    }

    View view() {
        return current;
    }

    /** The current view, pinned while it was current: a view that was replaced before its pin could be lost. */
    View pinnedView() {
        while (true) {
            View view = current;
            view.pin();
            if (view == current) {
                return view;
            }
            view.unpin();
        }
    }

    PreparedSet prepared() {
        return prepared;
    }

    Reservations reservations() {
        return reservations;
    }

    /** The newest commit that was read or written; not necessarily visible. */
    long lastSequence() {
        return current.overlay().lastSequence();
    }

    /** The place behind the last record that was read or written. */
    LogPosition position() {
        return position;
    }

    /** How much log a recovery would have to read, about. */
    long bytesAfterCheckpoint() {
        return bytesAfterCheckpoint;
    }

    /** Whether every read goes through the changes of a large transaction until the next checkpoint. */
    boolean storedAfterCheckpoint() {
        return storedAfterCheckpoint;
    }

    /** The place behind the commit if it is remembered. */
    @Nullable
    LogPosition positionAfter(long sequence) {
        return positions.after(sequence);
    }

    /** The tag of a commit if it is remembered. */
    byte @Nullable [] tagOf(long sequence) {
        LogPosition after = positions.afterRecordOf(sequence);
        return after != null ? CommitTags.of(after) : tags.find(current.forest(), sequence);
    }

    private void added(long sequence, LogPosition after) {
        positions.add(sequence, after);
        tags.add(sequence, after);
    }

    /** The oldest place from which the log is kept. */
    LogPosition feedStart() {
        return current.log().feed();
    }

    /** FILE_CHANGED if the file is not where it was. */
    void requireFileInPlace() {
        guard.check(0);
    }

    /** FILE_CHANGED also if the file ends before the log does. By the holder of the append lock, who knows all of the log. */
    void requireLogInPlace() {
        Extent segment = position.segment().extent();
        guard.check((segment.firstPage() + segment.pages()) * store.pageBytes());
    }

    /** Reads the log up to a frame that is known to be in it. */
    void catchUp(long frame) {
        if (position.nextFrame() > frame) {
            return;
        }
        guard.requireIntact();
        lock.lock();
        try {
            while (scanner.position().nextFrame() <= frame) {
                LogEntry entry = scanner.next(frame);
                if (entry != null) {
                    applyOrStay(entry);
                } else if (scanner.position().nextFrame() <= frame) {
                    jumpOverGap();
                }
            }
            position = scanner.position();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes in a commit that this process has just appended and published, unless it was read from the log meanwhile. By the holder of the
     * append lock, after it caught up.
     */
    void applyOwnCommit(LogPosition after, int bytes, ChangeSet changes) {
        lock.lock();
        try {
            if (isRead(after)) {
                return;
            }
            current.overlay().apply(changes);
            moveTo(after, bytes);
            added(changes.sequence(), after);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #applyOwnCommit}, for any record. */
    void applyOwn(LogPosition after, int bytes, LogRecord record) {
        lock.lock();
        try {
            if (isRead(after)) {
                return;
            }
            take(record, after);
            moveTo(after, bytes);
        } finally {
            lock.unlock();
        }
    }

    void applyOwnLink(LogPosition after) {
        lock.lock();
        try {
            moveTo(after, 0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Frozen freeze() {
        lock.lock();
        try {
            adoptCurrent();
            catchUp(shared.appendedFrame());
            View view = current;
            Overlay overlay = view.overlay();
            if (overlay.newestLayer().lastSequence() > overlay.newestLayer().baseSequence()) {
                overlay = overlay.withFreshLayer();
                switchTo(new View(view.meta(), view.forest(), overlay));
            }
            List<Layer> layers = overlay.layersNewestFirst();
            return new Frozen(
                    view.meta(),
                    view.forest(),
                    layers.subList(1, layers.size()),
                    overlay.lastSequence(),
                    position,
                    reservations.all(),
                    prepared.records(),
                    tags.recent());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void catchUp() {
        catchUp(shared.appendedFrame());
    }

    @Override
    public boolean cutOffUnpublished() {
        catchUp();
        return store.log().cutOff(position);
    }

    @Override
    public List<Extent> reservedExtents() {
        return reservations.extents();
    }

    @Override
    public void awaitVisible(Frozen frozen) {
        groupCommit.awaitDurable(frozen.position().nextFrame() - 1);
        // A process may have died before it showed its last commit; snapshots are never older than the trees.
        shared.publishVisible(frozen.sequence());
    }

    @Override
    public void adopt(MetaPage meta, Forest forest) {
        lock.lock();
        try {
            if (meta.checkpoint() <= current.checkpoint()) {
                return;
            }
            LogState log = LogState.decode(meta);
            catchUp(log.recovery().nextFrame() - 1);
            if (meta.checkpoint() <= current.checkpoint()) {
                return;
            }
            Overlay overlay = current.overlay();
            if (overlay.newestLayer().baseSequence() < meta.sequence()) {
                overlay = overlay.withFreshLayer();
            }
            space.adopt(log);
            reservations.dropBefore(log.feed().nextFrame());
            switchTo(new View(meta, forest, overlay.over(meta.sequence())));
            boolean nothingAfter = position.nextFrame() <= log.recovery().nextFrame();
            bytesAfterCheckpoint = nothingAfter ? 0 : current.overlay().bytes();
            storedAfterCheckpoint &= !nothingAfter;
        } finally {
            lock.unlock();
        }
    }

    /** Adopts the checkpoint that another process has made, if any. */
    void adoptCurrent() {
        if (shared.checkpoint() <= current.checkpoint()) {
            return;
        }
        lock.lock();
        try {
            if (shared.checkpoint() > current.checkpoint()) {
                MetaPage meta = pinCurrentMeta();
                adopt(meta, store.forest(meta));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Pins the newest view, so that it stays until it is unpinned. */
    View pinView() {
        while (true) {
            View view = current;
            view.pin();
            if (view == current) {
                return view;
            }
            view.unpin();
        }
    }

    /** A lower bound of the snapshots in use: the trees of the oldest view that has any, or the given sequence if none has. */
    long oldestPinnedSequence(long newest) {
        lock.lock();
        try {
            long oldest = newest;
            for (View view : views) {
                if (view.isPinned()) {
                    oldest = Math.min(oldest, view.overlay().baseSequence());
                }
            }
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    /** Tells the other processes which checkpoints this one no longer reads, and its oldest snapshot. */
    void releaseUnpinned() {
        shared.processes().setOldestSnapshot(oldestPinnedSequence(Long.MAX_VALUE));
        if (views.size() < 2 || !lock.tryLock()) {
            return;
        }
        try {
            dropUnpinned();
        } finally {
            lock.unlock();
        }
    }

    private boolean isRead(LogPosition place) {
        return scanner.position().nextFrame() >= place.nextFrame();
    }

    /** Takes in a record that was read; should that fail, it is the next one again. */
    private void applyOrStay(LogEntry entry) {
        boolean taken = false;
        try {
            take(entry.record(), entry.after());
            taken = true;
        } finally {
            if (!taken) {
                scanner.moveTo(entry.before());
            }
        }
        addBytes(entry.bytes());
    }

    /** What a record says, to whose end the position is. */
    private void take(LogRecord record, LogPosition after) {
        LogRecord.Prepare dropped = record instanceof LogRecord.Drop drop ? prepared.find(drop.transaction()) : null;
        reservations.apply(record, dropped, after.nextFrame() - 1);
        if (record instanceof LogRecord.Commit commit) {
            if (commit.sequence() != lastSequence() + 1) {
                throw new StoreException(StoreErrorCode.CORRUPTED, "log sequence " + commit.sequence());
            }
            View view = current;
            Overlay overlay = CommittedChanges.apply(store, view.overlay(), commit);
            if (overlay != view.overlay()) {
                switchTo(new View(view.meta(), view.forest(), overlay));
                // It costs no memory, but every read until the next checkpoint. So a pause brings one, or the second
                // such commit.
                storedAfterCheckpoint = true;
                addBytes(Limits.LOG_BYTES_DUE / 2);
            }
            added(commit.sequence(), after);
            UUID resolved = commit.resolves();
            if (resolved != null) {
                prepared.remove(resolved);
            }
        } else if (record instanceof LogRecord.Prepare prepare) {
            prepared.add(prepare);
        } else if (record instanceof LogRecord.Drop drop) {
            prepared.remove(drop.transaction());
        }
    }

    private void moveTo(LogPosition after, int bytes) {
        scanner.moveTo(after);
        position = after;
        addBytes(bytes);
    }

    private void addBytes(long bytes) {
        bytesAfterCheckpoint = bytesAfterCheckpoint + bytes + io.blazedb.storage.log.Limits.ALIGNMENT_BYTES;
    }

    /**
     * The next frame is not where it was: the log went on so far while this process slept that its place was recycled. Goes on from
     * the current checkpoint. Snapshots taken before stay whole; their transactions can no longer commit.
     */
    private void jumpOverGap() {
        MetaPage meta = shared.checkpoint() > current.checkpoint() ? pinCurrentMeta() : current.meta();
        LogState log = LogState.decode(meta);
        if (log.recovery().nextFrame() <= scanner.position().nextFrame()) {
            throw new StoreException(
                    StoreErrorCode.CORRUPTED, "log frame " + scanner.position().nextFrame());
        }
        Forest forest = store.forest(meta);
        prepared.reset(PreparedRecords.read(forest));
        reservations.reset(SystemTree.reservations(forest));
        space.reset(log.segments(), log.spare());
        switchTo(new View(meta, forest, current.overlay().behindGap(meta.sequence())));
        scanner.moveTo(log.recovery());
        bytesAfterCheckpoint = 0;
        storedAfterCheckpoint = false;
    }

    /** The current meta page, whose pages stay from now on until the views change. */
    private MetaPage pinCurrentMeta() {
        while (true) {
            long checkpoint = shared.checkpoint();
            pin(checkpoint);
            // Pinned too late if there is a newer one by now: what that one freed may be in use again.
            if (shared.checkpoint() == checkpoint) {
                MetaPage meta = store.metas().read(checkpoint);
                if (meta != null) {
                    return meta;
                }
                if (shared.checkpoint() == checkpoint) {
                    throw new StoreException(StoreErrorCode.CORRUPTED, "meta page, checkpoint=" + checkpoint);
                }
            }
        }
    }

    private void switchTo(View next) {
        views.add(next);
        current = next;
        dropUnpinned();
    }

    private void dropUnpinned() {
        View newest = current;
        views.removeIf(view -> view != newest && !view.isPinned());
        pin(newest.checkpoint());
    }

    /** Tells the other processes what this one reads: the checkpoints of all views and the given one. */
    private void pin(long checkpoint) {
        SortedSet<Long> pinned = new TreeSet<>();
        pinned.add(checkpoint);
        views.forEach(view -> pinned.add(view.checkpoint()));
        shared.processes().setPinned(pinned);
    }
}
