/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.overlay.Layer;
import io.blazedb.storage.overlay.TreeLayer;
import io.blazedb.storage.overlay.VersionChain;
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

    /** The newest commit that conflicts with the changes, or 0; Long.MAX_VALUE if nobody can say any more. */
    static long conflictingCommit(WriteSet writes, Layer first) {
        long newest = 0;
        for (Layer layer = first; layer != null; layer = layer.next()) {
            if (layer.followedByGap()) {
                return Long.MAX_VALUE;
            }
            for (Map.Entry<Long, WriteSet.TreeWrites> entry : writes.trees().entrySet()) {
                TreeLayer inTree = layer.tree(entry.getKey());
                if (inTree != null) {
                    newest = Math.max(newest, conflictIn(inTree, entry.getValue()));
                }
            }
        }
        return newest;
    }

    /** Whether a prepared transaction, whose changes are the layer, has a key or tree that the changes touch. */
    static boolean touches(WriteSet writes, Layer prepared) {
        for (Map.Entry<Long, WriteSet.TreeWrites> entry : writes.trees().entrySet()) {
            TreeLayer inTree = prepared.tree(entry.getKey());
            if (inTree == null) {
                continue;
            }
            if (entry.getValue().cleared() || inTree.clearedAt(Long.MAX_VALUE) > 0) {
                return true;
            }
            for (byte[] key : entry.getValue().entries().keySet()) {
                if (inTree.chain(key) != null) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the changes touch what a prepared transaction relies on. */
    static boolean touches(WriteSet writes, List<LogRecord.TreeReads> reads) {
        for (LogRecord.TreeReads read : reads) {
            WriteSet.TreeWrites inTree = writes.tree(read.tree());
            if (inTree != null
                    && (inTree.cleared()
                            || (read.whole() && !inTree.entries().isEmpty())
                            || read.keys().stream().anyMatch(inTree.entries()::containsKey)
                            || read.ranges().stream()
                                    .anyMatch(range -> !inTree.range(range).isEmpty()))) {
                return true;
            }
        }
        return false;
    }

    private static long conflictIn(TreeLayer inTree, WriteSet.TreeWrites writes) {
        long lastChange = inTree.lastChange();
        if (writes.cleared() && lastChange > writes.clearedOnSnapshot()) {
            return lastChange;
        }
        long lastClear = inTree.clearedAt(Long.MAX_VALUE);
        for (Map.Entry<byte[], WriteSet.Entry> change : writes.entries().entrySet()) {
            long snapshot = change.getValue().snapshotSequence();
            if (lastChange <= snapshot) {
                continue;
            }
            VersionChain chain = inTree.chain(change.getKey());
            long lastOfKey =
                    Math.max(lastClear, chain == null ? 0 : chain.newest().sequence());
            if (lastOfKey > snapshot) {
                return lastOfKey;
            }
        }
        return 0;
    }
}
