/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arrays as bytes.
 *
 * <pre>
 * in a row    number of dimensions (1 byte), length of each (4), then each element: length in bytes or -1 for NULL (4), the value
 * in a key    each element: 1 and its key, or 2 for NULL; 0; number of dimensions (1), length of each (4)
 * </pre>
 *
 * The order of keys is PostgreSQL's order of arrays: element by element, NULL last, then by the number of elements, then by dimensions.
 */
final class ArrayCodec {
    private static final int END = 0;
    private static final int VALUE = 1;
    private static final int NULL = 2;

    private ArrayCodec() {}

    static byte[] encode(SqlArray array, SqlType elementType) {
        ValueBuffer out = new ValueBuffer(1 + Integer.BYTES * (1 + array.size()));
        out.put(array.dimensions());
        for (int length : array.lengths()) {
            out.putInt(length);
        }
        for (int i = 0; i < array.size(); i++) {
            Object element = array.element(i);
            if (element == null) {
                out.putInt(-1);
                continue;
            }
            byte[] value = RowValues.encode(element, elementType);
            out.putInt(value.length);
            out.put(value);
        }
        return out.toByteArray();
    }

    static SqlArray read(byte[] bytes, int start, int length, SqlType elementType) {
        int end = start + length;
        int at = start;
        require(length >= 1 && bytes[at] >= 0 && bytes[at] <= SqlArray.DIMENSIONS_MAX);
        int[] lengths = new int[bytes[at++]];
        long count = lengths.length == 0 ? 0 : 1;
        for (int i = 0; i < lengths.length; i++, at += Integer.BYTES) {
            require(at + Integer.BYTES <= end);
            lengths[i] = BigEndian.getInt(bytes, at);
            require(lengths[i] > 0);
            count *= lengths[i];
            require(count <= length);
        }
        @Nullable Object[] elements = new @Nullable Object[(int) count];
        for (int i = 0; i < elements.length; i++) {
            require(at + Integer.BYTES <= end);
            int size = BigEndian.getInt(bytes, at);
            at += Integer.BYTES;
            if (size >= 0) {
                require(size <= end - at);
                elements[i] = RowValues.read(bytes, at, size, elementType);
                at += size;
            }
        }
        require(at == end);
        return SqlArray.of(elementType, lengths, elements);
    }

    static void writeKey(ValueBuffer out, SqlArray array, SqlType elementType) {
        for (int i = 0; i < array.size(); i++) {
            Object element = array.element(i);
            out.put(element == null ? NULL : VALUE);
            if (element != null) {
                KeyValues.write(out, element, elementType);
            }
        }
        out.put(END);
        out.put(array.dimensions());
        for (int length : array.lengths()) {
            out.putInt(length);
        }
    }

    static SqlArray readKey(KeyReader in, SqlType elementType) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int marker = in.next(); marker != END; marker = in.next()) {
            require(marker == VALUE || marker == NULL);
            elements.add(marker == NULL ? null : KeyValues.read(in, elementType));
        }
        int dimensions = in.next();
        require(dimensions <= SqlArray.DIMENSIONS_MAX);
        int[] lengths = new int[dimensions];
        Arrays.setAll(lengths, i -> (int) in.nextNumber(Integer.BYTES));
        long count = Arrays.stream(lengths).asLongStream().reduce(dimensions == 0 ? 0 : 1, (a, b) -> a * b);
        require(count == elements.size());
        return SqlArray.of(elementType, lengths, elements.toArray());
    }

    private static void require(boolean wellFormed) {
        if (!wellFormed) {
            throw RowCodec.damaged();
        }
    }
}
