/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts rows: in memory as long as they fit, otherwise as sorted runs beyond it that are merged. Equal rows keep their order.
 *
 * <p>Threading: one thread at a time.
 */
public final class RowSort implements AutoCloseable {
    private static final int ROWS_MIN = 16;

    private final MemoryAccount.Share share;
    private final Comparator<@Nullable Object[]> order;
    private List<@Nullable Object[]> rows = new ArrayList<>();
    private List<RowList> runs = new ArrayList<>();

    /**
     * No rows yet.
     *
     * @param tick called for each comparison
     */
    public RowSort(MemoryAccount.Share share, Comparator<@Nullable Object[]> order, Runnable tick) {
        this.share = share;
        this.order = (a, b) -> {
            tick.run();
            return order.compare(a, b);
        };
    }

    public void add(@Nullable Object[] row) {
        if (!share.tryGrow(MemorySize.of(row)) && rows.size() >= ROWS_MIN) {
            endRun();
            share.tryGrow(MemorySize.of(row));
        }
        rows.add(row);
    }

    private void endRun() {
        rows.sort(order);
        Iterator<@Nullable Object[]> sorted = rows.iterator();
        addRun(() -> sorted.hasNext() ? sorted.next() : null);
    }

    /** Adds rows that are sorted already and come after those before; what is in memory may be forgotten then. */
    public void addRun(RowReader sorted) {
        RowList run = RowList.beyondMemory(share);
        runs.add(run);
        @Nullable Object[] row;
        while ((row = sorted.next()) != null) {
            run.add(row);
        }
        run.complete();
        rows = new ArrayList<>();
        share.close();
    }

    /** All rows in order, once. Closing the reader ends the sort. */
    public RowReader sorted() {
        if (runs.isEmpty()) {
            rows.sort(order);
            Iterator<@Nullable Object[]> inMemory = rows.iterator();
            return closing(() -> inMemory.hasNext() ? inMemory.next() : null);
        }
        if (!rows.isEmpty()) {
            endRun();
        }
        int ways = share.mergeWays();
        while (runs.size() > ways) {
            runs = merged(ways);
        }
        List<RowReader> inputs = new ArrayList<>();
        runs.forEach(run -> inputs.add(run.drain()));
        return closing(new RowMerge(inputs, order));
    }

    /** Fewer runs: neighbours made into one. */
    private List<RowList> merged(int ways) {
        List<RowList> fewer = new ArrayList<>();
        for (int from = 0; from < runs.size(); from += ways) {
            List<RowReader> inputs = new ArrayList<>();
            runs.subList(from, Math.min(from + ways, runs.size())).forEach(run -> inputs.add(run.drain()));
            RowList run = RowList.beyondMemory(share);
            fewer.add(run);
            try (RowMerge merge = new RowMerge(inputs, order)) {
                @Nullable Object[] row;
                while ((row = merge.next()) != null) {
                    run.add(row);
                }
            }
            run.complete();
        }
        return fewer;
    }

    private RowReader closing(RowReader reader) {
        return new RowReader() {
            @Override
            public @Nullable Object @Nullable [] next() {
                return reader.next();
            }

            @Override
            public void close() {
                reader.close();
                RowSort.this.close();
            }
        };
    }

    @Override
    public void close() {
        runs.forEach(RowList::close);
        runs = new ArrayList<>();
        rows = new ArrayList<>();
        share.close();
    }
}
