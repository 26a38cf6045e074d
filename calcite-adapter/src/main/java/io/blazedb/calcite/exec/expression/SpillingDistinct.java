/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.exec.memory.HashedRows;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.MemorySize;
import io.blazedb.calcite.exec.memory.RowReader;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate function over rows with different values, of one group that may have more of them than there is memory for: rows that are
 * new once the memory is full wait, sorted by the hash of their values, until the result is asked for.
 *
 * <p>Not thread-safe.
 */
final class SpillingDistinct implements Accumulator {
    private static final int ENTRY_BYTES = 64;

    private final Accumulator inner;
    private final int[] columns;
    private final Values.KeyForm[] forms;
    private final MemoryAccount.Share share;
    private final Runnable tick;
    private final Set<Object> seen = new HashSet<>();
    private @Nullable HashedRows waiting;

    SpillingDistinct(
            Accumulator inner, int[] columns, Values.KeyForm[] forms, MemoryAccount.Share share, Runnable tick) {
        this.inner = inner;
        this.columns = columns;
        this.forms = forms;
        this.share = share.another();
        this.tick = tick;
    }

    @Override
    public void add(@Nullable Object[] row) {
        Object key = RowKey.of(row, columns, forms);
        if (seen.contains(key)) {
            return;
        }
        HashedRows later = waiting;
        if (later == null && share.tryGrow(ENTRY_BYTES + MemorySize.of(row))) {
            seen.add(key);
            inner.add(row);
            return;
        }
        if (later == null) {
            later = new HashedRows(share.another(), tick);
            waiting = later;
        }
        later.add(key.hashCode(), row);
    }

    @Override
    public @Nullable Object result() {
        HashedRows later = waiting;
        if (later != null) {
            waiting = null;
            addWaiting(later);
        }
        seen.clear();
        share.close();
        return inner.result();
    }

    private void addWaiting(HashedRows later) {
        Set<Object> ofHash = new HashSet<>();
        int hash = 0;
        try (RowReader rows = later.sorted()) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                tick.run();
                if (hash != HashedRows.hash(row)) {
                    hash = HashedRows.hash(row);
                    ofHash.clear();
                }
                if (ofHash.add(RowKey.of(row, columns, forms))) {
                    inner.add(row);
                }
            }
        }
    }

    @Override
    public long bytes() {
        return inner.bytes();
    }
}
