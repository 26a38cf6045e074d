/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.expression.Accumulator;
import io.blazedb.calcite.exec.expression.Aggregates;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.operator.AggregateOperator.GroupingSet;
import io.blazedb.calcite.exec.operator.Groups;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.Rows;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Groups batches in a hash table and aggregates columns. Without group columns there is always one group. */
public final class BatchAggregateOperator implements Operator {
    private static final int CANCEL_CHECK_ROWS = 1024;

    private final BatchOperator input;
    private final List<Key> keys;
    private final int[] keyColumns;
    private final List<Function> functions;
    private final GroupingSet set;
    private final Operator overRows;
    private final boolean growing;
    /** Every column that is read. */
    private final int[] columns;

    /** A group column and the form of its values. */
    public record Key(int column, VectorExpression of) {}

    /**
     * A function.
     *
     * @param call its name, arguments and types
     * @param plain whether it takes every row of its argument, in any order
     * @param filter column that must be TRUE, or -1
     * @param rowwise the function over rows, without the filter
     * @param scale digits after the point of its argument, if that is a DECIMAL
     * @param constant its value if it depends on the groups only, or null
     */
    public record Function(
            Aggregates.Call call,
            boolean plain,
            int filter,
            Accumulator.Factory rowwise,
            int scale,
            @Nullable Object constant) {}

    /**
     * An aggregation.
     *
     * @param set the groups as rows are grouped
     * @param overRows the same aggregation over rows, for states of functions that need more memory than there is
     */
    public BatchAggregateOperator(
            BatchOperator input, List<Key> keys, List<Function> functions, GroupingSet set, Operator overRows) {
        this.input = input;
        this.keys = List.copyOf(keys);
        this.keyColumns = keys.stream().mapToInt(Key::column).toArray();
        this.functions = List.copyOf(functions);
        this.set = set;
        this.overRows = overRows;
        this.growing = this.functions.stream()
                .anyMatch(function -> function.rowwise().start().bytes() >= 0);
        int[] read = this.functions.stream()
                .flatMapToInt(function -> IntStream.concat(
                        function.call().columns().stream().mapToInt(i -> i), IntStream.of(function.filter())))
                .filter(column -> column >= 0)
                .toArray();
        this.columns = IntStream.concat(IntStream.of(keyColumns), IntStream.of(read))
                .distinct()
                .toArray();
    }

    @Override
    public boolean isSingle() {
        return keyColumns.length == 0;
    }

    @Override
    public Rows open(OperatorContext context) {
        Reading reading = new Reading(context);
        try (Batches batches = input.open(context)) {
            Batch batch;
            while ((batch = batches.next()) != null) {
                context.execution().checkCancelled();
                if (batch.selected() > 0 && !reading.add(batch)) {
                    reading.close();
                    return overRows.open(context);
                }
            }
            return reading.rows();
        } catch (RuntimeException | Error failure) {
            reading.close();
            throw failure;
        }
    }

    /** The groups so far: those in memory, and rows of others if there is no more room. */
    private final class Reading implements AutoCloseable {
        private final OperatorContext context;
        private final MemoryAccount.Share share;
        private final GroupTable table;
        private final VectorAggregate[] states =
                functions.stream().map(VectorAggregates::start).toArray(VectorAggregate[]::new);
        private final boolean single = keys.isEmpty();
        private @Nullable Groups others;
        private int[] groups = {};
        private int[] known = {};

        Reading(OperatorContext context) {
            this.context = context;
            this.share = context.share("Aggregate");
            this.table = new GroupTable(keys.stream()
                    .map(key -> new StoredColumn(key.of().type(), key.of().scale()))
                    .toArray(StoredColumn[]::new));
            if (single) {
                reserve(1);
            }
        }

        /** False if the states of functions need more memory than there is. */
        boolean add(Batch batch) {
            int count = batch.selected();
            int @Nullable [] selection = batch.selection();
            if (!single) {
                groups = groups.length < count ? new int[batch.rows()] : groups;
                table.assign(batch, keyColumns, groups);
                reserve(table.groups());
                Groups beyond = others;
                if (beyond != null) {
                    known = known.length < count ? new int[batch.rows()] : known;
                    count = keepKnown(batch, beyond);
                    selection = known;
                }
            }
            for (VectorAggregate state : states) {
                state.add(batch, selection, count, single ? null : groups);
            }
            return (others != null && !growing) || fits() || (!growing && closeTable());
        }

        private boolean fits() {
            long bytes = single ? 0 : table.bytes();
            for (VectorAggregate state : states) {
                bytes += state.bytes();
            }
            return (single && !growing) || share.trySet(bytes);
        }

        private boolean closeTable() {
            table.close();
            Accumulator.Factory[] rowwise = functions.stream()
                    .map(function -> function.filter() < 0
                            ? function.rowwise()
                            : Aggregates.filtered(function.rowwise(), function.filter()))
                    .toArray(Accumulator.Factory[]::new);
            Groups made = new Groups(List.of(set), keyColumns, rowwise, context);
            made.oneByOne();
            others = made;
            return true;
        }

        /** Hands rows of groups that are not in memory on; returns how many are left. */
        private int keepKnown(Batch batch, Groups beyond) {
            int[] selection = batch.selection();
            int kept = 0;
            for (int k = 0; k < batch.selected(); k++) {
                int position = selection == null ? k : selection[k];
                if (groups[k] >= 0) {
                    known[kept] = position;
                    groups[kept++] = groups[k];
                } else {
                    @Nullable Object[] row = new @Nullable Object[batch.width()];
                    for (int column : columns) {
                        row[column] = batch.column(column).value(position);
                    }
                    beyond.add(row);
                }
            }
            return kept;
        }

        private void reserve(int count) {
            for (VectorAggregate state : states) {
                state.reserve(count);
            }
        }

        Rows rows() {
            return new GroupRows(this, single ? 1 : table.groups());
        }

        @Override
        public void close() {
            if (others != null) {
                others.close();
            }
            share.close();
        }
    }

    private final class GroupRows implements Rows {
        private final Reading reading;
        private final int count;
        private int next;
        private @Nullable Rows rest;

        GroupRows(Reading reading, int count) {
            this.reading = reading;
            this.count = count;
        }

        @Override
        public @Nullable Object @Nullable [] next() {
            if (next == count) {
                return nextOfOthers();
            }
            if (next % CANCEL_CHECK_ROWS == 0) {
                reading.context.execution().checkCancelled();
            }
            int group = next++;
            @Nullable Object[] row = new @Nullable Object[keyColumns.length + functions.size()];
            for (int i = 0; i < keyColumns.length; i++) {
                row[i] = reading.table.key(i, group);
            }
            for (int i = 0; i < functions.size(); i++) {
                Object constant = functions.get(i).constant();
                row[keyColumns.length + i] = constant != null ? constant : reading.states[i].result(group);
            }
            return row;
        }

        private @Nullable Object @Nullable [] nextOfOthers() {
            Groups others = reading.others;
            if (others == null) {
                return null;
            }
            Rows open = rest == null ? others.rows() : rest;
            rest = open;
            return open.next();
        }

        @Override
        public void close() {
            if (rest != null) {
                rest.close();
            }
            reading.close();
        }
    }
}
