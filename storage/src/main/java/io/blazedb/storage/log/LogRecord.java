/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import io.blazedb.storage.bytes.KeyRange;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the log says happened: one record per commit, preparation or dropped preparation. */
public sealed interface LogRecord {

    /**
     * Changes of one tree, ordered by key.
     *
     * @param tree the tree
     * @param cleared whether it was emptied before
     * @param changes what became of keys
     */
    record TreeChanges(long tree, boolean cleared, List<KeyChange> changes) {
        public TreeChanges {
            changes = List.copyOf(changes);
        }
    }

    /** What became of a key; {@code after} is null if it was deleted. */
    record KeyChange(byte[] key, byte @Nullable [] before, byte @Nullable [] after) {
        @Override
        public String toString() {
            return "KeyChange[]";
        }
    }

    /**
     * What a transaction relies on in one tree: nobody else may change it before the decision.
     *
     * @param tree the tree
     * @param whole whether it relies on every key; then nothing else is said
     * @param keys single keys
     * @param ranges ranges of keys
     */
    record TreeReads(long tree, boolean whole, List<byte[]> keys, List<KeyRange> ranges) {
        public TreeReads {
            keys = List.copyOf(keys);
            ranges = List.copyOf(ranges);
        }

        /** Without the keys, which may be secret. */
        @Override
        public String toString() {
            return "TreeReads[" + tree + ", whole=" + whole + ", keys=" + keys.size() + ", ranges=" + ranges.size()
                    + "]";
        }
    }

    /**
     * A transaction was committed.
     *
     * @param sequence its place in the commit order
     * @param atMillis wall-clock time
     * @param resolves the prepared transaction that this was, if it was one
     * @param trees its changes, ordered by tree
     */
    record Commit(long sequence, long atMillis, @Nullable UUID resolves, List<TreeChanges> trees) implements LogRecord {
        public Commit {
            trees = List.copyOf(trees);
        }
    }

    /**
     * A transaction was prepared.
     *
     * @param transaction its name
     * @param coordinator the store that decides
     * @param snapshotSequence the snapshot that its changes were checked against
     * @param reads what it relies on
     * @param trees its changes, ordered by tree
     */
    record Prepare(
            UUID transaction,
            UUID coordinator,
            long atMillis,
            long snapshotSequence,
            List<TreeReads> reads,
            List<TreeChanges> trees)
            implements LogRecord {
        public Prepare {
            reads = List.copyOf(reads);
            trees = List.copyOf(trees);
        }
    }

    /** A prepared transaction was dropped. */
    record Drop(UUID transaction) implements LogRecord {}
}
