/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.LargeValues;
import io.blazedb.storage.btree.LeafWalk;
import io.blazedb.storage.btree.TreeCursor;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.column.ColumnCursor;
import io.blazedb.storage.column.ColumnRequest;
import io.blazedb.storage.overlay.Layer;
import io.blazedb.storage.overlay.TreeLayer;
import io.blazedb.storage.overlay.Version;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.spill.SpilledChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every tree as of one commit. Taking one copies nothing: it is a view and a sequence.
 *
 * <p>Reads look for the newest version up to the sequence in the overlay, layer by layer, and only then in the trees.
 */
public final class Snapshot {
    private final View view;
    private final long sequence;

    Snapshot(View view, long sequence) {
        assert view.overlay().baseSequence() <= sequence;
        this.view = view;
        this.sequence = sequence;
    }

    public long sequence() {
        return sequence;
    }

    View view() {
        return view;
    }

    /**
     * The layer that holds the first commit after the snapshot, or will: every later commit is in it or in its successors. It is not
     * always the newest one, because commits that are appended but not yet visible may already stand in a frozen layer.
     */
    Layer firstLayer() {
        return view.overlay().layerAfter(sequence);
    }

    /** A copy of the value of a key, or null. */
    byte @Nullable [] get(long tree, byte[] key, @Nullable WriteSet writes) {
        TreeWrites own = writes == null ? null : writes.tree(tree);
        if (own != null && writes != null) {
            SpilledChange change = own.last(key);
            if (change != null) {
                LargeReference large = change.large();
                return large != null ? LargeValues.readWhole(writes.open(large)) : copy(change.value());
            }
            if (own.cleared()) {
                return null;
            }
        }
        Version version = view.overlay().find(tree, key, sequence);
        if (version == null) {
            return view.forest().get(tree, key);
        }
        LargeValue large = version.large();
        return large != null ? LargeValues.readWhole(large) : copy(version.value());
    }

    /** The value of a key, to be read piece by piece; null if it has none. */
    @Nullable
    LargeValue openLarge(long tree, byte[] key, @Nullable WriteSet writes) {
        TreeWrites own = writes == null ? null : writes.tree(tree);
        if (own != null && writes != null) {
            SpilledChange change = own.last(key);
            if (change != null) {
                LargeReference large = change.large();
                return large != null ? writes.open(large) : inMemory(change.value());
            }
            if (own.cleared()) {
                return null;
            }
        }
        Version version = view.overlay().find(tree, key, sequence);
        if (version == null) {
            return view.forest().openLarge(tree, key);
        }
        return version.large() != null ? version.large() : inMemory(version.value());
    }

    private static @Nullable LargeValue inMemory(byte @Nullable [] value) {
        return value == null ? null : LargeValue.of(ByteSlice.of(value));
    }

    private static byte @Nullable [] copy(byte @Nullable [] value) {
        return value == null ? null : value.clone();
    }

    /** Whether a key has a value, which is not read. */
    private boolean has(long tree, byte[] key) {
        Version version = view.overlay().find(tree, key, sequence);
        return version != null ? !version.deletes() : view.forest().openLarge(tree, key) != null;
    }

    EntryCursor cursor(long tree, KeyRange range, boolean descending, @Nullable WriteSet writes) {
        List<MergeInput> inputs = new ArrayList<>(4);
        if (addChanges(tree, range, descending, writes, inputs)) {
            TreeCursor committed = view.forest().cursor(tree, range, descending);
            if (inputs.isEmpty()) {
                return new CommittedCursor(committed);
            }
            inputs.add(new MergeInput.OfTree(committed));
        }
        return new MergedCursor(inputs, descending);
    }

    /** The columns of the rows of the range. */
    ColumnCursor columns(long tree, KeyRange range, ColumnRequest request, @Nullable WriteSet writes) {
        List<MergeInput> inputs = new ArrayList<>(4);
        boolean open = addChanges(tree, range, false, writes, inputs);
        LeafWalk leaves = open ? view.forest().leaves(tree, range, request.ranges()) : null;
        return new ColumnBatches(request, leaves, inputs.isEmpty() ? null : new MergedCursor(inputs, false));
    }

    /** Parts of a range with about as many entries of the tree; what lies over it is not counted. */
    List<KeyRange> split(long tree, KeyRange range, int parts, long entriesMin) {
        return view.forest().split(tree, range, parts, entriesMin);
    }

    /** Adds what lies over the tree, the deciding changes first; false if it hides the tree. */
    private boolean addChanges(
            long tree, KeyRange range, boolean descending, @Nullable WriteSet writes, List<MergeInput> inputs) {
        TreeWrites own = writes == null ? null : writes.tree(tree);
        if (own != null && writes != null) {
            inputs.add(new MergeInput.OfWrites(writes, own.cursor(range, descending)));
        }
        boolean open = own == null || !own.cleared();
        for (Layer layer : view.overlay().layersNewestFirst()) {
            TreeLayer inTree = open ? layer.tree(tree) : null;
            if (inTree != null) {
                inputs.add(new MergeInput.OfLayer(inTree.cursor(range, descending, sequence)));
                open = inTree.clearedAt(sequence) == 0;
            }
        }
        return open;
    }

    /** Entries of the range: those in the tree, corrected by every key that the overlay or the write set changed. */
    long count(long tree, KeyRange range, @Nullable WriteSet writes) {
        TreeWrites own = writes == null ? null : writes.tree(tree);
        boolean hidden = own != null && own.cleared();
        long count = hidden ? 0 : countCommitted(tree, range);
        if (own != null) {
            OwnCursor changes = own.cursor(range, false);
            while (changes.next()) {
                boolean was = !hidden && has(tree, changes.key());
                boolean is = !changes.change().deletes();
                count += (is ? 1 : 0) - (was ? 1 : 0);
            }
        }
        return count;
    }

    private long countCommitted(long tree, KeyRange range) {
        boolean hidden = view.overlay().hidesTree(tree, sequence);
        long count = hidden ? 0 : view.forest().count(tree, range);
        List<MergeInput> inputs = new ArrayList<>(2);
        boolean open = true;
        for (Layer layer : view.overlay().layersNewestFirst()) {
            TreeLayer inTree = open ? layer.tree(tree) : null;
            if (inTree != null) {
                inputs.add(new MergeInput.OfLayer(inTree.cursor(range, false, sequence)));
                open = inTree.clearedAt(sequence) == 0;
            }
        }
        if (inputs.isEmpty()) {
            return count;
        }
        MergedCursor changed = new MergedCursor(inputs, false);
        while (changed.nextEvenDeleted()) {
            boolean was = !hidden && view.forest().openLarge(tree, changed.key().toByteArray()) != null;
            boolean is = !changed.isDeleted();
            count += (is ? 1 : 0) - (was ? 1 : 0);
        }
        return count;
    }

    /** Entries of a range that nothing lies over. */
    private record CommittedCursor(TreeCursor cursor) implements EntryCursor {
        @Override
        public boolean next() {
            return cursor.next();
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
            // A tree cursor holds nothing.
        }
    }
}
