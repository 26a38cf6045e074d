/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.column.ColumnCursor;
import io.blazedb.storage.column.ColumnRequest;
import io.blazedb.storage.column.TreeLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A consistent view of every tree at one commit. Never blocks and is never blocked. One thread at a time.
 *
 * <p>A tree is named by a number that its user chooses (1 and above) and exists as soon as something is put into it.
 */
public interface ReadTransaction extends AutoCloseable {

    /** The newest commit that this view contains. */
    long sequence();

    /**
     * The value of a key, or null if it has none.
     *
     * @throws io.blazedb.storage.error.StoreException TOO_LARGE if it is longer than 64 MiB: use {@link #openLarge}
     */
    byte @Nullable [] get(long tree, byte[] key);

    /**
     * The value of a key, of whatever length, to be read from any position on while this transaction is open; null if it has none.
     * Needs memory for a chunk of 64 KiB, or two.
     */
    @Nullable
    LargeValue openLarge(long tree, byte[] key);

    /** Entries of the range in ascending key order. */
    Cursor scan(long tree, KeyRange range);

    /** Entries of the range in descending key order. */
    Cursor scanDescending(long tree, KeyRange range);

    /**
     * Columns of the rows of the range in ascending key order, many rows at a time; quick if the tree has a layout, possible if not.
     * Rows outside of the request's ranges may be among them. Fails with CORRUPTED at a value that is no row.
     */
    ColumnCursor scanColumns(long tree, KeyRange range, ColumnRequest request);

    /**
     * Ranges that follow each other and together are the range, with about as many entries each, for cursors of columns that several
     * threads read: at most {@code parts}, and fewer if some would have less than {@code entriesMin}. One if this view has changes of
     * its own. A cursor of a part may be read by another thread than the one that opened it, before this view is closed.
     */
    default List<KeyRange> split(long tree, KeyRange range, int parts, long entriesMin) {
        return List.of(range);
    }

    /** How many entries the range holds, exactly; O(log n) plus the recent changes that are not yet in the tree. */
    long count(long tree, KeyRange range);

    /** Of which columns the values of a tree consist; null if nobody has said so. */
    @Nullable
    TreeLayout layout(long tree);

    /** Ends the transaction; what a write transaction has not committed is rolled back. */
    @Override
    void close();
}
