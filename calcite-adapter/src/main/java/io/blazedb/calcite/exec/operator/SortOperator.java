/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.MemorySize;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.exec.memory.RowSort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Rows in order; with a limit it keeps only as many as it needs. Rows that are equal keep their order. */
public final class SortOperator implements Operator {
    private static final int HEAP_ROWS_MAX = 100_000;

    private final Operator input;
    private final Comparator<@Nullable Object[]> order;
    private final @Nullable Expression offset;
    private final @Nullable Expression fetch;

    public SortOperator(
            Operator input,
            Comparator<@Nullable Object[]> order,
            @Nullable Expression offset,
            @Nullable Expression fetch) {
        this.input = input;
        this.order = order;
        this.offset = offset;
        this.fetch = fetch;
    }

    @Override
    public Rows open(OperatorContext context) {
        long skip = offset == null ? 0 : SimpleOperators.count(offset, context, 0);
        long most = fetch == null ? Long.MAX_VALUE : SimpleOperators.count(fetch, context, Long.MAX_VALUE);
        if (most == 0) {
            return Rows.EMPTY;
        }
        boolean top = most < HEAP_ROWS_MAX && skip < HEAP_ROWS_MAX;
        RowSort sort = new RowSort(context.share("Sort"), order, context::tick);
        try (Rows rows = input.open(context)) {
            if (top) {
                addSmallest((int) (skip + most), rows, sort, context);
            } else {
                addRest(rows, sort, context);
            }
            return limited(sort.sorted(), skip, most);
        } catch (RuntimeException | Error failure) {
            sort.close();
            throw failure;
        }
    }

    private static void addRest(Rows rows, RowSort sort, OperatorContext context) {
        @Nullable Object[] row;
        while ((row = rows.next()) != null) {
            context.tick();
            sort.add(row);
        }
    }

    /** The rows of a part of what is sorted. */
    public static Rows limited(RowReader sorted, long skip, long most) {
        return new Rows() {
            private long toSkip = skip;
            private long left = most;

            @Override
            public @Nullable Object @Nullable [] next() {
                for (; toSkip > 0; toSkip--) {
                    if (sorted.next() == null) {
                        toSkip = 0;
                        left = 0;
                        return null;
                    }
                }
                return left-- > 0 ? sorted.next() : null;
            }

            @Override
            public void close() {
                sorted.close();
            }
        };
    }

    private record Numbered(@Nullable Object[] row, long number) {}

    /**
     * The first rows by order and arrival, from a heap with the last of them on top. If the heap grows too large, all that is in it and the
     * rest is sorted.
     */
    private void addSmallest(int count, Rows rows, RowSort sort, OperatorContext context) {
        Comparator<Numbered> total = (a, b) -> {
            context.tick();
            int c = order.compare(a.row(), b.row());
            return c != 0 ? c : Long.compare(a.number(), b.number());
        };
        PriorityQueue<Numbered> heap = new PriorityQueue<>(total.reversed());
        MemoryAccount.Share share = context.share("Sort");
        boolean fits = true;
        long number = 0;
        @Nullable Object[] row;
        while (fits && (row = rows.next()) != null) {
            context.tick();
            if (heap.size() == count) {
                if (order.compare(row, heap.element().row()) >= 0) {
                    continue;
                }
                share.shrink(MemorySize.of(heap.remove().row()));
            }
            heap.add(new Numbered(row, number++));
            fits = share.tryGrow(MemorySize.of(row));
        }
        List<Numbered> kept = new ArrayList<>(heap);
        kept.sort(Comparator.comparingLong(Numbered::number));
        share.close();
        kept.forEach(one -> sort.add(one.row()));
        if (!fits) {
            addRest(rows, sort, context);
        }
    }
}
