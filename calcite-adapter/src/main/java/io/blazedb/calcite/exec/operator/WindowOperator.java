/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Accumulator;
import io.blazedb.calcite.exec.expression.Arithmetic;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.expression.Temporals;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.parser.statement.Frames;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Window functions over partitions that are kept in memory; rows come out partition by partition, in the window's order. */
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
        Map<Object, List<@Nullable Object[]>> partitions = new LinkedHashMap<>();
        try (Rows rows = input.open(context)) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                partitions
                        .computeIfAbsent(RowKey.of(row, partition, forms), k -> new ArrayList<>())
                        .add(row);
            }
        }
        List<@Nullable Object[]> result = new ArrayList<>();
        for (List<@Nullable Object[]> rows : partitions.values()) {
            rows.sort(order);
            result.addAll(new Partition(rows, context).compute());
        }
        return Rows.of(result);
    }

    /** One partition in order. */
    private final class Partition {
        private final List<@Nullable Object[]> rows;
        private final OperatorContext context;
        private final int size;
        private final @Nullable Object[][] arguments;
        private final int[] peerStart;
        private final int[] peerEnd;

        Partition(List<@Nullable Object[]> rows, OperatorContext context) {
            this.rows = rows;
            this.context = context;
            this.size = rows.size();
            this.arguments = new @Nullable Object[size][];
            for (int i = 0; i < size; i++) {
                @Nullable Object[] row = Arrays.copyOf(rows.get(i), inputWidth + constants.length);
                for (int c = 0; c < constants.length; c++) {
                    row[inputWidth + c] = constants[c].evaluate(row, context);
                }
                arguments[i] = row;
            }
            this.peerStart = new int[size];
            this.peerEnd = new int[size];
            for (int start = 0, i = 1; i <= size; i++) {
                boolean same = i < size && (unordered || order.compare(rows.get(start), rows.get(i)) == 0);
                if (!same) {
                    Arrays.fill(peerStart, start, i, start);
                    Arrays.fill(peerEnd, start, i, i);
                    start = i;
                }
            }
        }

        List<@Nullable Object[]> compute() {
            @Nullable Object[][] out = new @Nullable Object[size][];
            for (int i = 0; i < size; i++) {
                out[i] = Arrays.copyOf(rows.get(i), width + functions.size());
            }
            for (int f = 0; f < functions.size(); f++) {
                Function function = functions.get(f);
                if (function.aggregate() != null) {
                    aggregate(function.aggregate(), out, width + f);
                } else {
                    for (int i = 0; i < size; i++) {
                        context.tick();
                        out[i][width + f] = ranking(function, i);
                    }
                }
            }
            return Arrays.asList(out);
        }

        /** Frames that only grow are computed in one pass; others anew for each row. */
        private void aggregate(Accumulator.Factory factory, @Nullable Object[][] out, int column) {
            if (frame.exclusion() != Exclusion.NOTHING) {
                for (int i = 0; i < size; i++) {
                    Accumulator state = factory.start();
                    for (int r = lower(i), end = upper(i); r < end; r++) {
                        context.tick();
                        if (isSeen(i, r)) {
                            state.add(arguments[r]);
                        }
                    }
                    out[i][column] = state.result();
                }
                return;
            }
            boolean grows = frame.lower().kind() == FrameBound.Kind.START;
            Accumulator state = factory.start();
            int added = 0;
            int from = -1;
            int to = -1;
            for (int i = 0; i < size; i++) {
                int start = lower(i);
                int end = Math.max(start, upper(i));
                boolean same = start == from && end == to;
                if (!same) {
                    if (!grows || end < added) {
                        state = factory.start();
                        added = start;
                    }
                    for (int r = added; r < end; r++) {
                        context.tick();
                        state.add(arguments[r]);
                    }
                    added = end;
                    from = start;
                    to = end;
                }
                out[i][column] = i > 0 && same ? out[i - 1][column] : state.result();
            }
        }

        /** Whether a row of a row's frame is not excluded. */
        private boolean isSeen(int row, int other) {
            boolean peer = other >= peerStart[row] && other < peerEnd[row];
            return switch (frame.exclusion()) {
                case NOTHING -> true;
                case ROW -> other != row;
                case GROUP -> !peer;
                case TIES -> !peer || other == row;
            };
        }

        /** The first row of the group at a distance from a row's own, or the one after its last. */
        private int groupEdge(int row, long groups, boolean lower) {
            int group = peerStart[row];
            for (long i = 0; i < Math.abs(groups); i++) {
                if (groups < 0 ? group == 0 : peerEnd[group] == size) {
                    return groups < 0 ? 0 : size;
                }
                group = groups < 0 ? peerStart[group - 1] : peerEnd[group];
            }
            return lower ? group : peerEnd[group];
        }

        /** The edge of a frame that is counted in rows or in groups. */
        private int countedEdge(int row, FrameBound bound, boolean lower) {
            long distance = distance(bound);
            if (Math.abs(distance) < Frames.GROUPS) {
                return clamp(row + distance + (lower ? 0 : 1));
            }
            long groups = distance < 0 ? distance + Frames.GROUPS : distance - Frames.GROUPS;
            boolean outside = !lower && groups < 0 && groupsBefore(row) < -groups;
            return outside ? 0 : groupEdge(row, groups, lower);
        }

        private long groupsBefore(int row) {
            return denseRank(row) - 1;
        }

        /** First row of the frame. */
        private int lower(int row) {
            FrameBound bound = frame.lower();
            return switch (bound.kind()) {
                case START -> 0;
                case END -> size;
                case CURRENT -> frame.rows() ? row : peerStart[row];
                case PRECEDING, FOLLOWING -> frame.rows() ? countedEdge(row, bound, true) : rangeEdge(row, bound, true);
            };
        }

        /** First row after the frame. */
        private int upper(int row) {
            FrameBound bound = frame.upper();
            return switch (bound.kind()) {
                case START -> 0;
                case END -> size;
                case CURRENT -> frame.rows() ? row + 1 : peerEnd[row];
                case PRECEDING, FOLLOWING ->
                    frame.rows() ? countedEdge(row, bound, false) : rangeEdge(row, bound, false);
            };
        }

        private int clamp(long index) {
            return (int) Math.max(0, Math.min(size, index));
        }

        private long distance(FrameBound bound) {
            Object offset = bound.offset() == null ? null : bound.offset().evaluate(arguments[0], context);
            if (offset == null || ((Number) offset).longValue() < 0) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "a frame's distance must not be negative");
            }
            long distance = ((Number) offset).longValue();
            return bound.kind() == FrameBound.Kind.PRECEDING ? -distance : distance;
        }

        /** The end of a RANGE frame: rows whose order value is within a distance of this row's. */
        private int rangeEdge(int row, FrameBound bound, boolean lower) {
            Object value = rows.get(row)[frame.orderColumn()];
            if (value == null) {
                return lower ? peerStart[row] : peerEnd[row];
            }
            Object offset = bound.offset() == null ? null : bound.offset().evaluate(arguments[0], context);
            if (offset == null) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "a frame's distance must not be NULL");
            }
            boolean minus = bound.kind() == FrameBound.Kind.PRECEDING != frame.descending();
            Object edge = shifted(value, offset, minus);
            int start = 0;
            while (rows.get(start)[frame.orderColumn()] == null) {
                start++;
            }
            int end = size;
            while (rows.get(end - 1)[frame.orderColumn()] == null) {
                end--;
            }
            int index = start;
            while (index < end) {
                int c = Values.compare(java.util.Objects.requireNonNull(rows.get(index)[frame.orderColumn()]), edge);
                int order = frame.descending() ? -c : c;
                if (lower ? order >= 0 : order > 0) {
                    break;
                }
                index++;
            }
            return index;
        }

        private Object shifted(Object value, Object offset, boolean minus) {
            SqlType type = frame.orderType();
            return switch (type.name()) {
                case DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> {
                    if (offset instanceof Integer months) {
                        yield Temporals.plusMonths(value, type, minus ? -months : months);
                    }
                    yield Temporals.plusMicros(value, type, minus ? -(Long) offset : (Long) offset, type);
                }
                case REAL, DOUBLE -> {
                    SqlType doubleType = SqlType.of(SqlType.Name.DOUBLE);
                    yield (minus ? Arithmetic.subtract(doubleType) : Arithmetic.add(doubleType)).apply(value, offset);
                }
                default -> {
                    SqlType decimal = new SqlType(SqlType.Name.DECIMAL, 38, 19);
                    yield (minus ? Arithmetic.subtract(decimal) : Arithmetic.add(decimal)).apply(value, offset);
                }
            };
        }

        private @Nullable Object ranking(Function function, int row) {
            return switch (function.name()) {
                case "ROW_NUMBER" -> (long) (row + 1);
                case "RANK" -> (long) (peerStart[row] + 1);
                case "DENSE_RANK" -> denseRank(row);
                case "PERCENT_RANK" -> size == 1 ? 0.0 : (double) peerStart[row] / (size - 1);
                case "CUME_DIST" -> (double) peerEnd[row] / size;
                case "NTILE" -> ntile(function, row);
                case "LAG" -> shiftedRow(function, row, -1);
                case "LEAD" -> shiftedRow(function, row, 1);
                case "FIRST_VALUE" -> fromFrame(function, row, true, 1);
                case "LAST_VALUE" -> fromFrame(function, row, false, 1);
                case "NTH_VALUE" -> fromFrame(function, row, true, position(function, row));
                default -> throw new IllegalStateException("no function of positions: " + function.name());
            };
        }

        private long denseRank(int row) {
            long rank = 1;
            for (int i = 0; i < peerStart[row]; i = peerEnd[i]) {
                rank++;
            }
            return rank;
        }

        private Object ntile(Function function, int row) {
            Object count = arguments[row][function.arguments()[0]];
            long buckets = count == null ? 0 : ((Number) count).longValue();
            if (buckets <= 0) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "NTILE needs a positive number");
            }
            long small = size / buckets;
            long large = size % buckets;
            long boundary = large * (small + 1);
            long tile = row < boundary ? row / (small + 1) : large + (row - boundary) / Math.max(1, small);
            return io.blazedb.calcite.exec.expression.Casts.number(tile + 1, function.result());
        }

        private @Nullable Object shiftedRow(Function function, int row, int direction) {
            int[] columns = function.arguments();
            Object offset = columns.length > 1 ? arguments[row][columns[1]] : (Object) 1;
            if (offset == null) {
                return null;
            }
            long target = row;
            long left = ((Number) offset).longValue();
            if (function.ignoreNulls() && left > 0) {
                while (left > 0) {
                    target += direction;
                    if (target < 0 || target >= size) {
                        break;
                    }
                    left -= arguments[(int) target][columns[0]] == null ? 0 : 1;
                }
            } else {
                target = row + direction * left;
            }
            if (target >= 0 && target < size) {
                return arguments[(int) target][columns[0]];
            }
            return columns.length > 2 ? arguments[row][columns[2]] : null;
        }

        private int position(Function function, int row) {
            Object n = arguments[row][function.arguments()[1]];
            if (n == null || ((Number) n).longValue() <= 0) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "NTH_VALUE needs a positive number");
            }
            return (int) Math.min(Integer.MAX_VALUE, ((Number) n).longValue());
        }

        private @Nullable Object fromFrame(Function function, int row, boolean first, int position) {
            int from = lower(row);
            int to = upper(row);
            int column = function.arguments()[0];
            int left = position;
            for (int i = first ? from : to - 1; first ? i < to : i >= from; i += first ? 1 : -1) {
                Object value = arguments[i][column];
                if (isSeen(row, i) && !(function.ignoreNulls() && value == null) && --left == 0) {
                    return value;
                }
            }
            return null;
        }
    }
}
