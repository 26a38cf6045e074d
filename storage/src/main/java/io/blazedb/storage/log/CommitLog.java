/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import io.blazedb.storage.crypto.FrameCipher;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.keys.KeyRing;
import io.blazedb.storage.keys.RandomSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log of one database file: appends records as sealed frames and reads them back.
 *
 * <p>Invariants:
 * <ol>
 *   <li>Every frame names its number and the tag of the frame before it: order and omission are authenticated.
 *   <li>A segment always has room for the link to the next one.
 *   <li>No frame is written before the space of its segment is on disk, so that a sync of frames needs no change of file metadata.
 * </ol>
 *
 * <p>Threading: only the holder of the append lock appends. The log itself has no position: the caller keeps it, and returns to the
 * old one if an append fails; what the failed append left behind is not chained to anything and gets overwritten.
 *
 * <p>Format: FORMAT.md, "Log".
 */
public final class CommitLog {
    private final StorageFile file;
    private final int pageBytes;
    private final FrameKeys keys;

    public CommitLog(StorageFile file, int pageBytes, KeyRing ring, RandomSource random) {
        this.file = file;
        this.pageBytes = pageBytes;
        this.keys = new FrameKeys(ring, random);
    }

    /** Drops every key: the database is closed. */
    public void forgetKeys() {
        keys.forget();
    }

    /** A scanner of its own, from the position on. */
    public LogScanner scanner(LogPosition start) {
        return new LogScanner(new FrameReader(file, pageBytes, keys), start);
    }

    /** What is left of a damaged log, of which these places between two records and these segments are known. */
    public LogRemains remains(List<LogPosition> known, List<Segment> segments) {
        return new LogRemains(new FrameReader(file, pageBytes, keys), pageBytes, known, segments);
    }

    /**
     * Appends a record.
     *
     * @param at where the last frame ended
     * @param durableFrame highest frame that is known to be durable
     * @param space for the next segment when the present one is full
     * @return the place behind the record
     */
    public LogPosition append(
            LogPosition at, RecordCodec.EncodedRecord record, long durableFrame, SegmentSource space) {
        LogPosition position = at;
        int done = 0;
        while (true) {
            int rest = record.length() - done;
            int room = plainRoom(position);
            if (room < Math.min(rest, Limits.ALIGNMENT_BYTES)) {
                position = appendLink(position, rest, durableFrame, space);
                continue;
            }
            int part = Math.min(room, rest);
            int kind = part == rest ? FrameHeader.RECORD_LAST : FrameHeader.RECORD_MORE;
            position = write(position, kind, Arrays.copyOfRange(record.bytes(), done, done + part), durableFrame, null);
            done += part;
            if (done == record.length()) {
                return position;
            }
        }
    }

    /** Ends the segment with a link to a new one: after recovery, so that nothing follows what was cut off. */
    public LogPosition appendLink(LogPosition at, long restBytes, long durableFrame, SegmentSource space) {
        long bytes = restBytes > Limits.LARGE_REST_BYTES
                ? Math.min(restBytes + restBytes / 64 + Limits.ALIGNMENT_BYTES * 8L, Limits.SEGMENT_BYTES_MAX)
                : Limits.SEGMENT_BYTES;
        Segment next = space.nextSegment(at.segment(), bytes);
        return write(at, FrameHeader.LINK, FrameReader.encodeLink(next), durableFrame, next);
    }

    /**
     * Destroys the frame at a place if there is one that continues the chain: then nobody finds it or what follows it. Whether there was
     * one; it counts for good only after a sync.
     */
    public boolean cutOff(LogPosition at) {
        boolean found = new FrameReader(file, pageBytes, keys).read(at) != null;
        if (found) {
            file.write(
                    at.segment().position(pageBytes) + at.offset(), new byte[FrameHeader.BYTES], 0, FrameHeader.BYTES);
        }
        return found;
    }

    /**
     * Whether a frame that does not continue the chain at the position is proof of damage: a frame further on in the segment, or in
     * those it links to, says that it had become durable.
     */
    public boolean laterFrameCallsDurable(LogPosition broken) {
        FrameReader frames = new FrameReader(file, pageBytes, keys);
        Segment segment = broken.segment();
        long offset = broken.offset();
        while (offset + Limits.ALIGNMENT_BYTES <= segment.bytes(pageBytes)) {
            LogFrame frame = frames.readUnchained(new LogPosition(segment, offset, 0, new byte[0]));
            if (frame == null) {
                offset += Limits.ALIGNMENT_BYTES;
                continue;
            }
            if (frame.header().number() >= broken.nextFrame() && frame.header().durableFrame() >= broken.nextFrame()) {
                return true;
            }
            Segment link = frame.link();
            if (link != null) {
                if (link.number() <= segment.number()) {
                    return false;
                }
                segment = link;
                offset = 0;
            } else {
                offset = frame.after().offset();
            }
        }
        return false;
    }

    /** Room for the plaintext of a frame that leaves room for a link; may be negative. Segments are multiples of the alignment. */
    private int plainRoom(LogPosition position) {
        long room = position.segment().bytes(pageBytes)
                - position.offset()
                - FrameHeader.alignedBytes(FrameReader.LINK_PLAIN_BYTES);
        return (int) Math.min(room - FrameHeader.BYTES - FrameCipher.OVERHEAD_BYTES, Limits.FRAME_PLAIN_BYTES_MAX);
    }

    private LogPosition write(LogPosition at, int kind, byte[] plain, long durableFrame, @Nullable Segment link) {
        FrameKeys.Sealing sealing = keys.sealing(at.segment());
        byte[] header = new FrameHeader(
                        kind,
                        plain.length + FrameCipher.OVERHEAD_BYTES,
                        at.nextFrame(),
                        durableFrame,
                        at.previousTag(),
                        sealing.writerSalt())
                .encode();
        byte[] sealed = sealing.cipher().seal(header, plain);
        byte[] frame = Arrays.copyOf(header, FrameHeader.alignedBytes(plain.length));
        System.arraycopy(sealed, 0, frame, header.length, sealed.length);
        file.write(at.segment().position(pageBytes) + at.offset(), frame, 0, frame.length);
        byte[] tag = Arrays.copyOfRange(sealed, sealed.length - FrameHeader.TAG_BYTES, sealed.length);
        return link == null
                ? new LogPosition(at.segment(), at.offset() + frame.length, at.nextFrame() + 1, tag)
                : new LogPosition(link, 0, at.nextFrame() + 1, tag);
    }
}
