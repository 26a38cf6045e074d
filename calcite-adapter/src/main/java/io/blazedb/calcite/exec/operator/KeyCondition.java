/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Evaluation;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.bytes.KeyRange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on the first columns of a key: equalities with one or several values each, then possibly a range of the next column.
 *
 * <p>The ranges it gives hold every row that meets the condition and perhaps others, which a filter has to remove.
 *
 * @param equalities the alternatives for each of the first columns
 * @param lower lower bound of the next column, or null
 * @param upper upper bound of the next column, or null
 */
public record KeyCondition(
        List<Equality> equalities,
        @Nullable Limit lower,
        @Nullable Limit upper) {
    private static final BigDecimal EXACT_IN_DOUBLE = BigDecimal.valueOf(1L << 53);

    /** No condition. */
    public static final KeyCondition NONE = new KeyCondition(List.of(), null, null);

    /**
     * A column equals one of these values.
     *
     * @param alternatives the values, computed from the outer row
     * @param column the column's type
     * @param isNull whether NULL is meant, not a value
     */
    public record Equality(List<Expression> alternatives, SqlType column, boolean isNull) {}

    /** A column is beyond a value. */
    public record Limit(Expression value, boolean inclusive, SqlType column) {}

    /** Whether it has one value for each of its columns and no bounds. */
    boolean isSingle() {
        for (Equality equality : equalities) {
            if (equality.isNull() || equality.alternatives().size() != 1) {
                return false;
            }
        }
        return lower == null && upper == null;
    }

    /** The start of all keys with these values, if {@link #isSingle}; null if there can be none. */
    byte @Nullable [] key(KeyCodec codec, @Nullable Object[] outerRow, Evaluation evaluation) {
        @Nullable Object[] values = new @Nullable Object[equalities.size()];
        for (int i = 0; i < values.length; i++) {
            Equality equality = equalities.get(i);
            Object value = equality.alternatives().get(0).evaluate(outerRow, evaluation);
            values[i] = value == null ? null : exact(value, equality.column());
            if (values[i] == null) {
                return null;
            }
        }
        return codec.encodePrefix(values, values.length);
    }

    /** The ranges in ascending order, without overlap. */
    public List<KeyRange> ranges(KeyCodec codec, @Nullable Object[] outerRow, Evaluation evaluation) {
        int count = equalities.size();
        if (count == 0 && lower == null && upper == null) {
            return List.of(KeyRange.all());
        }
        List<KeyRange> ranges = new ArrayList<>(1);
        @Nullable Object[] values = new @Nullable Object[count];
        collect(0, values, codec, outerRow, evaluation, ranges);
        if (ranges.size() > 1) {
            ranges.sort((a, b) -> Arrays.compareUnsigned(a.from(), b.from()));
            List<KeyRange> unique = new ArrayList<>(ranges.size());
            for (KeyRange range : ranges) {
                if (unique.isEmpty() || !unique.get(unique.size() - 1).equals(range)) {
                    unique.add(range);
                }
            }
            return unique;
        }
        return ranges;
    }

    private void collect(
            int column,
            @Nullable Object[] values,
            KeyCodec codec,
            @Nullable Object[] outerRow,
            Evaluation evaluation,
            List<KeyRange> ranges) {
        if (column == values.length) {
            KeyRange range = range(values, codec, outerRow, evaluation);
            if (range != null) {
                ranges.add(range);
            }
            return;
        }
        Equality equality = equalities.get(column);
        if (equality.isNull()) {
            values[column] = null;
            collect(column + 1, values, codec, outerRow, evaluation, ranges);
            return;
        }
        for (Expression alternative : equality.alternatives()) {
            Object value = alternative.evaluate(outerRow, evaluation);
            Object key = value == null ? null : exact(value, equality.column());
            if (key != null) {
                values[column] = key;
                collect(column + 1, values, codec, outerRow, evaluation, ranges);
            }
        }
    }

    private @Nullable KeyRange range(
            @Nullable Object[] values, KeyCodec codec, @Nullable Object[] outerRow, Evaluation evaluation) {
        if (lower == null && upper == null) {
            return codec.prefixRange(values, values.length);
        }
        KeyCodec.Bound from = null;
        KeyCodec.Bound to = null;
        if (lower != null) {
            Object value = lower.value().evaluate(outerRow, evaluation);
            if (value == null || isBeyond(value, lower.column(), true)) {
                return null;
            }
            from = bound(value, lower, true);
        }
        if (upper != null) {
            Object value = upper.value().evaluate(outerRow, evaluation);
            if (value == null || isBeyond(value, upper.column(), false)) {
                return null;
            }
            to = bound(value, upper, false);
        }
        if (from == null && to == null) {
            return codec.prefixRange(values, values.length);
        }
        return codec.range(values, values.length, from, to);
    }

    /** Whether a whole number lies above all values of an integer column, or below them: no row can be beyond it. */
    private static boolean isBeyond(Object value, SqlType column, boolean above) {
        if (!(value instanceof Long || value instanceof Integer || value instanceof Short)) {
            return false;
        }
        long number = ((Number) value).longValue();
        return switch (column.name()) {
            case SMALLINT -> above ? number > Short.MAX_VALUE : number < Short.MIN_VALUE;
            case INTEGER -> above ? number > Integer.MAX_VALUE : number < Integer.MIN_VALUE;
            default -> false;
        };
    }

    /** Whether a column of one type can be found in an index by values of another. */
    public static boolean canSeek(SqlType column, SqlType value) {
        return switch (column.name()) {
            case SMALLINT, INTEGER, BIGINT ->
                switch (value.name()) {
                    case SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE -> true;
                    default -> false;
                };
            case DECIMAL ->
                switch (value.name()) {
                    case SMALLINT, INTEGER, BIGINT, DECIMAL -> true;
                    default -> false;
                };
            case DOUBLE ->
                switch (value.name()) {
                    case SMALLINT, INTEGER, DECIMAL, REAL, DOUBLE -> true;
                    default -> false;
                };
            case VARCHAR, CHAR -> value.name() == SqlType.Name.VARCHAR || value.name() == SqlType.Name.CHAR;
            case VARBINARY, BINARY -> value.name() == SqlType.Name.VARBINARY || value.name() == SqlType.Name.BINARY;
            case REAL, JSON, JSONB, ARRAY, NULL -> false;
            default -> column.name() == value.name();
        };
    }

    /** Whether a found key proves the equality, so that it need not be tested again. */
    public static boolean seekIsExact(SqlType column, SqlType value) {
        return switch (column.name()) {
            case SMALLINT, INTEGER, BIGINT ->
                switch (value.name()) {
                    case SMALLINT, INTEGER, BIGINT, DECIMAL -> true;
                    default -> false;
                };
            case CHAR, BINARY, DOUBLE -> false;
            default -> canSeek(column, value);
        };
    }

    /** The value in the column's type, or null if no value of that type equals it. */
    private static @Nullable Object exact(Object value, SqlType column) {
        return switch (column.name()) {
            case SMALLINT, INTEGER, BIGINT -> {
                Number number = (Number) value;
                if (!(value instanceof Long || value instanceof Integer || value instanceof Short)) {
                    BigDecimal decimal = finite(number);
                    if (decimal == null || decimal.stripTrailingZeros().scale() > 0 || !fitsLong(decimal)) {
                        yield null;
                    }
                    number = decimal.longValue();
                }
                yield integral(number.longValue(), column);
            }
            case DECIMAL -> Values.decimal(value);
            case DOUBLE -> ((Number) value).doubleValue();
            case CHAR -> padded((String) value, column);
            default -> value;
        };
    }

    private static String padded(String value, SqlType column) {
        int missing = column.precision() - value.codePointCount(0, value.length());
        return missing > 0 ? value + " ".repeat(missing) : value;
    }

    private static @Nullable BigDecimal finite(Number value) {
        if (value instanceof Double || value instanceof Float) {
            double number = value.doubleValue();
            return Double.isNaN(number) || Double.isInfinite(number) ? null : new BigDecimal(number);
        }
        return Values.decimal(value);
    }

    private static boolean fitsLong(BigDecimal value) {
        return value.precision() - value.scale() < 19;
    }

    private static @Nullable Object integral(long value, SqlType column) {
        return switch (column.name()) {
            case SMALLINT -> (short) value == value ? (Object) (short) value : null;
            case INTEGER -> (int) value == value ? (Object) (int) value : null;
            default -> value;
        };
    }

    /** The bound in the column's type, moved outwards if need be; null if it does not limit. */
    private static KeyCodec.@Nullable Bound bound(Object value, Limit limit, boolean isLower) {
        SqlType column = limit.column();
        Object exact = exact(value, column);
        boolean rounded = value instanceof Double || value instanceof Float || column.name() == SqlType.Name.DOUBLE;
        if (exact != null && column.name() != SqlType.Name.CHAR) {
            return new KeyCodec.Bound(exact, limit.inclusive() || rounded);
        }
        if (!(value instanceof Number number)) {
            return exact == null ? null : new KeyCodec.Bound(value, true);
        }
        BigDecimal decimal = finite(number);
        if (decimal == null) {
            return null;
        }
        BigDecimal whole = decimal.setScale(0, isLower ? RoundingMode.FLOOR : RoundingMode.CEILING);
        if (whole.abs().compareTo(EXACT_IN_DOUBLE) > 0) {
            return null;
        }
        Object key = integral(whole.longValue(), column);
        return key == null ? null : new KeyCodec.Bound(key, true);
    }
}
