/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The private changes of one transaction, ordered by tree and key, with marks to return to.
 *
 * <p>One thread at a time. A change is undone by putting back the entry that it replaced; a key that was changed since the last mark
 * already needs no second undo step.
 */
public final class WriteSet {

    /**
     * The last change of one key.
     *
     * @param value the new value; null deletes the key
     * @param before the value before the transaction, if the change feed shall show it
     * @param snapshotSequence the snapshot on which the key was first changed
     * @param mark number of marks set when it was changed
     */
    public record Entry(byte @Nullable [] value, byte @Nullable [] before, long snapshotSequence, int mark) {
        @Override
        public String toString() {
            return "Entry[]";
        }
    }

    /** The changes of one tree. */
    public static final class TreeWrites {
        private NavigableMap<byte[], Entry> entries = new TreeMap<>(Arrays::compareUnsigned);
        private long clearedOnSnapshot = -1;

        /** Whether the tree was cleared before the entries. */
        public boolean cleared() {
            return clearedOnSnapshot >= 0;
        }

        /** The snapshot on which the tree was cleared; -1 if it was not. */
        public long clearedOnSnapshot() {
            return clearedOnSnapshot;
        }

        public NavigableMap<byte[], Entry> entries() {
            return entries;
        }

        SortedMap<byte[], Entry> range(KeyRange range) {
            byte[] to = range.to();
            if (to == null) {
                return entries.tailMap(range.from(), true);
            }
            return Arrays.compareUnsigned(range.from(), to) >= 0
                    ? new TreeMap<>(Arrays::compareUnsigned)
                    : entries.subMap(range.from(), true, to, false);
        }
    }

    private sealed interface Undo {
        record Key(TreeWrites tree, byte[] key, @Nullable Entry previous) implements Undo {}

        record Clear(TreeWrites tree, NavigableMap<byte[], Entry> entries, long clearedOnSnapshot) implements Undo {}
    }

    private final TreeMap<Long, TreeWrites> trees = new TreeMap<>();
    private final List<Undo> undo = new ArrayList<>();
    private int marks;
    private long bytes;
    private boolean hasValues;

    public boolean isEmpty() {
        for (TreeWrites writes : trees.values()) {
            if (writes.cleared() || !writes.entries.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing was ever put into it: its commit gives room rather than taking it. */
    public boolean onlyRemoves() {
        return !hasValues;
    }

    /** The changed trees, ascending. */
    public Map<Long, TreeWrites> trees() {
        return trees;
    }

    public @Nullable TreeWrites tree(long tree) {
        return trees.get(tree);
    }

    /** About how many bytes of keys and values went in; never less than what is in. */
    public long bytes() {
        return bytes;
    }

    void set(long tree, byte[] key, byte @Nullable [] value, byte @Nullable [] before, long snapshotSequence) {
        TreeWrites writes = trees.computeIfAbsent(tree, id -> new TreeWrites());
        hasValues |= value != null;
        Entry present = writes.entries.get(key);
        byte[] earliest = present == null ? before : present.before;
        long base = present == null ? snapshotSequence : present.snapshotSequence;
        writes.entries.put(key, new Entry(value, earliest, base, marks));
        if (marks > 0 && (present == null || present.mark != marks)) {
            undo.add(new Undo.Key(writes, key, present));
        }
        bytes += (present == null ? key.length : 0)
                + (value == null ? 0 : value.length)
                + (before == null ? 0 : before.length);
    }

    void clear(long tree, long snapshotSequence) {
        TreeWrites writes = trees.computeIfAbsent(tree, id -> new TreeWrites());
        if (marks > 0) {
            undo.add(new Undo.Clear(writes, writes.entries, writes.clearedOnSnapshot));
        }
        writes.entries = new TreeMap<>(Arrays::compareUnsigned);
        if (!writes.cleared()) {
            writes.clearedOnSnapshot = snapshotSequence;
        }
    }

    /** Marks the present state. */
    long mark() {
        marks++;
        return undo.size();
    }

    void rollbackTo(long mark) {
        if (mark < 0 || mark > undo.size()) {
            throw new IllegalArgumentException("no such savepoint");
        }
        for (int i = undo.size() - 1; i >= mark; i--) {
            Undo step = undo.remove(i);
            if (step instanceof Undo.Key changed) {
                Entry previous = changed.previous;
                if (previous == null) {
                    changed.tree.entries.remove(changed.key);
                } else {
                    changed.tree.entries.put(changed.key, previous);
                }
            } else if (step instanceof Undo.Clear clear) {
                clear.tree.entries = clear.entries;
                clear.tree.clearedOnSnapshot = clear.clearedOnSnapshot;
            }
        }
        marks++;
    }
}
