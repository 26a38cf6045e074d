/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.SealedRun;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.spill.SpilledChange;
import io.blazedb.storage.spill.SpilledTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a transaction in one tree: a stack of levels, each of which begins with a clearing of the tree, except the first. Only
 * the top one counts; those below are there to be returned to. The changes of a level are in memory or, the older ones, in runs.
 */
public final class TreeWrites {

    /** The changes of one key in memory, the newest first. */
    record Entry(SpilledChange change, @Nullable Entry older) {
        @Override
        public String toString() {
            return "Entry[]";
        }
    }

    /**
     * A run of this transaction.
     *
     * @param firstTag smallest tag in it
     * @param lastTag largest tag in it
     * @param merges how often it was merged: runs of one kind are of about one size
     */
    record Run(SealedRun sealed, long firstTag, long lastTag, int merges) {}

    /** What happened since the tree was cleared, or since the beginning. */
    static final class Level {
        private static final int NOT_CLEARED = -1;

        final long clearTag;
        final long clearedOnSnapshot;
        SortedEntries entries = new SortedEntries();
        /** The newest last. */
        List<Run> runs = List.of();

        SpilledTree spilled = new SpilledTree(List.of(), tag -> false);

        Level(long clearTag, long clearedOnSnapshot) {
            this.clearTag = clearTag;
            this.clearedOnSnapshot = clearedOnSnapshot;
        }

        static Level first() {
            return new Level(NOT_CLEARED, NOT_CLEARED);
        }

        boolean cleared() {
            return clearedOnSnapshot >= 0;
        }

        void setRuns(List<Run> newRuns, LongPredicate undone) {
            runs = List.copyOf(newRuns);
            List<SealedRun> newestFirst = new ArrayList<>();
            runs.forEach(run -> newestFirst.add(run.sealed()));
            Collections.reverse(newestFirst);
            spilled = new SpilledTree(newestFirst, undone);
        }
    }

    private final List<Level> levels = new ArrayList<>(List.of(Level.first()));
    /** Grows whenever a cursor over the changes must look anew where they are. */
    private long generation;

    long oldestSnapshot = Long.MAX_VALUE;

    List<Level> levels() {
        return levels;
    }

    Level top() {
        return levels.get(levels.size() - 1);
    }

    long generation() {
        return generation;
    }

    void moved() {
        generation++;
    }

    /** Whether the tree was cleared before the changes. */
    boolean cleared() {
        return top().cleared();
    }

    /** The snapshot on which the tree was cleared; -1 if it was not. */
    long clearedOnSnapshot() {
        return top().clearedOnSnapshot;
    }

    /** The changes in memory. */
    SortedEntries entries() {
        return top().entries;
    }

    /** The changes in the file, over which those in memory lie. */
    SpilledTree spilled() {
        return top().spilled;
    }

    /** The last change of a key, or null; what it says of the time before the transaction may be wrong. */
    @Nullable
    SpilledChange last(byte[] key) {
        Entry entry = entries().get(key);
        return entry != null ? entry.change() : spilled().last(key);
    }

    /** Whether any key of the range was changed. */
    boolean touches(KeyRange range) {
        return cursor(range, false).next();
    }

    boolean isEmpty() {
        return !cleared() && entries().isEmpty() && !touches(KeyRange.all());
    }

    OwnCursor cursor(KeyRange range, boolean descending) {
        return new OwnCursor(this, range, descending);
    }
}
