/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.memory.HashedRows;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.MemorySize;
import io.blazedb.calcite.exec.memory.RowList;
import io.blazedb.calcite.exec.memory.RowReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are looked up by some of their columns: in a hash table as long as they fit into memory, otherwise sorted by the hash of their
 * key, with the hash of every so many rows in memory. Rows of one key keep their order; those with a NULL in the key are left out.
 *
 * <p>Threading: one thread at a time.
 */
final class KeyedRows implements AutoCloseable {
    private static final int SAMPLE_ROWS = 64;
    private static final int ENTRY_BYTES = 96;

    private final MemoryAccount.Share share;
    private final int[] columns;
    private final Values.KeyForm[] forms;
    private final Runnable tick;
    /** The row of each key, or the list of its rows. */
    private Map<Object, Object> table = new HashMap<>();

    private @Nullable HashedRows beyond;
    private @Nullable RowList sorted;
    private int[] samples = {};
    private long held;

    /**
     * No rows yet.
     *
     * @param columns the columns of the key
     * @param forms how their values are compared
     * @param tick called for each row that is moved or looked at
     */
    KeyedRows(MemoryAccount.Share share, int[] columns, Values.KeyForm[] forms, Runnable tick) {
        this.share = share;
        this.columns = columns.clone();
        this.forms = forms.clone();
        this.tick = tick;
    }

    void add(@Nullable Object[] row) {
        Object key = RowKey.ofNotNull(row, columns, forms);
        if (key != null) {
            add(key, row);
        }
    }

    private void add(Object key, @Nullable Object[] row) {
        HashedRows hashed = beyond;
        if (hashed == null) {
            long bytes = MemorySize.of(row) + ENTRY_BYTES;
            if (share.tryGrow(bytes)) {
                held += bytes;
                Object before = table.putIfAbsent(key, row);
                if (before != null) {
                    listOf(key, before).add(row);
                }
                return;
            }
            hashed = moved();
        }
        hashed.add(key.hashCode(), row);
    }

    @SuppressWarnings("unchecked")
    private List<@Nullable Object[]> listOf(Object key, Object before) {
        if (before instanceof List<?>) {
            return (List<@Nullable Object[]>) before;
        }
        List<@Nullable Object[]> list = new ArrayList<>(2);
        list.add((@Nullable Object[]) before);
        table.put(key, list);
        return list;
    }

    /** Adds the first row of each key only; false for one with a NULL in its key. */
    boolean addKey(@Nullable Object[] row) {
        Object key = RowKey.ofNotNull(row, columns, forms);
        if (key != null && !table.containsKey(key)) {
            add(key, row);
        }
        return key != null;
    }

    private void giveBack() {
        share.shrink(held);
        held = 0;
    }

    private HashedRows moved() {
        HashedRows made = new HashedRows(share.another(), tick);
        beyond = made;
        table.forEach((key, rows) -> rowsOf(rows).forEach(row -> made.add(key.hashCode(), row)));
        table = new HashMap<>();
        giveBack();
        return made;
    }

    @SuppressWarnings("unchecked")
    private static List<@Nullable Object[]> rowsOf(Object rows) {
        return rows instanceof List<?>
                ? (List<@Nullable Object[]>) rows
                : List.<@Nullable Object[]>of((@Nullable Object[]) rows);
    }

    /** Says that no row will be added; before any is looked up. */
    void complete() {
        HashedRows hashed = beyond;
        if (hashed == null) {
            return;
        }
        RowList list = new RowList(share.another());
        list.spill();
        sorted = list;
        int[] hashes = new int[SAMPLE_ROWS];
        try (RowReader rows = hashed.sorted()) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                int sample = (int) (list.size() / SAMPLE_ROWS);
                if (list.size() % SAMPLE_ROWS == 0) {
                    hashes = sample < hashes.length ? hashes : Arrays.copyOf(hashes, 2 * sample);
                    hashes[sample] = HashedRows.hash(row);
                }
                list.add(row);
            }
        }
        list.complete();
        beyond = null;
        samples = Arrays.copyOf(hashes, (int) ((list.size() + SAMPLE_ROWS - 1) / SAMPLE_ROWS));
    }

    boolean isEmpty() {
        return table.isEmpty() && (sorted == null || sorted.isEmpty());
    }

    /** The rows of a key. */
    RowReader get(Object key) {
        RowList list = sorted;
        if (list == null) {
            Object rows = table.get(key);
            return rows == null ? Rows.EMPTY : Rows.of(rowsOf(rows));
        }
        int hash = key.hashCode();
        long start = (long) sampleBefore(hash) * SAMPLE_ROWS;
        return new RowReader() {
            private long next = start;

            @Override
            public @Nullable Object @Nullable [] next() {
                while (next < list.size()) {
                    tick.run();
                    @Nullable Object[] row = list.get(next++);
                    int other = HashedRows.hash(row);
                    if (other > hash) {
                        next = list.size();
                    } else if (other == hash && key.equals(RowKey.ofNotNull(row, columns, forms))) {
                        return row;
                    }
                }
                return null;
            }
        };
    }

    /** Whether there is a row of a key. */
    boolean contains(Object key) {
        return sorted == null ? table.containsKey(key) : get(key).next() != null;
    }

    /** The last sample below a hash, or the first one. */
    private int sampleBefore(int hash) {
        int low = 0;
        int high = samples.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (samples[middle] < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Math.max(0, low - 1);
    }

    @Override
    public void close() {
        table = new HashMap<>();
        if (beyond != null) {
            beyond.close();
            beyond = null;
        }
        if (sorted != null) {
            sorted.close();
            sorted = null;
        }
        giveBack();
    }
}
