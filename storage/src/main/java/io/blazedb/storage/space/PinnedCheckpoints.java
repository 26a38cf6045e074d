/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.space;

import java.util.Arrays;

/**
 * The checkpoints whose pages somebody may still read.
 *
 * <p>A page that checkpoint B wrote and checkpoint F freed belongs to the checkpoints from B to F - 1. It may be written again as soon
 * as none of these is pinned: one long reader keeps the pages of its own checkpoint, not everything that was written and freed since.
 */
public final class PinnedCheckpoints {
    private final long[] pinned;
    private final long allFrom;

    private PinnedCheckpoints(long[] pinned, long allFrom) {
        this.pinned = pinned;
        this.allFrom = allFrom;
    }

    /**
     * The given checkpoints, in any order.
     *
     * @param allFrom this one and all later ones are pinned too; Long.MAX_VALUE for none
     */
    public static PinnedCheckpoints of(long[] checkpoints, long allFrom) {
        long[] sorted = checkpoints.clone();
        Arrays.sort(sorted);
        return new PinnedCheckpoints(sorted, allFrom);
    }

    /** Every one. */
    public static PinnedCheckpoints all() {
        return new PinnedCheckpoints(new long[0], 0);
    }

    /** Only one. */
    public static PinnedCheckpoints of(long checkpoint) {
        return new PinnedCheckpoints(new long[] {checkpoint}, Long.MAX_VALUE);
    }

    /** Whether a page that was written by one checkpoint and freed by another is still needed. */
    boolean need(long birth, long freedBy) {
        int index = Arrays.binarySearch(pinned, birth);
        int next = index >= 0 ? index : -index - 1;
        return (next < pinned.length && pinned[next] < freedBy) || freedBy > allFrom;
    }

    /**
     * The smallest birth that makes no difference to any of these: pages of many births can so be kept in few ranges. Later pins make
     * none either, because they are of checkpoints that no longer refer to the page.
     */
    long sameAs(long birth) {
        int index = Arrays.binarySearch(pinned, birth);
        int before = index >= 0 ? index - 1 : -index - 2;
        return before < 0 ? 0 : Math.min(birth, pinned[before] + 1);
    }
}
