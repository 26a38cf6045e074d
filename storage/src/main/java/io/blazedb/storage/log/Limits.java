/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

/** Sizes of the log. */
public final class Limits {
    /** Frames start at multiples of this: a sector, so that a torn write never reaches into a neighbour. */
    public static final int ALIGNMENT_BYTES = 512;

    /** Longest plaintext of one frame; longer records go on in further frames. */
    public static final int FRAME_PLAIN_BYTES_MAX = 256 << 10;

    /** Longest record. */
    public static final int RECORD_BYTES_MAX = 1 << 30;

    /** Size of a segment; a large record gets larger ones. */
    public static final int SEGMENT_BYTES = 512 << 10;

    /** A record with more than this still to be written gets a segment that is as large as the rest of it. */
    static final int LARGE_REST_BYTES = 4 << 20;

    /** Largest segment. */
    static final int SEGMENT_BYTES_MAX = 64 << 20;

    /** Keys of other writers kept ready. */
    static final int WRITER_KEYS_MAX = 16;

    /** How much is read at once when records are read one after the other. */
    static final int READ_AHEAD_BYTES = 64 << 10;

    private Limits() {}
}
