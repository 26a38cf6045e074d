/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.expression.Accumulator;
import io.blazedb.calcite.exec.expression.Aggregates;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Groups batches in a hash table and aggregates columns. Without group columns there is always one group. */
public final class BatchAggregateOperator implements Operator {
    private static final int CANCEL_CHECK_ROWS = 1024;

    private final BatchOperator input;
    private final List<Key> keys;
    private final int[] keyColumns;
    private final List<Function> functions;

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

    public BatchAggregateOperator(BatchOperator input, List<Key> keys, List<Function> functions) {
        this.input = input;
        this.keys = List.copyOf(keys);
        this.keyColumns = keys.stream().mapToInt(Key::column).toArray();
        this.functions = List.copyOf(functions);
    }

    @Override
    public Rows open(OperatorContext context) {
        StoredColumn[] columns = keys.stream()
                .map(key -> new StoredColumn(key.of().type(), key.of().scale()))
                .toArray(StoredColumn[]::new);
        GroupTable table = new GroupTable(columns);
        VectorAggregate[] states =
                functions.stream().map(VectorAggregates::start).toArray(VectorAggregate[]::new);
        boolean single = columns.length == 0;
        if (single) {
            reserve(states, 1);
        }
        int[] groups = {};
        try (Batches batches = input.open(context)) {
            Batch batch;
            while ((batch = batches.next()) != null) {
                context.execution().checkCancelled();
                int count = batch.selected();
                if (count == 0) {
                    continue;
                }
                if (!single) {
                    groups = groups.length < count ? new int[batch.rows()] : groups;
                    table.assign(batch, keyColumns, groups);
                    reserve(states, table.groups());
                }
                for (VectorAggregate state : states) {
                    state.add(batch, batch.selection(), count, single ? null : groups);
                }
            }
        }
        return new Groups(table, states, single ? 1 : table.groups(), context);
    }

    private static void reserve(VectorAggregate[] states, int groups) {
        for (VectorAggregate state : states) {
            state.reserve(groups);
        }
    }

    private final class Groups implements Rows {
        private final GroupTable table;
        private final VectorAggregate[] states;
        private final int count;
        private final OperatorContext context;
        private int next;

        Groups(GroupTable table, VectorAggregate[] states, int count, OperatorContext context) {
            this.table = table;
            this.states = states;
            this.count = count;
            this.context = context;
        }

        @Override
        public @Nullable Object @Nullable [] next() {
            if (next == count) {
                return null;
            }
            if (next % CANCEL_CHECK_ROWS == 0) {
                context.execution().checkCancelled();
            }
            int group = next++;
            @Nullable Object[] row = new @Nullable Object[keyColumns.length + states.length];
            for (int i = 0; i < keyColumns.length; i++) {
                row[i] = table.key(i, group);
            }
            for (int i = 0; i < states.length; i++) {
                Object constant = functions.get(i).constant();
                row[keyColumns.length + i] = constant != null ? constant : states[i].result(group);
            }
            return row;
        }
    }
}
