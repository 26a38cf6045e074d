/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.LargeValueWriter;
import io.blazedb.storage.btree.SealedRun;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.PageAllocator;
import io.blazedb.storage.pager.PageWriter;
import io.blazedb.storage.pager.Pager;
import java.io.InputStream;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the file that one transaction has to itself before it commits, sealed under a key of its own. Should the process die, or the
 * transaction roll back, the next checkpoint finds that nobody holds the lease any more and frees them.
 *
 * <p>Threading: that of the transaction.
 */
final class PrivateSpace implements PageAllocator, AutoCloseable {
    private static final long BIRTH = 1;

    private final UUID id;
    private final KeyEpoch epoch;
    private final Pager pager;
    private final PageWriter writer;
    private final Source source;
    private final Runnable lease;
    /** Index of its first page among all pages of the space, to extent; one index between two extents stands for no page. */
    private final TreeMap<Integer, Extent> extents = new TreeMap<>();

    private final BitSet free = new BitSet();
    /** Pages that are not in the file yet. */
    private final BitSet untouched = new BitSet();

    private int searchFrom;
    private int endIndex;
    private boolean ended;

    /** Takes pages out of the free ones, or at the end of the file, for nobody else. */
    interface Source {
        /** At least one extent, each of at least {@code pagesMin} pages, and not many more than {@code pagesWanted} in all. */
        Reserved reserve(UUID space, int pagesMin, int pagesWanted);

        /** Fills pages of the space with zeros that are not in the file yet. */
        void fill(long firstPage, int pages);

        /** Much was written, which the commit is going to sync. */
        void wrote();

        /** The space has ended without a commit. */
        void release(UUID space);
    }

    /**
     * Extents for a space.
     *
     * @param extents the extents
     * @param untouched whether their pages are not in the file before something is written there
     */
    record Reserved(List<Extent> extents, boolean untouched) {}

    /** The lease on the space, and the extents, are held; {@code pager} seals under {@code epoch}. */
    PrivateSpace(UUID id, KeyEpoch epoch, Pager pager, Source source, Runnable lease, Reserved first) {
        this.id = id;
        this.epoch = epoch;
        this.pager = pager;
        this.writer = pager.writer(pager.file(), BIRTH);
        this.source = source;
        this.lease = lease;
        add(first);
    }

    UUID id() {
        return id;
    }

    KeyEpoch epoch() {
        return epoch;
    }

    Pager pager() {
        return pager;
    }

    /** How much of the file it uses. */
    long bytes() {
        long pages = extents.values().stream().mapToLong(Extent::pages).sum();
        return (pages - free.cardinality()) * pager.pageBytes();
    }

    SealedRun writeRun(Iterator<TreeChange> sorted) {
        SealedRun run = SealedRun.write(pager, this, writer, sorted);
        source.wrote();
        return run;
    }

    /** One run out of several, which are gone then; null if their changes have to be written anew for that. */
    @Nullable
    SealedRun concatenate(List<SealedRun> runs) {
        return SealedRun.concatenate(pager, this, writer, runs);
    }

    LargeReference writeLarge(InputStream stream, long length) {
        LargeReference reference = LargeValueWriter.write(this, writer, pager.pageBytes(), stream, length);
        writer.flush();
        return reference;
    }

    void freeRun(SealedRun run) {
        run.free(this, writer);
    }

    @Override
    public long allocate(int pages) {
        int index = findFree(pages);
        if (index < 0) {
            searchFrom = 0;
            index = findFree(pages);
        }
        while (index < 0) {
            reserve(pages);
            index = findFree(pages);
        }
        free.clear(index, index + pages);
        untouched.clear(index, index + pages);
        searchFrom = index + pages;
        int start = Objects.requireNonNull(extents.floorKey(index));
        return Objects.requireNonNull(extents.get(start)).firstPage() + (index - start);
    }

    @Override
    public void free(PagePointer pointer) {
        extents.forEach((start, extent) -> {
            long offset = pointer.pageNumber() - extent.firstPage();
            if (offset >= 0 && offset < extent.pages()) {
                free.set(start + (int) offset, start + (int) offset + pointer.pages());
            }
        });
    }

    /** Fills what it has taken and not used: whoever gets those pages next finds them in the file, however full the disk is. */
    void fillUntouched() {
        extents.forEach((start, extent) -> {
            int end = start + extent.pages();
            int index = untouched.nextSetBit(start);
            while (index >= 0 && index < end) {
                int behind = Math.min(end, untouched.nextClearBit(index));
                source.fill(extent.firstPage() + index - start, behind - index);
                index = untouched.nextSetBit(behind);
            }
        });
        untouched.clear();
    }

    /** What was committed stays; the space belongs to the commit from now on. */
    void handOver() {
        end();
    }

    /** Nothing of it is needed any more. */
    @Override
    public void close() {
        if (!ended) {
            source.release(id);
            end();
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            lease.run();
        }
    }

    private int findFree(int pages) {
        int index = free.nextSetBit(searchFrom);
        while (index >= 0) {
            int end = free.nextClearBit(index);
            if (end - index >= pages) {
                return index;
            }
            index = free.nextSetBit(end);
        }
        return -1;
    }

    /** Each time an eighth of what there is, within bounds: few extents, and little that stays unused. */
    private void reserve(int pages) {
        int pageBytes = pager.pageBytes();
        long present = (long) endIndex * pageBytes;
        long bytes = Math.max(Limits.SPACE_BYTES_MIN, Math.min(Limits.SPACE_BYTES_MAX, present / 8));
        add(source.reserve(id, pages, (int) Math.max(pages, bytes / pageBytes)));
    }

    private void add(Reserved reserved) {
        for (Extent extent : reserved.extents()) {
            extents.put(endIndex, extent);
            free.set(endIndex, endIndex + extent.pages());
            untouched.set(endIndex, endIndex + extent.pages(), reserved.untouched());
            endIndex += extent.pages() + 1;
        }
    }
}
