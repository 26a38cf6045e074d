/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The groups of some rows and the states of the functions over them. Without group columns there is one group. Not thread-safe. */
final class AggregateStates {
    private final int[] keyColumns;
    private final GroupTable table;
    private final VectorAggregate[] states;
    private final boolean single;
    private int[] groups = {};

    /**
     * Without groups yet.
     *
     * @param tick called for each step of long work on a result
     */
    AggregateStates(
            List<BatchAggregateOperator.Key> keys, List<BatchAggregateOperator.Function> functions, Runnable tick) {
        this.keyColumns =
                keys.stream().mapToInt(BatchAggregateOperator.Key::column).toArray();
        this.single = keys.isEmpty();
        this.table = new GroupTable(keys.stream()
                .map(key -> new StoredColumn(key.of().type(), key.of().scale()))
                .toArray(StoredColumn[]::new));
        this.states = functions.stream()
                .map(function -> VectorAggregates.start(function, tick))
                .toArray(VectorAggregate[]::new);
        if (single) {
            reserve(1);
        }
    }

    /** Whether the states of other rows may be {@link #merge}d into these. */
    boolean canMerge() {
        for (VectorAggregate state : states) {
            if (!state.canMerge()) {
                return false;
            }
        }
        return true;
    }

    int groups() {
        return single ? 1 : table.groups();
    }

    /** Makes no more groups from now on. */
    void close() {
        table.close();
    }

    /** Takes in the selected rows of a batch. */
    void add(Batch batch) {
        add(batch, batch.selection(), batch.selected(), assign(batch));
    }

    /** The group of each selected row, -1 if no more groups are made; null if there is just one. */
    int @Nullable [] assign(Batch batch) {
        if (single) {
            return null;
        }
        groups = groups.length < batch.selected() ? new int[batch.rows()] : groups;
        table.assign(batch, keyColumns, groups);
        reserve(table.groups());
        return groups;
    }

    /** Takes in these rows of these groups. */
    void add(Batch batch, int @Nullable [] selection, int count, int @Nullable [] rowGroups) {
        for (VectorAggregate state : states) {
            state.add(batch, selection, count, rowGroups);
        }
    }

    /** Takes in what others have of later rows. */
    void merge(AggregateStates later) {
        int[] mapping = single ? new int[1] : table.merge(later.table);
        reserve(groups());
        for (int i = 0; i < states.length; i++) {
            states[i].merge(later.states[i], mapping);
        }
    }

    private void reserve(int count) {
        for (VectorAggregate state : states) {
            state.reserve(count);
        }
    }

    /** About how much memory they take. */
    long bytes() {
        long bytes = single ? 0 : table.bytes();
        for (VectorAggregate state : states) {
            bytes += state.bytes();
        }
        return bytes;
    }

    @Nullable
    Object key(int index, int group) {
        return table.key(index, group);
    }

    @Nullable
    Object result(int function, int group) {
        return states[function].result(group);
    }
}
