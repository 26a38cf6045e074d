/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.memory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows sorted by the hash of a key, which stands behind their last value: rows of one key come close together, in the order in which they
 * were added, whatever the values of the key are and however many rows there are.
 *
 * <p>Threading: one thread at a time.
 */
public final class HashedRows implements AutoCloseable {
    private final RowSort sort;

    /**
     * No rows yet.
     *
     * @param order how rows of the same hash are sorted
     * @param tick called for each comparison
     */
    public HashedRows(MemoryAccount.Share share, Comparator<@Nullable Object[]> order, Runnable tick) {
        Comparator<@Nullable Object[]> byHash = Comparator.comparingInt(HashedRows::hash);
        this.sort = new RowSort(share, byHash.thenComparing(order), tick);
    }

    /** No rows yet; those of the same hash will stay in the order in which they come. */
    public HashedRows(MemoryAccount.Share share, Runnable tick) {
        this(share, Comparator.comparingInt(row -> 0), tick);
    }

    public void add(int hash, @Nullable Object[] row) {
        @Nullable Object[] longer = Arrays.copyOf(row, row.length + 1);
        longer[row.length] = hash;
        sort.add(longer);
    }

    /** All rows with their hash behind them, once. Closing the reader ends this. */
    public RowReader sorted() {
        return sort.sorted();
    }

    /** The hash behind the values of a row. */
    public static int hash(@Nullable Object[] row) {
        return (Integer) Objects.requireNonNull(row[row.length - 1]);
    }

    @Override
    public void close() {
        sort.close();
    }
}
