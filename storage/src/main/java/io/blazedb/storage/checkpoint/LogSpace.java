/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.log.Limits;
import io.blazedb.storage.log.Segment;
import io.blazedb.storage.log.SegmentSource;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.process.SharedState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The space of the log: its segments, oldest first, and spare extents for further ones.
 *
 * <p>Every process derives the same state from the last checkpoint and the links that followed it: a link takes an extent out of the
 * spare ones, or from the end of the file when there are none.
 *
 * <p>Threading: all methods lock; only the holder of the append lock calls {@link #nextSegment}, {@link #accept} and {@link #reject}.
 */
public final class LogSpace implements SegmentSource {
    private final StorageFile file;
    private final int pageBytes;
    private final SharedState shared;
    private final Function<Segment, byte[]> salts;
    private final List<Segment> segments = new ArrayList<>();
    private final List<Extent> spare = new ArrayList<>();
    /** Segments of the append that is going on, and which of their extents are new. */
    private final List<Segment> tentative = new ArrayList<>();

    private final List<Extent> grown = new ArrayList<>();

    /** {@code salts} draws the salt of the segment behind another. */
    public LogSpace(StorageFile file, int pageBytes, SharedState shared, Function<Segment, byte[]> salts) {
        this.file = file;
        this.pageBytes = pageBytes;
        this.shared = shared;
        this.salts = salts;
    }

    /** Takes over what a checkpoint says; the segments that were linked after it follow by {@link #linked}. */
    public synchronized void reset(List<Segment> known, List<Extent> spareExtents) {
        segments.clear();
        segments.addAll(known);
        spare.clear();
        spare.addAll(spareExtents);
        removeUsedFromSpare();
    }

    /** Takes over a later checkpoint; keeps the segments that were linked behind those it knows. */
    public synchronized void adopt(LogState log) {
        List<Segment> later = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment.number() > log.recovery().segment().number()) {
                later.add(segment);
            }
        }
        segments.clear();
        segments.addAll(log.segments());
        segments.addAll(later);
        spare.clear();
        spare.addAll(log.spare());
        removeUsedFromSpare();
    }

    @Override
    public Segment nextSegment(Segment present, long bytes) {
        return nextSegment(present, bytes, io.blazedb.storage.checkpoint.Limits.SPARE_EXTENTS_KEPT);
    }

    /** For records that only remove: they may take the last spare extent, which is kept for when the disk is full. */
    public SegmentSource withReserve() {
        return (present, bytes) -> nextSegment(present, bytes, 0);
    }

    private synchronized Segment nextSegment(Segment present, long bytes, int spareKept) {
        int wanted = (int) ((bytes + pageBytes - 1) / pageBytes);
        Extent extent = null;
        for (int i = 0; i < spare.size() && extent == null && spare.size() > spareKept; i++) {
            if (spare.get(i).pages() >= Math.min(wanted, Limits.SEGMENT_BYTES / pageBytes)) {
                extent = spare.remove(i);
            }
        }
        if (extent == null) {
            extent = grow(wanted);
        }
        long number = present.number() + 1;
        Segment next = new Segment(number, extent, salts.apply(present));
        tentative.add(next);
        return next;
    }

    /** A checkpoint may call spare what an append has taken meanwhile, even one that has not ended yet. */
    private void removeUsedFromSpare() {
        segments.forEach(segment -> spare.remove(segment.extent()));
        tentative.forEach(segment -> spare.remove(segment.extent()));
    }

    /** Makes claimed bytes exist. A failed sync says that earlier bytes may be lost too. */
    public static void preallocate(StorageFile file, SharedState shared, long from, long to) {
        try {
            file.preallocate(from, to);
        } catch (StoreException e) {
            if (e.code() != StoreErrorCode.DISK_FULL) {
                shared.poison();
            }
            throw e;
        }
    }

    /** Whether so many bytes at the end of the file are sure to fit onto the disk without looking whether they do. */
    public static boolean isRoomy(StorageFile file, long bytes) {
        return file.usableBytes() - bytes >= io.blazedb.storage.checkpoint.Limits.DISK_TIGHT_BYTES;
    }

    private Extent grow(int pages) {
        Extent extent = new Extent(shared.claimPages(pages), pages);
        try {
            preallocate(file, shared, extent.firstPage() * pageBytes, (extent.firstPage() + pages) * pageBytes);
            grown.add(extent);
            return extent;
        } catch (RuntimeException | Error e) {
            shared.unclaimPages(extent.firstPage(), pages);
            throw e;
        }
    }

    /** The append that took segments has succeeded. */
    public synchronized void accept() {
        segments.addAll(tentative);
        tentative.clear();
        grown.clear();
    }

    /**
     * The append that took segments has failed: what was spare is spare again. What was claimed at the end of the file is given back or,
     * if others have claimed behind it, left to the checkpoint that next extends the file.
     */
    public synchronized void reject() {
        for (int i = grown.size() - 1; i >= 0; i--) {
            shared.unclaimPages(grown.get(i).firstPage(), grown.get(i).pages());
        }
        for (Segment segment : tentative) {
            if (!grown.contains(segment.extent())) {
                spare.add(segment.extent());
            }
        }
        tentative.clear();
        grown.clear();
    }

    /** Another process's append took a segment. */
    public synchronized void linked(Segment segment) {
        spare.remove(segment.extent());
        if (segments.isEmpty() || segments.get(segments.size() - 1).number() < segment.number()) {
            segments.add(segment);
        }
    }

    /** Every segment that is known, oldest first. */
    public synchronized List<Segment> segments() {
        return List.copyOf(segments);
    }

    public synchronized List<Extent> spareExtents() {
        return List.copyOf(spare);
    }

    /** All pages that belong to the log. */
    public synchronized List<Extent> extents() {
        List<Extent> all = new ArrayList<>(spare);
        segments.forEach(segment -> all.add(segment.extent()));
        return all;
    }
}
