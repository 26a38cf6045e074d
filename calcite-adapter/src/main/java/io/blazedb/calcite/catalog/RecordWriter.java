/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a catalog record: numbers in groups of seven bits, texts with their length. Not thread-safe. */
final class RecordWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    RecordWriter number(long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) + 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    RecordWriter flag(boolean value) {
        out.write(value ? 1 : 0);
        return this;
    }

    RecordWriter constant(Enum<?> value) {
        return text(value.name());
    }

    RecordWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    RecordWriter optionalText(@Nullable String value) {
        flag(value != null);
        return value == null ? this : text(value);
    }

    RecordWriter bytes(byte[] value) {
        number(value.length);
        out.writeBytes(value);
        return this;
    }

    <T> RecordWriter list(List<T> values, Consumer<? super T> element) {
        number(values.size());
        values.forEach(element);
        return this;
    }

    RecordWriter texts(List<String> values) {
        return list(values, this::text);
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
