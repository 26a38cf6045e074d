/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.column.ColumnCursor;
import io.blazedb.storage.column.ColumnRequest;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.tx.Transaction;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A read transaction as its user sees it. */
class ReadHandle implements ReadTransaction {
    final Transaction transaction;

    ReadHandle(Transaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public final long sequence() {
        return transaction.sequence();
    }

    @Override
    public final byte @Nullable [] get(long tree, byte[] key) {
        return transaction.get(tree, Objects.requireNonNull(key));
    }

    @Override
    public final @Nullable LargeValue openLarge(long tree, byte[] key) {
        return transaction.openLarge(tree, Objects.requireNonNull(key));
    }

    @Override
    public final Cursor scan(long tree, KeyRange range) {
        return new EntryCursorHandle(transaction.cursor(tree, range, false));
    }

    @Override
    public final Cursor scanDescending(long tree, KeyRange range) {
        return new EntryCursorHandle(transaction.cursor(tree, range, true));
    }

    @Override
    public final ColumnCursor scanColumns(long tree, KeyRange range, ColumnRequest request) {
        return transaction.columns(tree, range, request);
    }

    @Override
    public final List<KeyRange> split(long tree, KeyRange range, int parts, long entriesMin) {
        return transaction.split(tree, range, parts, entriesMin);
    }

    @Override
    public final long count(long tree, KeyRange range) {
        return transaction.count(tree, range);
    }

    @Override
    public final @Nullable TreeLayout layout(long tree) {
        return transaction.layout(tree);
    }

    @Override
    public final void close() {
        transaction.close();
    }
}
