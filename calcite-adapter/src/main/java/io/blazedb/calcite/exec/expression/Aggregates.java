/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.MemorySize;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Aggregate functions by name. Arguments are columns of the rows; rows with a NULL argument are left out except by COUNT(*). */
public final class Aggregates {
    /** The type in which exact numbers are summed up for their average. */
    private static final SqlType AVERAGED = new SqlType(SqlType.Name.DECIMAL, 38, 38);

    private Aggregates() {}

    /**
     * What is aggregated.
     *
     * @param columns the arguments' columns
     * @param types the arguments' types
     * @param result type of the value
     */
    public record Call(String function, List<Integer> columns, List<SqlType> types, SqlType result) {
        int column() {
            return columns.get(0);
        }
    }

    /** Whether there is a function of this name. */
    public static boolean isKnown(String name) {
        SqlType any = SqlType.of(SqlType.Name.BIGINT);
        return find(new Call(name, List.of(0, 0), List.of(any, any), any)) != null;
    }

    /** The function, or null if there is none of this name. */
    public static Accumulator.@Nullable Factory find(Call call) {
        SqlType result = call.result();
        return switch (call.function()) {
            case "COUNT" -> () -> new Count(call.columns());
            case "SUM" -> sum(call, null);
            case "SUM OF INTERVALS" -> () -> new IntervalSum(call.column(), false);
            case "AVG OF INTERVALS" -> () -> new IntervalSum(call.column(), true);
            case "$SUM0" -> sum(call, Casts.number(0, result));
            case "MIN" -> () -> new Extreme(call.column(), false);
            case "MAX" -> () -> new Extreme(call.column(), true);
            case "AVG" -> () -> new Average(call.column(), result);
            case "ANY_VALUE" -> () -> new First(call.column());
            case "SINGLE_VALUE" -> () -> new Single(call.column());
            case "EVERY", "BOOL_AND", "LOGICAL_AND" ->
                () -> new Fold(call.column(), (a, b) -> (Boolean) a && (Boolean) b);
            case "SOME", "BOOL_OR", "LOGICAL_OR" -> () -> new Fold(call.column(), (a, b) -> (Boolean) a || (Boolean) b);
            case "BIT_AND" -> bits(call, (a, b) -> a & b);
            case "BIT_OR" -> bits(call, (a, b) -> a | b);
            case "BIT_XOR" -> bits(call, (a, b) -> a ^ b);
            case "STDDEV_POP" -> Spread.of(call.column(), true, true, result);
            case "STDDEV_SAMP", "STDDEV" -> Spread.of(call.column(), false, true, result);
            case "VAR_POP" -> Spread.of(call.column(), true, false, result);
            case "VAR_SAMP", "VARIANCE" -> Spread.of(call.column(), false, false, result);
            case "COVAR_POP",
                    "COVAR_SAMP",
                    "CORR",
                    "REGR_AVGX",
                    "REGR_AVGY",
                    "REGR_SXX",
                    "REGR_SYY",
                    "REGR_SXY",
                    "REGR_R2",
                    "REGR_SLOPE",
                    "REGR_INTERCEPT" -> () -> new PairStatistics(call.function(), call.columns(), result);
            case "REGR_COUNT" -> () -> new Count(call.columns());
            case "LISTAGG", "STRING_AGG", "GROUP_CONCAT" -> () -> new Joined(call.columns());
            case "ARRAY_AGG" -> () -> new Collected(call.column(), result.elementType());
            case "JSON_AGG", "JSONB_AGG" -> () -> JsonAggregates.array(call);
            case "JSON_OBJECT_AGG", "JSONB_OBJECT_AGG" -> () -> JsonAggregates.object(call);
            case "MODE" -> () -> new Mode(call.column());
            case "ARG_MAX", "MAX_BY" -> () -> new ArgExtreme(call.columns(), true);
            case "ARG_MIN", "MIN_BY" -> () -> new ArgExtreme(call.columns(), false);
            case "PERCENTILE_CONT" -> () -> new Percentile(call.columns(), true, result);
            case "PERCENTILE_DISC" -> () -> new Percentile(call.columns(), false, result);
            default -> null;
        };
    }

    /** The function over rows with different values only. */
    public static Accumulator.Factory distinct(Accumulator.Factory function, Call call) {
        int[] columns = call.columns().stream().mapToInt(i -> i).toArray();
        Values.KeyForm[] forms =
                call.types().stream().map(t -> Values.KeyForm.of(t, t)).toArray(Values.KeyForm[]::new);
        return new Accumulator.Factory() {
            @Override
            public Accumulator start() {
                return new Distinct(function.start(), columns, forms);
            }

            @Override
            public Accumulator start(MemoryAccount.Share share, Runnable tick) {
                return new SpillingDistinct(function.start(), columns, forms, share, tick);
            }
        };
    }

    /** The function over the rows whose column is TRUE. */
    public static Accumulator.Factory filtered(Accumulator.Factory function, int column) {
        return new Accumulator.Factory() {
            @Override
            public Accumulator start() {
                return filtered(function.start(), column);
            }

            @Override
            public Accumulator start(Runnable tick) {
                return filtered(function.start(tick), column);
            }

            @Override
            public Accumulator start(MemoryAccount.Share share, Runnable tick) {
                return filtered(function.start(share, tick), column);
            }
        };
    }

    private static Accumulator filtered(Accumulator inner, int column) {
        return new Accumulator() {
            @Override
            public void add(@Nullable Object[] row) {
                if (Boolean.TRUE.equals(row[column])) {
                    inner.add(row);
                }
            }

            @Override
            public @Nullable Object result() {
                return inner.result();
            }

            @Override
            public long bytes() {
                return inner.bytes();
            }
        };
    }

    /** The function over rows in an order. */
    public static Accumulator.Factory ordered(Accumulator.Factory function, Comparator<@Nullable Object[]> order) {
        return new Accumulator.Factory() {
            @Override
            public Accumulator start() {
                return start(() -> {});
            }

            @Override
            public Accumulator start(Runnable tick) {
                return new Ordered(function, order, tick);
            }
        };
    }

    private static final class Ordered implements Accumulator {
        private final Accumulator.Factory function;
        private final Comparator<@Nullable Object[]> order;
        private final Runnable tick;
        private final List<@Nullable Object[]> rows = new ArrayList<>();
        private long bytes;

        Ordered(Accumulator.Factory function, Comparator<@Nullable Object[]> order, Runnable tick) {
            this.function = function;
            this.order = order;
            this.tick = tick;
        }

        @Override
        public void add(@Nullable Object[] row) {
            rows.add(row);
            bytes += MemorySize.of(row);
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public @Nullable Object result() {
            rows.sort((a, b) -> {
                tick.run();
                return order.compare(a, b);
            });
            Accumulator inner = function.start(tick);
            for (@Nullable Object[] row : rows) {
                tick.run();
                inner.add(row);
            }
            return inner.result();
        }
    }

    private static Accumulator.Factory sum(Call call, @Nullable Object empty) {
        int column = call.column();
        SqlType result = call.result();
        return switch (result.name()) {
            case DOUBLE, REAL -> () -> new DoubleSum(column, result, empty);
            case SMALLINT, INTEGER, BIGINT, DECIMAL -> () -> new ExactSum(column, result, empty);
            default -> throw new BlazeSqlException(SqlErrorCode.DATATYPE_MISMATCH, "these values cannot be summed");
        };
    }

    /** ARRAY_AGG: all values, NULLs among them; arrays become an array of one dimension more. NULL of no rows at all. */
    private static final class Collected implements Accumulator {
        private final int column;
        private final SqlType element;
        private static final int REFERENCE_BYTES = 8;

        private final List<@Nullable Object> values = new ArrayList<>();
        private long bytes;

        Collected(int column, SqlType element) {
            this.column = column;
            this.element = element;
        }

        @Override
        public void add(@Nullable Object[] row) {
            values.add(row[column]);
            bytes += REFERENCE_BYTES + MemorySize.ofValue(row[column]);
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public @Nullable Object result() {
            if (values.isEmpty()) {
                return null;
            }
            List<SqlArray> parts = new ArrayList<>();
            for (Object value : values) {
                if (value instanceof SqlArray part) {
                    parts.add(part);
                }
            }
            return parts.size() == values.size() ? SqlArray.ofArrays(element, parts) : SqlArray.of(element, values);
        }
    }

    private interface LongFold {
        long apply(long a, long b);
    }

    private static Accumulator.Factory bits(Call call, LongFold fold) {
        return () -> new Fold(
                call.column(),
                (a, b) -> Casts.number(fold.apply(Arithmetic.longOf(a), Arithmetic.longOf(b)), call.result()));
    }

    private static final class Count implements Accumulator {
        private final int[] columns;
        private long count;

        Count(List<Integer> columns) {
            this.columns = columns.stream().mapToInt(i -> i).toArray();
        }

        @Override
        public void add(@Nullable Object[] row) {
            for (int column : columns) {
                if (row[column] == null) {
                    return;
                }
            }
            count++;
        }

        @Override
        public Object result() {
            return count;
        }
    }

    /** A sum without loss: in a long until it overflows, in a BigDecimal from then on. */
    private static final class ExactSum implements Accumulator {
        private final int column;
        private final SqlType result;
        private final @Nullable Object empty;
        private boolean any;
        private long small;
        private @Nullable BigDecimal large;

        ExactSum(int column, SqlType result, @Nullable Object empty) {
            this.column = column;
            this.result = result;
            this.empty = empty;
        }

        @Override
        public void add(@Nullable Object[] row) {
            Object value = row[column];
            if (value == null) {
                return;
            }
            any = true;
            if (value instanceof BigDecimal decimal) {
                large = large == null ? decimal : large.add(decimal);
                return;
            }
            long number = ((Number) value).longValue();
            long sum = small + number;
            if (((small ^ sum) & (number ^ sum)) < 0) {
                BigDecimal carried = BigDecimal.valueOf(small);
                large = large == null ? carried : large.add(carried);
                sum = number;
            }
            small = sum;
        }

        @Override
        public @Nullable Object result() {
            if (!any) {
                return empty;
            }
            return sum(small, large, result);
        }
    }

    /** The value of SUM: the sum of two parts, of which the second may be missing. */
    public static Object sum(long small, @Nullable BigDecimal large, SqlType result) {
        return large == null
                ? Casts.number(small, result)
                : Casts.number(small == 0 ? large : large.add(BigDecimal.valueOf(small)), result);
    }

    /** The value of AVG over exact numbers, whose sum is given as for {@link #sum}. */
    public static Object average(long small, @Nullable BigDecimal large, long count, SqlType result) {
        BigDecimal sum = Values.decimal(sum(small, large, AVERAGED));
        return Casts.number(Arithmetic.quotient(sum, count, result), result);
    }

    private static final class DoubleSum implements Accumulator {
        private final int column;
        private final SqlType result;
        private final @Nullable Object empty;
        private boolean any;
        private double sum;

        DoubleSum(int column, SqlType result, @Nullable Object empty) {
            this.column = column;
            this.result = result;
            this.empty = empty;
        }

        @Override
        public void add(@Nullable Object[] row) {
            Object value = row[column];
            if (value != null) {
                any = true;
                sum += ((Number) value).doubleValue();
            }
        }

        @Override
        public @Nullable Object result() {
            return any ? Casts.number(sum, result) : empty;
        }
    }

    private static final class Average implements Accumulator {
        private final ExactSum exact;
        private final DoubleSum floating;
        private final int column;
        private final SqlType result;
        private long count;
        private boolean isExact = true;

        Average(int column, SqlType result) {
            this.column = column;
            this.result = result;
            this.exact = new ExactSum(column, AVERAGED, null);
            this.floating = new DoubleSum(column, SqlType.of(SqlType.Name.DOUBLE), null);
        }

        @Override
        public void add(@Nullable Object[] row) {
            Object value = row[column];
            if (value == null) {
                return;
            }
            count++;
            if (value instanceof Double || value instanceof Float) {
                isExact = false;
                floating.add(row);
            } else {
                exact.add(row);
            }
        }

        @Override
        public @Nullable Object result() {
            if (count == 0) {
                return null;
            }
            if (!isExact) {
                return Casts.number(
                        Arithmetic.doubleOf(java.util.Objects.requireNonNull(floating.result())) / count, result);
            }
            return average(exact.small, exact.large, count, result);
        }
    }

    private static final class Extreme implements Accumulator {
        private final int column;
        private final boolean max;
        private @Nullable Object best;

        Extreme(int column, boolean max) {
            this.column = column;
            this.max = max;
        }

        @Override
        public void add(@Nullable Object[] row) {
            Object value = row[column];
            if (value == null) {
                return;
            }
            Object present = best;
            if (present == null || (max ? Values.compare(value, present) > 0 : Values.compare(value, present) < 0)) {
                best = value;
            }
        }

        @Override
        public @Nullable Object result() {
            return best;
        }
    }

    private static final class ArgExtreme implements Accumulator {
        private final int value;
        private final int by;
        private final boolean max;
        private @Nullable Object best;
        private @Nullable Object bestValue;

        ArgExtreme(List<Integer> columns, boolean max) {
            this.value = columns.get(0);
            this.by = columns.get(1);
            this.max = max;
        }

        @Override
        public void add(@Nullable Object[] row) {
            Object candidate = row[by];
            if (candidate == null) {
                return;
            }
            Object present = best;
            int order = present == null ? 1 : Values.compare(candidate, present);
            if (present == null || (max ? order > 0 : order < 0)) {
                best = candidate;
                bestValue = row[value];
            }
        }

        @Override
        public @Nullable Object result() {
            return bestValue;
        }
    }

    private static final class First implements Accumulator {
        private final int column;
        private @Nullable Object value;

        First(int column) {
            this.column = column;
        }

        @Override
        public void add(@Nullable Object[] row) {
            if (value == null) {
                value = row[column];
            }
        }

        @Override
        public @Nullable Object result() {
            return value;
        }
    }

    /** The value of a scalar sub-query: a second row is an error. */
    private static final class Single implements Accumulator {
        private final int column;
        private boolean any;
        private @Nullable Object value;

        Single(int column) {
            this.column = column;
        }

        @Override
        public void add(@Nullable Object[] row) {
            if (any) {
                throw tooManyRows();
            }
            any = true;
            value = row[column];
        }

        @Override
        public @Nullable Object result() {
            return value;
        }
    }

    /** The failure of a sub-query used as a value that gives several rows. */
    public static BlazeSqlException tooManyRows() {
        return new BlazeSqlException(
                SqlErrorCode.CARDINALITY_VIOLATION, "more than one row returned by a sub-query used as an expression");
    }

    private interface Combine {
        Object apply(Object a, Object b);
    }

    private static final class Fold implements Accumulator {
        private final int column;
        private final Combine combine;
        private @Nullable Object value;

        Fold(int column, Combine combine) {
            this.column = column;
            this.combine = combine;
        }

        @Override
        public void add(@Nullable Object[] row) {
            Object next = row[column];
            if (next != null) {
                Object present = value;
                value = present == null ? next : combine.apply(present, next);
            }
        }

        @Override
        public @Nullable Object result() {
            return value;
        }
    }

    private static final class Joined implements Accumulator {
        private final int column;
        private final int separator;
        private @Nullable StringBuilder text;
        private boolean binary;

        Joined(List<Integer> columns) {
            this.column = columns.get(0);
            this.separator = columns.size() > 1 ? columns.get(1) : -1;
        }

        @Override
        public void add(@Nullable Object[] row) {
            Object value = row[column];
            if (value == null) {
                return;
            }
            binary = value instanceof byte[];
            StringBuilder present = text;
            if (present == null) {
                text = new StringBuilder().append(piece(value));
            } else {
                Object between = separator < 0 ? "," : row[separator];
                present.append(between == null ? "" : piece(between)).append(piece(value));
            }
        }

        @Override
        public long bytes() {
            return text == null ? 0 : 2L * text.length();
        }

        @Override
        public @Nullable Object result() {
            if (text == null) {
                return null;
            }
            String joined = text.toString();
            return binary ? joined.getBytes(StandardCharsets.ISO_8859_1) : joined;
        }

        /** Bytes as characters of one byte each. */
        private static Object piece(Object value) {
            return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : value;
        }
    }

    private static final class Mode implements Accumulator {
        private final int column;
        private static final int ENTRY_BYTES = 96;

        private final Map<Object, Long> counts = new LinkedHashMap<>();
        private long bytes;

        Mode(int column) {
            this.column = column;
        }

        @Override
        public void add(@Nullable Object[] row) {
            Object value = row[column];
            if (value != null) {
                bytes += counts.merge(value, 1L, Long::sum) == 1 ? ENTRY_BYTES + MemorySize.ofValue(value) : 0;
            }
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public @Nullable Object result() {
            Object best = null;
            long most = 0;
            for (Map.Entry<Object, Long> entry : counts.entrySet()) {
                if (entry.getValue() > most) {
                    most = entry.getValue();
                    best = entry.getKey();
                }
            }
            return best;
        }
    }

    /** PERCENTILE_CONT and PERCENTILE_DISC over rows that arrive in order: the fraction and the sorted value. */
    private static final class Percentile implements Accumulator {
        private final int fraction;
        private final int value;
        private final boolean continuous;
        private final SqlType result;
        private static final int REFERENCE_BYTES = 8;

        private final List<Object> sorted = new ArrayList<>();
        private long bytes;
        private double at;

        Percentile(List<Integer> columns, boolean continuous, SqlType result) {
            this.fraction = columns.get(0);
            this.value = columns.get(columns.size() - 1);
            this.continuous = continuous;
            this.result = result;
        }

        @Override
        public void add(@Nullable Object[] row) {
            Object next = row[value];
            Object share = row[fraction];
            if (share != null) {
                at = Arithmetic.doubleOf(share);
            }
            if (next != null) {
                sorted.add(next);
                bytes += REFERENCE_BYTES + MemorySize.ofValue(next);
            }
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public @Nullable Object result() {
            if (sorted.isEmpty()) {
                return null;
            }
            if (at < 0 || at > 1) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "a percentile is between 0 and 1");
            }
            if (!continuous) {
                int index = (int) Math.ceil(at * sorted.size()) - 1;
                return sorted.get(Math.max(0, index));
            }
            double position = at * (sorted.size() - 1);
            int low = (int) Math.floor(position);
            int high = (int) Math.ceil(position);
            if (sorted.get(low) instanceof Interval) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED, "percentile_cont of intervals is not supported");
            }
            double from = Arithmetic.doubleOf(sorted.get(low));
            double to = Arithmetic.doubleOf(sorted.get(high));
            return Casts.number(from + (position - low) * (to - from), result);
        }
    }

    private static final class Distinct implements Accumulator {
        private final Accumulator inner;
        private final int[] columns;
        private final Values.KeyForm[] forms;
        private static final int ENTRY_BYTES = 64;

        private final Set<Object> seen = new HashSet<>();
        private long bytes;

        Distinct(Accumulator inner, int[] columns, Values.KeyForm[] forms) {
            this.inner = inner;
            this.columns = columns;
            this.forms = forms;
        }

        @Override
        public void add(@Nullable Object[] row) {
            if (seen.add(RowKey.of(row, columns, forms))) {
                bytes += ENTRY_BYTES + MemorySize.of(row);
                inner.add(row);
            }
        }

        @Override
        public long bytes() {
            return bytes + Math.max(0, inner.bytes());
        }

        @Override
        public @Nullable Object result() {
            return inner.result();
        }
    }
}
