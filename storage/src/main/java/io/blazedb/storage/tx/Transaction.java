/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.LargeValueWriter;
import io.blazedb.storage.btree.SystemTree;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.column.ColumnCursor;
import io.blazedb.storage.column.ColumnRequest;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.overlay.Layer;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A snapshot, and for a writer its changes and what it has read. One thread at a time. */
public final class Transaction implements AutoCloseable {
    private static final CommitOptions READ_ONLY = new CommitOptions(false, 0);

    private final Transactions transactions;
    private final @Nullable WriteSet writes;
    private final CommitOptions options;
    private final boolean serializable;
    private @Nullable ReadFootprint footprint;
    private final Layer firstLayer;
    private final List<Snapshot> held = new ArrayList<>(1);
    private Snapshot snapshot;
    private boolean ended;

    /** Without options, a reader. */
    Transaction(Transactions transactions, Snapshot snapshot, @Nullable CommitOptions options, boolean serializable) {
        this.transactions = transactions;
        this.snapshot = snapshot;
        this.writes = options == null ? null : transactions.newWriteSet(options);
        this.options = options == null ? READ_ONLY : options;
        this.serializable = serializable;
        this.footprint = serializable ? new ReadFootprint() : null;
        this.firstLayer = snapshot.firstLayer();
        held.add(snapshot);
    }

    public long sequence() {
        requireOpen();
        return snapshot.sequence();
    }

    public byte @Nullable [] get(long tree, byte[] key) {
        requireOpen();
        if (footprint != null && serializable) {
            footprint.addKey(tree, key, snapshot.sequence());
        }
        return snapshot.get(tree, key, writes);
    }

    /** The value of a key, to be read piece by piece while the transaction is open; null if it has none. */
    public @Nullable LargeValue openLarge(long tree, byte[] key) {
        requireOpen();
        if (footprint != null && serializable) {
            footprint.addKey(tree, key, snapshot.sequence());
        }
        return snapshot.openLarge(tree, key, writes);
    }

    public EntryCursor cursor(long tree, KeyRange range, boolean descending) {
        requireOpen();
        EntryCursor cursor = snapshot.cursor(tree, range, descending, writes);
        return footprint == null || !serializable
                ? cursor
                : footprint.track(tree, range, descending, cursor, snapshot.sequence());
    }

    public ColumnCursor columns(long tree, KeyRange range, ColumnRequest request) {
        requireOpen();
        if (footprint != null && serializable) {
            footprint.addRange(tree, range, snapshot.sequence());
        }
        return snapshot.columns(tree, range, request, writes);
    }

    /** Parts of a range for several threads; one part for a writer, whose changes are for one thread at a time. */
    public List<KeyRange> split(long tree, KeyRange range, int parts, long entriesMin) {
        requireOpen();
        return writes == null ? snapshot.split(tree, range, parts, entriesMin) : List.of(range);
    }

    public long count(long tree, KeyRange range) {
        requireOpen();
        if (footprint != null && serializable) {
            footprint.addRange(tree, range, snapshot.sequence());
        }
        return snapshot.count(tree, range, writes);
    }

    public void set(long tree, byte[] key, byte @Nullable [] value, byte @Nullable [] before) {
        setOwned(tree, key.clone(), value == null ? null : value.clone(), before == null ? null : before.clone());
    }

    /** The overlay keeps these arrays after the commit: they must be nobody else's. */
    public void setOwned(long tree, byte[] key, byte @Nullable [] value, byte @Nullable [] before) {
        requireKey(tree, key);
        if (value != null) {
            requireLength(value.length, Limits.WHOLE_VALUE_BYTES_MAX);
        }
        requireWrites().set(tree, key, value, before, snapshot.sequence());
    }

    /** Sets a key's value to the next {@code length} bytes of a stream. */
    public void setLarge(long tree, byte[] key, InputStream stream, long length) {
        requireKey(tree, key);
        requireLength(length, Limits.VALUE_BYTES_MAX);
        WriteSet changes = requireWrites();
        if (length == 0) {
            changes.set(tree, key.clone(), new byte[0], null, snapshot.sequence());
        } else {
            changes.setLarge(tree, key.clone(), stream, length, null, snapshot.sequence());
        }
    }

    /** Sets a key's value to what a stream has up to its end, at least one byte. */
    public void setLarge(long tree, byte[] key, InputStream stream, byte @Nullable [] before) {
        requireKey(tree, key);
        requireWrites()
                .setLarge(
                        tree,
                        key.clone(),
                        stream,
                        LargeValueWriter.TO_THE_END,
                        before == null ? null : before.clone(),
                        snapshot.sequence());
    }

    public void clear(long tree) {
        requireTree(tree);
        requireWrites().clear(tree, snapshot.sequence());
    }

    /** Of which columns the values of the tree consist, or null. */
    public @Nullable TreeLayout layout(long tree) {
        byte[] layout = get(SystemTree.ID, SystemTree.layoutKey(tree));
        return layout == null ? null : TreeLayout.decode(ByteSlice.of(layout));
    }

    public void defineLayout(long tree, @Nullable TreeLayout layout) {
        requireTree(tree);
        byte[] encoded = layout == null ? null : layout.encode();
        requireWrites().set(SystemTree.ID, SystemTree.layoutKey(tree), encoded, null, snapshot.sequence());
    }

    /** Makes the commit fail if another transaction changed this key after the snapshot. */
    public void dependOn(long tree, byte[] key) {
        dependencies().addKey(tree, key, snapshot.sequence());
    }

    /** Makes the commit fail if another transaction changed a key of this range after the snapshot. */
    public void dependOn(long tree, KeyRange range) {
        dependencies().addRange(tree, range, snapshot.sequence());
    }

    private ReadFootprint dependencies() {
        requireWrites();
        ReadFootprint reads = footprint;
        if (reads == null) {
            reads = new ReadFootprint();
            footprint = reads;
        }
        return reads;
    }

    /** Sets what is called now and then while changes in the file are merged; see WriteTransaction. */
    public void onLongWork(Runnable check) {
        requireWrites().onLongWork(check);
    }

    public boolean hasChanges() {
        return !requireWrites().isEmpty();
    }

    public long savepoint() {
        return requireWrites().mark();
    }

    public void releaseSavepoint(long savepoint) {
        requireWrites().releaseMark(savepoint);
    }

    public void rollbackTo(long savepoint) {
        requireWrites().rollbackTo(savepoint);
    }

    /** Moves to the newest visible commit. Cursors that are open go on in the old snapshot, so its view stays pinned. */
    public void refreshSnapshot() {
        requireWrites();
        Snapshot newest = transactions.takeSnapshot();
        if (newest.view() == snapshot.view()) {
            transactions.release(newest);
        } else {
            held.add(newest);
        }
        snapshot = newest;
    }

    /** Commits and ends; returns the sequence. */
    public long commit() {
        return commit(false);
    }

    /** As {@link #commit()}, but need not wait for the disk if everything before is durable. */
    public long commitVisibly() {
        return commit(true);
    }

    private long commit(boolean visibly) {
        WriteSet changes = requireWrites();
        try {
            if (changes.isEmpty()) {
                return snapshot.sequence();
            }
            if (footprint != null) {
                footprint.addOpenCursors();
            }
            return transactions.commit(this, changes, options, visibly);
        } finally {
            close();
        }
    }

    /** Prepares and ends. */
    public void prepare(UUID transaction, UUID coordinator) {
        WriteSet changes = requireWrites();
        try {
            if (footprint != null) {
                footprint.addOpenCursors();
            }
            transactions.prepare(this, changes, transaction, coordinator, options);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            try {
                if (writes != null) {
                    writes.close();
                }
            } finally {
                release();
            }
        }
    }

    Layer firstLayer() {
        return firstLayer;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    @Nullable
    ReadFootprint footprint() {
        return footprint;
    }

    private void release() {
        for (Snapshot old : held) {
            transactions.release(old);
        }
        held.clear();
    }

    private WriteSet requireWrites() {
        requireOpen();
        if (writes == null) {
            throw new StoreException(StoreErrorCode.READ_ONLY, "transaction");
        }
        return writes;
    }

    private static void requireKey(long tree, byte[] key) {
        requireTree(tree);
        if (key.length > Limits.KEY_BYTES_MAX) {
            throw new StoreException(
                    StoreErrorCode.TOO_LARGE, "keyBytes=" + key.length + ", keyBytesMax=" + Limits.KEY_BYTES_MAX);
        }
    }

    private static void requireLength(long length, long max) {
        if (length < 0 || length > max) {
            throw new StoreException(StoreErrorCode.TOO_LARGE, "valueBytes=" + length + ", valueBytesMax=" + max);
        }
    }

    private static void requireTree(long tree) {
        if (tree < 1) {
            throw new IllegalArgumentException("tree ids start at 1");
        }
    }

    private void requireOpen() {
        if (ended) {
            throw new StoreException(StoreErrorCode.CLOSED, "transaction");
        }
    }
}
