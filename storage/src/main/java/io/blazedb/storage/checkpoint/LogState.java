/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.crypto.LogSalt;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.log.Segment;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.LogHead;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PagePointer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The log as a checkpoint leaves it: where the change feed begins, where recovery begins, and the spare extents.
 *
 * <p>Kept in the meta page: in its log head the extents of the segments, the spare ones, and those of segments that were linked while
 * the checkpoint was made, which recovery finds by the links; the rest in its extra bytes.
 *
 * <pre>
 * offset size field of the extra bytes
 *      0    1 1
 *      1    1 number of segments n; the last of them is the one where recovery begins
 *      2    1 number of spare extents
 *      3    1 zero
 *      4    8 number of the first segment
 *     12    4 feed: offset in the first segment
 *     16    8 feed: next frame
 *     24   16 feed: tag of the frame before
 *     40    8 recovery: next frame
 *     48   16 recovery: tag of the frame before
 *     64 24*n salts of the segments
 * </pre>
 *
 * @param segments the segments up to the one where recovery begins, oldest first
 * @param feed the oldest place from which records are kept
 * @param recovery the place behind the newest commit that is in the trees
 * @param spare extents for further segments
 * @param later extents that are spare no longer, and those of segments behind the one where recovery begins, as far as there is room
 */
public record LogState(
        List<Segment> segments, LogPosition feed, LogPosition recovery, List<Extent> spare, List<Extent> later) {
    /** Segments that a meta page can name. */
    public static final int SEGMENTS_MAX = 40;

    private static final int FIXED_BYTES = 64;
    private static final int TAG_BYTES = 16;
    private static final int LAYOUT = 1;

    public LogState {
        segments = List.copyOf(segments);
        spare = List.copyOf(spare);
        int room = LogHead.EXTENTS_MAX - segments.size() - spare.size();
        later = List.copyOf(later.subList(0, Math.min(room, later.size())));
        assert !segments.isEmpty() && segments.size() <= SEGMENTS_MAX;
        assert segments.get(0).equals(feed.segment());
        assert segments.get(segments.size() - 1).equals(recovery.segment());
    }

    /** A log without records: the first extent is its segment, the others are spare. */
    static LogState empty(List<Extent> extents, byte[] salt) {
        LogPosition start = LogPosition.start(new Segment(1, extents.get(0), salt));
        return new LogState(List.of(start.segment()), start, start, extents.subList(1, extents.size()), List.of());
    }

    LogHead head(long nextSequence) {
        List<Extent> extents = new ArrayList<>();
        segments.forEach(segment -> extents.add(segment.extent()));
        extents.addAll(spare);
        extents.addAll(later);
        return new LogHead(recovery.segment().salt(), nextSequence, recovery.offset(), extents);
    }

    /** Whether any segment that is kept is under an older data key. */
    boolean isUnderKeyBefore(int generation) {
        return segments.stream().anyMatch(segment -> LogSalt.generation(segment.salt()) < generation);
    }

    byte[] encodeExtra() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + LogHead.SALT_BYTES * segments.size())
                .put((byte) LAYOUT)
                .put((byte) segments.size())
                .put((byte) spare.size())
                .put((byte) 0)
                .putLong(segments.get(0).number())
                .putInt((int) feed.offset())
                .putLong(feed.nextFrame())
                .put(feed.previousTag())
                .putLong(recovery.nextFrame())
                .put(recovery.previousTag());
        segments.forEach(segment -> out.put(segment.salt()));
        return out.array();
    }

    /** The log as a meta page describes it. */
    public static LogState decode(MetaPage meta) {
        byte[] extra = meta.extra();
        List<Extent> extents = meta.log().extents();
        int count = extra.length < FIXED_BYTES ? 0 : extra[1];
        require(
                count >= 1
                        && count <= SEGMENTS_MAX
                        && extra[0] == LAYOUT
                        && extra[2] >= 0
                        && extra.length == FIXED_BYTES + LogHead.SALT_BYTES * count
                        && extents.size() >= count + extra[2],
                meta);
        extents.forEach(extent -> require(
                extent.firstPage() >= 0 && extent.firstPage() <= PagePointer.PAGE_NUMBER_MAX && extent.pages() > 0,
                meta));
        ByteBuffer in = ByteBuffer.wrap(extra).position(4);
        long firstNumber = in.getLong();
        long feedOffset = in.getInt();
        require(firstNumber > 0 && feedOffset >= 0 && meta.log().firstOffset() >= 0, meta);
        long feedFrame = in.getLong();
        byte[] feedTag = new byte[TAG_BYTES];
        in.get(feedTag);
        long recoveryFrame = in.getLong();
        byte[] recoveryTag = new byte[TAG_BYTES];
        in.get(recoveryTag);
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] salt = new byte[LogHead.SALT_BYTES];
            in.get(salt);
            segments.add(new Segment(firstNumber + i, extents.get(i), salt));
        }
        return new LogState(
                segments,
                new LogPosition(segments.get(0), feedOffset, feedFrame, feedTag),
                new LogPosition(segments.get(count - 1), meta.log().firstOffset(), recoveryFrame, recoveryTag),
                extents.subList(count, count + extra[2]),
                extents.subList(count + extra[2], extents.size()));
    }

    private static void require(boolean holds, MetaPage meta) {
        if (!holds) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "log head, checkpoint=" + meta.checkpoint());
        }
    }
}
