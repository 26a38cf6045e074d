/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.overlay.Layer;
import io.blazedb.storage.overlay.TreeLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction relies on: the ranges over which the cursors of a serializable one went, single keys, whole trees; each with the
 * snapshot on which it was first read.
 *
 * <p>Bounded: a tree with more than {@link Limits#READ_RANGES_PER_TREE} ranges or {@link Limits#READ_KEYS_PER_TREE} keys counts as read
 * whole.
 */
final class ReadFootprint {
    private final Map<Long, TreeReads> trees = new HashMap<>();
    private final List<Tracked> open = new ArrayList<>();

    private record RangeRead(KeyRange range, long sequence) {}

    /** What was read of one tree. */
    private static final class TreeReads {
        final long firstSequence;
        final TreeMap<byte[], Long> keys = new TreeMap<>(Arrays::compareUnsigned);
        final List<RangeRead> ranges = new ArrayList<>();
        boolean whole;

        TreeReads(long firstSequence) {
            this.firstSequence = firstSequence;
        }

        void readWhole() {
            whole = true;
            keys.clear();
            ranges.clear();
        }

        boolean changedIn(TreeLayer layer) {
            if (layer.lastChange() <= firstSequence) {
                return false;
            }
            if (whole) {
                return true;
            }
            for (Map.Entry<byte[], Long> key : keys.entrySet()) {
                if (layer.changedAfter(key.getValue(), key.getKey())) {
                    return true;
                }
            }
            for (RangeRead read : ranges) {
                if (layer.changedAfter(read.sequence, read.range)) {
                    return true;
                }
            }
            return false;
        }

        boolean touchedBy(TreeLayer prepared) {
            if (whole) {
                return true;
            }
            for (byte[] key : keys.keySet()) {
                if (prepared.changedAfter(0, key)) {
                    return true;
                }
            }
            for (RangeRead read : ranges) {
                if (prepared.changedAfter(0, read.range)) {
                    return true;
                }
            }
            return false;
        }
    }

    void addKey(long tree, byte[] key, long sequence) {
        TreeReads reads = reads(tree, sequence);
        if (!reads.whole && !reads.keys.containsKey(key)) {
            reads.keys.put(key.clone(), sequence);
            if (reads.keys.size() > Limits.READ_KEYS_PER_TREE) {
                reads.readWhole();
            }
        }
    }

    void addRange(long tree, KeyRange range, long sequence) {
        TreeReads reads = reads(tree, sequence);
        if (!reads.whole) {
            reads.ranges.add(new RangeRead(range, sequence));
            if (reads.ranges.size() > Limits.READ_RANGES_PER_TREE || range.equals(KeyRange.all())) {
                reads.readWhole();
            }
        }
    }

    /** A cursor that adds what it passes when it is closed or at its end. */
    EntryCursor track(long tree, KeyRange range, boolean descending, EntryCursor cursor, long sequence) {
        return new Tracked(tree, range, descending, cursor, sequence);
    }

    /** Whether a commit changed something after it was read; looks into the layer and all its successors. */
    boolean changedSince(Layer first) {
        for (Layer layer = first; layer != null; layer = layer.next()) {
            if (layer.followedByGap()) {
                return true;
            }
            for (Map.Entry<Long, TreeReads> read : trees.entrySet()) {
                TreeLayer inTree = layer.tree(read.getKey());
                if (inTree != null && read.getValue().changedIn(inTree)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a prepared transaction, whose changes are the layer, would change something that was read. */
    boolean touchedBy(Layer prepared) {
        for (Map.Entry<Long, TreeReads> read : trees.entrySet()) {
            TreeLayer inTree = prepared.tree(read.getKey());
            if (inTree != null && read.getValue().touchedBy(inTree)) {
                return true;
            }
        }
        return false;
    }

    /** For the record of a prepared transaction. */
    List<LogRecord.TreeReads> records() {
        List<LogRecord.TreeReads> records = new ArrayList<>(trees.size());
        for (Map.Entry<Long, TreeReads> read : new TreeMap<>(trees).entrySet()) {
            TreeReads inTree = read.getValue();
            records.add(new LogRecord.TreeReads(
                    read.getKey(),
                    inTree.whole,
                    List.copyOf(inTree.keys.keySet()),
                    inTree.ranges.stream().map(RangeRead::range).toList()));
        }
        return records;
    }

    private TreeReads reads(long tree, long sequence) {
        return trees.computeIfAbsent(tree, id -> new TreeReads(sequence));
    }

    /** Adds at its first step the whole range, unless it is closed earlier: then what it passed. */
    private final class Tracked implements EntryCursor {
        private final long tree;
        private final KeyRange range;
        private final boolean descending;
        private final EntryCursor cursor;
        private byte[] last = new byte[0];
        private boolean positioned;
        private final long sequence;
        private boolean added;

        Tracked(long tree, KeyRange range, boolean descending, EntryCursor cursor, long sequence) {
            this.sequence = sequence;
            this.tree = tree;
            this.range = range;
            this.descending = descending;
            this.cursor = cursor;
            open.add(this);
        }

        @Override
        public boolean next() {
            if (cursor.next()) {
                positioned = true;
                last = cursor.key().toByteArray();
                return true;
            }
            add(range);
            return false;
        }

        @Override
        public ByteSlice key() {
            return cursor.key();
        }

        @Override
        public ByteSlice value() {
            return cursor.value();
        }

        @Override
        public @Nullable LargeValue large() {
            return cursor.large();
        }

        @Override
        public void close() {
            addPassed();
            cursor.close();
        }

        void addPassed() {
            if (positioned) {
                add(
                        descending
                                ? new KeyRange(last, range.to())
                                : new KeyRange(range.from(), Arrays.copyOf(last, last.length + 1)));
            }
        }

        private void add(KeyRange passed) {
            if (!added) {
                added = true;
                open.remove(this);
                addRange(tree, passed, sequence);
            }
        }
    }

    /** Adds what cursors have passed that are still open. */
    void addOpenCursors() {
        for (Tracked cursor : List.copyOf(open)) {
            cursor.addPassed();
        }
    }
}
