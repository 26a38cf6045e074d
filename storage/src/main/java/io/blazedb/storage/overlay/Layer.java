/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.overlay;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The changes of consecutive commits, ordered by tree and key.
 *
 * <p>A layer in memory takes commits until a checkpoint freezes it; then the next layer takes them. A snapshot keeps the layers it began with and
 * reaches the later ones through {@link #next()}, so nothing is ever removed from a layer: it goes when nobody needs it.
 *
 * <p>Threading: one writer at a time, any number of readers.
 */
public final class Layer {
    private final Map<Long, TreeLayer> trees = new ConcurrentHashMap<>();
    private final long baseSequence;
    private volatile long lastSequence;
    private volatile long bytes;
    private volatile @Nullable Layer next;
    private volatile boolean followedByGap;

    /** A layer of its own with the changes of one commit. */
    public static Layer of(ChangeSet changes) {
        Layer layer = new Layer(0);
        layer.apply(changes);
        return layer;
    }

    /** A layer that holds one commit, whose changes are in the file. */
    public static Layer stored(long sequence, Map<Long, TreeLayer> trees) {
        Layer layer = new Layer(sequence - 1);
        layer.trees.putAll(trees);
        layer.lastSequence = sequence;
        return layer;
    }

    Layer(long baseSequence) {
        this.baseSequence = baseSequence;
        this.lastSequence = baseSequence;
    }

    public @Nullable TreeLayer tree(long tree) {
        return trees.get(tree);
    }

    /** Ids of the trees that the layer changes, ascending. */
    public Set<Long> treeIds() {
        return new TreeSet<>(trees.keySet());
    }

    /** The commit before the first one in the layer. */
    public long baseSequence() {
        return baseSequence;
    }

    /** The newest commit in the layer, or the one before its first if it has none. */
    public long lastSequence() {
        return lastSequence;
    }

    /** About how much memory the changes take. */
    public long bytes() {
        return bytes;
    }

    /** The layer that took over, or null while this one still takes commits. */
    public @Nullable Layer next() {
        return next;
    }

    void apply(ChangeSet changes) {
        long sequence = changes.sequence();
        long[] added = {0};
        changes.forEach(new ChangeSet.Visitor() {
            @Override
            public void clear(long tree) {
                treeForWrite(tree).clear(sequence);
                added[0] += Limits.ENTRY_OVERHEAD_BYTES;
            }

            @Override
            public void change(long tree, byte[] key, byte @Nullable [] value) {
                treeForWrite(tree).put(sequence, key, value);
                added[0] += Limits.ENTRY_OVERHEAD_BYTES + key.length + (value == null ? 0 : value.length);
            }
        });
        setBytes(bytes + added[0]);
        lastSequence = sequence;
    }

    /** Whether commits followed that this process never saw, because the log had been recycled when it came to read them. */
    public boolean followedByGap() {
        return followedByGap;
    }

    void freeze(Layer successor) {
        next = successor;
    }

    void freezeBeforeGap() {
        followedByGap = true;
    }

    private void setBytes(long value) {
        bytes = value;
    }

    private MemoryTreeLayer treeForWrite(long tree) {
        TreeLayer layer = trees.computeIfAbsent(tree, id -> new MemoryTreeLayer());
        if (!(layer instanceof MemoryTreeLayer inMemory)) {
            throw new IllegalStateException("a stored layer takes no commits");
        }
        return inMemory;
    }
}
