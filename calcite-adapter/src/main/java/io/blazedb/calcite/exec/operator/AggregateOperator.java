/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Accumulator;
import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.expression.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Groups rows in a hash table, once for each grouping set. Without group columns there is always one group. */
public final class AggregateOperator implements Operator {
    private final Operator input;
    private final int[] groupColumns;
    private final List<GroupingSet> sets;
    private final Accumulator.Factory[] functions;

    /**
     * One grouping set.
     *
     * @param columns its columns
     * @param forms how their values are compared
     * @param members for each group column whether it belongs to the set
     * @param constants values of functions that depend on the set only, such as GROUPING; null where there is an accumulator
     */
    public record GroupingSet(
            int[] columns,
            Values.KeyForm[] forms,
            boolean[] members,
            @Nullable Object[] constants) {}

    /**
     * An aggregation.
     *
     * @param groupColumns columns that rows start with
     * @param functions what follows them
     */
    public AggregateOperator(
            Operator input, int[] groupColumns, List<GroupingSet> sets, Accumulator.Factory[] functions) {
        this.input = input;
        this.groupColumns = groupColumns.clone();
        this.sets = List.copyOf(sets);
        this.functions = functions.clone();
    }

    private record Group(@Nullable Object[] first, Accumulator[] states) {}

    @Override
    public boolean isSingle() {
        return sets.size() == 1 && sets.get(0).columns().length == 0;
    }

    @Override
    public Rows open(OperatorContext context) {
        List<Map<Object, Group>> tables = new ArrayList<>(sets.size());
        sets.forEach(set -> tables.add(new LinkedHashMap<>()));
        boolean single = sets.size() == 1 && sets.get(0).columns().length == 0;
        Accumulator[] whole = single ? start() : new Accumulator[0];
        try (Rows rows = input.open(context)) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                if (single) {
                    add(whole, row);
                } else {
                    addToGroups(tables, row);
                }
            }
        }
        List<@Nullable Object[]> result = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            GroupingSet set = sets.get(i);
            if (single) {
                result.add(output(set, new Group(new @Nullable Object[0], whole)));
            } else if (set.columns().length == 0 && tables.get(i).isEmpty()) {
                result.add(output(set, new Group(new @Nullable Object[0], start())));
            }
            for (Group group : tables.get(i).values()) {
                result.add(output(set, group));
            }
        }
        return Rows.of(result);
    }

    private void addToGroups(List<Map<Object, Group>> tables, @Nullable Object[] row) {
        for (int i = 0; i < tables.size(); i++) {
            GroupingSet set = sets.get(i);
            Object key = RowKey.of(row, set.columns(), set.forms());
            Group group = tables.get(i).get(key);
            if (group == null) {
                group = new Group(row, start());
                tables.get(i).put(key, group);
            }
            add(group.states(), row);
        }
    }

    private Accumulator[] start() {
        Accumulator[] states = new Accumulator[functions.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = functions[i].start();
        }
        return states;
    }

    private static void add(Accumulator[] states, @Nullable Object[] row) {
        for (Accumulator state : states) {
            state.add(row);
        }
    }

    private @Nullable Object[] output(GroupingSet set, Group group) {
        @Nullable Object[] out = new @Nullable Object[groupColumns.length + functions.length];
        for (int i = 0; i < groupColumns.length; i++) {
            out[i] = set.members()[i] ? group.first()[groupColumns[i]] : null;
        }
        for (int i = 0; i < functions.length; i++) {
            Object constant = set.constants()[i];
            out[groupColumns.length + i] = constant != null ? constant : group.states()[i].result();
        }
        return out;
    }
}
