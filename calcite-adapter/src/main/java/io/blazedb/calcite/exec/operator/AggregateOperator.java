/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Accumulator;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups rows in a hash table, once for each grouping set. Without group columns there is always one group. Rows of groups for which there
 * is no memory wait until those in memory are done; if it is the states of functions that grow too large, the input is read again and all
 * groups come one after the other.
 */
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

    public List<GroupingSet> sets() {
        return sets;
    }

    @Override
    public boolean isSingle() {
        return sets.size() == 1 && sets.get(0).columns().length == 0;
    }

    @Override
    public Rows open(OperatorContext context) {
        if (isSingle()) {
            List<@Nullable Object[]> only = new ArrayList<>();
            only.add(whole(context));
            return Rows.of(only);
        }
        Groups groups = new Groups(sets, groupColumns, functions, context);
        try {
            if (!readInto(groups, context)) {
                groups.close();
                groups = new Groups(sets, groupColumns, functions, context);
                groups.oneByOne();
                readInto(groups, context);
            }
            return groups.rows();
        } catch (RuntimeException | Error failure) {
            groups.close();
            throw failure;
        }
    }

    /** False if the states of functions need more memory than there is. */
    private boolean readInto(Groups groups, OperatorContext context) {
        try (Rows rows = input.open(context)) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                if (!groups.add(row)) {
                    return false;
                }
            }
        }
        return true;
    }

    private @Nullable Object[] whole(OperatorContext context) {
        try (MemoryAccount.Share share = context.share(Groups.OWNER);
                Rows rows = input.open(context)) {
            Groups.States states = Groups.States.start(functions, share, context);
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                share.require(states.add(row));
            }
            return Groups.output(sets.get(0), groupColumns, new @Nullable Object[0], states);
        }
    }
}
