/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.LeafWalk;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.column.ColumnBatch;
import io.blazedb.storage.column.ColumnCursor;
import io.blazedb.storage.column.ColumnRequest;
import io.blazedb.storage.column.ColumnVector;
import io.blazedb.storage.column.LargeRow;
import org.jspecify.annotations.Nullable;

/**
 * Merges the rows of leaves with the changes that lie over them. Between two changed keys, rows go from a leaf to the batch many at a
 * time.
 */
final class ColumnBatches implements ColumnCursor {
    private final @Nullable LeafWalk leaves;
    private final @Nullable MergedCursor changes;
    private final ColumnBatch batch;
    private boolean leavesEnded;
    private byte @Nullable [] changedKey;

    /** {@code leaves} is null if changes hide the whole tree, {@code changes} if there are none. */
    ColumnBatches(ColumnRequest request, @Nullable LeafWalk leaves, @Nullable MergedCursor changes) {
        this.leaves = leaves;
        this.changes = changes;
        this.batch = new ColumnBatch(request);
        nextChange();
    }

    @Override
    public boolean next() {
        batch.grow();
        while (batch.room() > 0) {
            LeafWalk leaf = leaf();
            byte[] changed = changedKey;
            if (leaf == null && changed == null) {
                break;
            }
            int end = leaf == null ? 0 : changed == null ? leaf.end() : leaf.lowerBound(changed);
            if (leaf != null && end > leaf.position()) {
                leaf.take(batch, Math.min(end, leaf.position() + batch.room()));
            } else if (changed != null) {
                if (leaf != null && leaf.isAt(changed)) {
                    leaf.skip();
                }
                takeChange(changed);
                nextChange();
            }
        }
        return batch.count() > 0;
    }

    /** The leaf with the next rows; null if there are no more. */
    private @Nullable LeafWalk leaf() {
        if (leaves == null || leavesEnded) {
            return null;
        }
        while (leaves.position() >= leaves.end()) {
            if (!leaves.next()) {
                leavesEnded = true;
                return null;
            }
        }
        return leaves;
    }

    private void nextChange() {
        changedKey =
                changes != null && changes.nextEvenDeleted() ? changes.key().toByteArray() : null;
    }

    private void takeChange(byte[] key) {
        if (changes == null || changes.isDeleted()) {
            return;
        }
        if (batch.withKeys()) {
            ByteSlice space = batch.keySpace(batch.count(), key.length);
            System.arraycopy(key, 0, space.array(), space.offset(), key.length);
        }
        LargeValue large = changes.large();
        batch.addRow(large == null ? changes.value() : LargeRow.fieldsOf(large));
    }

    @Override
    public int count() {
        return batch.count();
    }

    @Override
    public ColumnVector column(int index) {
        return batch.vector(index);
    }

    @Override
    public ColumnVector keys() {
        return batch.keys();
    }

    @Override
    public void close() {
        // Pages belong to the cache, changes to the overlay.
    }
}
