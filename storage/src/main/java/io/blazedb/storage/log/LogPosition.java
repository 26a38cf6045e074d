/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import java.util.Arrays;

/**
 * A place between two frames.
 *
 * @param segment the segment of the next frame
 * @param offset where in the segment it starts
 * @param nextFrame number of the next frame; frames are numbered through all segments, from 1
 * @param previousTag tag of the frame before: what the next frame must be chained to
 */
public record LogPosition(Segment segment, long offset, long nextFrame, byte[] previousTag) {

    /** The beginning of a new log. */
    public static LogPosition start(Segment first) {
        return new LogPosition(first, 0, 1, new byte[FrameHeader.TAG_BYTES]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogPosition position
                && nextFrame == position.nextFrame
                && offset == position.offset
                && segment.equals(position.segment)
                && Arrays.equals(previousTag, position.previousTag);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(nextFrame);
    }

    @Override
    public String toString() {
        return "LogPosition[segment=" + segment.number() + ", offset=" + offset + ", frame=" + nextFrame + "]";
    }
}
