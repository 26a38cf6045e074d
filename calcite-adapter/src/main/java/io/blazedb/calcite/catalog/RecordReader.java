/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RecordWriter} wrote. Malformed bytes fail with DATA_CORRUPTED. Not thread-safe. */
final class RecordReader {
    private final byte[] bytes;
    private int at;

    RecordReader(byte[] bytes) {
        this.bytes = bytes;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte group = next();
            value |= (long) (group & 0x7f) << shift;
            if (group >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw damaged();
    }

    int integer() {
        long value = number();
        if (value != (int) value) {
            throw damaged();
        }
        return (int) value;
    }

    boolean flag() {
        return next() != 0;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Nullable
    String optionalText() {
        return flag() ? text() : null;
    }

    /** Whether something follows that older versions did not write. */
    boolean hasMore() {
        return at < bytes.length;
    }

    byte[] bytes() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    <T> List<T> list(Supplier<T> element) {
        int count = count();
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(element.get());
        }
        return List.copyOf(values);
    }

    List<String> texts() {
        return list(this::text);
    }

    <E extends Enum<E>> E constant(E[] constants) {
        String name = text();
        for (E constant : constants) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw damaged();
    }

    static BlazeSqlException damaged() {
        return new BlazeSqlException(SqlErrorCode.DATA_CORRUPTED, "a catalog record cannot be read");
    }

    /** A number of bytes or elements, of which each takes at least one byte. */
    private int count() {
        long count = number();
        if (count < 0 || count > bytes.length - at) {
            throw damaged();
        }
        return (int) count;
    }

    private byte next() {
        if (at >= bytes.length) {
            throw damaged();
        }
        return bytes[at++];
    }
}
