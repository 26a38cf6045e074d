/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

/**
 * What a store looks like from inside.
 *
 * @param fileBytes size of the file
 * @param pageBytes size of a page
 * @param committedSequence newest visible commit
 * @param checkpointSequence newest commit that is in the trees
 * @param oldestSnapshot oldest snapshot in use by any process
 * @param freePages pages that can be reused at once
 * @param pinnedPages pages that are kept only because somebody reads an older checkpoint
 * @param anchor sequence and root tag in hex, for a later open that expects at least this state
 */
public record StoreStatus(
        long fileBytes,
        int pageBytes,
        long committedSequence,
        long checkpointSequence,
        long oldestSnapshot,
        long freePages,
        long pinnedPages,
        String anchor) {

    /** How many commits have become visible since the oldest snapshot in use. */
    public long oldestSnapshotAge() {
        return Math.max(0, committedSequence - oldestSnapshot);
    }
}
