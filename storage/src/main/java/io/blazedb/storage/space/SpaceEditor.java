/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.space;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.pager.PageAllocator;
import io.blazedb.storage.pager.PageWriter;
import io.blazedb.storage.pager.Pager;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The space of the file while one checkpoint is being made. Dropping it undoes everything: only pages that no checkpoint refers to
 * were written.
 *
 * <p>Invariants:
 * <ol>
 *   <li>Every page behind the meta slots is free, pending or referred to by the checkpoint, exactly one of them.
 *   <li>A page written by checkpoint B and freed by F is given out again only if F is durable and no reader uses any of the
 *       checkpoints from B to F - 1.
 * </ol>
 *
 * <p>Threading: one thread.
 */
public final class SpaceEditor implements PageAllocator {
    /** Single pages are taken from runs of this length while there are any, so that one write covers many. */
    private static final int RUN_PAGES = 16;

    private static final int GROWTH_BYTES_MIN = 1 << 20;
    private static final int GROWTH_BYTES_MAX = 4 << 20;
    private static final int RESERVE_BYTES_MIN = 1 << 20;
    private static final int RESERVE_BYTES_MAX = 8 << 20;
    private static final int SMALL_SIZES = 64;
    /** Pages that are left free for the end of a checkpoint when the end of the file is cut off. */
    private static final int RESERVED_PAGES = 128;

    private final Pager pager;
    private final FileGrowth growth;
    private final long birth;
    private final AllocationBitmap bitmap;
    private final PinnedCheckpoints pinned;
    private final PendingFrees pending;
    private final EpochTable epochs;
    private final SpaceRoots base;
    private final long[] searchFrom = new long[SMALL_SIZES];
    private long runNext;
    private long runEnd;
    private long runSearch;
    private long singleSearch;
    private boolean longRunsUsedUp;
    private boolean fromTheFront;
    private long trimFromPages = Long.MAX_VALUE;
    private long trimPagesMax;
    private final List<Extent> grown = new ArrayList<>();
    /** Pages, counted from the first that the file grew by, that are not in the file before something is written there. */
    private final BitSet untouched = new BitSet();
    /** Among what the file grew by: what others have taken meanwhile. */
    private final Set<Extent> borrowed = new HashSet<>();

    private final int reservePages;
    private boolean diskFull;
    private boolean finished;

    /** Gives out the end of the file, of which the log takes pages too. */
    public interface FileGrowth {
        /** So many pages that nobody else gets; the first of them is at or behind the end that the bitmap knows. */
        long claim(long pages);

        /** All pages that belonged to the log at the last claim. */
        List<Extent> logExtents();

        /**
         * Pages that others had taken for a while at the last claim, since this checkpoint began: they are free in this checkpoint, but not
         * for it. Others between the known end and the claim belong to nobody.
         */
        default List<Extent> borrowedExtents() {
            return List.of();
        }

        /** Makes claimed bytes of the file exist. */
        void preallocate(long from, long to);

        /** Whether so many bytes are so sure to fit onto the disk that pages may be the first thing that is written there. */
        default boolean isRoomy(long bytes) {
            return false;
        }

        /** Takes pages back, if nobody has claimed any behind them. */
        void unclaim(long firstPage, long pages);
    }

    private SpaceEditor(
            Pager pager, SpaceRoots roots, long birth, PinnedCheckpoints pinned, @Nullable FileGrowth growth) {
        this.pager = pager;
        this.pinned = pinned;
        this.growth = growth != null ? growth : new OwnGrowth();
        this.birth = birth;
        this.base = roots;
        // Nobody but this editor extends the file: then it is one in a test or a copy, and no checkpoint follows.
        this.reservePages = growth == null ? 0 : reservePages(roots.filePages(), pager.pageBytes());
        bitmap = new AllocationBitmap(pager, roots.bitmap(), roots.filePages());
        pending = PendingFrees.read(pager, roots.pendingFrees());
        epochs = EpochTable.read(pager, roots.epochs());
    }

    /**
     * Begins a checkpoint of a file that nobody else extends.
     *
     * @param roots space of the current checkpoint, which is durable
     * @param birth number of the checkpoint being made
     * @param oldestRead the oldest checkpoint that somebody reads; nobody reads a later one but the current
     */
    public static SpaceEditor begin(Pager pager, SpaceRoots roots, long birth, long oldestRead) {
        return begin(pager, roots, birth, PinnedCheckpoints.of(oldestRead), null);
    }

    /**
     * Begins a checkpoint.
     *
     * @param pinned what readers of all processes read; of the current checkpoint nothing is pending yet, so it need not be in there
     * @param growth gives out the end of the file; null if nobody but this editor extends it
     */
    public static SpaceEditor begin(
            Pager pager, SpaceRoots roots, long birth, PinnedCheckpoints pinned, @Nullable FileGrowth growth) {
        SpaceEditor editor = new SpaceEditor(pager, roots, birth, pinned, growth);
        if (roots.bitmap().isNone()) {
            int reserved = (int) (MetaPage.PAGES_OFFSET / pager.pageBytes());
            editor.bitmap.grow(reserved);
            editor.bitmap.mark(0, reserved, true);
        }
        for (PendingFrees.Range range : editor.pending.takeUnneeded(pinned)) {
            editor.bitmap.mark(range.firstPage(), range.pages(), false);
        }
        return editor;
    }

    /** From now on gives out the free pages that are nearest to the front, one by one, however scattered. */
    public void allocateFromTheFront() {
        fromTheFront = true;
    }

    /** Lets {@link #finish} write the bitmap pages anew that the condition names. */
    public void touch(Predicate<PagePointer> moves) {
        bitmap.touch(moves);
    }

    /** Lets {@link #finish} forget free pages at the end of the file if there are so many at least, and at most so many of them. */
    public void trim(long pagesMin, long pagesMax) {
        trimFromPages = pagesMin;
        trimPagesMax = pagesMax;
    }

    /** The epochs whose data key is older than a generation. */
    public Set<Integer> epochsBefore(int generation) {
        Set<Integer> ids = new HashSet<>();
        for (KeyEpoch epoch : epochs.epochs()) {
            if (epoch.generation() < generation) {
                ids.add(epoch.id());
            }
        }
        return ids;
    }

    /** Whether any page is referred to that was sealed under one of the epochs. */
    public boolean hasPagesOf(Set<Integer> epochIds) {
        return epochIds.stream().anyMatch(id -> epochs.pages(id) > 0);
    }

    @Override
    public long allocate(int pages) {
        epochs.add(sealingEpoch(), pages);
        return pages == 1 ? allocateSingle() : allocateAdjacent(pages);
    }

    @Override
    public void free(PagePointer pointer) {
        epochs.subtract(pointer.epoch(), pointer.pages());
        if (pointer.birth() == birth) {
            // Written by this very checkpoint: nobody else has ever known it.
            bitmap.mark(pointer.pageNumber(), pointer.pages(), false);
        } else {
            pending.add(pointer.pageNumber(), pointer.pages(), birth, pinned.sameAs(pointer.birth()));
        }
    }

    /** Adjacent pages for the log. */
    public Extent allocateExtent(int pages) {
        return new Extent(allocateAdjacent(pages), pages);
    }

    /** Free pages that are kept for the checkpoint which follows a DELETE on a full disk: an eighth of the file, 1 to 8 MiB. */
    public static int reservePages(long filePages, int pageBytes) {
        return (int) Math.max(RESERVE_BYTES_MIN / pageBytes, Math.min(filePages / 8, RESERVE_BYTES_MAX / pageBytes));
    }

    /** Whether the file could not grow as it should have. */
    public boolean diskIsFull() {
        return diskFull;
    }

    /** Lets the file grow before the reserve is used; only when it cannot, the reserve is there to be used. */
    private void keepReserve(int pages) {
        if (!diskFull && !fromTheFront && bitmap.freePages() < (long) reservePages + pages) {
            try {
                growBy(pages);
            } catch (StoreException e) {
                if (e.code() != StoreErrorCode.DISK_FULL) {
                    throw e;
                }
                diskFull = true;
            }
        }
    }

    /** Adjacent pages in front of a page for the log if there are any without growing the file and without touching the reserve; null if not. */
    public @Nullable Extent allocateFreeExtent(int pages, long endPage) {
        return bitmap.freePages() < (long) reservePages + pages ? null : allocateAnyExtent(pages, endPage);
    }

    /** As {@link #allocateFreeExtent}, but out of the reserve if need be. */
    public @Nullable Extent allocateAnyExtent(int pages, long endPage) {
        long start = bitmap.findRun(0, pages);
        if (start >= 0 && overlapsRun(start, pages)) {
            start = bitmap.findRun(runEnd, pages);
        }
        if (start < 0 || start + pages > endPage) {
            return null;
        }
        bitmap.mark(start, pages, true);
        fillUntouched(start, start + pages);
        return new Extent(start, pages);
    }

    /** Counts pages as allocated that the log has claimed at the end of the file; does nothing if they are known already. */
    public void claimExtent(Extent extent) {
        long end = extent.firstPage() + extent.pages();
        if (end > bitmap.filePages()) {
            bitmap.grow(end);
        }
        for (long page = extent.firstPage(); page < end; page++) {
            if (!bitmap.isAllocated(page)) {
                bitmap.mark(page, 1, true);
            }
        }
    }

    /** Gives up the checkpoint: what the file grew by can be claimed again. */
    public void abandon() {
        for (int i = grown.size() - 1; i >= 0; i--) {
            growth.unclaim(grown.get(i).firstPage(), grown.get(i).pages());
        }
        grown.clear();
    }

    /** The log of this checkpoint no longer uses the extent. */
    public void freeExtent(Extent extent) {
        pending.add(extent.firstPage(), extent.pages(), birth, 0);
    }

    /** Pages that can be allocated without growing the file. */
    public long freePages() {
        return bitmap.freePages();
    }

    /** Pages that were freed but that readers may still need. */
    public long pendingPages() {
        return pending.pages();
    }

    /** Writes bitmap, pending frees and epochs, and flushes; nothing may be allocated or freed afterwards. */
    public SpaceRoots finish(PageWriter writer) {
        if (finished) {
            throw new IllegalStateException("finished");
        }
        pending.chunks().forEach(this::free);
        epochs.chunks().forEach(this::free);
        if (!base.bitmap().isNone()) {
            free(base.bitmap());
        }
        trimEnd();
        // What is written now needs pages itself, and allocating them changes the bitmap: every size below is an upper
        // bound.
        epochs.add(sealingEpoch(), 0);
        List<long[]> epochPlaces = allocateChain(epochs.encodedBytes());
        pending.compact();
        List<long[]> pendingPlaces =
                allocateChain((pending.ranges().size() + bitmap.partCount() + 1) * PendingFrees.RANGE_BYTES);
        int directoryPages = bitmap.directoryPages(bitmap.partCount() + 2);
        long directoryPage = allocate(directoryPages);
        for (PagePointer old = bitmap.nextUnplaced(); old != null; old = bitmap.nextUnplaced()) {
            if (!old.isNone()) {
                free(old);
            }
            bitmap.place(allocate(1));
        }
        finished = true;
        borrowed.forEach(extent -> bitmap.mark(extent.firstPage(), extent.pages(), false));
        for (Extent extent : grown) {
            fillUntouched(extent.firstPage(), extent.firstPage() + extent.pages());
        }
        epochs.prune(sealingEpoch());
        PagePointer epochRoot =
                ChunkChain.write(writer, PageKind.EPOCHS, epochs.encode(), epochPlaces, pager.pageBytes());
        PagePointer pendingRoot =
                ChunkChain.write(writer, PageKind.PENDING_FREES, pending.encode(), pendingPlaces, pager.pageBytes());
        PagePointer bitmapRoot = bitmap.write(writer, directoryPage, directoryPages);
        writer.flush();
        return new SpaceRoots(bitmapRoot, pendingRoot, epochRoot, bitmap.filePages());
    }

    /** Pages at the end that nobody refers to; what is still to be written needs some of them if there are no others. */
    private void trimEnd() {
        long end = bitmap.usedEnd();
        long kept = fromTheFront ? RESERVED_PAGES : Math.max(RESERVED_PAGES, reservePages);
        long freeInFront = bitmap.freePages() - (bitmap.filePages() - end);
        long wanted = Math.max(end + Math.max(0, kept - freeInFront), bitmap.filePages() - trimPagesMax);
        if (bitmap.filePages() - wanted < trimFromPages || !grown.isEmpty()) {
            return;
        }
        runNext = 0;
        runEnd = 0;
        bitmap.shrink(wanted).forEach(this::free);
    }

    private List<long[]> allocateChain(int payloadBytes) {
        List<long[]> places = new ArrayList<>();
        for (int pages : ChunkChain.chunkPages(payloadBytes, pager.pageBytes())) {
            places.add(new long[] {allocate(pages), pages});
        }
        return places;
    }

    private long allocateSingle() {
        if (fromTheFront) {
            long page = bitmap.findRun(singleSearch, 1);
            page = page < 0 ? growBy(RUN_PAGES) : page;
            singleSearch = page + 1;
            take(page, 1);
            return page;
        }
        if (runNext == runEnd) {
            nextRun();
        }
        take(runNext, 1);
        return runNext++;
    }

    private void nextRun() {
        keepReserve(RUN_PAGES);
        long start = longRunsUsedUp ? -1 : bitmap.findRun(runSearch, RUN_PAGES);
        if (start < 0 && bitmap.freePages() > bitmap.filePages() / 8) {
            // Scattered free pages are better than a file that grows while an eighth of it is free.
            longRunsUsedUp = true;
            start = bitmap.findRun(singleSearch, 1);
            singleSearch = start < 0 ? bitmap.filePages() : start + 1;
        }
        if (start < 0) {
            start = growBy(RUN_PAGES);
            longRunsUsedUp = false;
            runSearch = start;
        }
        runNext = start;
        runEnd = bitmap.runEnd(start, start + RUN_PAGES);
        runSearch = Math.max(runSearch, longRunsUsedUp ? 0 : runEnd);
    }

    private long allocateAdjacent(int pages) {
        keepReserve(pages);
        int size = Math.min(pages, SMALL_SIZES - 1);
        long start = bitmap.findRun(pages < SMALL_SIZES ? searchFrom[size] : 0, pages);
        if (start >= 0 && overlapsRun(start, pages)) {
            // The pages that single allocations are about to take.
            start = bitmap.findRun(runEnd, pages);
        }
        if (start < 0) {
            long from = growBy(pages);
            start = bitmap.findRun(Math.max(from, runEnd), pages);
        }
        searchFrom[size] = Math.max(searchFrom[size], start);
        take(start, pages);
        return start;
    }

    /** For pages that this checkpoint writes. */
    private void take(long start, int pages) {
        bitmap.mark(start, pages, true);
        long end = grown.isEmpty() ? 0 : start + pages - grown.get(0).firstPage();
        if (end > 0) {
            // The first of the pages may lie in front of what the file grew by.
            untouched.clear((int) Math.max(0, end - pages), (int) end);
        }
    }

    /** What the file grew by and no page was written to is filled with zeros: a free page is there also when the disk is full. */
    private void fillUntouched(long from, long to) {
        if (untouched.isEmpty() || to <= grown.get(0).firstPage()) {
            return;
        }
        long first = grown.get(0).firstPage();
        int end = (int) (to - first);
        int index = untouched.nextSetBit((int) Math.max(0, from - first));
        while (index >= 0 && index < end) {
            int behind = Math.min(end, untouched.nextClearBit(index));
            growth.preallocate((first + index) * pager.pageBytes(), (first + behind) * pager.pageBytes());
            untouched.clear(index, behind);
            index = untouched.nextSetBit(behind);
        }
    }

    private boolean overlapsRun(long start, int pages) {
        return start < runEnd && runNext < start + pages;
    }

    /** Extends the file by at least so many pages; returns the first of them. */
    private long growBy(int pages) {
        int pageBytes = pager.pageBytes();
        long wanted = Math.max(GROWTH_BYTES_MIN, Math.min(GROWTH_BYTES_MAX, bitmap.filePages() * pageBytes / 8));
        int step = (int) Math.max(pages, wanted / pageBytes);
        try {
            return growByExactly(step);
        } catch (StoreException e) {
            if (e.code() != StoreErrorCode.DISK_FULL || step == pages) {
                throw e;
            }
            return growByExactly(pages);
        }
    }

    private long growByExactly(int step) {
        int pageBytes = pager.pageBytes();
        long first = growth.claim(step);
        try {
            if (first + step > PagePointer.PAGE_NUMBER_MAX) {
                throw new StoreException(StoreErrorCode.TOO_LARGE, "pages=" + (first + step));
            }
            if (!growth.isRoomy((long) step * pageBytes)) {
                growth.preallocate(first * pageBytes, (first + step) * pageBytes);
            } else {
                int index = grown.isEmpty() ? 0 : (int) (first - grown.get(0).firstPage());
                untouched.set(index, index + step);
            }
        } catch (RuntimeException | Error e) {
            growth.unclaim(first, step);
            throw e;
        }
        grown.add(new Extent(first, step));
        bitmap.grow(first + step);
        growth.logExtents().forEach(this::claimExtent);
        for (Extent extent : growth.borrowedExtents()) {
            if (borrowed.add(extent)) {
                claimExtent(extent);
            }
        }
        return first;
    }

    /** Nobody but this editor extends the file. */
    private final class OwnGrowth implements FileGrowth {
        @Override
        public long claim(long pages) {
            return bitmap.filePages();
        }

        @Override
        public List<Extent> logExtents() {
            return List.of();
        }

        @Override
        public void preallocate(long from, long to) {
            pager.file().preallocate(from, to);
        }

        @Override
        public void unclaim(long firstPage, long pages) {
            // The bitmap is dropped with the editor.
        }
    }

    private KeyEpoch sealingEpoch() {
        KeyEpoch epoch = pager.cipher().sealingEpoch();
        if (epoch == null) {
            throw new IllegalStateException("no sealing epoch");
        }
        return epoch;
    }
}
