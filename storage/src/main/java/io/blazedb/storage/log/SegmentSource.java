/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

/** Where the log gets its next segment. Called by the holder of the append lock. */
@FunctionalInterface
public interface SegmentSource {

    /** A segment in space that nobody uses, to follow the present one; it should have room for the bytes. */
    Segment nextSegment(Segment present, long bytes);
}
