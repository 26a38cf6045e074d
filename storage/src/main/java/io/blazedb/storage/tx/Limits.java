/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

/** Limits of transactions. */
final class Limits {
    /** Keys of each tree that a transaction may rely on before it relies on the whole tree. */
    static final int READ_KEYS_PER_TREE = 65_536;

    /** Ranges that a serializable transaction keeps for each tree before it counts the tree as read whole. */
    static final int READ_RANGES_PER_TREE = 4096;

    /** Recent commits whose place in the log is remembered. */
    static final int POSITIONS_KEPT = 4096;

    /** Syncs of commits that go on at the same time. */
    static final int SYNCS_MAX = 2;

    /** Commits that one thread appends for others before it syncs; a few more if they come at once. */
    static final int GROUP_COMMITS_MAX = 256;

    /** How long the next group is waited for at most: less than a sync takes. */
    static final long GATHER_NANOS = 60_000;

    /** Memory of a change beside its key and values, about. */
    static final int CHANGE_OVERHEAD_BYTES = 120;

    /** So many runs of one size become one. */
    static final int RUNS_PER_MERGE = 8;

    /** What a transaction takes at first of the file for itself, and the most that it takes at once. */
    static final long SPACE_BYTES_MIN = 512 << 10;

    static final long SPACE_BYTES_MAX = 32 << 20;

    /** Runs of free pages that are worth taking, and how many of them are taken at once. */
    static final long SPACE_RUN_BYTES_MIN = 256 << 10;

    static final int SPACE_EXTENTS_MAX = 64;
    /** With so much free in it, and more than half, the file does not grow for a transaction only because a checkpoint is under way. */
    static final long SPACE_FREE_BYTES_MAX = 32 << 20;

    /** Page cache of a transaction's own pages. */
    static final long SPACE_CACHE_BYTES = 4 << 20;

    /** How long a transaction waits for a checkpoint that is being made before it can take pages for itself. */
    static final long SPACE_LOCK_MILLIS = 60_000;

    private Limits() {}
}
