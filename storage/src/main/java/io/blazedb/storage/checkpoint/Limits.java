/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

/** Limits of checkpoints and of what they leave of the log. */
public final class Limits {
    /** A checkpoint is due when the log after the last one is this long. */
    public static final long LOG_BYTES_DUE = 4 << 20;

    /** With so much log after the last checkpoint, commits wait a while for the next. */
    public static final long LOG_BYTES_MAX = 128 << 20;

    /** Log that is kept for the change feed behind the place where recovery begins. */
    static final long FEED_BYTES_MIN = 8 << 20;

    /** A large transaction is kept for the change feed until later ones have this size. */
    static final long FEED_SPILLED_BYTES_MIN = 8 << 20;

    /** Spare extents that are kept for the log; more are freed. */
    static final int SPARE_EXTENTS_MAX = 32;

    /** Spare extents that a checkpoint gives the log out of free pages. */
    static final int SPARE_EXTENTS_WANTED = 16;

    /** Spare extents that only records which remove may take when the file cannot grow. */
    static final int SPARE_EXTENTS_KEPT = 1;

    /** With less room than this on the disk, checkpoints are made early, so that each needs little. */
    public static final long DISK_TIGHT_BYTES = 64 << 20;

    /** A checkpoint is due on such a disk when the log after the last one is this long. */
    public static final long LOG_BYTES_DUE_TIGHT = 32 << 10;

    /** Spare extents that are left when the file is made smaller. */
    static final int SPARE_EXTENTS_MIN = 2;
    /** Free bytes at the end of the file that a checkpoint gives back by itself, if they are also an eighth of the file. */
    static final long TRIM_BYTES_MIN = 8 << 20;
    /** How much of that at a time, or a quarter of the file. */
    static final long TRIM_BYTES_MAX = 64 << 20;
    /** How long a checkpoint waits to extend the file. */
    static final long APPEND_LOCK_MILLIS = 30_000;

    /** Page cache of a commit whose changes are in the file, until a checkpoint has merged them. */
    static final long SPILLED_CACHE_BYTES = 4 << 20;

    private Limits() {}
}
