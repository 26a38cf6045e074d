/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.exec.memory.RowSort;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.Rows;
import io.blazedb.calcite.exec.operator.SimpleOperators;
import io.blazedb.calcite.exec.operator.SortOperator;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in order, kept as columns until they come out; with a limit it keeps only as many as it needs. Equal rows keep their order. */
public final class BatchSortOperator implements Operator {
    private static final int TOP_ROWS_MAX = 100_000;
    private static final int TOP_ROWS_SPARE = 4_096;
    private static final int CANCEL_CHECK_ROWS = 1024;
    private static final int SORTED_ROW_BYTES = 24;
    private static final String OWNER = "Sort";

    private final BatchOperator input;
    private final List<VectorExpression> columns;
    private final int[] kept;
    private final List<Field> order;
    private final @Nullable Expression offset;
    private final @Nullable Expression fetch;

    /** A column to sort by. */
    public record Field(int column, boolean descending, boolean nullsFirst) {}

    /**
     * A sort.
     *
     * @param columns how values of each column are held
     * @param kept columns that are needed: those of the order and of the output
     */
    public BatchSortOperator(
            BatchOperator input,
            List<VectorExpression> columns,
            int[] kept,
            List<Field> order,
            @Nullable Expression offset,
            @Nullable Expression fetch) {
        this.input = input;
        this.columns = List.copyOf(columns);
        this.kept = kept.clone();
        this.order = List.copyOf(order);
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
        boolean top = most < TOP_ROWS_MAX && skip < TOP_ROWS_MAX;
        int limit = top ? (int) (skip + most) : Integer.MAX_VALUE;
        RowSort runs = new RowSort(context.share(OWNER), rowOrder(), context::tick);
        MemoryAccount.Share share = context.share(OWNER);
        Sorting sorting = new Sorting(context);
        boolean spilled = false;
        try (Batches batches = input.open(context)) {
            Batch batch;
            while ((batch = batches.next()) != null) {
                context.execution().checkCancelled();
                sorting.add(batch);
                if (top && sorting.count > limit + Math.max(limit, TOP_ROWS_SPARE)) {
                    sorting = sorting.first(limit);
                }
                if (!share.trySet(sorting.bytes())) {
                    sorting = top && sorting.count > limit ? sorting.first(limit) : sorting;
                    if (!share.trySet(sorting.bytes())) {
                        runs.addRun(sorting.sortedRows());
                        sorting = new Sorting(context);
                        share.close();
                        spilled = true;
                    }
                }
            }
            RowReader sorted = sorting.sortedRows();
            if (spilled) {
                runs.addRun(sorted);
                share.close();
                return SortOperator.limited(runs.sorted(), skip, most);
            }
            Rows limited = SortOperator.limited(sorted, skip, most);
            return new Rows() {
                @Override
                public @Nullable Object @Nullable [] next() {
                    return limited.next();
                }

                @Override
                public void close() {
                    share.close();
                }
            };
        } catch (RuntimeException | Error failure) {
            runs.close();
            share.close();
            throw failure;
        }
    }

    private Comparator<@Nullable Object[]> rowOrder() {
        Comparator<@Nullable Object[]> rowOrder = Comparator.comparingInt(row -> 0);
        for (Field field : order) {
            rowOrder = rowOrder.thenComparing(Values.byColumn(field.column(), field.descending(), field.nullsFirst()));
        }
        return rowOrder;
    }

    /** The rows so far. */
    private final class Sorting {
        private final @Nullable StoredColumn[] stored = new @Nullable StoredColumn[columns.size()];
        private int count;
        /** A row behind which no other is wanted, or -1. */
        private int worst = -1;

        private final OperatorContext context;

        Sorting(OperatorContext context) {
            this.context = context;
            for (int column : kept) {
                VectorExpression of = columns.get(column);
                stored[column] = new StoredColumn(of.type(), of.scale());
            }
        }

        private Vector values(int column) {
            StoredColumn found = stored[column];
            if (found == null) {
                throw new IllegalStateException("a column that is not kept: " + column);
            }
            return found.values();
        }

        void add(Batch batch) {
            int[] selection = batch.selection();
            for (int k = 0; k < batch.selected(); k++) {
                int row = selection == null ? k : selection[k];
                if (worst < 0 || compare(batch, row, worst) < 0) {
                    append(batch, row);
                }
            }
        }

        private void append(Batch batch, int row) {
            for (int column : kept) {
                StoredColumn into = stored[column];
                if (into != null) {
                    into.append(count, batch.column(column), row);
                }
            }
            count++;
        }

        private int compare(Batch batch, int row, int other) {
            for (Field field : order) {
                int c = RowSorter.compare(field, batch.column(field.column()), row, values(field.column()), other);
                if (c != 0) {
                    return c;
                }
            }
            return 0;
        }

        /** About how much it holds, and what sorting it takes. */
        long bytes() {
            long bytes = (long) SORTED_ROW_BYTES * count;
            for (StoredColumn column : stored) {
                bytes += column == null ? 0 : column.bytes();
            }
            return bytes;
        }

        RowReader sortedRows() {
            return new Sorted(this, sorted(), context);
        }

        private int[] sorted() {
            Vector[] keys = new Vector[order.size()];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = values(order.get(i).column());
            }
            return new RowSorter(order, keys, count, context).sort();
        }

        /** The first rows only, in order. */
        Sorting first(int limit) {
            int[] sorted = sorted();
            Sorting first = new Sorting(context);
            for (int i = 0; i < limit; i++) {
                for (int column : kept) {
                    StoredColumn into = first.stored[column];
                    if (into != null) {
                        into.append(i, values(column), sorted[i]);
                    }
                }
            }
            first.count = limit;
            first.worst = limit - 1;
            return first;
        }
    }

    private final class Sorted implements RowReader {
        private final Sorting sorting;
        private final int[] sorted;
        private final OperatorContext context;
        private int next;

        Sorted(Sorting sorting, int[] sorted, OperatorContext context) {
            this.sorting = sorting;
            this.sorted = sorted;
            this.context = context;
        }

        @Override
        public @Nullable Object @Nullable [] next() {
            if (next == sorted.length) {
                return null;
            }
            if (next % CANCEL_CHECK_ROWS == 0) {
                context.execution().checkCancelled();
            }
            int position = sorted[next++];
            @Nullable Object[] row = new @Nullable Object[columns.size()];
            for (int column : kept) {
                row[column] = sorting.values(column).value(position);
            }
            return row;
        }
    }
}
