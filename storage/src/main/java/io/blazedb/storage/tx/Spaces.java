/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.checkpoint.LogSpace;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.log.RecordCodec;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.space.PinnedCheckpoints;
import io.blazedb.storage.space.Reservation;
import io.blazedb.storage.space.SpaceEditor;
import io.blazedb.storage.space.SpaceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Gives transactions pages of their own, and takes them back from those that have died.
 *
 * <p>Pages are taken under the checkpoint lock: out of those that are free in the current checkpoint, or at the end of the file. While
 * somebody makes a checkpoint, they are taken at the end of the file under the append lock, as the log's are. A log record says whose
 * they are, so that the next checkpoint, by whichever process, does not give them to somebody else.
 *
 * <p>Threading: any number of threads.
 */
final class Spaces implements PrivateSpace.Source {
    private final StoreFile store;
    private final SharedState shared;
    private final LogSpace logSpace;
    private final LogTail tail;
    private final LogAppender appender;
    private final Runnable onWritten;

    /**
     * For one file.
     *
     * @param onWritten called when a transaction has written much that it will have to sync
     */
    Spaces(
            StoreFile store,
            SharedState shared,
            LogSpace logSpace,
            LogTail tail,
            LogAppender appender,
            Runnable onWritten) {
        this.onWritten = onWritten;
        this.store = store;
        this.shared = shared;
        this.logSpace = logSpace;
        this.tail = tail;
        this.appender = appender;
    }

    @Override
    public void wrote() {
        onWritten.run();
    }

    /** A space of the calling transaction alone. */
    PrivateSpace open() {
        UUID id = StoreFile.uuid(store.random());
        Runnable lease = shared.tryLease(LogRecord.Reserve.lease(id))
                .orElseThrow(() -> new StoreException(StoreErrorCode.BUSY, "private space"));
        try {
            PrivateSpace.Reserved extents = reserve(id, 1, (int) (Limits.SPACE_BYTES_MIN / store.pageBytes()));
            // Only now: whoever drops a data key looks for records of spaces first, and this one knows the newest
            // checkpoint.
            int generation = Math.max(tail.view().meta().epoch().generation(), store.dataKeyGeneration());
            Pager pager = store.privatePager(generation, Limits.SPACE_CACHE_BYTES);
            KeyEpoch epoch = Objects.requireNonNull(pager.cipher().sealingEpoch());
            return new PrivateSpace(id, epoch, pager, this, lease, extents);
        } catch (RuntimeException | Error e) {
            lease.run();
            throw e;
        }
    }

    @Override
    public PrivateSpace.Reserved reserve(UUID space, int pagesMin, int pagesWanted) {
        if (!shared.checkpointLock().tryLock()) {
            if (mayGrow(pagesWanted)) {
                return extentAtEnd(space, pagesWanted);
            }
            shared.checkpointLock().lock(Limits.SPACE_LOCK_MILLIS);
        }
        try {
            tail.adoptCurrent();
            tail.catchUp();
            List<Extent> extents = freeExtents(pagesMin, pagesWanted);
            if (extents.isEmpty()) {
                return extentAtEnd(space, pagesWanted);
            }
            dropUnpublishedCheckpoint();
            record(space, extents);
            return new PrivateSpace.Reserved(extents, false);
        } finally {
            shared.checkpointLock().unlock();
        }
    }

    @Override
    public void fill(long firstPage, int pages) {
        LogSpace.preallocate(
                store.file(), shared, firstPage * store.pageBytes(), (firstPage + pages) * store.pageBytes());
    }

    @Override
    public void release(UUID space) {
        boolean reserved =
                tail.reservations().all().stream().anyMatch(one -> one.space().equals(space));
        if (reserved && !shared.isPoisoned()) {
            try {
                appendRelease(space);
            } catch (StoreException e) {
                // The next checkpoint finds that nobody holds the lease.
                System.getLogger(Spaces.class.getName())
                        .log(System.Logger.Level.DEBUG, "pages of a transaction are released later", e);
            }
        }
    }

    /** Ends the spaces of transactions whose process died, or that could not end by themselves. By the holder of the checkpoint lock. */
    void releaseDead() {
        tail.adoptCurrent();
        tail.catchUp();
        for (Reservation reservation : tail.reservations().all()) {
            if (reservation.state() == Reservation.State.OPEN) {
                Optional<Runnable> lease = shared.tryLease(LogRecord.Reserve.lease(reservation.space()));
                if (lease.isPresent()) {
                    try {
                        appendRelease(reservation.space());
                    } finally {
                        lease.get().run();
                    }
                }
            }
        }
    }

    /** Whether any space is known to any process; one that begins later knows the checkpoint that is current now. */
    boolean anyLeft() {
        shared.appendLock().lock(Limits.SPACE_LOCK_MILLIS);
        try {
            appender.readLog();
            return !tail.reservations().all().isEmpty();
        } finally {
            shared.appendLock().unlock();
        }
    }

    private void appendRelease(UUID space) {
        shared.appendLock().lock(Limits.SPACE_LOCK_MILLIS);
        try {
            appender.readLog();
            boolean open = tail.reservations().all().stream()
                    .anyMatch(one -> one.space().equals(space) && one.state() == Reservation.State.OPEN);
            if (open) {
                appender.appendAndApply(RecordCodec.release(space), new LogRecord.Release(space), true);
            }
        } finally {
            shared.appendLock().unlock();
        }
    }

    private void record(UUID space, List<Extent> extents) {
        shared.appendLock().lock(Limits.SPACE_LOCK_MILLIS);
        try {
            appender.readLog();
            append(space, extents);
        } finally {
            shared.appendLock().unlock();
        }
    }

    /** By the holder of the append lock. */
    private void append(UUID space, List<Extent> extents) {
        LogRecord.Reserve record = new LogRecord.Reserve(space, extents);
        appender.appendAndApply(RecordCodec.reserve(record), record, false);
    }

    /**
     * A meta page whose write failed, or whose writer died before it said so, may be whole in the file, and refers to pages that are free in
     * the current checkpoint. A recovery must not find it once they are written to.
     */
    private void dropUnpublishedCheckpoint() {
        if (store.metas().dropAfter(shared.checkpoint())) {
            appender.forcePages();
        }
    }

    /** Long runs of free pages, as many as are wanted if there are so many. */
    private List<Extent> freeExtents(int pagesMin, int pagesWanted) {
        View view = tail.view();
        // What waits for readers is left to the next checkpoint, even if they have gone: it might still count it as
        // waiting.
        SpaceEditor free = SpaceEditor.begin(
                store.pager(), view.meta().space(), view.checkpoint() + 1, PinnedCheckpoints.all(), null);
        List<Extent> taken = new ArrayList<>(logSpace.extents());
        taken.addAll(tail.reservations().extents());
        long known = view.meta().space().filePages();
        taken.stream()
                .filter(extent -> extent.firstPage() + extent.pages() <= known)
                .forEach(free::claimExtent);
        int runPages = Math.max(pagesMin, (int) (Limits.SPACE_RUN_BYTES_MIN / store.pageBytes()));
        List<Extent> found = new ArrayList<>();
        int pages = 0;
        // Neither are pages taken that are kept for a checkpoint on a full disk.
        long unreserved = free.freePages() - SpaceEditor.reservePages(known, store.pageBytes());
        while (pages < pagesWanted && found.size() < Limits.SPACE_EXTENTS_MAX) {
            int wanted = Math.max(runPages, Integer.highestOneBit(pagesWanted - pages));
            Extent extent = pages + wanted > unreserved ? null : free.allocateFreeExtent(wanted, Long.MAX_VALUE);
            while (extent == null && wanted > runPages) {
                wanted = Math.max(runPages, wanted / 2);
                extent = pages + wanted > unreserved ? null : free.allocateFreeExtent(wanted, Long.MAX_VALUE);
            }
            if (extent == null) {
                break;
            }
            found.add(extent);
            pages += extent.pages();
        }
        return found;
    }

    /**
     * Claimed and recorded without anybody in between, so that a checkpoint which grows the file sees both or neither. Where there is room
     * enough, only the last page is written now: a checkpoint may count on the length of the file. Where there is not, the caller holds
     * the checkpoint lock.
     */
    private PrivateSpace.Reserved extentAtEnd(UUID space, int pages) {
        shared.appendLock().lock(Limits.SPACE_LOCK_MILLIS);
        try {
            appender.readLog();
            tail.adoptCurrent();
            long first = shared.claimPages(pages);
            try {
                boolean roomy = isRoomy(pages);
                if (roomy) {
                    long lastPage = (first + pages - 1) * store.pageBytes();
                    store.file().write(lastPage, new byte[store.pageBytes()], 0, store.pageBytes());
                } else {
                    fill(first, pages);
                }
                List<Extent> extent = List.of(new Extent(first, pages));
                append(space, extent);
                return new PrivateSpace.Reserved(extent, roomy);
            } catch (RuntimeException | Error e) {
                shared.unclaimPages(first, pages);
                throw e;
            }
        } finally {
            shared.appendLock().unlock();
        }
    }

    /** Whether the file may grow though it could be that pages of the current checkpoint are free. */
    private boolean mayGrow(int pages) {
        View view = tail.pinnedView();
        try {
            SpaceRoots current = view.meta().space();
            long free = new SpaceView(store.pager(), current).freePages();
            boolean sparse = free > current.filePages() / 2 && free * store.pageBytes() >= Limits.SPACE_FREE_BYTES_MAX;
            return !sparse && isRoomy(pages);
        } finally {
            view.unpin();
        }
    }

    private boolean isRoomy(int pages) {
        return LogSpace.isRoomy(store.file(), (long) pages * store.pageBytes());
    }
}
