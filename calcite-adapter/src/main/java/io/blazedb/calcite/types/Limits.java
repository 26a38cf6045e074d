/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

/** Limits of values. */
public final class Limits {
    /** Longest value that is handed over as a whole; longer ones are read piece by piece. */
    public static final int WHOLE_VALUE_BYTES_MAX = io.blazedb.storage.bytes.Limits.WHOLE_VALUE_BYTES_MAX;

    /** Streams up to this length become part of their row; longer ones stand beside it. */
    public static final int INLINE_STREAM_BYTES_MAX = 1 << 20;

    /** Longest row that watchers and other apps get with its large objects; in longer ones those are NULL. */
    static final int FEED_ROW_BYTES_MAX = 32 << 20;

    /** Length of a CLOB in characters, of a BLOB in bytes; marks these types. */
    static final int LARGE_OBJECT_LENGTH = 1 << 30;

    private Limits() {}
}
