/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Functions of arrays, as PostgreSQL has them. Arguments have been converted to arrays and elements of one type before. */
public final class ArrayFunctions {
    private static final SqlType TEXT = SqlType.of(SqlType.Name.VARCHAR);
    private static final SqlType INTEGER = SqlType.of(SqlType.Name.INTEGER);

    private ArrayFunctions() {}

    /** A function whose arguments and result may be NULL. */
    @FunctionalInterface
    public interface Function {
        @Nullable
        Object apply(@Nullable Object[] arguments);
    }

    /** The function of this name for arrays whose elements have a type, or null. */
    public static @Nullable Function find(String name, SqlType element) {
        return switch (name) {
            case "ARRAY" -> a -> array(a, element);
            case "ARRAY_CAT" -> a -> concat((SqlArray) a[0], (SqlArray) a[1], element);
            case "ARRAY_APPEND" -> a -> append((SqlArray) a[0], a[1], element, false);
            case "ARRAY_PREPEND" -> a -> append((SqlArray) a[1], a[0], element, true);
            case "ARRAY_FILL" -> a -> fill(a[0], (SqlArray) a[1], element);
            case "ARRAY_SET" -> a -> set(a, element);
            case "ARRAY_REPLACE" -> a -> replace((SqlArray) a[0], a[1], a[2]);
            case "ARRAY_REMOVE" -> a -> remove((SqlArray) a[0], a[1]);
            case "ARRAY_POSITION" -> a -> position((SqlArray) a[0], a[1], a.length > 2 ? a[2] : Integer.valueOf(1));
            case "ARRAY_POSITIONS" -> a -> positions((SqlArray) a[0], a[1]);
            case "ARRAY_TO_STRING" -> a -> join((SqlArray) a[0], (String) a[1], a.length > 2 ? (String) a[2] : null);
            case "STRING_TO_ARRAY" -> a -> split((String) a[0], (String) a[1], a.length > 2 ? (String) a[2] : null);
            default -> strict(name, element);
        };
    }

    private static @Nullable Function strict(String name, SqlType element) {
        Function function = switch (name) {
            case "SUBSCRIPT" -> a -> array(a[0]).at(numbers(a, 1));
            case "ARRAY_SLICE" -> a -> slice(array(a[0]), numbers(a, 1), element);
            case "TRIM_ARRAY" -> a -> trim(array(a[0]), Arithmetic.longOf(java.util.Objects.requireNonNull(a[1])));
            case "ARRAY_LENGTH", "ARRAY_UPPER" -> a -> length(array(a[0]), numbers(a, 1)[0]);
            case "ARRAY_LOWER" -> a -> length(array(a[0]), numbers(a, 1)[0]) == null ? null : 1;
            case "ARRAY_NDIMS" ->
                a -> array(a[0]).size() == 0 ? null : array(a[0]).dimensions();
            case "ARRAY_DIMS" -> a -> bounds(array(a[0]));
            case "WIDTH_BUCKET" -> a -> bucket(java.util.Objects.requireNonNull(a[0]), array(a[1]));
            case "CARDINALITY" -> a -> array(a[0]).size();
            case "@>" -> a -> contains(array(a[0]), array(a[1]));
            case "<@" -> a -> contains(array(a[1]), array(a[0]));
            case "&&" -> a -> overlaps(array(a[0]), array(a[1]));
            case "REGEXP_MATCH" -> a -> match((String) a[0], (String) a[1], flags(a));
            case "REGEXP_SPLIT_TO_ARRAY" ->
                a -> SqlArray.of(
                        TEXT,
                        Arrays.asList(
                                RegexFunctions.compile((String) a[1], flags(a)).split((String) a[0], -1)));
            default -> null;
        };
        if (function == null) {
            return null;
        }
        return a -> {
            for (Object argument : a) {
                if (argument == null) {
                    return null;
                }
            }
            return function.apply(a);
        };
    }

    private static String flags(@Nullable Object[] a) {
        return a.length > 2 ? String.valueOf(a[2]) : "";
    }

    private static SqlArray array(@Nullable Object value) {
        return (SqlArray) java.util.Objects.requireNonNull(value);
    }

    private static long[] numbers(@Nullable Object[] a, int from) {
        long[] numbers = new long[a.length - from];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Arithmetic.longOf(java.util.Objects.requireNonNull(a[i + from]));
        }
        return numbers;
    }

    private static SqlArray array(@Nullable Object[] values, SqlType element) {
        List<SqlArray> parts = new ArrayList<>();
        for (Object value : values) {
            if (value instanceof SqlArray part) {
                parts.add(part);
            }
        }
        return !parts.isEmpty() && parts.size() == values.length
                ? SqlArray.ofArrays(element, parts)
                : SqlArray.of(element, Arrays.asList(values));
    }

    private static @Nullable Object concat(@Nullable SqlArray a, @Nullable SqlArray b, SqlType element) {
        if (a == null || b == null || a.size() == 0 || b.size() == 0) {
            return a == null || (a.size() == 0 && b != null) ? b : a;
        }
        int[] x = a.lengths();
        int[] y = b.lengths();
        int[] inner = x.length >= y.length ? Arrays.copyOfRange(x, 1, x.length) : x;
        int[] others = x.length == y.length
                ? Arrays.copyOfRange(y, 1, y.length)
                : x.length > y.length ? y : Arrays.copyOfRange(y, 1, y.length);
        if (Math.abs(x.length - y.length) > 1 || !Arrays.equals(inner, others)) {
            throw new BlazeSqlException(SqlErrorCode.ARRAY_SUBSCRIPT, "cannot concatenate incompatible arrays");
        }
        int[] lengths = x.length >= y.length ? x.clone() : y.clone();
        lengths[0] = x.length == y.length ? x[0] + y[0] : lengths[0] + 1;
        @Nullable Object[] elements = Arrays.copyOf(a.elements(), a.size() + b.size());
        System.arraycopy(b.elements(), 0, elements, a.size(), b.size());
        return SqlArray.of(element, lengths, elements);
    }

    private static Object append(@Nullable SqlArray array, @Nullable Object value, SqlType element, boolean first) {
        if (array != null && array.dimensions() > 1) {
            throw new BlazeSqlException(SqlErrorCode.DATA_EXCEPTION, "argument must be empty or one-dimensional array");
        }
        List<@Nullable Object> elements = new ArrayList<>();
        if (array != null) {
            elements.addAll(Arrays.asList(array.elements()));
        }
        elements.add(first ? 0 : elements.size(), value);
        return SqlArray.of(element, elements);
    }

    private static @Nullable Object fill(@Nullable Object value, @Nullable SqlArray lengths, SqlType element) {
        if (lengths == null) {
            return null;
        }
        int[] dimensions = new int[lengths.size()];
        long count = dimensions.length == 0 ? 0 : 1;
        for (int i = 0; i < dimensions.length; i++) {
            Object length = lengths.element(i);
            if (length == null) {
                throw new BlazeSqlException(SqlErrorCode.NULL_NOT_ALLOWED, "dimension values cannot be null");
            }
            dimensions[i] = (int) Math.max(0, Arithmetic.longOf(length));
            count = Math.multiplyExact(count, dimensions[i]);
            if (count > 1 << 24) {
                throw new BlazeSqlException(SqlErrorCode.LIMIT_EXCEEDED, "the array has too many elements");
            }
        }
        @Nullable Object[] elements = new @Nullable Object[(int) count];
        Arrays.fill(elements, value);
        return count == 0 ? SqlArray.of(element, List.of()) : SqlArray.of(element, dimensions, elements);
    }

    /** ARRAY_SET(value, array, position ...): an array grows by NULLs up to a position behind its end. */
    private static Object set(@Nullable Object[] a, SqlType element) {
        SqlArray array = (SqlArray) a[1];
        for (int i = 2; i < a.length; i++) {
            if (a[i] == null) {
                throw new BlazeSqlException(
                        SqlErrorCode.NULL_NOT_ALLOWED, "array subscript in assignment must not be null");
            }
        }
        long[] positions = numbers(a, 2);
        int[] lengths = array == null ? new int[0] : array.lengths();
        if (lengths.length == 0 && positions.length == 1) {
            lengths = new int[] {0};
        }
        if (lengths.length != positions.length) {
            throw new BlazeSqlException(SqlErrorCode.ARRAY_SUBSCRIPT, "wrong number of array subscripts");
        }
        int[] grown = lengths.clone();
        int index = 0;
        for (int i = 0; i < positions.length; i++) {
            long most = i == 0 && positions.length == 1 ? 1 << 24 : lengths[i];
            if (positions[i] < 1 || positions[i] > most) {
                throw new BlazeSqlException(SqlErrorCode.ARRAY_SUBSCRIPT, "array subscript out of range");
            }
            grown[i] = Math.max(lengths[i], (int) positions[i]);
            index = index * lengths[i] + (int) positions[i] - 1;
        }
        @Nullable Object[] elements = array == null ? new @Nullable Object[0] : array.elements();
        elements = positions.length == 1 ? Arrays.copyOf(elements, grown[0]) : elements;
        elements[positions.length == 1 ? (int) positions[0] - 1 : index] = a[0];
        return SqlArray.of(element, grown, elements);
    }

    private static boolean same(@Nullable Object a, @Nullable Object b) {
        return (a == null || b == null) ? a == b : Values.compare(a, b) == 0;
    }

    private static @Nullable Object replace(@Nullable SqlArray array, @Nullable Object from, @Nullable Object to) {
        if (array == null) {
            return null;
        }
        @Nullable Object[] elements = array.elements();
        for (int i = 0; i < elements.length; i++) {
            elements[i] = same(elements[i], from) ? to : elements[i];
        }
        return SqlArray.of(array.elementType(), array.lengths(), elements);
    }

    private static void requireOneDimension(SqlArray array) {
        if (array.dimensions() > 1) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "this is not supported for multidimensional arrays");
        }
    }

    private static @Nullable Object remove(@Nullable SqlArray array, @Nullable Object value) {
        if (array == null) {
            return null;
        }
        requireOneDimension(array);
        List<@Nullable Object> kept = new ArrayList<>();
        for (Object element : array.elements()) {
            if (!same(element, value)) {
                kept.add(element);
            }
        }
        return SqlArray.of(array.elementType(), kept);
    }

    private static @Nullable Object position(@Nullable SqlArray array, @Nullable Object value, @Nullable Object from) {
        if (array == null) {
            return null;
        }
        requireOneDimension(array);
        long start = from == null ? 1 : Math.max(1, Arithmetic.longOf(from));
        for (long i = start; i <= array.size(); i++) {
            if (same(array.element((int) i - 1), value)) {
                return (int) i;
            }
        }
        return null;
    }

    private static @Nullable Object positions(@Nullable SqlArray array, @Nullable Object value) {
        if (array == null) {
            return null;
        }
        requireOneDimension(array);
        List<Object> found = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (same(array.element(i), value)) {
                found.add(i + 1);
            }
        }
        return SqlArray.of(INTEGER, found);
    }

    private static @Nullable Object join(
            @Nullable SqlArray array, @Nullable String delimiter, @Nullable String forNull) {
        if (array == null || delimiter == null) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Object element : array.elements()) {
            String text = element == null ? forNull : text(element, array.elementType());
            if (text != null) {
                out.append(first ? "" : delimiter).append(text);
                first = false;
            }
        }
        return out.toString();
    }

    private static String text(Object element, SqlType type) {
        return element instanceof Boolean flag ? (flag ? "t" : "f") : Texts.format(element, type);
    }

    private static @Nullable Object split(@Nullable String text, @Nullable String delimiter, @Nullable String forNull) {
        if (text == null) {
            return null;
        }
        List<@Nullable Object> parts = new ArrayList<>();
        if (delimiter == null) {
            text.codePoints().forEach(c -> parts.add(Character.toString(c)));
        } else if (delimiter.isEmpty()) {
            parts.add(text);
        } else {
            int at = 0;
            for (int end = text.indexOf(delimiter); end >= 0; end = text.indexOf(delimiter, at)) {
                parts.add(text.substring(at, end));
                at = end + delimiter.length();
            }
            parts.add(text.substring(at));
        }
        if (text.isEmpty()) {
            parts.clear();
        }
        parts.replaceAll(part -> java.util.Objects.equals(part, forNull) ? null : part);
        return SqlArray.of(TEXT, parts);
    }

    /** Bounds of a slice, two for each dimension. */
    private static SqlArray slice(SqlArray array, long[] bounds, SqlType element) {
        int dimensions = array.dimensions();
        if (bounds.length / 2 > dimensions) {
            return SqlArray.of(element, List.of());
        }
        int[] from = new int[dimensions];
        int[] lengths = new int[dimensions];
        int count = 1;
        for (int i = 0; i < dimensions; i++) {
            boolean given = 2 * i < bounds.length;
            from[i] = (int) (given ? Math.max(1, bounds[2 * i]) : 1);
            long to = given ? Math.min(array.length(i), bounds[2 * i + 1]) : array.length(i);
            lengths[i] = (int) Math.max(0, to - from[i] + 1);
            count *= lengths[i];
        }
        @Nullable Object[] elements = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            long[] position = new long[dimensions];
            int rest = i;
            for (int d = dimensions - 1; d >= 0; d--) {
                position[d] = (long) from[d] + rest % lengths[d];
                rest /= lengths[d];
            }
            elements[i] = array.at(position);
        }
        return count == 0 ? SqlArray.of(element, List.of()) : SqlArray.of(element, lengths, elements);
    }

    private static SqlArray trim(SqlArray array, long count) {
        int length = array.dimensions() == 0 ? 0 : array.length(0);
        if (count < 0 || count > length) {
            throw new BlazeSqlException(
                    SqlErrorCode.ARRAY_ELEMENT, "number of elements to trim must be between 0 and " + length);
        }
        return array.dimensions() == 0 ? array : slice(array, new long[] {1, length - count}, array.elementType());
    }

    private static @Nullable Object length(SqlArray array, long dimension) {
        return dimension < 1 || dimension > array.dimensions() ? null : array.length((int) dimension - 1);
    }

    /** The number of lower bounds, in ascending order, that a value has reached. */
    private static int bucket(Object value, SqlArray bounds) {
        int bucket = 0;
        for (Object bound : bounds.elements()) {
            if (bound == null) {
                throw new BlazeSqlException(SqlErrorCode.NULL_NOT_ALLOWED, "thresholds array must not contain NULLs");
            }
            bucket += Values.compare(bound, value) <= 0 ? 1 : 0;
        }
        return bucket;
    }

    private static @Nullable Object bounds(SqlArray array) {
        StringBuilder out = new StringBuilder();
        for (int length : array.lengths()) {
            out.append("[1:").append(length).append(']');
        }
        return out.isEmpty() ? null : out.toString();
    }

    private static boolean contains(SqlArray whole, SqlArray part) {
        for (Object wanted : part.elements()) {
            if (wanted == null || !has(whole, wanted)) {
                return false;
            }
        }
        return true;
    }

    private static boolean overlaps(SqlArray a, SqlArray b) {
        for (Object one : a.elements()) {
            if (one != null && has(b, one)) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(SqlArray array, Object wanted) {
        for (Object element : array.elements()) {
            if (element != null && Values.compare(element, wanted) == 0) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object match(String text, String regex, String flags) {
        Matcher matcher = RegexFunctions.compile(regex, flags).matcher(text);
        return matcher.find() ? groups(matcher) : null;
    }

    /** What a match found: its groups, or all of it without any. */
    static SqlArray groups(Matcher matcher) {
        List<@Nullable Object> groups = new ArrayList<>();
        for (int i = matcher.groupCount() == 0 ? 0 : 1; i <= matcher.groupCount(); i++) {
            groups.add(matcher.group(i));
        }
        return SqlArray.of(TEXT, groups);
    }
}
