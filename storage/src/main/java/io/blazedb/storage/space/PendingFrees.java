/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.space;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.Pager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Pages that a checkpoint no longer refers to, but an earlier one does: a reader, or the recovery after a crash, may still want
 * them. In the bitmap they count as allocated. Stored as a {@link ChunkChain} of ranges:
 *
 * <pre>
 * size field
 *    8 first page
 *    4 pages
 *    8 the checkpoint that freed them
 *    8 the checkpoint that wrote them, or an earlier one
 * </pre>
 */
final class PendingFrees {
    static final int RANGE_BYTES = 28;
    private static final Comparator<Range> ORDER = Comparator.comparingLong(Range::freedBy)
            .thenComparingLong(Range::birth)
            .thenComparingLong(Range::firstPage);

    private final List<Range> ranges;
    private final List<PagePointer> chunks;

    record Range(long firstPage, int pages, long freedBy, long birth) {}

    private PendingFrees(List<Range> ranges, List<PagePointer> chunks) {
        this.ranges = ranges;
        this.chunks = chunks;
    }

    static PendingFrees read(Pager pager, PagePointer first) {
        ChunkChain chain = ChunkChain.read(pager, first, PageKind.PENDING_FREES);
        byte[] payload = chain.payload();
        if (payload.length % RANGE_BYTES != 0) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "pending frees");
        }
        List<Range> ranges = new ArrayList<>();
        for (int at = 0; at < payload.length; at += RANGE_BYTES) {
            Range range = new Range(
                    BigEndian.getLong(payload, at),
                    BigEndian.getInt(payload, at + 8),
                    BigEndian.getLong(payload, at + 12),
                    BigEndian.getLong(payload, at + 20));
            if (range.pages <= 0) {
                throw new StoreException(StoreErrorCode.CORRUPTED, "pending frees");
            }
            ranges.add(range);
        }
        return new PendingFrees(ranges, chain.chunks());
    }

    /** The chunks that the ranges were read from. */
    List<PagePointer> chunks() {
        return chunks;
    }

    List<Range> ranges() {
        return ranges;
    }

    void add(long firstPage, int pages, long freedBy, long birth) {
        ranges.add(new Range(firstPage, pages, freedBy, birth));
    }

    /** Takes out what no pinned checkpoint needs. */
    List<Range> takeUnneeded(PinnedCheckpoints pinned) {
        List<Range> taken = new ArrayList<>();
        ranges.removeIf(range -> !pinned.need(range.birth, range.freedBy) && taken.add(range));
        return taken;
    }

    /** Pages in all ranges. */
    long pages() {
        return ranges.stream().mapToLong(Range::pages).sum();
    }

    /** Joins adjacent ranges of the same checkpoints. */
    void compact() {
        ranges.sort(ORDER);
        List<Range> joined = new ArrayList<>();
        for (Range range : ranges) {
            Range last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null
                    && last.freedBy == range.freedBy
                    && last.birth == range.birth
                    && last.firstPage + last.pages == range.firstPage
                    && (long) last.pages + range.pages <= Integer.MAX_VALUE) {
                joined.set(
                        joined.size() - 1,
                        new Range(last.firstPage, last.pages + range.pages, last.freedBy, last.birth));
            } else {
                joined.add(range);
            }
        }
        ranges.clear();
        ranges.addAll(joined);
    }

    byte[] encode() {
        byte[] payload = new byte[ranges.size() * RANGE_BYTES];
        int at = 0;
        for (Range range : ranges) {
            BigEndian.putLong(payload, at, range.firstPage);
            BigEndian.putInt(payload, at + 8, range.pages);
            BigEndian.putLong(payload, at + 12, range.freedBy);
            BigEndian.putLong(payload, at + 20, range.birth);
            at += RANGE_BYTES;
        }
        return payload;
    }
}
