/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.PagePointer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the log says happened: one record per commit, preparation or dropped preparation, and per use of space. */
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
     * The changes of a transaction that were too large for a record: in pages of its own, sealed under a key of its own.
     *
     * @param space the private space that the pages are in
     * @param epoch the key that they are sealed under
     * @param undone tags of changes that were rolled back and do not count
     * @param trees the changed trees, ascending
     */
    record Spilled(UUID space, KeyEpoch epoch, List<Tags> undone, List<SpilledRuns> trees) {
        public Spilled {
            undone = List.copyOf(undone);
            trees = List.copyOf(trees);
        }
    }

    /** Tags of changes, from the first to the last. */
    record Tags(long first, long last) {}

    /**
     * The changes of one tree.
     *
     * @param tree the tree
     * @param cleared whether it was emptied before
     * @param newestFirst root pages of the runs
     */
    record SpilledRuns(long tree, boolean cleared, List<PagePointer> newestFirst) {
        public SpilledRuns {
            newestFirst = List.copyOf(newestFirst);
        }
    }

    /**
     * A transaction was committed.
     *
     * @param sequence its place in the commit order
     * @param atMillis wall-clock time
     * @param resolves the prepared transaction that this was, if it was one
     * @param spilled its changes, if they are outside of the record; then {@code trees} is empty
     * @param trees its changes, ordered by tree
     */
    record Commit(
            long sequence,
            long atMillis,
            @Nullable UUID resolves,
            @Nullable Spilled spilled,
            List<TreeChanges> trees) implements LogRecord {
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
     * @param spilled its changes, if they are outside of the record; then {@code trees} is empty
     * @param trees its changes, ordered by tree
     */
    record Prepare(
            UUID transaction,
            UUID coordinator,
            long atMillis,
            long snapshotSequence,
            List<TreeReads> reads,
            @Nullable Spilled spilled,
            List<TreeChanges> trees)
            implements LogRecord {
        public Prepare {
            reads = List.copyOf(reads);
            trees = List.copyOf(trees);
        }
    }

    /** A prepared transaction was dropped. */
    record Drop(UUID transaction) implements LogRecord {}

    /**
     * A transaction took pages for its private space. Until it ends, nobody else may use them; they are its own alone if the lease that
     * {@link #lease} names is held, and lost if it is not.
     *
     * @param space the private space
     * @param extents the pages
     */
    record Reserve(UUID space, List<Extent> extents) implements LogRecord {
        public Reserve {
            extents = List.copyOf(extents);
        }

        /** Name of the lease that the owner of a private space holds. */
        public static String lease(UUID space) {
            return "space " + space;
        }
    }

    /** A private space that no commit refers to has ended. */
    record Release(UUID space) implements LogRecord {}
}
