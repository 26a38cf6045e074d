/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.overlay.Layer;
import io.blazedb.storage.overlay.LayerCursor;
import io.blazedb.storage.overlay.TreeLayer;
import io.blazedb.storage.spill.SpilledChange;
import java.util.List;
import java.util.Map;

/**
 * First committer wins: finds the commit, if any, that changed something which a transaction changes or relies on, after the
 * transaction's snapshot.
 *
 * <p>Looks into the layer that took commits when the transaction began, and into all its successors; together they hold every later
 * commit. Called by the holder of the append lock, when every commit of every process is in the newest layer.
 */
final class ConflictCheck {
    private ConflictCheck() {}

    /**
     * The newest commit that conflicts with the changes, or 0; Long.MAX_VALUE if nobody can say any more.
     *
     * @param checked commits up to this one need not be looked at
     */
    static long conflictingCommit(WriteSet writes, Layer first, long checked) {
        long newest = 0;
        for (Layer layer = first; layer != null; layer = layer.next()) {
            if (layer.followedByGap()) {
                return Long.MAX_VALUE;
            }
            for (Map.Entry<Long, TreeWrites> entry : writes.trees().entrySet()) {
                TreeLayer inTree = layer.tree(entry.getKey());
                if (inTree != null && inTree.lastChange() > checked) {
                    newest = Math.max(newest, conflictIn(inTree, entry.getValue(), checked));
                }
            }
        }
        return newest;
    }

    /** Whether a prepared transaction, whose changes are the layer, has a key or tree that the changes touch. */
    static boolean touches(WriteSet writes, Layer prepared) {
        for (Map.Entry<Long, TreeWrites> entry : writes.trees().entrySet()) {
            TreeLayer inTree = prepared.tree(entry.getKey());
            TreeWrites changes = entry.getValue();
            if (inTree == null || changes.isEmpty()) {
                continue;
            }
            if (changes.cleared() || inTree.clearedAt(Long.MAX_VALUE) > 0) {
                return true;
            }
            for (SortedEntries.Walk own = changes.entries().walk(); own.next(); ) {
                if (inTree.find(own.key(), Long.MAX_VALUE) != null) {
                    return true;
                }
            }
            if (!changes.spilled().isEmpty()) {
                LayerCursor cursor = inTree.cursor(KeyRange.all(), false, Long.MAX_VALUE);
                while (cursor.next()) {
                    if (changes.spilled().last(cursor.key()) != null) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Whether the changes touch what a prepared transaction relies on. */
    static boolean touches(WriteSet writes, List<LogRecord.TreeReads> reads) {
        for (LogRecord.TreeReads read : reads) {
            TreeWrites inTree = writes.tree(read.tree());
            if (inTree != null
                    && !inTree.isEmpty()
                    && (inTree.cleared()
                            || read.whole()
                            || read.keys().stream().anyMatch(key -> inTree.last(key) != null)
                            || read.ranges().stream().anyMatch(inTree::touches))) {
                return true;
            }
        }
        return false;
    }

    private static long conflictIn(TreeLayer inTree, TreeWrites writes, long checked) {
        long lastChange = inTree.lastChange();
        if (writes.cleared() && lastChange > writes.clearedOnSnapshot()) {
            return lastChange;
        }
        for (SortedEntries.Walk own = writes.entries().walk(); own.next(); ) {
            long snapshot = own.entry().change().snapshotSequence();
            if (lastChange > snapshot) {
                long lastOfKey = inTree.lastChange(own.key());
                if (lastOfKey > snapshot) {
                    return lastOfKey;
                }
            }
        }
        return writes.spilled().isEmpty() ? 0 : conflictWithSpilled(inTree, writes, checked);
    }

    /** Goes through what the commits changed, because the transaction has changed more than fits into memory. */
    private static long conflictWithSpilled(TreeLayer inTree, TreeWrites writes, long checked) {
        long lastClear = inTree.clearedAt(Long.MAX_VALUE);
        if (lastClear > writes.oldestSnapshot && !writes.isEmpty()) {
            return lastClear;
        }
        LayerCursor committed = inTree.cursor(KeyRange.all(), false, Long.MAX_VALUE);
        while (committed.next()) {
            long sequence = committed.version().sequence();
            if (sequence > checked && sequence > writes.oldestSnapshot) {
                SpilledChange own = writes.spilled().find(committed.key());
                if (own != null && sequence > own.snapshotSequence()) {
                    return sequence;
                }
            }
        }
        return 0;
    }
}
