/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.overlay.Layer;
import io.blazedb.storage.overlay.LayerCursor;
import io.blazedb.storage.overlay.TreeLayer;
import io.blazedb.storage.overlay.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * What the frozen layers of an overlay, taken together, change in one tree: ordered by key, each key once, the newest version of each.
 */
final class LayerChanges implements Iterator<TreeChange> {
    /** The part of one layer. */
    private static final class Input {
        final LayerCursor changes;
        final long cleared;
        byte @Nullable [] key;

        @Nullable
        Version version;

        Input(TreeLayer layer) {
            changes = layer.cursor(KeyRange.all(), false, Long.MAX_VALUE);
            cleared = layer.clearedAt(Long.MAX_VALUE);
        }

        void advance(long baseSequence) {
            key = null;
            while (changes.next()) {
                if (changes.version().sequence() > baseSequence) {
                    key = changes.key();
                    version = changes.version();
                    return;
                }
            }
        }
    }

    private final List<Input> newestFirst = new ArrayList<>();
    private final long baseSequence;
    private final boolean cleared;
    private @Nullable TreeChange next;

    LayerChanges(CheckpointSource.Frozen frozen, long tree) {
        baseSequence = frozen.base().sequence();
        boolean reachedClear = false;
        for (Layer layer : frozen.layersNewestFirst()) {
            TreeLayer inTree = reachedClear ? null : layer.tree(tree);
            if (inTree != null) {
                Input input = new Input(inTree);
                input.advance(baseSequence);
                newestFirst.add(input);
                reachedClear = input.cleared > baseSequence;
            }
        }
        cleared = reachedClear;
        next = compute();
    }

    /** Whether the tree is to be emptied before. */
    boolean cleared() {
        return cleared;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public TreeChange next() {
        TreeChange change = next;
        if (change == null) {
            throw new NoSuchElementException();
        }
        next = compute();
        return change;
    }

    private @Nullable TreeChange compute() {
        while (true) {
            byte[] least = null;
            Version version = null;
            for (Input input : newestFirst) {
                byte[] key = input.key;
                if (key != null && (least == null || Arrays.compareUnsigned(key, least) < 0)) {
                    least = key;
                    version = input.version;
                }
            }
            if (least == null || version == null) {
                return null;
            }
            for (Input input : newestFirst) {
                if (input.key != null && Arrays.equals(input.key, least)) {
                    input.advance(baseSequence);
                }
            }
            if (!version.deletes() || !cleared) {
                return new TreeChange(least, version.value(), version.large());
            }
        }
    }
}
