/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import io.blazedb.storage.crypto.FrameCipher;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.PagePointer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads frames one after the other. One thread at a time. */
final class FrameReader {
    static final int LINK_PLAIN_BYTES = 8 + 8 + 4 + 24;

    private final StorageFile file;
    private final int pageBytes;
    private final FrameKeys keys;
    private byte[] window = new byte[4096];
    private long windowStart;
    private int windowLength;

    FrameReader(StorageFile file, int pageBytes, FrameKeys keys) {
        this.file = file;
        this.pageBytes = pageBytes;
        this.keys = keys;
    }

    /** The frame at the position if one is there and continues the chain; null if not. */
    @Nullable
    LogFrame read(LogPosition position) {
        LogFrame frame = tryRead(position, true);
        if (frame == null && windowLength > 0) {
            // What was read ahead may be older than the frame.
            windowLength = 0;
            frame = tryRead(position, true);
        }
        return frame;
    }

    /** Reads everything from the file again. */
    void forget() {
        windowLength = 0;
    }

    /** The frame at the position of the segment if one authenticates there, wherever in the chain it belongs. */
    @Nullable
    LogFrame readUnchained(LogPosition position) {
        return tryRead(position, false);
    }

    private @Nullable LogFrame tryRead(LogPosition position, boolean chained) {
        Segment segment = position.segment();
        long room = segment.bytes(pageBytes) - position.offset();
        long at = segment.position(pageBytes) + position.offset();
        int offset = fill(at, (int) Math.min(room, FrameHeader.BYTES));
        FrameHeader header = offset < 0 ? null : FrameHeader.decode(window, offset, windowLength - offset);
        if (header == null || header.alignedBytes() > room || (chained && !header.follows(position))) {
            return null;
        }
        offset = fill(at, FrameHeader.BYTES + header.sealedBytes());
        if (offset < 0) {
            return null;
        }
        FrameCipher cipher = keys.opening(segment, header.writerSalt());
        if (cipher == null) {
            return null;
        }
        byte[] plain = cipher.open(
                Arrays.copyOfRange(window, offset, offset + FrameHeader.BYTES),
                window,
                offset + FrameHeader.BYTES,
                header.sealedBytes());
        if (plain == null) {
            return null;
        }
        int end = offset + FrameHeader.BYTES + header.sealedBytes();
        byte[] tag = Arrays.copyOfRange(window, end - FrameHeader.TAG_BYTES, end);
        if (header.kind() == FrameHeader.LINK) {
            Segment next = decodeLink(plain);
            return next == null
                    ? null
                    : new LogFrame(header, plain, next, new LogPosition(next, 0, header.number() + 1, tag));
        }
        return new LogFrame(
                header,
                plain,
                null,
                new LogPosition(segment, position.offset() + header.alignedBytes(), header.number() + 1, tag));
    }

    /** Has the bytes in the window; returns where, or -1 if the file ends before. */
    private int fill(long at, int length) {
        if (at < windowStart || at + length > windowStart + windowLength) {
            if (window.length < length) {
                window = new byte[Math.max(length, Math.min(2 * length, Limits.READ_AHEAD_BYTES))];
            } else if (at == windowStart + windowLength
                    && windowLength == window.length
                    && window.length < Limits.READ_AHEAD_BYTES) {
                // Reading on where the last read ended: worth reading more at once.
                window = new byte[2 * window.length];
            }
            windowStart = at;
            windowLength = file.read(at, window, 0, window.length);
        }
        return at + length <= windowStart + windowLength ? (int) (at - windowStart) : -1;
    }

    static byte[] encodeLink(Segment next) {
        return ByteBuffer.allocate(LINK_PLAIN_BYTES)
                .putLong(next.number())
                .putLong(next.extent().firstPage())
                .putInt(next.extent().pages())
                .put(next.salt())
                .array();
    }

    private @Nullable Segment decodeLink(byte[] plain) {
        if (plain.length != LINK_PLAIN_BYTES) {
            return null;
        }
        ByteBuffer from = ByteBuffer.wrap(plain);
        long number = from.getLong();
        Extent extent = new Extent(from.getLong(), from.getInt());
        byte[] salt = new byte[24];
        from.get(salt);
        boolean within = number > 0
                && extent.firstPage() >= 0
                && extent.firstPage() <= PagePointer.PAGE_NUMBER_MAX
                && extent.pages() > 0
                && extent.pages() <= Limits.SEGMENT_BYTES_MAX / pageBytes;
        return within ? new Segment(number, extent, salt) : null;
    }
}
