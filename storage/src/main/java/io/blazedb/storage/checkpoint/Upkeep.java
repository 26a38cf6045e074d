/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

/**
 * What a checkpoint does besides merging commits: it writes pages again, a part of them at a time.
 *
 * @param kind what for
 * @param endPage COMPACT: pages from here on are moved in front of it
 * @param pagesMax about how many pages to move
 * @param eachPage called for each page that might be moved; what it throws gives up the whole checkpoint
 */
public record Upkeep(Kind kind, long endPage, long pagesMax, Runnable eachPage) {
    /** Nothing. */
    static final Upkeep NONE = new Upkeep(Kind.NONE, Long.MAX_VALUE, 0, () -> {});

    /** What pages are moved for. */
    public enum Kind {
        NONE,
        /** To be further in front, so that the file can be cut. */
        COMPACT,
        /** To be sealed under the newest data key. */
        ROTATE
    }

    public static Upkeep compact(long endPage, long pagesMax, Runnable eachPage) {
        return new Upkeep(Kind.COMPACT, endPage, pagesMax, eachPage);
    }

    public static Upkeep rotate(long pagesMax, Runnable eachPage) {
        return new Upkeep(Kind.ROTATE, Long.MAX_VALUE, pagesMax, eachPage);
    }

    /**
     * What came of it.
     *
     * @param movedPages pages that were written again
     * @param oldKeyInUse whether the checkpoint still needs an older data key than the newest
     */
    public record Outcome(long movedPages, boolean oldKeyInUse) {}
}
