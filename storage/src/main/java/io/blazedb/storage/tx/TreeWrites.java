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
        /** Changes before those, on their way to a run. */
        @Nullable
        SortedEntries leaving;
        /** The newest last. */
        List<Run> runs = List.of();

        SpilledTree spilled = new SpilledTree(List.of(), tag -> false);
        private final LongPredicate undone;

        Level(long clearTag, long clearedOnSnapshot, LongPredicate undone) {
            this.clearTag = clearTag;
            this.clearedOnSnapshot = clearedOnSnapshot;
            this.undone = undone;
        }

        boolean cleared() {
            return clearedOnSnapshot >= 0;
        }

        void addRun(Run newest) {
            List<Run> all = new ArrayList<>(runs);
            all.add(newest);
            setRuns(all);
        }

        void setRuns(List<Run> newRuns) {
            runs = List.copyOf(newRuns);
            List<SealedRun> newestFirst = new ArrayList<>();
            runs.forEach(run -> newestFirst.add(run.sealed()));
            Collections.reverse(newestFirst);
            spilled = new SpilledTree(newestFirst, undone);
        }
    }

    private final List<Level> levels = new ArrayList<>(1);
    /** Grows whenever a cursor over the changes must look anew where they are. */
    private long generation;

    long oldestSnapshot = Long.MAX_VALUE;

    /** Without changes; {@code undone} says of the tag of a change whether it was rolled back. */
    TreeWrites(LongPredicate undone) {
        levels.add(new Level(Level.NOT_CLEARED, Level.NOT_CLEARED, undone));
    }

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

    /** Changes before those, on their way to the file; null if there are none. */
    @Nullable
    SortedEntries leaving() {
        return top().leaving;
    }

    /** The changes in the file, over which those in memory lie. */
    SpilledTree spilled() {
        return top().spilled;
    }

    /** The last change of a key, or null; what it says of the time before the transaction may be wrong. */
    @Nullable
    SpilledChange last(byte[] key) {
        Entry entry = entries().get(key);
        SortedEntries leaving = leaving();
        if (entry == null && leaving != null) {
            entry = leaving.get(key);
        }
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
