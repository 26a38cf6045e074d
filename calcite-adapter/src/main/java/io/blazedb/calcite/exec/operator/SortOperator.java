/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
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
        List<@Nullable Object[]> sorted = top ? smallest((int) (skip + most), context) : all(context);
        long from = Math.min(skip, sorted.size());
        long to = most > sorted.size() - from ? sorted.size() : from + most;
        return Rows.of(sorted.subList((int) from, (int) to));
    }

    private List<@Nullable Object[]> all(OperatorContext context) {
        List<@Nullable Object[]> sorted = new ArrayList<>();
        try (Rows rows = input.open(context)) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                sorted.add(row);
            }
        }
        sorted.sort(order);
        return sorted;
    }

    private record Numbered(@Nullable Object[] row, long number) {}

    /** The first rows by order and arrival, from a heap with the last of them on top. */
    private List<@Nullable Object[]> smallest(int count, OperatorContext context) {
        Comparator<Numbered> total = (a, b) -> {
            int c = order.compare(a.row(), b.row());
            return c != 0 ? c : Long.compare(a.number(), b.number());
        };
        PriorityQueue<Numbered> heap = new PriorityQueue<>(total.reversed());
        long number = 0;
        try (Rows rows = input.open(context)) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                if (heap.size() < count) {
                    heap.add(new Numbered(row, number++));
                } else if (order.compare(row, heap.element().row()) < 0) {
                    heap.poll();
                    heap.add(new Numbered(row, number++));
                }
            }
        }
        List<Numbered> kept = new ArrayList<>(heap);
        kept.sort(total);
        List<@Nullable Object[]> sorted = new ArrayList<>(kept.size());
        kept.forEach(n -> sorted.add(n.row()));
        return sorted;
    }
}
