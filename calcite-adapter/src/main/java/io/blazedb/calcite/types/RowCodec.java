/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.column.LargeRow;
import io.blazedb.storage.column.RowFrame;
import io.blazedb.storage.error.StoreException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows to bytes and back. A column stands in the slot of its stable id, so a row outlives changes of its table: a column added later
 * reads as NULL, a dropped one is skipped, and nothing is rewritten.
 *
 * <pre>
 * offset size        field
 * 0      1           width of an end offset in bytes: 1, 2 or 4
 * 1      2           slots: the highest column id when the row was written
 * 3      slots/8     NULL bitmap, lowest bit first, set for NULL, rounded up to bytes
 * ..     slots*width end offset of each slot's value, counted from the first byte after this field
 * ..     ..          the values
 * </pre>
 *
 * <p>A row with large objects is laid out as {@link LargeRow} says. Numbers are big-endian, texts UTF-8, a DECIMAL is its scale in two bytes and its unscaled value.
 *
 * <p>Immutable; safe for any number of threads.
 */
public final class RowCodec {
    private static final int HEADER_BYTES = 3;

    private final SqlType[] types;
    private final int[] slots;
    /** Position of the column in each slot, -1 for none. */
    private final int[] columnOfSlot;

    private final int slotCount;

    /**
     * A codec of rows with these columns.
     *
     * @param types type of each column
     * @param ids id of each column, 1 and above
     */
    public RowCodec(SqlType[] types, int[] ids) {
        this.types = types.clone();
        this.slots = new int[ids.length];
        int highest = 0;
        for (int i = 0; i < ids.length; i++) {
            slots[i] = ids[i] - 1;
            highest = Math.max(highest, ids[i]);
        }
        this.slotCount = highest;
        this.columnOfSlot = new int[highest];
        Arrays.fill(columnOfSlot, -1);
        for (int i = 0; i < slots.length; i++) {
            columnOfSlot[slots[i]] = i;
        }
    }

    public int columnCount() {
        return types.length;
    }

    /** A row of internal values as bytes. */
    public byte[] encode(@Nullable Object[] row) {
        // Values whose length is not known in advance are encoded first: the row is written once, where it stays.
        byte @Nullable [][] variable = new byte @Nullable [slotCount][];
        int valueBytes = 0;
        for (int slot = 0; slot < slotCount; slot++) {
            int column = columnOfSlot[slot];
            Object value = column < 0 ? null : row[column];
            if (value != null) {
                int bytes = RowValues.fixedBytes(types[column]);
                if (bytes < 0) {
                    byte[] encoded = RowValues.encode(value, types[column]);
                    variable[slot] = encoded;
                    bytes = encoded.length;
                }
                valueBytes = Math.addExact(valueBytes, bytes);
            }
        }
        int endsStart = HEADER_BYTES + (slotCount + 7) / 8;
        int width = valueBytes < 0x100 ? 1 : valueBytes < 0x10000 ? 2 : 4;
        int valuesStart = endsStart + slotCount * width;
        byte[] bytes = new byte[Math.addExact(valuesStart, valueBytes)];
        bytes[0] = (byte) width;
        bytes[1] = (byte) (slotCount >> 8);
        bytes[2] = (byte) slotCount;
        writeBitmap(row, bytes);
        int at = valuesStart;
        for (int slot = 0; slot < slotCount; slot++) {
            int column = columnOfSlot[slot];
            Object value = column < 0 ? null : row[column];
            byte[] encoded = variable[slot];
            if (encoded != null) {
                System.arraycopy(encoded, 0, bytes, at, encoded.length);
                at += encoded.length;
            } else if (value != null) {
                at = RowValues.writeFixed(bytes, at, value, types[column]);
            }
            putEnd(bytes, endsStart + slot * width, width, at - valuesStart);
        }
        return bytes;
    }

    private static void putEnd(byte[] bytes, int at, int width, int end) {
        if (width == 1) {
            bytes[at] = (byte) end;
        } else if (width == 2) {
            bytes[at] = (byte) (end >> 8);
            bytes[at + 1] = (byte) end;
        } else {
            BigEndian.putInt(bytes, at, end);
        }
    }

    private void writeBitmap(@Nullable Object[] row, byte[] bytes) {
        Arrays.fill(bytes, HEADER_BYTES, HEADER_BYTES + (slotCount + 7) / 8, (byte) 0xff);
        for (int i = 0; i < slots.length; i++) {
            if (row[i] != null) {
                bytes[HEADER_BYTES + (slots[i] >> 3)] &= (byte) ~(1 << (slots[i] & 7));
            }
        }
    }

    /** All columns of a row. */
    public @Nullable Object[] decode(ByteSlice row) {
        @Nullable Object[] values = new @Nullable Object[types.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = column(row, i);
        }
        return values;
    }

    /** The given columns of a row, written to the same positions of {@code target}. */
    public void decode(ByteSlice row, int[] columns, @Nullable Object[] target) {
        for (int column : columns) {
            target[column] = column(row, column);
        }
    }

    /** One column of a row, without looking at the others. */
    public @Nullable Object column(ByteSlice row, int column) {
        byte[] bytes = row.array();
        int start = row.offset();
        if (row.length() < HEADER_BYTES) {
            throw damaged();
        }
        int width = bytes[start];
        if (width == LargeRow.MARKER) {
            return whole(row, column);
        }
        int count = BigEndian.getUnsignedShort(bytes, start + 1);
        int slot = slots[column];
        int ends = start + HEADER_BYTES + (count + 7) / 8;
        int values = ends + count * width;
        int limit = start + row.length();
        boolean known = width == 1 || width == 2 || width == 4;
        if (!known || values > limit) {
            throw damaged();
        }
        if (slot >= count || (bytes[start + HEADER_BYTES + (slot >> 3)] & 1 << (slot & 7)) != 0) {
            return null;
        }
        int from = slot == 0 ? 0 : offset(bytes, ends + (slot - 1) * width, width);
        int to = offset(bytes, ends + slot * width, width);
        if (from < 0 || to < from || to > limit - values) {
            throw damaged();
        }
        return RowValues.read(bytes, values + from, to - from, types[column]);
    }

    private @Nullable Object whole(ByteSlice row, int column) {
        try {
            LargeRow large = Objects.requireNonNull(LargeRow.of(LargeValue.of(row)));
            Object value = column(large, column, () -> true);
            return value == null ? null : LargeObject.whole(value);
        } catch (StoreException malformed) {
            throw damaged();
        }
    }

    /**
     * One column of a row with large values, which come as large objects.
     *
     * @param isOpen whether the transaction lasts that the row was read in
     */
    public @Nullable Object column(LargeRow row, int column, BooleanSupplier isOpen) {
        if (!row.isLarge(slots[column])) {
            return column(row.fields(), column);
        }
        RowFrame frame = new RowFrame();
        ByteSlice fields = row.fields();
        boolean isRow = frame.read(fields.array(), fields.offset(), fields.length());
        if (!isRow || frame.isNull(slots[column]) || !frame.isSound(slots[column])) {
            throw damaged();
        }
        int at = frame.start(slots[column]);
        byte[] reference = Arrays.copyOfRange(frame.array(), at, at + frame.length(slots[column]));
        return new StoredObject(row.open(reference), types[column].name() == SqlType.Name.VARCHAR, isOpen);
    }

    /** Whether a row has values that are written piece by piece. */
    public static boolean isLarge(@Nullable Object[] row) {
        for (Object value : row) {
            if (value instanceof LargeObject) {
                return true;
            }
        }
        return false;
    }

    /** A row of the change feed in one piece: without its large objects if they are too long to be held in memory. */
    public @Nullable ByteSlice inOnePiece(@Nullable ByteSlice row, @Nullable LargeValue large) {
        if (large == null) {
            return row;
        }
        if (large.length() <= Limits.FEED_ROW_BYTES_MAX) {
            byte[] whole = new byte[(int) large.length()];
            large.read(0, whole, 0, whole.length);
            return ByteSlice.of(whole);
        }
        LargeRow parts = LargeRow.of(large);
        if (parts == null) {
            throw damaged();
        }
        @Nullable Object[] values = new @Nullable Object[types.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = column(parts, i, () -> true);
        }
        return ByteSlice.of(encodeWithoutLarge(values));
    }

    /** A row as bytes in which large objects are NULL. */
    public byte[] encodeWithoutLarge(@Nullable Object[] row) {
        @Nullable Object[] rest = row.clone();
        for (int i = 0; i < rest.length; i++) {
            rest[i] = rest[i] instanceof LargeObject ? null : rest[i];
        }
        return encode(rest);
    }

    /** A row with large objects as bytes; reads them while it is read. */
    public InputStream encodeLarge(@Nullable Object[] row) {
        return new LargeRowEncoder(row, this::encodeFields);
    }

    /** The row with references in place of its large objects, and what stands behind it. */
    private byte[] encodeFields(@Nullable Object[] row, @Nullable Object[] references) {
        SqlType[] encoded = types.clone();
        byte[] bitmap = new byte[(slotCount + 7) / 8];
        for (int i = 0; i < row.length; i++) {
            if (row[i] instanceof LargeObject) {
                encoded[i] = SqlType.BLOB;
                bitmap[slots[i] >> 3] |= (byte) (1 << (slots[i] & 7));
            }
        }
        int[] ids = Arrays.stream(slots).map(slot -> slot + 1).toArray();
        return LargeRow.end(new RowCodec(encoded, ids).encode(references), bitmap);
    }

    private static int offset(byte[] bytes, int at, int width) {
        if (width == 1) {
            return bytes[at] & 0xff;
        }
        return width == 2 ? BigEndian.getUnsignedShort(bytes, at) : BigEndian.getInt(bytes, at);
    }

    static BlazeSqlException damaged() {
        return new BlazeSqlException(SqlErrorCode.DATA_CORRUPTED, "a stored row cannot be read");
    }
}
