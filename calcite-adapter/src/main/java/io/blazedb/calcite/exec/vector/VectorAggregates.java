/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.expression.Accumulator;
import io.blazedb.calcite.exec.expression.Aggregates;
import io.blazedb.calcite.exec.expression.Casts;
import io.blazedb.calcite.types.SqlType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The aggregate functions that have loops of their own, and all others row by row. */
final class VectorAggregates {
    private VectorAggregates() {}

    /**
     * The states of an aggregate function.
     *
     * @param tick called for each step of long work on a result
     */
    static VectorAggregate start(BatchAggregateOperator.Function function, Runnable tick) {
        Aggregates.Call call = function.call();
        VectorAggregate aggregate = function.plain() ? find(call, function.scale()) : null;
        if (aggregate == null) {
            aggregate = new Rowwise(
                    function.rowwise(), call.columns().stream().mapToInt(i -> i).toArray(), tick);
        }
        return function.filter() < 0 ? aggregate : new Filtered(aggregate, function.filter());
    }

    private static @Nullable VectorAggregate find(Aggregates.Call call, int scale) {
        if (call.function().equals("COUNT")) {
            return switch (call.columns().size()) {
                case 0 -> new Count(-1);
                case 1 -> new Count(call.columns().get(0));
                default -> null;
            };
        }
        if (call.columns().size() != 1) {
            return null;
        }
        int column = call.columns().get(0);
        SqlType argument = call.types().get(0);
        Vector.Form form = Vector.Form.of(argument);
        if (form == null) {
            return null;
        }
        return switch (call.function()) {
            case "SUM", "$SUM0", "AVG" -> sum(call, column, form, scale);
            case "MIN" -> new Extreme(column, argument, scale, false);
            case "MAX" -> new Extreme(column, argument, scale, true);
            default -> null;
        };
    }

    private static @Nullable VectorAggregate sum(Aggregates.Call call, int column, Vector.Form form, int scale) {
        SqlType result = call.result();
        boolean average = call.function().equals("AVG");
        Object empty = call.function().equals("$SUM0") ? Casts.number(0, result) : null;
        boolean floating = result.name() == SqlType.Name.DOUBLE || result.name() == SqlType.Name.REAL;
        return switch (form) {
            case LONG, DECIMAL ->
                (floating && !average) || scale > VectorForms.LONG_DIGITS
                        ? null
                        : new ExactSums(column, average, result, empty, scale);
            case DOUBLE -> floating || average ? new DoubleSums(column, average, result, empty) : null;
            case BYTES -> null;
        };
    }

    private static final class Count implements VectorAggregate {
        private final int column;
        private long[] counts = {};

        Count(int column) {
            this.column = column;
        }

        @Override
        public void reserve(int groups) {
            if (counts.length < groups) {
                counts = Arrays.copyOf(counts, Math.max(groups, 2 * counts.length));
            }
        }

        @Override
        public void add(Batch batch, int @Nullable [] selection, int count, int @Nullable [] groups) {
            Vector vector = column < 0 ? null : batch.column(column);
            if (vector != null && vector.hasNulls()) {
                for (int k = 0; k < count; k++) {
                    int row = selection == null ? k : selection[k];
                    counts[groups == null ? 0 : groups[k]] += vector.isNull(row) ? 0 : 1;
                }
            } else if (groups == null) {
                counts[0] += count;
            } else {
                for (int k = 0; k < count; k++) {
                    counts[groups[k]]++;
                }
            }
        }

        @Override
        public boolean canMerge() {
            return true;
        }

        @Override
        public void merge(VectorAggregate later, int[] groups) {
            Count other = (Count) later;
            for (int i = 0; i < groups.length; i++) {
                counts[groups[i]] += other.counts[i];
            }
        }

        @Override
        public long bytes() {
            return 8L * counts.length;
        }

        @Override
        public Object result(int group) {
            return counts[group];
        }
    }

    /** Sums of floating-point numbers, added in the order of the rows. */
    private static final class DoubleSums implements VectorAggregate {
        private final int column;
        private final boolean average;
        private final SqlType result;
        private final @Nullable Object empty;
        private double[] sums = {};
        private long[] counts = {};

        DoubleSums(int column, boolean average, SqlType result, @Nullable Object empty) {
            this.column = column;
            this.average = average;
            this.result = result;
            this.empty = empty;
        }

        @Override
        public void reserve(int groups) {
            if (sums.length < groups) {
                sums = Arrays.copyOf(sums, Math.max(groups, 2 * sums.length));
                counts = Arrays.copyOf(counts, sums.length);
            }
        }

        @Override
        public void add(Batch batch, int @Nullable [] selection, int count, int @Nullable [] groups) {
            Vector vector = batch.column(column);
            double[] values = vector.doubles;
            boolean anyNulls = vector.hasNulls();
            if (groups == null && !anyNulls) {
                sums[0] = sum(values, selection, count, sums[0]);
                counts[0] += count;
                return;
            }
            for (int k = 0; k < count; k++) {
                int row = selection == null ? k : selection[k];
                if (!anyNulls || !vector.isNull(row)) {
                    int group = groups == null ? 0 : groups[k];
                    sums[group] += values[row];
                    counts[group]++;
                }
            }
        }

        private static double sum(double[] values, int @Nullable [] selection, int count, double start) {
            double sum = start;
            if (selection == null) {
                for (int i = 0; i < count; i++) {
                    sum += values[i];
                }
            } else {
                for (int k = 0; k < count; k++) {
                    sum += values[selection[k]];
                }
            }
            return sum;
        }

        @Override
        public long bytes() {
            return 16L * sums.length;
        }

        @Override
        public @Nullable Object result(int group) {
            if (counts[group] == 0) {
                return average ? null : empty;
            }
            return Casts.number(average ? sums[group] / counts[group] : sums[group], result);
        }
    }

    /** MIN and MAX: of equal values the first. */
    private static final class Extreme implements VectorAggregate {
        private final int column;
        private final boolean max;
        private final Vector best;
        private boolean[] any = {};
        private long copiedBytes;

        Extreme(int column, SqlType type, int scale, boolean max) {
            this.column = column;
            this.max = max;
            this.best = new Vector(type, scale);
        }

        @Override
        public void reserve(int groups) {
            best.reserve(groups);
            if (any.length < groups) {
                any = Arrays.copyOf(any, Math.max(groups, 2 * any.length));
            }
        }

        @Override
        public void add(Batch batch, int @Nullable [] selection, int count, int @Nullable [] groups) {
            Vector vector = batch.column(column);
            if (groups == null && best.form == Vector.Form.LONG && !vector.hasNulls() && count > 0) {
                addLongs(vector, selection, count);
                return;
            }
            for (int k = 0; k < count; k++) {
                int row = selection == null ? k : selection[k];
                int group = groups == null ? 0 : groups[k];
                if (!vector.isNull(row) && (!any[group] || isBetter(vector, row, group))) {
                    any[group] = true;
                    keep(vector, row, group);
                }
            }
        }

        @Override
        public boolean canMerge() {
            return true;
        }

        @Override
        public void merge(VectorAggregate later, int[] groups) {
            Extreme other = (Extreme) later;
            for (int i = 0; i < groups.length; i++) {
                int group = groups[i];
                if (other.any[i] && (!any[group] || isBetter(other.best, i, group))) {
                    any[group] = true;
                    keep(other.best, i, group);
                }
            }
        }

        private void addLongs(Vector vector, int @Nullable [] selection, int count) {
            long[] values = vector.longs;
            long extreme = any[0] ? best.longs[0] : values[selection == null ? 0 : selection[0]];
            for (int k = 0; k < count; k++) {
                long value = values[selection == null ? k : selection[k]];
                extreme = max ? Math.max(extreme, value) : Math.min(extreme, value);
            }
            best.longs[0] = extreme;
            any[0] = true;
        }

        private boolean isBetter(Vector vector, int row, int group) {
            int order = VectorOrder.compare(vector, row, best, group);
            return max ? order > 0 : order < 0;
        }

        private void keep(Vector vector, int row, int group) {
            if (best.form == Vector.Form.BYTES) {
                byte[] copy = Arrays.copyOfRange(
                        vector.arrays[row], vector.offsets[row], vector.offsets[row] + vector.lengths[row]);
                copiedBytes += 16 + copy.length - best.lengths[group];
                best.setSlice(group, copy, 0, copy.length);
            } else {
                best.clearLarge(group);
                best.copy(group, vector, row);
            }
        }

        @Override
        public long bytes() {
            return best.bytes() + any.length + copiedBytes;
        }

        @Override
        public @Nullable Object result(int group) {
            return any[group] ? best.value(group) : null;
        }
    }

    /** A function without loops of its own: a state for each group, and rows made of the columns it reads. */
    private static final class Rowwise implements VectorAggregate {
        private static final int STATE_BYTES = 48;

        private final Accumulator.Factory factory;
        private final int[] columns;
        private final Runnable tick;
        private Accumulator[] states = {};
        private int started;
        private final boolean growing;
        private long grown;

        Rowwise(Accumulator.Factory factory, int[] columns, Runnable tick) {
            this.factory = factory;
            this.columns = columns;
            this.tick = tick;
            this.growing = factory.start().bytes() >= 0;
        }

        @Override
        public void reserve(int groups) {
            if (states.length < groups) {
                states = Arrays.copyOf(states, Math.max(groups, 2 * states.length));
            }
            while (started < groups) {
                states[started++] = factory.start(tick);
            }
        }

        @Override
        public void add(Batch batch, int @Nullable [] selection, int count, int @Nullable [] groups) {
            for (int k = 0; k < count; k++) {
                int position = selection == null ? k : selection[k];
                @Nullable Object[] row = new @Nullable Object[batch.width()];
                for (int column : columns) {
                    row[column] = batch.column(column).value(position);
                }
                Accumulator state = states[groups == null ? 0 : groups[k]];
                if (growing) {
                    grown -= state.bytes();
                    state.add(row);
                    grown += state.bytes();
                } else {
                    state.add(row);
                }
            }
        }

        @Override
        public long bytes() {
            return (long) STATE_BYTES * started + grown;
        }

        @Override
        public @Nullable Object result(int group) {
            return states[group].result();
        }
    }

    /** A function over the rows whose BOOLEAN column is TRUE. */
    private static final class Filtered implements VectorAggregate {
        private final VectorAggregate function;
        private final int column;
        private int[] rows = {};
        private int[] rowGroups = {};

        Filtered(VectorAggregate function, int column) {
            this.function = function;
            this.column = column;
        }

        @Override
        public void reserve(int groups) {
            function.reserve(groups);
        }

        @Override
        public void add(Batch batch, int @Nullable [] selection, int count, int @Nullable [] groups) {
            if (rows.length < count) {
                rows = new int[batch.rows()];
                rowGroups = new int[batch.rows()];
            }
            Vector vector = batch.column(column);
            int kept = 0;
            for (int k = 0; k < count; k++) {
                int row = selection == null ? k : selection[k];
                if (!vector.isNull(row) && vector.longs[row] != 0) {
                    rowGroups[kept] = groups == null ? 0 : groups[k];
                    rows[kept++] = row;
                }
            }
            function.add(batch, rows, kept, groups == null ? null : rowGroups);
        }

        @Override
        public boolean canMerge() {
            return function.canMerge();
        }

        @Override
        public void merge(VectorAggregate later, int[] groups) {
            function.merge(((Filtered) later).function, groups);
        }

        @Override
        public long bytes() {
            return function.bytes();
        }

        @Override
        public @Nullable Object result(int group) {
            return function.result(group);
        }
    }
}
