/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.Json;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What functions that give rows compute. Rows are made when they are asked for. */
public final class SetValues {
    private static final Set<String> NAMES = Set.of(
            "GENERATE_SERIES",
            "UNNEST",
            "GENERATE_SUBSCRIPTS",
            "REGEXP_MATCHES",
            "STRING_TO_TABLE",
            "REGEXP_SPLIT_TO_TABLE",
            "JSON_ARRAY_ELEMENTS",
            "JSON_ARRAY_ELEMENTS_TEXT",
            "JSON_EACH",
            "JSON_EACH_TEXT",
            "JSON_OBJECT_KEYS",
            "JSON_PATH_QUERY",
            "JSON_PATH_QUERY_TZ");

    private static final SqlType TIMESTAMP = SqlType.of(SqlType.Name.TIMESTAMP);
    private static final SqlType INTERVAL = SqlType.of(SqlType.Name.INTERVAL);

    private SetValues() {}

    /** The rows for arguments that are not NULL. */
    @FunctionalInterface
    public interface Function {
        Iterator<@Nullable Object[]> apply(@Nullable Object[] arguments);
    }

    public static boolean isKnown(String name) {
        return NAMES.contains(plain(name));
    }

    private static String plain(String name) {
        return name.startsWith("JSONB_") ? "JSON_" + name.substring(6) : name;
    }

    /** The function of one of these names. */
    public static Function find(String name, List<SqlType> types) {
        return switch (plain(name)) {
            case "GENERATE_SERIES" -> Casts.isNumeric(types.get(0)) ? numbers(types) : times(types);
            case "UNNEST" -> SetValues::unnest;
            case "GENERATE_SUBSCRIPTS" -> SetValues::subscripts;
            case "REGEXP_MATCHES" -> SetValues::matches;
            case "STRING_TO_TABLE" -> a -> single(parts((String) a[0], (String) a[1]));
            case "REGEXP_SPLIT_TO_TABLE" ->
                a -> single(Arrays.stream(RegexFunctions.compile((String) a[1], a.length > 2 ? (String) a[2] : "")
                        .split((String) a[0], -1)));
            case "JSON_ARRAY_ELEMENTS" -> a -> single(elements(a[0]).stream().map(Json::print));
            case "JSON_ARRAY_ELEMENTS_TEXT" ->
                a -> single(elements(a[0]).stream().map(SetValues::text));
            case "JSON_OBJECT_KEYS" -> a -> single(members(a[0]).keySet().stream());
            case "JSON_PATH_QUERY", "JSON_PATH_QUERY_TZ" -> JsonPathFunctions.rows();
            case "JSON_EACH" -> a -> each(a[0], Json::print);
            default -> a -> each(a[0], SetValues::text);
        };
    }

    /** A row for each position of the longest array. */
    private static Iterator<@Nullable Object[]> unnest(@Nullable Object[] arrays) {
        int size = 0;
        for (Object value : arrays) {
            if (value != null && !(value instanceof SqlArray)) {
                throw new BlazeSqlException(SqlErrorCode.UNDEFINED_FUNCTION, "unnest takes arrays only");
            }
            size = value == null ? size : Math.max(size, ((SqlArray) value).size());
        }
        return java.util.stream.IntStream.range(0, size)
                .mapToObj(i -> {
                    @Nullable Object[] row = new @Nullable Object[arrays.length];
                    for (int k = 0; k < row.length; k++) {
                        row[k] = arrays[k] instanceof SqlArray array && i < array.size() ? array.element(i) : null;
                    }
                    return row;
                })
                .iterator();
    }

    private static Iterator<@Nullable Object[]> subscripts(@Nullable Object[] a) {
        SqlArray array = (SqlArray) java.util.Objects.requireNonNull(a[0]);
        long dimension = Arithmetic.longOf(java.util.Objects.requireNonNull(a[1]));
        int length = dimension < 1 || dimension > array.dimensions() ? 0 : array.length((int) dimension - 1);
        boolean backwards = a.length > 2 && Boolean.TRUE.equals(a[2]);
        return java.util.stream.IntStream.rangeClosed(1, length)
                .mapToObj(i -> new @Nullable Object[] {backwards ? length + 1 - i : i})
                .iterator();
    }

    private static Iterator<@Nullable Object[]> matches(@Nullable Object[] a) {
        String flags = a.length > 2 ? String.valueOf(a[2]) : "";
        Matcher matcher = RegexFunctions.compile(String.valueOf(a[1]), flags.replace("g", ""))
                .matcher(String.valueOf(a[0]));
        List<@Nullable Object[]> found = new java.util.ArrayList<>();
        while (matcher.find()) {
            found.add(new @Nullable Object[] {ArrayFunctions.groups(matcher)});
            if (flags.indexOf('g') < 0) {
                break;
            }
        }
        return found.iterator();
    }

    private static Iterator<@Nullable Object[]> single(Stream<?> values) {
        return values.map(value -> new @Nullable Object[] {value == NO_TEXT ? null : value})
                .iterator();
    }

    /** Stands for NULL in streams, which carry none. */
    private static final Object NO_TEXT = new Object();

    private static Object text(Object tree) {
        if (tree == Json.NULL) {
            return NO_TEXT;
        }
        return tree instanceof String string ? string : Json.print(tree);
    }

    private static Stream<String> parts(String text, String delimiter) {
        return delimiter.isEmpty() ? Stream.of(text) : Arrays.stream(text.split(Pattern.quote(delimiter), -1));
    }

    private static Iterator<@Nullable Object[]> each(Object json, UnaryOperator<Object> value) {
        return members(json).entrySet().stream()
                .map(member -> {
                    Object converted = value.apply(member.getValue());
                    return new @Nullable Object[] {member.getKey(), converted == NO_TEXT ? null : converted};
                })
                .iterator();
    }

    private static Collection<Object> elements(Object json) {
        if (JsonFunctions.tree(json) instanceof List<?> list) {
            return list.stream().map(Object.class::cast).toList();
        }
        throw new BlazeSqlException(
                SqlErrorCode.INVALID_PARAMETER, "cannot extract elements from a JSON value that is no array");
    }

    private static Map<?, Object> members(Object json) {
        if (JsonFunctions.tree(json) instanceof Map<?, ?> map) {
            Map<String, Object> members = Json.object();
            map.forEach((key, value) -> members.put((String) key, value));
            return members;
        }
        throw new BlazeSqlException(
                SqlErrorCode.INVALID_PARAMETER, "cannot read members of a JSON value that is no object");
    }

    /** A series: the first value, the next one, and whether a value is still inside. */
    private abstract static class Series implements Iterator<@Nullable Object[]> {
        private @Nullable Object next;

        final void startAt(Object first) {
            next = isInside(first) ? first : null;
        }

        abstract boolean isInside(Object value);

        /** The value after this one; null if there is none that could be represented. */
        abstract @Nullable Object after(Object value);

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public @Nullable Object[] next() {
            Object value = next;
            if (value == null) {
                throw new NoSuchElementException();
            }
            Object following = after(value);
            next = following != null && isInside(following) ? following : null;
            return new @Nullable Object[] {value};
        }
    }

    private static Function numbers(List<SqlType> types) {
        boolean whole = types.stream().allMatch(Casts::isIntegral);
        boolean big = types.stream().anyMatch(type -> type.name() == SqlType.Name.BIGINT);
        return a -> {
            BigDecimal step = a.length > 2 ? Values.decimal(a[2]) : BigDecimal.ONE;
            requireStep(step.signum());
            BigDecimal last = Values.decimal(a[1]);
            SqlType type =
                    SqlType.of(whole ? (big ? SqlType.Name.BIGINT : SqlType.Name.INTEGER) : SqlType.Name.DECIMAL);
            Series series = new Series() {
                @Override
                boolean isInside(Object value) {
                    int order = Values.decimal(value).compareTo(last);
                    return step.signum() > 0 ? order <= 0 : order >= 0;
                }

                @Override
                @Nullable
                Object after(Object value) {
                    BigDecimal following = Values.decimal(value).add(step);
                    return !isInside(following) ? null : whole ? Casts.number(following, type) : following;
                }
            };
            series.startAt(whole ? Casts.number(a[0], type) : Values.decimal(a[0]));
            return series;
        };
    }

    private static Function times(List<SqlType> types) {
        if (types.size() < 3) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_FUNCTION, "generate_series of dates or times needs a step");
        }
        return a -> {
            long last = (Long) Coercions.convert(a[1], types.get(1), TIMESTAMP);
            Interval step = (Interval) Coercions.convert(a[2], types.get(2), INTERVAL);
            int sign = Long.signum(step.months() != 0 ? step.months() : step.micros());
            requireStep(sign);
            Series series = new Series() {
                @Override
                boolean isInside(Object value) {
                    return sign > 0 ? (Long) value <= last : (Long) value >= last;
                }

                @Override
                Object after(Object value) {
                    return Temporals.plus(value, TIMESTAMP, step, TIMESTAMP);
                }
            };
            series.startAt(Coercions.convert(a[0], types.get(0), TIMESTAMP));
            return series;
        };
    }

    private static void requireStep(int sign) {
        if (sign == 0) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "step size cannot equal zero");
        }
    }
}
