/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.memory;

import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.LargeObject;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlRecord;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows of internal values as bytes that say themselves what they are. They are read by the execution that wrote them and never stay.
 *
 * <pre>
 * row    4 bytes number of values, then the values
 * value  1 byte kind, then its bytes; those of variable length begin with 4 bytes of length
 * </pre>
 *
 * <p>Threading: one thread at a time.
 */
final class RowBytes {
    private static final int NULL = 0;
    private static final int FALSE = 1;
    private static final int TRUE = 2;
    private static final int SHORT = 3;
    private static final int INTEGER = 4;
    private static final int LONG = 5;
    private static final int FLOAT = 6;
    private static final int DOUBLE = 7;
    private static final int SMALL_DECIMAL = 8;
    private static final int DECIMAL = 9;
    private static final int TEXT = 10;
    private static final int BYTES = 11;
    private static final int UUID_VALUE = 12;
    private static final int ROW = 13;
    private static final int ARRAY = 14;
    private static final int RECORD = 15;
    private static final int INTERVAL = 16;

    private byte[] bytes = new byte[1024];
    private int size;
    private int at;

    /** The bytes of the last row that was written, {@link #size()} of them. */
    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Writes a row from the start on. */
    void write(@Nullable Object[] row) {
        size = 0;
        putRow(row);
    }

    private void putRow(@Nullable Object[] row) {
        putInt(row.length);
        for (Object value : row) {
            put(value);
        }
    }

    private void put(@Nullable Object value) {
        if (value == null) {
            kind(NULL);
        } else if (value instanceof Long number) {
            kind(LONG);
            putLong(number);
        } else if (value instanceof Integer number) {
            kind(INTEGER);
            putInt(number);
        } else if (value instanceof String text) {
            kind(TEXT);
            putBytes(text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof BigDecimal decimal) {
            putDecimal(decimal);
        } else if (value instanceof Boolean truth) {
            kind(truth ? TRUE : FALSE);
        } else if (value instanceof Double number) {
            kind(DOUBLE);
            putLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Float number) {
            kind(FLOAT);
            putInt(Float.floatToRawIntBits(number));
        } else if (value instanceof Short number) {
            kind(SHORT);
            putInt(number);
        } else if (value instanceof byte[] array) {
            kind(BYTES);
            putBytes(array);
        } else if (value instanceof UUID uuid) {
            kind(UUID_VALUE);
            putLong(uuid.getMostSignificantBits());
            putLong(uuid.getLeastSignificantBits());
        } else if (value instanceof Interval interval) {
            kind(INTERVAL);
            putInt(interval.months());
            putInt(interval.days());
            putLong(interval.micros());
        } else if (value instanceof Object[] row) {
            kind(ROW);
            putRow(row);
        } else if (value instanceof SqlArray array) {
            kind(ARRAY);
            putArray(array);
        } else if (value instanceof SqlRecord record) {
            kind(RECORD);
            putRecord(record);
        } else if (value instanceof LargeObject large) {
            put(large.whole());
        } else {
            throw new IllegalStateException("no bytes for values of " + value.getClass());
        }
    }

    private void putRecord(SqlRecord record) {
        putInt(record.size());
        record.names().forEach(name -> putBytes(name.getBytes(StandardCharsets.UTF_8)));
        record.types().forEach(this::putType);
        putRow(record.values());
    }

    private SqlRecord readRecord() {
        int fields = readInt();
        List<String> names = new ArrayList<>();
        List<SqlType> types = new ArrayList<>();
        for (int i = 0; i < fields; i++) {
            names.add(new String(readBytes(), StandardCharsets.UTF_8));
        }
        for (int i = 0; i < fields; i++) {
            types.add(readType());
        }
        return new SqlRecord(names, types, readRow());
    }

    private void putType(SqlType type) {
        putBytes(type.name().name().getBytes(StandardCharsets.UTF_8));
        putInt(type.precision());
        putInt(type.scale());
        if (type.isArray()) {
            putType(type.elementType());
        }
    }

    private SqlType readType() {
        String name = new String(readBytes(), StandardCharsets.UTF_8);
        SqlType type = new SqlType(SqlType.Name.valueOf(name), readInt(), readInt());
        return type.isArray() ? SqlType.array(readType()) : type;
    }

    private void putArray(SqlArray array) {
        putType(array.elementType());
        putInt(array.dimensions());
        for (int i = 0; i < array.dimensions(); i++) {
            putInt(array.length(i));
        }
        putRow(array.elements());
    }

    private SqlArray readArray() {
        SqlType element = readType();
        int[] dimensions = new int[readInt()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = readInt();
        }
        return SqlArray.of(element, dimensions, readRow());
    }

    private void putDecimal(BigDecimal decimal) {
        BigInteger unscaled = decimal.unscaledValue();
        if (unscaled.bitLength() < Long.SIZE) {
            kind(SMALL_DECIMAL);
            putInt(decimal.scale());
            putLong(unscaled.longValue());
        } else {
            kind(DECIMAL);
            putInt(decimal.scale());
            putBytes(unscaled.toByteArray());
        }
    }

    private void kind(int kind) {
        reserve(1);
        bytes[size++] = (byte) kind;
    }

    private void putInt(int value) {
        reserve(Integer.BYTES);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    private void putLong(long value) {
        reserve(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    private void putBytes(byte[] array) {
        putInt(array.length);
        reserve(array.length);
        System.arraycopy(array, 0, bytes, size, array.length);
        size += array.length;
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }

    /** An array with room for a row of this many bytes, which {@link #read()} takes from its start. */
    byte[] toRead(int length) {
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        at = 0;
        return bytes;
    }

    /** The row whose bytes were put into {@link #toRead}. */
    @Nullable
    Object[] read() {
        return readRow();
    }

    private @Nullable Object[] readRow() {
        @Nullable Object[] row = new @Nullable Object[readInt()];
        for (int i = 0; i < row.length; i++) {
            row[i] = readValue();
        }
        return row;
    }

    private @Nullable Object readValue() {
        int kind = bytes[at++];
        return switch (kind) {
            case NULL -> null;
            case FALSE -> false;
            case TRUE -> true;
            case SHORT -> (short) readInt();
            case INTEGER -> readInt();
            case LONG -> readLong();
            case FLOAT -> Float.intBitsToFloat(readInt());
            case DOUBLE -> Double.longBitsToDouble(readLong());
            case SMALL_DECIMAL -> {
                int scale = readInt();
                yield BigDecimal.valueOf(readLong(), scale);
            }
            case DECIMAL -> {
                int scale = readInt();
                yield new BigDecimal(new BigInteger(readBytes()), scale);
            }
            case TEXT -> {
                int length = readInt();
                at += length;
                yield new String(bytes, at - length, length, StandardCharsets.UTF_8);
            }
            case BYTES -> readBytes();
            case UUID_VALUE -> {
                long high = readLong();
                yield new UUID(high, readLong());
            }
            case INTERVAL -> {
                int months = readInt();
                int days = readInt();
                yield Interval.of(months, days, readLong());
            }
            case ROW -> readRow();
            case ARRAY -> readArray();
            case RECORD -> readRecord();
            default -> throw new IllegalStateException("no values of kind " + kind);
        };
    }

    private int readInt() {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = (value << 8) | (bytes[at++] & 0xff);
        }
        return value;
    }

    private long readLong() {
        return ((long) readInt() << 32) | (readInt() & 0xffffffffL);
    }

    private byte[] readBytes() {
        int length = readInt();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }
}
