/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The committed changes that lie over the trees of one checkpoint: its layers, newest first.
 *
 * <p>Immutable itself; only its newest layer still takes commits. Invariant: the layers together hold every commit after
 * {@link #baseSequence()}, without a gap. So the newest version found in them is the right one, and the trees need to be asked only
 * for keys that no layer knows.
 */
public final class Overlay {
    /** Found: the snapshot sees no such key, whatever the trees say. */
    public static final Version DELETED = new Version(0, null, null);

    private final long baseSequence;
    private final Layer[] newestFirst;

    private Overlay(long baseSequence, Layer[] newestFirst) {
        this.baseSequence = baseSequence;
        this.newestFirst = newestFirst;
    }

    /** An overlay without changes over the trees of a checkpoint. */
    public static Overlay empty(long baseSequence) {
        return new Overlay(baseSequence, new Layer[] {new Layer(baseSequence)});
    }

    /** The commit up to which the trees hold everything. */
    public long baseSequence() {
        return baseSequence;
    }

    /** The newest commit taken in. */
    public long lastSequence() {
        return newestFirst[0].lastSequence();
    }

    public Layer newestLayer() {
        return newestFirst[0];
    }

    /** The oldest layer that may hold a commit after the sequence, which is not below {@link #baseSequence()}. */
    public Layer layerAfter(long sequence) {
        assert sequence >= baseSequence;
        int i = 0;
        while (newestFirst[i].baseSequence() > sequence && i < newestFirst.length - 1) {
            i++;
        }
        return newestFirst[i];
    }

    public List<Layer> layersNewestFirst() {
        return List.of(newestFirst);
    }

    /** About how much memory the layers take. */
    public long bytes() {
        long sum = 0;
        for (Layer layer : newestFirst) {
            sum += layer.bytes();
        }
        return sum;
    }

    /** Takes a commit in. Only by the one writer, in commit order. */
    public void apply(ChangeSet changes) {
        newestFirst[0].apply(changes);
    }

    /** The same overlay with a new, empty newest layer; the present one takes no more commits. Only by the one writer. */
    public Overlay withFreshLayer() {
        Layer fresh = new Layer(lastSequence());
        newestFirst[0].freeze(fresh);
        Layer[] layers = new Layer[newestFirst.length + 1];
        layers[0] = fresh;
        System.arraycopy(newestFirst, 0, layers, 1, newestFirst.length);
        return new Overlay(baseSequence, layers);
    }

    /**
     * The same overlay with a commit whose changes stay in the file, as a layer of its own, and with a new, empty newest layer. Only by
     * the one writer.
     */
    public Overlay withStored(long sequence, Map<Long, TreeLayer> trees) {
        assert sequence == lastSequence() + 1;
        Layer stored = Layer.stored(sequence, trees);
        Layer fresh = new Layer(sequence);
        newestFirst[0].freeze(stored);
        stored.freeze(fresh);
        Layer[] layers = new Layer[newestFirst.length + 2];
        layers[0] = fresh;
        layers[1] = stored;
        System.arraycopy(newestFirst, 0, layers, 2, newestFirst.length);
        return new Overlay(baseSequence, layers);
    }

    /** An overlay without changes over the trees of a later checkpoint that this one does not reach up to. Only by the one writer. */
    public Overlay behindGap(long laterBaseSequence) {
        newestFirst[0].freezeBeforeGap();
        return empty(laterBaseSequence);
    }

    /** The same overlay over the trees of a later checkpoint, without the layers that those trees hold completely. */
    public Overlay over(long laterBaseSequence) {
        assert laterBaseSequence >= baseSequence && laterBaseSequence <= lastSequence();
        List<Layer> kept = new ArrayList<>();
        for (Layer layer : newestFirst) {
            if (kept.isEmpty() || layer.lastSequence() > laterBaseSequence) {
                kept.add(layer);
            }
        }
        return new Overlay(laterBaseSequence, kept.toArray(new Layer[0]));
    }

    /**
     * What a snapshot at the sequence sees of a key: a version, {@link #DELETED}, or null if only the trees know.
     */
    public @Nullable Version find(long tree, byte[] key, long sequence) {
        for (Layer layer : newestFirst) {
            TreeLayer inTree = layer.tree(tree);
            if (inTree == null) {
                continue;
            }
            long cleared = inTree.clearedAt(sequence);
            Version version = inTree.find(key, sequence);
            if (version != null && version.sequence() >= cleared) {
                return version;
            }
            if (cleared > 0) {
                return DELETED;
            }
        }
        return null;
    }

    /** Whether a snapshot at the sequence must not look into the trees, because the tree was cleared after the checkpoint. */
    public boolean hidesTree(long tree, long sequence) {
        for (Layer layer : newestFirst) {
            TreeLayer inTree = layer.tree(tree);
            if (inTree != null && inTree.clearedAt(sequence) > 0) {
                return true;
            }
        }
        return false;
    }
}
