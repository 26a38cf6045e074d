/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Accumulator;
import io.blazedb.calcite.exec.expression.Arithmetic;
import io.blazedb.calcite.exec.expression.Casts;
import io.blazedb.calcite.exec.expression.Temporals;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.operator.WindowOperator.Exclusion;
import io.blazedb.calcite.exec.operator.WindowOperator.Frame;
import io.blazedb.calcite.exec.operator.WindowOperator.FrameBound;
import io.blazedb.calcite.exec.operator.WindowOperator.Function;
import io.blazedb.calcite.parser.statement.Frames;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a window, whose rows are in the window's order. Rows with the values of its functions come one after the other; what
 * is remembered is about the present row only, and moves forward with it.
 *
 * <p>Not thread-safe.
 */
final class WindowPartition implements AutoCloseable {
    private final IntFunction<@Nullable Object[]> rows;
    private final int size;
    private final Runnable onClose;
    private final OperatorContext context;
    private final MemoryAccount.Share share;
    private final WindowOperator window;
    private final Frame frame;
    private final List<Function> functions;
    private final @Nullable FrameState[] states;
    private final @Nullable Object[] constants;
    private int next;
    /** The rows that are equal in order to the present one, and how many such groups there were until now. */
    private int peerStart;

    private int peerEnd;
    private long peerGroups;
    private int @Nullable [] groupStarts;
    private final Edge lowerEdge = new Edge(true);
    private final Edge upperEdge = new Edge(false);

    /**
     * A partition.
     *
     * @param rows its rows by their place
     * @param onClose ends the rows
     */
    WindowPartition(
            WindowOperator window,
            IntFunction<@Nullable Object[]> rows,
            int size,
            Runnable onClose,
            OperatorContext context) {
        this.window = window;
        this.rows = rows;
        this.size = size;
        this.onClose = onClose;
        this.context = context;
        this.share = context.share("Window");
        this.frame = window.frame();
        this.functions = window.functions();
        this.states = new @Nullable FrameState[functions.size()];
        this.constants = new @Nullable Object[window.constants().length];
        for (int i = 0; i < constants.length; i++) {
            constants[i] = window.constants()[i].evaluate(rows.apply(0), context);
        }
        for (int i = 0; i < states.length; i++) {
            Accumulator.Factory aggregate = functions.get(i).aggregate();
            states[i] = aggregate == null ? null : new FrameState(aggregate);
        }
    }

    /** The next row; null after the last one. */
    @Nullable
    Object @Nullable [] next() {
        if (next == size) {
            return null;
        }
        context.tick();
        int row = next++;
        if (row == peerEnd) {
            peerStart = row;
            peerEnd = endOfPeers(row);
            peerGroups++;
        }
        int width = window.width();
        @Nullable Object[] out = Arrays.copyOf(rows.apply(row), width + functions.size());
        for (int i = 0; i < states.length; i++) {
            FrameState state = states[i];
            out[width + i] = state == null ? ranking(functions.get(i), row) : state.value(row);
        }
        return out;
    }

    private int endOfPeers(int row) {
        if (window.isUnordered()) {
            return size;
        }
        @Nullable Object[] first = rows.apply(row);
        int end = row + 1;
        while (end < size && window.order().compare(first, rows.apply(end)) == 0) {
            context.tick();
            end++;
        }
        return end;
    }

    /** A row with the constants behind its columns, as arguments of functions see it. */
    private @Nullable Object[] argument(int row) {
        @Nullable Object[] values = rows.apply(row);
        if (constants.length == 0) {
            return values;
        }
        int width = window.inputWidth();
        @Nullable Object[] longer = Arrays.copyOf(values, width + constants.length);
        System.arraycopy(constants, 0, longer, width, constants.length);
        return longer;
    }

    /** An aggregate function over the frames of one row after the other. Frames that only grow are computed in one pass. */
    private final class FrameState {
        private final Accumulator.Factory factory;
        private final MemoryAccount.Share held = share.another();
        private Accumulator state;
        private int added;
        private int from = -1;
        private int to = -1;
        private @Nullable Object last;

        FrameState(Accumulator.Factory factory) {
            this.factory = factory;
            this.state = factory.start();
        }

        @Nullable
        Object value(int row) {
            int start = lower(row);
            int end = Math.max(start, upper(row));
            if (frame.exclusion() != Exclusion.NOTHING) {
                return ofSeen(row, start, end);
            }
            if (start == from && end == to) {
                return last;
            }
            if (frame.lower().kind() != FrameBound.Kind.START || end < added) {
                state = factory.start();
                held.close();
                added = start;
            }
            for (int r = added; r < end; r++) {
                context.tick();
                state.add(argument(r));
            }
            held.requireTotal(state.bytes());
            added = end;
            from = start;
            to = end;
            last = state.result();
            return last;
        }

        private @Nullable Object ofSeen(int row, int start, int end) {
            Accumulator seen = factory.start();
            for (int r = start; r < end; r++) {
                context.tick();
                if (isSeen(row, r)) {
                    seen.add(argument(r));
                }
            }
            held.requireTotal(seen.bytes());
            return seen.result();
        }
    }

    /** Whether a row of the present row's frame is not excluded. */
    private boolean isSeen(int row, int other) {
        boolean peer = other >= peerStart && other < peerEnd;
        return switch (frame.exclusion()) {
            case NOTHING -> true;
            case ROW -> other != row;
            case GROUP -> !peer;
            case TIES -> !peer || other == row;
        };
    }

    /** The edge of a frame that is counted in rows or in groups of equal rows. */
    private int countedEdge(int row, FrameBound bound, boolean lower) {
        long distance = distance(bound);
        if (Math.abs(distance) < Frames.GROUPS) {
            return clamp(row + distance + (lower ? 0 : 1));
        }
        long group = peerGroups - 1 + (distance < 0 ? distance + Frames.GROUPS : distance - Frames.GROUPS);
        int[] starts = groupStarts == null ? groupStarts() : groupStarts;
        groupStarts = starts;
        if (group < 0) {
            return 0;
        }
        long edge = lower ? group : group + 1;
        return edge < starts.length ? starts[(int) edge] : size;
    }

    /** Where each group of equal rows starts. */
    private int[] groupStarts() {
        int[] starts = new int[16];
        int count = 0;
        for (int row = 0; row < size; row = endOfPeers(row)) {
            if (count == starts.length) {
                share.require((long) Integer.BYTES * count);
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = row;
        }
        return Arrays.copyOf(starts, count);
    }

    /** First row of the frame. */
    private int lower(int row) {
        FrameBound bound = frame.lower();
        return switch (bound.kind()) {
            case START -> 0;
            case END -> size;
            case CURRENT -> frame.rows() ? row : peerStart;
            case PRECEDING, FOLLOWING -> frame.rows() ? countedEdge(row, bound, true) : lowerEdge.of(row, bound);
        };
    }

    /** First row after the frame. */
    private int upper(int row) {
        FrameBound bound = frame.upper();
        return switch (bound.kind()) {
            case START -> 0;
            case END -> size;
            case CURRENT -> frame.rows() ? row + 1 : peerEnd;
            case PRECEDING, FOLLOWING -> frame.rows() ? countedEdge(row, bound, false) : upperEdge.of(row, bound);
        };
    }

    /** One end of RANGE frames: rows whose order value is within a distance of the present row's. It never moves back. */
    private final class Edge {
        private final boolean lower;
        private int at = -1;

        Edge(boolean lower) {
            this.lower = lower;
        }

        int of(int row, FrameBound bound) {
            Object value = rows.apply(row)[frame.orderColumn()];
            if (value == null) {
                return lower ? peerStart : peerEnd;
            }
            Object offset = bound.offset() == null ? null : bound.offset().evaluate(argument(0), context);
            if (offset == null) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "a frame's distance must not be NULL");
            }
            if (at < 0) {
                at = 0;
                while (rows.apply(at)[frame.orderColumn()] == null) {
                    context.tick();
                    at++;
                }
            }
            boolean minus = bound.kind() == FrameBound.Kind.PRECEDING != frame.descending();
            if (isNegative(offset)) {
                throw invalidDistance();
            }
            Object edge = shifted(value, offset, minus);
            while (at < size) {
                context.tick();
                Object other = rows.apply(at)[frame.orderColumn()];
                if (other == null) {
                    break;
                }
                int c = Values.compare(other, edge);
                int order = frame.descending() ? -c : c;
                if (lower ? order >= 0 : order > 0) {
                    break;
                }
                at++;
            }
            return at;
        }
    }

    private int clamp(long index) {
        return (int) Math.max(0, Math.min(size, index));
    }

    private long distance(FrameBound bound) {
        Object offset = bound.offset() == null ? null : bound.offset().evaluate(argument(0), context);
        if (offset == null || ((Number) offset).longValue() < 0) {
            throw invalidDistance();
        }
        long distance = ((Number) offset).longValue();
        return bound.kind() == FrameBound.Kind.PRECEDING ? -distance : distance;
    }

    private static boolean isNegative(Object distance) {
        if (distance instanceof Interval interval) {
            return interval.compareTo(Interval.ZERO) < 0;
        }
        return distance instanceof BigDecimal exact ? exact.signum() < 0 : ((Number) distance).doubleValue() < 0;
    }

    private static BlazeSqlException invalidDistance() {
        return new BlazeSqlException(
                SqlErrorCode.INVALID_FRAME, "a frame's distance must be a number that is not negative");
    }

    private Object shifted(Object value, Object offset, boolean minus) {
        SqlType type = frame.orderType();
        return switch (type.name()) {
            case DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> {
                Interval distance = (Interval) offset;
                yield Temporals.plus(value, type, minus ? distance.negated() : distance, type);
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
            case "RANK" -> (long) (peerStart + 1);
            case "DENSE_RANK" -> peerGroups;
            case "PERCENT_RANK" -> size == 1 ? 0.0 : (double) peerStart / (size - 1);
            case "CUME_DIST" -> (double) peerEnd / size;
            case "NTILE" -> ntile(function, row);
            case "LAG" -> shiftedRow(function, row, -1);
            case "LEAD" -> shiftedRow(function, row, 1);
            case "FIRST_VALUE" -> fromFrame(function, row, true, 1);
            case "LAST_VALUE" -> fromFrame(function, row, false, 1);
            case "NTH_VALUE" -> fromFrame(function, row, true, position(function, row));
            default -> throw new IllegalStateException("no function of positions: " + function.name());
        };
    }

    private Object ntile(Function function, int row) {
        Object count = argument(row)[function.arguments()[0]];
        long buckets = count == null ? 0 : ((Number) count).longValue();
        if (buckets <= 0) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "NTILE needs a positive number");
        }
        long small = size / buckets;
        long large = size % buckets;
        long boundary = large * (small + 1);
        long tile = row < boundary ? row / (small + 1) : large + (row - boundary) / Math.max(1, small);
        return Casts.number(tile + 1, function.result());
    }

    private @Nullable Object shiftedRow(Function function, int row, int direction) {
        int[] columns = function.arguments();
        Object offset = columns.length > 1 ? argument(row)[columns[1]] : (Object) 1;
        if (offset == null) {
            return null;
        }
        long target = row;
        long left = ((Number) offset).longValue();
        if (function.ignoreNulls() && left > 0) {
            while (left > 0) {
                context.tick();
                target += direction;
                if (target < 0 || target >= size) {
                    break;
                }
                left -= argument((int) target)[columns[0]] == null ? 0 : 1;
            }
        } else {
            target = row + direction * left;
        }
        if (target >= 0 && target < size) {
            return argument((int) target)[columns[0]];
        }
        return columns.length > 2 ? argument(row)[columns[2]] : null;
    }

    private int position(Function function, int row) {
        Object n = argument(row)[function.arguments()[1]];
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
            context.tick();
            Object value = argument(i)[column];
            if (isSeen(row, i) && !(function.ignoreNulls() && value == null) && --left == 0) {
                return value;
            }
        }
        return null;
    }

    @Override
    public void close() {
        for (FrameState state : states) {
            if (state != null) {
                state.held.close();
            }
        }
        share.close();
        onClose.run();
    }
}
