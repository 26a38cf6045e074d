/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Accumulator;
import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.memory.HashedRows;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.MemorySize;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.exec.operator.AggregateOperator.GroupingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The groups of an aggregation: those in memory, and the rows of others beyond it, with the number of their grouping set behind them and
 * sorted by the hash of their key.
 *
 * <p>Threading: one thread at a time.
 */
public final class Groups implements AutoCloseable {
    static final String OWNER = "Aggregate";

    private static final int GROUP_BYTES = 160;
    private static final int STATE_BYTES = 48;

    private final List<GroupingSet> sets;
    private final int[] groupColumns;
    private final Accumulator.Factory[] functions;
    private final OperatorContext context;
    private final MemoryAccount.Share share;
    private final List<Map<Object, Group>> tables = new ArrayList<>();
    private @Nullable HashedRows waiting;
    private boolean any;

    private record Group(@Nullable Object[] first, States states) {}

    /** The states of all functions over one group. */
    static final class States {
        private final Accumulator[] states;
        private final boolean growing;
        private long bytes;

        private States(Accumulator[] states) {
            this.states = states;
            boolean found = false;
            for (Accumulator state : states) {
                found |= state.bytes() >= 0;
            }
            this.growing = found;
        }

        static States start(Accumulator.Factory[] functions, OperatorContext context) {
            Accumulator[] states = new Accumulator[functions.length];
            Arrays.setAll(states, i -> functions[i].start(context::tick));
            return new States(states);
        }

        /** States that may move what they hold out of memory. */
        static States start(Accumulator.Factory[] functions, MemoryAccount.Share share, OperatorContext context) {
            Accumulator[] states = new Accumulator[functions.length];
            Arrays.setAll(states, i -> functions[i].start(share, context::tick));
            return new States(states);
        }

        /** Takes in a row; returns how many bytes more it holds because of it. */
        long add(@Nullable Object[] row) {
            for (Accumulator state : states) {
                state.add(row);
            }
            if (!growing) {
                return 0;
            }
            long before = bytes;
            bytes = 0;
            for (Accumulator state : states) {
                bytes += Math.max(0, state.bytes());
            }
            return bytes - before;
        }
    }

    /** No groups yet; parameters as those of {@link AggregateOperator}. */
    public Groups(
            List<GroupingSet> sets, int[] groupColumns, Accumulator.Factory[] functions, OperatorContext context) {
        this.sets = List.copyOf(sets);
        this.groupColumns = groupColumns.clone();
        this.functions = functions.clone();
        this.context = context;
        this.share = context.share(OWNER);
        sets.forEach(set -> tables.add(new LinkedHashMap<>()));
    }

    /** Keeps no group in memory while rows come: each group is made when all its rows are there. */
    public void oneByOne() {
        waiting = new HashedRows(share.another(), context::tick);
    }

    /** Adds a row; false if the states of functions need more memory than there is, and nothing more can be added. */
    public boolean add(@Nullable Object[] row) {
        any = true;
        for (int i = 0; i < tables.size(); i++) {
            GroupingSet set = sets.get(i);
            Object key = RowKey.of(row, set.columns(), set.forms());
            Group group = tables.get(i).get(key);
            if (group == null && waiting == null) {
                group = newGroup(i, key, row);
            }
            if (group == null) {
                await(i, key, row);
            } else {
                long more = group.states().add(row);
                if (more > 0 && !share.tryGrow(more)) {
                    return false;
                }
            }
        }
        return true;
    }

    private @Nullable Group newGroup(int set, Object key, @Nullable Object[] row) {
        if (!share.tryGrow(GROUP_BYTES + (long) STATE_BYTES * functions.length + MemorySize.of(row))) {
            return null;
        }
        Group group = new Group(row, States.start(functions, context));
        tables.get(set).put(key, group);
        return group;
    }

    private void await(int set, Object key, @Nullable Object[] row) {
        HashedRows rows = waiting;
        if (rows == null) {
            rows = new HashedRows(share.another(), context::tick);
            waiting = rows;
        }
        @Nullable Object[] longer = Arrays.copyOf(row, row.length + 1);
        longer[row.length] = set;
        rows.add(31 * key.hashCode() + set, longer);
    }

    /** A row for each group. Closing them ends this. */
    public Rows rows() {
        Iterator<@Nullable Object[]> first = inMemory();
        return new Rows() {
            private @Nullable RowReader rest;

            @Override
            public @Nullable Object @Nullable [] next() {
                context.tick();
                if (first.hasNext()) {
                    return first.next();
                }
                HashedRows rows = waiting;
                RowReader open = rest;
                if (rows != null && open == null) {
                    tables.forEach(Map::clear);
                    share.close();
                    open = new WaitingGroups(rows.sorted());
                    rest = open;
                }
                return open == null ? null : open.next();
            }

            @Override
            public void close() {
                if (rest != null) {
                    rest.close();
                }
                Groups.this.close();
            }
        };
    }

    private Iterator<@Nullable Object[]> inMemory() {
        return new Iterator<>() {
            private int set = -1;
            private Iterator<Group> groups = List.<Group>of().iterator();

            @Override
            public boolean hasNext() {
                while (!groups.hasNext() && set + 1 < sets.size()) {
                    set++;
                    boolean empty = sets.get(set).columns().length == 0 && !any;
                    groups = empty
                            ? List.of(new Group(new @Nullable Object[0], States.start(functions, context)))
                                    .iterator()
                            : tables.get(set).values().iterator();
                }
                return groups.hasNext();
            }

            @Override
            public @Nullable Object[] next() {
                Group group = groups.next();
                return output(sets.get(set), groupColumns, group.first(), group.states());
            }
        };
    }

    /** Groups of rows sorted by hash: at any time those of one hash are in memory. */
    private final class WaitingGroups implements RowReader {
        private final RowReader rows;
        private final MemoryAccount.Share ofHash = share.another();
        private @Nullable Object @Nullable [] ahead;
        private Iterator<Map.Entry<Integer, Group>> groups =
                List.<Map.Entry<Integer, Group>>of().iterator();

        WaitingGroups(RowReader rows) {
            this.rows = rows;
            this.ahead = rows.next();
        }

        @Override
        public @Nullable Object @Nullable [] next() {
            if (!groups.hasNext()) {
                if (ahead == null) {
                    return null;
                }
                groups = ofNextHash();
            }
            Map.Entry<Integer, Group> next = groups.next();
            Group group = next.getValue();
            return output(sets.get(next.getKey()), groupColumns, group.first(), group.states());
        }

        private Iterator<Map.Entry<Integer, Group>> ofNextHash() {
            ofHash.close();
            List<Map.Entry<Integer, Group>> found = new ArrayList<>();
            List<Map<Object, Group>> bySet = new ArrayList<>();
            sets.forEach(set -> bySet.add(new LinkedHashMap<>()));
            @Nullable Object[] row = Objects.requireNonNull(ahead);
            int hash = HashedRows.hash(row);
            while (row != null && HashedRows.hash(row) == hash) {
                context.tick();
                int number = (Integer) Objects.requireNonNull(row[row.length - 2]);
                GroupingSet set = sets.get(number);
                Object key = RowKey.of(row, set.columns(), set.forms());
                Group group = bySet.get(number).get(key);
                if (group == null) {
                    group = new Group(row, States.start(functions, ofHash, context));
                    bySet.get(number).put(key, group);
                    found.add(Map.entry(number, group));
                }
                ofHash.require(group.states().add(row));
                row = rows.next();
            }
            ahead = row;
            return found.iterator();
        }

        @Override
        public void close() {
            ofHash.close();
            rows.close();
        }
    }

    /** The row of a group. */
    static @Nullable Object[] output(GroupingSet set, int[] groupColumns, @Nullable Object[] first, States states) {
        int columns = groupColumns.length;
        @Nullable Object[] out = new @Nullable Object[columns + states.states.length];
        for (int i = 0; i < columns; i++) {
            out[i] = set.members()[i] ? first[groupColumns[i]] : null;
        }
        for (int i = 0; i < states.states.length; i++) {
            Object constant = set.constants()[i];
            out[columns + i] = constant != null ? constant : states.states[i].result();
        }
        return out;
    }

    @Override
    public void close() {
        tables.forEach(Map::clear);
        if (waiting != null) {
            waiting.close();
        }
        share.close();
    }
}
