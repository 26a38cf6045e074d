/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value of type ARRAY: elements of one type, in the order of their positions, and how many there are in each dimension. As in
 * PostgreSQL the number of dimensions belongs to the value, not to its type; positions begin at 1.
 *
 * <p>Equal arrays are equal objects: numbers by their value, bytes by their content. Immutable; safe for any number of threads.
 */
public final class SqlArray {
    /** As many dimensions as PostgreSQL has. */
    public static final int DIMENSIONS_MAX = 6;

    /** More elements than this do not fit into a value. */
    private static final int ELEMENTS_MAX = 1 << 27;

    private final SqlType elementType;
    private final int[] dimensions;
    private final @Nullable Object[] elements;

    private SqlArray(SqlType elementType, int[] dimensions, @Nullable Object[] elements) {
        this.elementType = elementType;
        this.dimensions = dimensions;
        this.elements = elements;
    }

    /** An array of one dimension, or without any elements. */
    public static SqlArray of(SqlType elementType, List<? extends @Nullable Object> elements) {
        return new SqlArray(
                elementType, elements.isEmpty() ? new int[0] : new int[] {elements.size()}, elements.toArray());
    }

    /**
     * An array of any number of dimensions.
     *
     * @param dimensions elements in each dimension, the outermost first
     * @param elements internal values, those of the innermost dimension beside each other
     */
    public static SqlArray of(SqlType elementType, int[] dimensions, @Nullable Object[] elements) {
        long count = dimensions.length == 0 ? 0 : 1;
        for (int dimension : dimensions) {
            count *= dimension;
            if (count > ELEMENTS_MAX) {
                throw new BlazeSqlException(SqlErrorCode.LIMIT_EXCEEDED, "the array has too many elements");
            }
        }
        if (dimensions.length > DIMENSIONS_MAX) {
            throw new BlazeSqlException(
                    SqlErrorCode.LIMIT_EXCEEDED,
                    "the array has " + dimensions.length + " dimensions; " + DIMENSIONS_MAX + " are the most");
        }
        if (count != elements.length) {
            throw new IllegalArgumentException("dimensions do not fit the elements");
        }
        return new SqlArray(elementType, count == 0 ? new int[0] : dimensions.clone(), elements.clone());
    }

    /** An array whose parts are arrays of equal dimensions. */
    public static SqlArray ofArrays(SqlType elementType, List<SqlArray> parts) {
        int[] inner = parts.isEmpty() ? new int[0] : parts.get(0).dimensions;
        int[] dimensions = new int[inner.length + 1];
        dimensions[0] = parts.size();
        System.arraycopy(inner, 0, dimensions, 1, inner.length);
        @Nullable
        Object[] elements =
                new @Nullable Object[parts.stream().mapToInt(SqlArray::size).sum()];
        int at = 0;
        for (SqlArray part : parts) {
            if (!Arrays.equals(part.dimensions, inner)) {
                throw new BlazeSqlException(
                        SqlErrorCode.ARRAY_SUBSCRIPT,
                        "multidimensional arrays must have array expressions with matching dimensions");
            }
            System.arraycopy(part.elements, 0, elements, at, part.elements.length);
            at += part.elements.length;
        }
        return elements.length == 0 ? of(elementType, List.of()) : of(elementType, dimensions, elements);
    }

    public SqlType elementType() {
        return elementType;
    }

    /** Number of elements in all dimensions. */
    public int size() {
        return elements.length;
    }

    /** Number of dimensions; 0 without elements. */
    public int dimensions() {
        return dimensions.length;
    }

    /** Elements in a dimension, the outermost being 0. */
    public int length(int dimension) {
        return dimensions[dimension];
    }

    public int[] lengths() {
        return dimensions.clone();
    }

    /** An element by its position from 0 among all elements. */
    public @Nullable Object element(int index) {
        return elements[index];
    }

    public @Nullable Object[] elements() {
        return elements.clone();
    }

    /** The element at positions from 1 in each dimension; null if there is none. */
    public @Nullable Object at(long... positions) {
        if (positions.length != dimensions.length) {
            return null;
        }
        int index = 0;
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] < 1 || positions[i] > dimensions[i]) {
                return null;
            }
            index = index * dimensions[i] + (int) positions[i] - 1;
        }
        return elements[index];
    }

    /** The same elements under another type, each by a conversion. */
    public SqlArray map(SqlType type, java.util.function.UnaryOperator<Object> conversion) {
        @Nullable Object[] converted = new @Nullable Object[elements.length];
        for (int i = 0; i < converted.length; i++) {
            Object element = elements[i];
            converted[i] = element == null ? null : conversion.apply(element);
        }
        return new SqlArray(type, dimensions, converted);
    }

    /** The elements as Java arrays inside each other, of the class that values of their type have outside of the engine. */
    public Object toJava() {
        Class<?> type = elementClass(elementType);
        if (elements.length == 0) {
            return Array.newInstance(type, 0);
        }
        Object array = Array.newInstance(type, dimensions);
        fill(array, 0, 0);
        return array;
    }

    private int fill(Object array, int dimension, int from) {
        int at = from;
        for (int i = 0; i < dimensions[dimension]; i++) {
            if (dimension < dimensions.length - 1) {
                at = fill(Array.get(array, i), dimension + 1, at);
            } else {
                Array.set(array, i, Coercions.toExternal(elements[at++], elementType));
            }
        }
        return at;
    }

    /** The class of values of a type outside of the engine. */
    private static Class<?> elementClass(SqlType type) {
        return switch (type.name()) {
            case BOOLEAN -> Boolean.class;
            case SMALLINT -> Short.class;
            case INTEGER -> Integer.class;
            case BIGINT -> Long.class;
            case DECIMAL -> BigDecimal.class;
            case REAL -> Float.class;
            case DOUBLE -> Double.class;
            case CHAR, VARCHAR, JSON, JSONB, NULL, ENUM -> String.class;
            case BINARY, VARBINARY -> byte[].class;
            case DATE -> LocalDate.class;
            case TIME -> LocalTime.class;
            case TIMESTAMP -> LocalDateTime.class;
            case TIMESTAMP_TZ -> OffsetDateTime.class;
            case UUID -> UUID.class;
            default -> Object.class;
        };
    }

    /** An array of what a Java array or a list holds, perhaps in several dimensions. */
    static SqlArray ofJava(Object value, SqlType elementType) {
        Object array = value instanceof List<?> list ? list.toArray() : value;
        int length = Array.getLength(array);
        boolean nested = false;
        for (int i = 0; i < length && !nested; i++) {
            nested = isNested(Array.get(array, i));
        }
        java.util.ArrayList<SqlArray> parts = new java.util.ArrayList<>();
        @Nullable Object[] elements = new @Nullable Object[nested ? 0 : length];
        for (int i = 0; i < length; i++) {
            Object element = Array.get(array, i);
            if (!nested) {
                elements[i] = Coercions.toInternal(element, elementType);
            } else if (isNested(element)) {
                parts.add(ofJava(element, elementType));
            } else {
                throw new BlazeSqlException(SqlErrorCode.ARRAY_SUBSCRIPT, "an array has elements beside arrays");
            }
        }
        return nested ? ofArrays(elementType, parts) : of(elementType, Arrays.asList(elements));
    }

    private static boolean isNested(@Nullable Object element) {
        return element instanceof List<?>
                || (element != null && element.getClass().isArray() && !(element instanceof byte[]));
    }

    /** The type of the first element of a Java array or list that is there; text if there is none. */
    static SqlType elementTypeOf(Object value) {
        Object array = value instanceof List<?> list ? list.toArray() : value;
        for (int i = 0; i < Array.getLength(array); i++) {
            Object element = Array.get(array, i);
            if (element != null) {
                return isNested(element) ? elementTypeOf(element) : Coercions.typeOf(element);
            }
        }
        return SqlType.of(SqlType.Name.VARCHAR);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof SqlArray array) || !Arrays.equals(dimensions, array.dimensions)) {
            return false;
        }
        for (int i = 0; i < elements.length; i++) {
            if (!java.util.Objects.deepEquals(plain(elements[i]), plain(array.elements[i]))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = Arrays.hashCode(dimensions);
        for (Object element : elements) {
            Object plain = plain(element);
            hash = 31 * hash
                    + (plain instanceof byte[] bytes ? Arrays.hashCode(bytes) : java.util.Objects.hashCode(plain));
        }
        return hash;
    }

    /** An element in a form that is equal for equal values of SQL. */
    private static @Nullable Object plain(@Nullable Object element) {
        if (element instanceof Integer || element instanceof Short) {
            return ((Number) element).longValue();
        }
        if (element instanceof Double || element instanceof Float) {
            return ((Number) element).doubleValue() + 0.0;
        }
        if (element instanceof BigDecimal decimal) {
            return decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
        }
        return element;
    }

    /** The array in PostgreSQL's spelling. */
    @Override
    public String toString() {
        return ArrayTexts.format(this);
    }
}
