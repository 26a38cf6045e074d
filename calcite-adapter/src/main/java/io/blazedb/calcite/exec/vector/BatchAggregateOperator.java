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
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Groups batches in a hash table and aggregates columns. Without group columns there is always one group. */
public final class BatchAggregateOperator implements Operator {
    private static final String NAME = "Aggregate";
    private static final int CANCEL_CHECK_ROWS = 1024;
    /** More parts than threads, so that none waits long for another that got less of a processor. */
    private static final int PARTS_PER_THREAD = 2;

    private final BatchOperator input;
    private final List<Key> keys;
    private final int[] keyColumns;
    private final List<Function> functions;
    private final @Nullable GroupingSet set;
    private final Operator overRows;
    private final boolean growing;
    private final boolean divisible;
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
     * @param set the groups as rows are grouped, for those beyond memory; null if {@code overRows} is to begin again then
     * @param overRows the same aggregation over rows, for states of functions that need more memory than there is
     * @param divisible whether several threads may compute what the input is computed from
     */
    public BatchAggregateOperator(
            BatchOperator input,
            List<Key> keys,
            List<Function> functions,
            @Nullable GroupingSet set,
            Operator overRows,
            boolean divisible) {
        this.input = input;
        this.keys = List.copyOf(keys);
        this.keyColumns = keys.stream().mapToInt(Key::column).toArray();
        this.functions = List.copyOf(functions);
        this.set = set;
        this.overRows = overRows;
        this.growing = set == null
                || this.functions.stream()
                        .anyMatch(function -> function.rowwise().start().bytes() >= 0);
        this.divisible = divisible && new AggregateStates(this.keys, this.functions, () -> {}).canMerge();
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
        int threads = divisible ? Helpers.parallelism() : 1;
        if (threads > 1) {
            Rows rows = inParallel(context, threads);
            if (rows != null) {
                return rows;
            }
        }
        return overBatches(input.open(context), context);
    }

    /** Null if there is not enough memory for that. */
    private @Nullable Rows inParallel(OperatorContext context, int threads) {
        List<OperatorContext> contexts = Stream.generate(() -> new OperatorContext(context.execution()))
                .limit((long) PARTS_PER_THREAD * threads)
                .toList();
        List<Batches> parts = input.openParts(context, contexts);
        if (parts.size() == 1) {
            return overBatches(parts.get(0), context);
        }
        MemoryAccount.Share share = context.share(NAME);
        AggregateStates states = null;
        try {
            states = ParallelAggregation.run(
                    parts,
                    () -> new AggregateStates(keys, functions, context.execution()::checkCancelled),
                    context.execution(),
                    share);
        } finally {
            parts.forEach(Batches::close);
            if (states == null) {
                share.close();
            }
        }
        return states == null ? null : new GroupRows(new Reading(context, share, states));
    }

    private Rows overBatches(Batches input, OperatorContext context) {
        Reading reading =
                new Reading(context, context.share(NAME), new AggregateStates(keys, functions, context::tick));
        try (Batches batches = input) {
            Batch batch;
            while ((batch = batches.next()) != null) {
                context.execution().checkCancelled();
                if (batch.selected() > 0 && !reading.add(batch)) {
                    reading.close();
                    return overRows.open(context);
                }
            }
            return new GroupRows(reading);
        } catch (RuntimeException | Error failure) {
            reading.close();
            throw failure;
        }
    }

    /** The groups so far: those in memory, and rows of others if there is no more room. */
    private final class Reading implements AutoCloseable {
        private final OperatorContext context;
        private final MemoryAccount.Share share;
        private final AggregateStates states;
        private final boolean single = keys.isEmpty();
        private @Nullable Groups others;
        private int[] known = {};

        Reading(OperatorContext context, MemoryAccount.Share share, AggregateStates states) {
            this.context = context;
            this.share = share;
            this.states = states;
        }

        /** False if the states of functions need more memory than there is. */
        boolean add(Batch batch) {
            Groups beyond = others;
            if (beyond == null) {
                states.add(batch);
            } else {
                int[] groups = Objects.requireNonNull(states.assign(batch));
                known = known.length < batch.selected() ? new int[batch.rows()] : known;
                int count = keepKnown(batch, groups, beyond);
                states.add(batch, known, count, groups);
            }
            return (others != null && !growing) || fits() || (!growing && closeTable());
        }

        private boolean fits() {
            return (single && !growing) || share.trySet(states.bytes());
        }

        private boolean closeTable() {
            states.close();
            Accumulator.Factory[] rowwise = functions.stream()
                    .map(function -> function.filter() < 0
                            ? function.rowwise()
                            : Aggregates.filtered(function.rowwise(), function.filter()))
                    .toArray(Accumulator.Factory[]::new);
            Groups made = new Groups(List.of(Objects.requireNonNull(set)), keyColumns, rowwise, context);
            made.oneByOne();
            others = made;
            return true;
        }

        /** Hands rows of groups that are not in memory on; returns how many are left. */
        private int keepKnown(Batch batch, int[] groups, Groups beyond) {
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

        GroupRows(Reading reading) {
            this.reading = reading;
            this.count = reading.states.groups();
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
                row[i] = reading.states.key(i, group);
            }
            for (int i = 0; i < functions.size(); i++) {
                Object constant = functions.get(i).constant();
                row[keyColumns.length + i] = constant != null ? constant : reading.states.result(i, group);
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
