/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.vector.BatchSortOperator.Field;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sorted rows of a window with the values of its functions, as they come out. Not thread-safe. */
final class WindowBatches implements Batches {
    private static final int ROWS_FIRST = 64;
    private static final int ROWS = 1024;

    private final BatchWindow.Gathered rows;
    private final int[] sorted;
    private final int[] kept;
    private final List<Field> order;
    private final List<WindowCall> calls;
    private final @Nullable Running[] aggregates;
    private final int firstCall;
    private final boolean peersWanted;
    private final OperatorContext context;
    private final MemoryAccount.Share share;
    private final Batch out;
    private int next;
    private int partition;

    /** Of each row of the present batch: where its partition begins and ends, the same of its peers, and how many peers came before. */
    private final int[] partitionStarts = new int[ROWS];

    private final int[] partitionEnds = new int[ROWS];
    private final int[] positions = new int[ROWS];
    private final int[] peerStarts = new int[ROWS];
    private final int[] peerEnds = new int[ROWS];
    private final long[] peerGroups = new long[ROWS];
    private int peerStart;
    private int peerEnd;
    private long peerGroup;

    WindowBatches(
            BatchWindow window,
            BatchWindow.Gathered rows,
            int[] sorted,
            @Nullable Vector[] outputs,
            OperatorContext context,
            MemoryAccount.Share share) {
        this.rows = rows;
        this.sorted = sorted;
        this.kept = window.kept();
        this.order = window.order();
        this.calls = window.calls();
        this.firstCall = outputs.length - calls.size();
        this.context = context;
        this.share = share;
        this.out = new Batch(outputs);
        this.aggregates = new @Nullable Running[calls.size()];
        Batch all = rows.asBatch();
        for (int i = 0; i < aggregates.length; i++) {
            WindowCall call = calls.get(i);
            aggregates[i] = call.aggregate() == null ? null : new Running(call, all);
        }
        this.peersWanted = calls.stream()
                .anyMatch(call -> call.extent() == WindowCall.Extent.PEERS
                        || call.kind() == WindowCall.Kind.RANK
                        || call.kind() == WindowCall.Kind.DENSE_RANK);
    }

    @Override
    public @Nullable Batch next() {
        context.execution().checkCancelled();
        int count = Math.min(next == 0 ? ROWS_FIRST : ROWS, rows.count() - next);
        if (count == 0) {
            return null;
        }
        for (int k = 0; k < count; k++) {
            place(k, next + k);
        }
        for (int column : kept) {
            Vector into = out.column(column);
            Vector from = rows.values(column);
            into.reset(count);
            System.arraycopy(sorted, next, positions, 0, count);
            into.copyAll(null, from, positions, count);
        }
        for (int i = 0; i < calls.size(); i++) {
            Vector into = out.column(firstCall + i);
            into.reset(count);
            compute(i, into, count);
        }
        next += count;
        out.fill(count);
        return out;
    }

    /** Notes the partition and the peers of a sorted row. */
    private void place(int k, int position) {
        int[] starts = rows.starts();
        boolean first = position == starts[partition + 1] || position == 0;
        while (position >= starts[partition + 1]) {
            partition++;
        }
        partitionStarts[k] = starts[partition];
        partitionEnds[k] = starts[partition + 1];
        if (!peersWanted) {
            return;
        }
        if (first) {
            peerGroup = 0;
            peerEnd = position;
        }
        if (position == peerEnd) {
            peerStart = position;
            peerEnd = endOfPeers(position, partitionEnds[k]);
            peerGroup++;
        }
        peerStarts[k] = peerStart;
        peerEnds[k] = peerEnd;
        peerGroups[k] = peerGroup;
    }

    private int endOfPeers(int position, int end) {
        if (order.isEmpty()) {
            return end;
        }
        int at = position + 1;
        while (at < end && arePeers(sorted[position], sorted[at])) {
            context.tick();
            at++;
        }
        return at;
    }

    private boolean arePeers(int a, int b) {
        for (Field field : order) {
            Vector values = rows.values(field.column());
            if (RowSorter.compare(field, values, a, values, b) != 0) {
                return false;
            }
        }
        return true;
    }

    private void compute(int index, Vector into, int count) {
        WindowCall call = calls.get(index);
        switch (call.kind()) {
            case ROW_NUMBER -> {
                for (int k = 0; k < count; k++) {
                    into.longs[k] = next + k - partitionStarts[k] + 1L;
                }
            }
            case RANK -> {
                for (int k = 0; k < count; k++) {
                    into.longs[k] = peerStarts[k] - partitionStarts[k] + 1L;
                }
            }
            case DENSE_RANK -> System.arraycopy(peerGroups, 0, into.longs, 0, count);
            case SHIFTED -> shifted(call, into, count);
            case FIRST_VALUE -> {
                Vector from = rows.values(call.column());
                for (int k = 0; k < count; k++) {
                    into.copy(k, from, sorted[partitionStarts[k]]);
                }
            }
            case LAST_VALUE -> {
                Vector from = rows.values(call.column());
                for (int k = 0; k < count; k++) {
                    into.copy(k, from, sorted[end(call.extent(), k) - 1]);
                }
            }
            case AGGREGATE -> {
                Running running = Objects.requireNonNull(aggregates[index]);
                for (int k = 0; k < count; k++) {
                    into.set(k, running.value(partitionStarts[k], end(call.extent(), k)));
                }
            }
        }
    }

    private void shifted(WindowCall call, Vector into, int count) {
        Vector from = rows.values(call.column());
        for (int k = 0; k < count; k++) {
            long target = next + k + call.offset();
            if (target >= partitionStarts[k] && target < partitionEnds[k]) {
                into.copy(k, from, sorted[(int) target]);
            } else {
                into.setNull(k);
            }
        }
    }

    /** Where the frame of a row ends. */
    private int end(WindowCall.Extent extent, int k) {
        return switch (extent) {
            case ROW -> next + k + 1;
            case PEERS -> peerEnds[k];
            case PARTITION -> partitionEnds[k];
        };
    }

    @Override
    public void close() {
        share.close();
    }

    /** An aggregate function over frames that begin with their partition and only grow. */
    private final class Running {
        private final BatchAggregateOperator.Function function;
        private final Batch all;
        private final int[] selection = new int[ROWS];
        private @Nullable VectorAggregate state;
        private int start = -1;
        private int end;
        private @Nullable Object last;

        Running(WindowCall call, Batch all) {
            this.function = Objects.requireNonNull(call.aggregate());
            this.all = all;
        }

        @Nullable
        Object value(int from, int to) {
            VectorAggregate present = state;
            if (present == null || from != start) {
                present = VectorAggregates.start(function, context::tick);
                present.reserve(1);
                state = present;
                start = from;
                end = from;
            } else if (to == end) {
                return last;
            }
            while (end < to) {
                context.execution().checkCancelled();
                int count = Math.min(ROWS, to - end);
                System.arraycopy(sorted, end, selection, 0, count);
                present.add(all, selection, count, null);
                end += count;
            }
            last = present.result(0);
            return last;
        }
    }
}
