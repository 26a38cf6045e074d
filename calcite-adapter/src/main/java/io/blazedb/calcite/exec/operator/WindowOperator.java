/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Accumulator;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.memory.HashedRows;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.MemorySize;
import io.blazedb.calcite.exec.memory.RowList;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.parser.statement.Frames;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Window functions; rows come out partition by partition, in the window's order. */
public final class WindowOperator implements Operator {
    private static final Set<String> RANKING = Set.of(
            "ROW_NUMBER",
            "RANK",
            "DENSE_RANK",
            "PERCENT_RANK",
            "CUME_DIST",
            "NTILE",
            "LAG",
            "LEAD",
            "FIRST_VALUE",
            "LAST_VALUE",
            "NTH_VALUE");

    private final Operator input;
    private final int width;
    private final int inputWidth;
    private final Expression[] constants;
    private final int[] partition;
    private final Values.KeyForm[] forms;
    private final Comparator<@Nullable Object[]> order;
    private final boolean unordered;
    private final Frame frame;
    private final List<Function> functions;

    /**
     * One end of a frame.
     *
     * @param offset the distance for PRECEDING and FOLLOWING
     */
    public record FrameBound(Kind kind, @Nullable Expression offset) {
        /** Where a frame starts or ends. */
        public enum Kind {
            START,
            PRECEDING,
            CURRENT,
            FOLLOWING,
            END
        }
    }

    /**
     * The rows around a row that a function sees.
     *
     * @param rows whether distances count rows, or groups of equal rows from {@link Frames#GROUPS} on; otherwise they are differences
     *     of the order column
     */
    public record Frame(
            boolean rows,
            FrameBound lower,
            FrameBound upper,
            int orderColumn,
            SqlType orderType,
            boolean descending,
            Exclusion exclusion) {}

    /** Which rows of a frame a function does not see. */
    public enum Exclusion {
        NOTHING,
        /** The row itself. */
        ROW,
        /** The row and those that are equal to it in the order. */
        GROUP,
        /** Rows that are equal to it, but not the row itself. */
        TIES
    }

    /**
     * A function.
     *
     * @param arguments columns of the row with the constants behind the input's columns
     * @param aggregate the accumulator, or null for a function of positions
     */
    public record Function(
            String name,
            int[] arguments,
            Accumulator.@Nullable Factory aggregate,
            SqlType result,
            boolean ignoreNulls) {}

    /** Whether a function depends on positions, not on an accumulator. */
    public static boolean isRanking(String name) {
        return RANKING.contains(name);
    }

    /**
     * A window.
     *
     * @param width columns of the rows that come in
     * @param inputWidth columns that arguments refer to by their own numbers; constants follow
     */
    public WindowOperator(
            Operator input,
            int width,
            int inputWidth,
            Expression[] constants,
            int[] partition,
            Values.KeyForm[] forms,
            Comparator<@Nullable Object[]> order,
            boolean unordered,
            Frame frame,
            List<Function> functions) {
        this.input = input;
        this.width = width;
        this.inputWidth = inputWidth;
        this.constants = constants.clone();
        this.partition = partition.clone();
        this.forms = forms.clone();
        this.order = order;
        this.unordered = unordered;
        this.frame = frame;
        this.functions = List.copyOf(functions);
    }

    @Override
    public Rows open(OperatorContext context) {
        Gathered gathered = new Gathered(context);
        try (Rows rows = input.open(context)) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                gathered.add(row);
            }
            return gathered.rows();
        } catch (RuntimeException | Error failure) {
            gathered.close();
            throw failure;
        }
    }

    /** Rows by partition: in memory as long as they fit, then all of them sorted by the hash of their partition and the window's order. */
    private final class Gathered implements AutoCloseable {
        private static final int PARTITION_BYTES = 128;

        private final OperatorContext context;
        private final MemoryAccount.Share share;
        private final Map<Object, List<@Nullable Object[]>> partitions = new LinkedHashMap<>();
        private @Nullable HashedRows hashed;

        Gathered(OperatorContext context) {
            this.context = context;
            this.share = context.share("Window");
        }

        void add(@Nullable Object[] row) {
            Object key = RowKey.of(row, partition, forms);
            HashedRows beyond = hashed;
            if (beyond == null) {
                List<@Nullable Object[]> rows = partitions.get(key);
                if (share.tryGrow(MemorySize.of(row) + (rows == null ? PARTITION_BYTES : 0))) {
                    if (rows == null) {
                        rows = new ArrayList<>();
                        partitions.put(key, rows);
                    }
                    rows.add(row);
                    return;
                }
                beyond = moved();
            }
            beyond.add(key.hashCode(), row);
        }

        private HashedRows moved() {
            HashedRows made = new HashedRows(share.another(), order, context::tick);
            hashed = made;
            partitions.forEach((key, rows) -> rows.forEach(row -> made.add(key.hashCode(), row)));
            partitions.clear();
            share.close();
            return made;
        }

        Rows rows() {
            HashedRows beyond = hashed;
            Iterator<WindowPartition> all = beyond == null ? inMemory() : new Spilled(beyond.sorted());
            return new Rows() {
                private @Nullable WindowPartition open;

                @Override
                public @Nullable Object @Nullable [] next() {
                    while (true) {
                        WindowPartition current = open;
                        if (current == null) {
                            if (!all.hasNext()) {
                                return null;
                            }
                            current = all.next();
                            open = current;
                        }
                        @Nullable Object[] row = current.next();
                        if (row != null) {
                            return row;
                        }
                        current.close();
                        open = null;
                    }
                }

                @Override
                public void close() {
                    if (open != null) {
                        open.close();
                    }
                    if (all instanceof Spilled spilled) {
                        spilled.close();
                    }
                    Gathered.this.close();
                }
            };
        }

        private Iterator<WindowPartition> inMemory() {
            Iterator<List<@Nullable Object[]>> lists = partitions.values().iterator();
            Comparator<@Nullable Object[]> ticking = (a, b) -> {
                context.tick();
                return order.compare(a, b);
            };
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return lists.hasNext();
                }

                @Override
                public WindowPartition next() {
                    List<@Nullable Object[]> rows = lists.next();
                    rows.sort(ticking);
                    return new WindowPartition(WindowOperator.this, rows::get, rows.size(), () -> {}, context);
                }
            };
        }

        /** Partitions of sorted rows: at any time those of one hash are gathered. */
        private final class Spilled implements Iterator<WindowPartition>, AutoCloseable {
            private final RowReader rows;
            private @Nullable Object @Nullable [] ahead;
            private final Map<Object, RowList> ofHash = new LinkedHashMap<>();

            Spilled(RowReader rows) {
                this.rows = rows;
                this.ahead = rows.next();
            }

            @Override
            public boolean hasNext() {
                return ahead != null || !ofHash.isEmpty();
            }

            @Override
            public WindowPartition next() {
                if (ofHash.isEmpty()) {
                    gather();
                }
                Iterator<RowList> lists = ofHash.values().iterator();
                RowList list = lists.next();
                lists.remove();
                list.complete();
                return new WindowPartition(
                        WindowOperator.this, list::get, Math.toIntExact(list.size()), list::close, context);
            }

            private void gather() {
                @Nullable Object[] row = Objects.requireNonNull(ahead);
                int hash = HashedRows.hash(row);
                while (row != null && HashedRows.hash(row) == hash) {
                    context.tick();
                    Object key = RowKey.of(row, partition, forms);
                    ofHash.computeIfAbsent(key, unknown -> new RowList(share.another()))
                            .add(row);
                    row = rows.next();
                }
                ahead = row;
            }

            @Override
            public void close() {
                ofHash.values().forEach(RowList::close);
                rows.close();
            }
        }

        @Override
        public void close() {
            partitions.clear();
            if (hashed != null) {
                hashed.close();
            }
            share.close();
        }
    }

    int width() {
        return width;
    }

    int inputWidth() {
        return inputWidth;
    }

    Expression[] constants() {
        return constants;
    }

    Comparator<@Nullable Object[]> order() {
        return order;
    }

    boolean isUnordered() {
        return unordered;
    }

    Frame frame() {
        return frame;
    }

    List<Function> functions() {
        return functions;
    }
}
