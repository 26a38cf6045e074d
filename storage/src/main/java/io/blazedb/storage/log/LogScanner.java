/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads records one after the other, through links from segment to segment. One thread at a time. */
public final class LogScanner {
    private final FrameReader frames;
    private LogPosition position;
    private Consumer<Segment> onSegment = segment -> {};
    private long highestDurableFrame;
    private long readThrough = Long.MAX_VALUE;

    LogScanner(FrameReader frames, LogPosition start) {
        this.frames = frames;
        this.position = start;
    }

    /** Tells of every segment that a link leads to. */
    public LogScanner onSegment(Consumer<Segment> listener) {
        onSegment = listener;
        return this;
    }

    /** The place behind the last record returned. */
    public LogPosition position() {
        return position;
    }

    /** Goes on from another place. */
    public void moveTo(LogPosition next) {
        position = next;
    }

    /** The highest frame that the frames read so far call durable. */
    public long highestDurableFrame() {
        return highestDurableFrame;
    }

    /** The next record, or null if no whole record follows. A record is only whole with its last frame. */
    public @Nullable LogEntry next() {
        return next(Long.MAX_VALUE);
    }

    /** The next record, if its last frame is not after the given one. */
    public @Nullable LogEntry next(long lastFrame) {
        if (lastFrame != readThrough) {
            // What was read ahead of the frames then published may come from a writer that died, and be written over by
            // now.
            frames.forget();
            readThrough = lastFrame;
        }
        LogPosition before = position;
        LogPosition at = position;
        ByteArrayOutputStream parts = null;
        while (at.nextFrame() <= lastFrame) {
            LogFrame frame = frames.read(at);
            if (frame == null) {
                return null;
            }
            at = frame.after();
            highestDurableFrame = Math.max(highestDurableFrame, frame.header().durableFrame());
            Segment link = frame.link();
            if (link != null) {
                onSegment.accept(link);
                if (parts == null) {
                    position = at;
                }
            } else if (frame.header().kind() == FrameHeader.RECORD_LAST && parts == null) {
                position = at;
                return new LogEntry(RecordCodec.decode(frame.plain()), frame.plain().length, before, at);
            } else {
                parts = parts == null ? new ByteArrayOutputStream() : parts;
                parts.writeBytes(frame.plain());
                if (frame.header().kind() == FrameHeader.RECORD_LAST) {
                    position = at;
                    return new LogEntry(RecordCodec.decode(parts.toByteArray()), parts.size(), before, at);
                }
            }
        }
        return null;
    }
}
