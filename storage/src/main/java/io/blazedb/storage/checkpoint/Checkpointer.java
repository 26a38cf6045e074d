/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.ForestEditor;
import io.blazedb.storage.btree.SystemTree;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.crypto.LogSalt;
import io.blazedb.storage.crypto.PageCipher;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.log.LogEntry;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.log.LogScanner;
import io.blazedb.storage.log.Segment;
import io.blazedb.storage.overlay.Layer;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.pager.PageWriter;
import io.blazedb.storage.process.Processes;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.space.EpochTable;
import io.blazedb.storage.space.PinnedCheckpoints;
import io.blazedb.storage.space.SpaceEditor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Moves committed changes from the overlay into the trees: pages, sync, then the meta page that makes them reachable, sync, then the
 * receipt that says so.
 *
 * <p>Invariants:
 * <ol>
 *   <li>No page that anybody may read is ever overwritten: a page written by checkpoint B and freed by F is written again only when F
 *       is durable and no process reads one of the checkpoints from B to F - 1.
 *   <li>The new meta page goes to the slot after the current one's; two others are still whole behind it.
 *   <li>A merged commit is durable in the log before its pages are written.
 *   <li>Segments of the log are written again only after the meta page that no longer needs them is durable.
 *   <li>Before pages are given out that frames may refer to which were written but never published, these frames are destroyed: when a
 *       checkpoint begins, and whenever the end of the file is given out or cut off.
 * </ol>
 *
 * <p>Threading: called by the holder of the checkpoint lock. Committers and readers go on; the append lock is needed only for
 * moments in which the file grows.
 *
 * <p>Failure: any error leaves the previous checkpoint current and the log whole. A failed sync poisons the shared state.
 */
public final class Checkpointer {
    private final StoreFile store;
    private final StorageFile bulk;
    private final SharedState shared;
    private final FileGuard guard;
    private final LogSpace logSpace;
    private final CheckpointSource source;
    private int establishedEpoch;
    /** Whether the last checkpoint found no room: then the next makes sure of it before it writes pages. */
    private boolean diskWasFull;

    /** {@code bulk} is another channel of the same file, for writing many pages. */
    public Checkpointer(
            StoreFile store,
            StorageFile bulk,
            SharedState shared,
            FileGuard guard,
            LogSpace logSpace,
            CheckpointSource source) {
        this.store = store;
        this.bulk = bulk;
        this.shared = shared;
        this.guard = guard;
        this.logSpace = logSpace;
        this.source = source;
    }

    /** Makes a checkpoint of everything in the log; false if there was nothing to do. */
    public boolean run() {
        return run(false);
    }

    /** As {@link #run()}; also if there is nothing to merge, because what the last one freed can then be used. */
    public boolean run(boolean evenIfNothing) {
        CheckpointSource.Frozen frozen = source.freeze();
        LogState baseLog = LogState.decode(frozen.base());
        if (!evenIfNothing
                && frozen.position().nextFrame() == baseLog.recovery().nextFrame()) {
            return false;
        }
        run(frozen, Upkeep.NONE);
        return true;
    }

    /** Makes a checkpoint, even if there is nothing in the log, and moves pages. */
    public Upkeep.Outcome run(Upkeep upkeep) {
        return run(source.freeze(), upkeep);
    }

    private Upkeep.Outcome run(CheckpointSource.Frozen frozen, Upkeep upkeep) {
        MetaPage base = frozen.base();
        LogState baseLog = LogState.decode(base);
        // Before it grows: a hole where pages were cut off would go unnoticed.
        guard.checkNow(base.space().filePages() * store.pageBytes());
        source.awaitVisible(frozen);
        cutOffUnpublished();
        // A meta page whose write failed, or whose writer died before it said so, may be whole in the file, and refers
        // to pages that
        // this checkpoint is going to write.
        if (store.metas().dropAfter(base.checkpoint())) {
            sync();
        }
        long number = base.checkpoint() + 1;
        KeyEpoch epoch = sealingEpoch(base);
        SpaceEditor space =
                SpaceEditor.begin(store.pager(), base.space(), number, pinned(shared), new SharedGrowth(frozen));
        MetaPage meta;
        Upkeep.Outcome outcome;
        try {
            logSpace.extents().forEach(space::claimExtent);
            ReservationChanges reservations = new ReservationChanges(frozen);
            reservations.claim(space);
            PageWriter writer = store.pager().writer(bulk, number);
            ForestEditor editor = new ForestEditor(frozen.forest(), space, writer);
            mergeTrees(frozen, editor);
            LogState log = nextLog(baseLog, frozen, space, upkeep);
            mergeSystem(reservations.end(space, log.feed().nextFrame()), editor);
            Set<Integer> oldEpochs = space.epochsBefore(epoch.generation());
            move(upkeep, editor, space, oldEpochs);
            PagePointer forest = editor.finish();
            boolean compact = upkeep.kind() == Upkeep.Kind.COMPACT;
            long filePages = base.space().filePages();
            space.trim(
                    compact ? 1 : Math.max(Limits.TRIM_BYTES_MIN / store.pageBytes(), filePages / 8),
                    compact ? Long.MAX_VALUE : Math.max(Limits.TRIM_BYTES_MAX / store.pageBytes(), filePages / 4));
            SpaceRoots roots = space.finish(writer);
            outcome = new Upkeep.Outcome(
                    editor.movedPages(),
                    space.hasPagesOf(oldEpochs) || log.isUnderKeyBefore(epoch.generation()) || reservations.anyLeft());
            meta = new MetaPage(
                    number,
                    frozen.sequence(),
                    forest,
                    roots,
                    epoch,
                    log.head(frozen.sequence() + 1),
                    log.encodeExtra());
        } catch (RuntimeException | Error e) {
            space.abandon();
            diskWasFull |= e instanceof StoreException failure && failure.code() == StoreErrorCode.DISK_FULL;
            throw e;
        }
        diskWasFull = false;
        sync();
        guard.checkNow(meta.space().filePages() * store.pageBytes());
        store.metas().write(meta);
        sync();
        guard.checkNow(0);
        shared.publishCheckpoint(number);
        establishedEpoch = epoch.id();
        source.adopt(meta, new Forest(store.pager(), meta.forest()));
        store.metas().writeReceipt(number, frozen.sequence());
        cutFile(meta);
        return outcome;
    }

    private void cutOffUnpublished() {
        shared.appendLock().lock(Limits.APPEND_LOCK_MILLIS);
        try {
            source.cutOffUnpublished();
        } finally {
            shared.appendLock().unlock();
        }
    }

    private static void move(Upkeep upkeep, ForestEditor editor, SpaceEditor space, Set<Integer> oldEpochs) {
        Predicate<PagePointer> moves;
        if (upkeep.kind() == Upkeep.Kind.COMPACT) {
            space.allocateFromTheFront();
            moves = pointer -> pointer.pageNumber() + pointer.pages() > upkeep.endPage();
        } else {
            moves = pointer -> oldEpochs.contains(pointer.epoch());
        }
        if (upkeep.kind() != Upkeep.Kind.NONE) {
            editor.move(
                    pointer -> {
                        upkeep.eachPage().run();
                        return moves.test(pointer);
                    },
                    upkeep.pagesMax());
            space.touch(moves);
        }
    }

    /**
     * Gives back what the file has behind its last page. Under the append lock: what then belongs neither to the pages nor to the log was
     * claimed by an append that failed or died. Frames of such an append are gone for good before the pages are that they lead to: a power
     * failure must not bring back a log that goes on behind the end of the file.
     */
    private void cutFile(MetaPage meta) {
        long pages = meta.space().filePages();
        if (store.file().size() <= pages * store.pageBytes()) {
            return;
        }
        shared.appendLock().lock(Limits.APPEND_LOCK_MILLIS);
        try {
            if (source.cutOffUnpublished()) {
                sync();
            }
            List<Extent> others = new ArrayList<>(logSpace.extents());
            others.addAll(source.reservedExtents());
            for (Extent extent : others) {
                pages = Math.max(pages, extent.firstPage() + extent.pages());
            }
            shared.setEndPage(pages);
            store.file().truncate(pages * store.pageBytes());
        } finally {
            shared.appendLock().unlock();
        }
    }

    /** What the readers of all processes need. */
    public static PinnedCheckpoints pinned(SharedState shared) {
        Processes.Pins pins = shared.processes().pins();
        return PinnedCheckpoints.of(
                pins.checkpoints().stream().mapToLong(Long::longValue).toArray(), pins.allFrom());
    }

    /**
     * The end of the file, which the log of every process extends too: under the append lock, so that whoever holds it knows all the
     * log's pages. What was claimed and is not among them was claimed by an append or a checkpoint that failed or died.
     */
    private final class SharedGrowth implements SpaceEditor.FileGrowth {
        private final Set<Extent> known = new HashSet<>();
        private List<Extent> logExtents = List.of();
        private List<Extent> borrowedExtents = List.of();

        SharedGrowth(CheckpointSource.Frozen frozen) {
            frozen.reservations().forEach(reservation -> known.addAll(reservation.extents()));
        }

        @Override
        public long claim(long pages) {
            shared.appendLock().lock(Limits.APPEND_LOCK_MILLIS);
            try {
                source.cutOffUnpublished();
                logExtents = new ArrayList<>(logSpace.extents());
                borrowedExtents = new ArrayList<>(source.reservedExtents());
                borrowedExtents.removeAll(known);
                return shared.claimPages(pages);
            } finally {
                shared.appendLock().unlock();
            }
        }

        @Override
        public List<Extent> logExtents() {
            return logExtents;
        }

        @Override
        public List<Extent> borrowedExtents() {
            return borrowedExtents;
        }

        @Override
        public void preallocate(long from, long to) {
            LogSpace.preallocate(store.file(), shared, from, to);
        }

        @Override
        public boolean isRoomy(long bytes) {
            return !diskWasFull && LogSpace.isRoomy(store.file(), bytes);
        }

        @Override
        public void unclaim(long firstPage, long pages) {
            shared.unclaimPages(firstPage, pages);
        }
    }

    private static void mergeTrees(CheckpointSource.Frozen frozen, ForestEditor editor) {
        Set<Long> trees = new TreeSet<>();
        for (Layer layer : frozen.layersNewestFirst()) {
            trees.addAll(layer.treeIds());
        }
        mergeSystem(PreparedRecords.changes(frozen.forest(), frozen.prepared()), editor);
        mergeSystem(CommitTags.changes(frozen.forest(), frozen.tags(), frozen.sequence()), editor);
        // In ascending order: the system tree, which says how others are laid out, comes first.
        for (long tree : trees) {
            LayerChanges changes = new LayerChanges(frozen, tree);
            if (changes.cleared()) {
                editor.clear(tree);
            }
            if (changes.hasNext()) {
                editor.merge(tree, changes);
            }
        }
    }

    private static void mergeSystem(Collection<TreeChange> changes, ForestEditor editor) {
        if (!changes.isEmpty()) {
            List<TreeChange> sorted = new ArrayList<>(changes);
            sorted.sort((a, b) -> Arrays.compareUnsigned(a.key(), b.key()));
            editor.merge(SystemTree.ID, sorted.iterator());
        }
    }

    private KeyEpoch sealingEpoch(MetaPage base) {
        PageCipher cipher = store.pageCipher();
        KeyEpoch epoch = cipher.sealingEpoch();
        // Until a checkpoint under it is durable, another process may give its number to an epoch of its own.
        int generation = Math.max(base.epoch().generation(), store.dataKeyGeneration());
        if (epoch == null
                || epoch.id() != establishedEpoch
                || epoch.generation() != generation
                || cipher.epochExhausted()) {
            epoch = cipher.beginEpoch(EpochTable.nextId(store.pager(), base), generation);
        }
        return epoch;
    }

    /** Drops the oldest segments that neither recovery nor the change feed needs. */
    private LogState nextLog(LogState base, CheckpointSource.Frozen frozen, SpaceEditor space, Upkeep upkeep) {
        LogPosition recovery = frozen.position();
        List<Segment> kept = new ArrayList<>();
        List<Extent> later = releaseRetired(base, frozen.base().checkpoint(), space);
        for (Segment segment : logSpace.segments()) {
            if (segment.number() <= recovery.segment().number()) {
                kept.add(segment);
            } else {
                later.add(segment.extent());
            }
        }
        // A full disk has no room for history.
        boolean full =
                space.diskIsFull() || store.file().usableBytes() < 2 * io.blazedb.storage.log.Limits.SEGMENT_BYTES;
        int first = firstKept(kept, recovery.segment(), upkeep, full ? 0 : Limits.FEED_BYTES_MIN);
        long frame = Reservations.lastFrameNotKept(frozen.reservations(), upkeep, store.pageBytes());
        LogPosition feed = feedFrom(base.feed(), kept.get(first), frame, recovery);
        List<Extent> spare = new ArrayList<>(logSpace.spareExtents());
        int usualPages = io.blazedb.storage.log.Limits.SEGMENT_BYTES / store.pageBytes();
        while (!kept.get(0).equals(feed.segment())) {
            Extent dropped = kept.remove(0).extent();
            if (dropped.pages() == usualPages && spare.size() < Limits.SPARE_EXTENTS_MAX) {
                spare.add(dropped);
            } else {
                space.freeExtent(dropped);
            }
        }
        boolean compact = upkeep.kind() == Upkeep.Kind.COMPACT;
        int usual = full ? Limits.SPARE_EXTENTS_KEPT + 1 : Limits.SPARE_EXTENTS_WANTED;
        int wanted = compact ? Limits.SPARE_EXTENTS_MIN : usual;
        for (int i = spare.size() - 1; i >= 0 && compact; i--) {
            if (i >= wanted || spare.get(i).firstPage() + spare.get(i).pages() > upkeep.endPage()) {
                later.add(0, spare.remove(i));
            }
        }
        // Only a checkpoint can give free pages to the log; without spare ones, the file would grow.
        while (spare.size() < wanted) {
            Extent free = spare.size() < Limits.SPARE_EXTENTS_KEPT
                    ? space.allocateAnyExtent(usualPages, upkeep.endPage())
                    : space.allocateFreeExtent(usualPages, upkeep.endPage());
            if (free == null) {
                break;
            }
            spare.add(free);
        }
        return new LogState(kept, feed, recovery, spare, later);
    }

    private int firstKept(List<Segment> kept, Segment recovery, Upkeep upkeep, long feedBytes) {
        int first = kept.size() - 1;
        for (long behind = 0; first > 0 && kept.size() - first < LogState.SEGMENTS_MAX; first--) {
            Segment before = kept.get(first - 1);
            boolean moved = upkeep.kind() == Upkeep.Kind.COMPACT
                    && before.extent().firstPage() + before.extent().pages() > upkeep.endPage();
            boolean rotated = upkeep.kind() == Upkeep.Kind.ROTATE
                    && LogSalt.generation(before.salt()) < LogSalt.generation(recovery.salt());
            if (behind >= feedBytes || moved || rotated) {
                break;
            }
            behind += before.extent().pages() * (long) store.pageBytes();
        }
        return first;
    }

    /**
     * Spare extents that are to be given up are named among those of later segments first, because every process has a list of spare
     * ones. They are free as soon as every process knows a checkpoint that does not call them spare, unless one took them before.
     */
    private List<Extent> releaseRetired(LogState base, long baseCheckpoint, SpaceEditor space) {
        List<Extent> retired = new ArrayList<>(base.later());
        logSpace.segments().forEach(segment -> retired.remove(segment.extent()));
        if (retired.isEmpty()) {
            return retired;
        }
        shared.appendLock().lock(Limits.APPEND_LOCK_MILLIS);
        try {
            source.cutOffUnpublished();
            boolean knownToAll = shared.processes().oldestCheckpoint() >= baseCheckpoint;
            logSpace.segments().forEach(segment -> retired.remove(segment.extent()));
            if (knownToAll) {
                retired.forEach(space::freeExtent);
                retired.clear();
            }
        } finally {
            shared.appendLock().unlock();
        }
        return retired;
    }

    /** The first place between two records that is not before the segment, and behind the frame. */
    private LogPosition feedFrom(LogPosition present, Segment segment, long frame, LogPosition recovery) {
        LogScanner scanner = store.log().scanner(present);
        while (scanner.position().segment().number() < segment.number()
                || scanner.position().nextFrame() <= frame) {
            LogEntry entry = scanner.next(recovery.nextFrame() - 1);
            if (entry == null) {
                return recovery;
            }
        }
        return scanner.position();
    }

    private void sync() {
        try {
            store.file().force();
        } catch (RuntimeException | Error e) {
            shared.poison();
            throw e;
        }
    }
}
