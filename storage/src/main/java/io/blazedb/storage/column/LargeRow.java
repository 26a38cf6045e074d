/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.column;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A row some of whose values are so large that they are read piece by piece. They stand before the row, so that they can be written
 * before their lengths are known.
 *
 * <pre>
 * offset size field
 * 0      1    8, which no row in one piece begins with
 * 1      ..   the large values, one after the other
 * ..     n    the row as {@link RowFrame} has it; a large value is 16 bytes there, its offset in the whole and its length
 * ..     m    bitmap of the slots with a large value, lowest bit first
 * ..     8    n and m
 * </pre>
 *
 * <p>Format: FORMAT.md, "Rows and keys of SQL tables". Valid as long as the value that it was read from.
 */
public final class LargeRow {
    /** The first byte. */
    public static final int MARKER = 8;

    /** Bytes of the reference to a large value. */
    public static final int REFERENCE_BYTES = 16;

    private static final int END_BYTES = 8;

    private final LargeValue value;
    private final ByteSlice fields;
    private final ByteSlice bitmap;

    private LargeRow(LargeValue value, ByteSlice fields, ByteSlice bitmap) {
        this.value = value;
        this.fields = fields;
        this.bitmap = bitmap;
    }

    /** What a value holds; null if it is a row in one piece. */
    public static @Nullable LargeRow of(LargeValue value) {
        byte[] marker = new byte[1];
        if (value.read(0, marker, 0, 1) < 1 || marker[0] != MARKER) {
            return null;
        }
        byte[] end = new byte[END_BYTES];
        long endAt = value.length() - END_BYTES;
        requireSound(endAt > 0);
        value.read(endAt, end, 0, END_BYTES);
        int fieldBytes = BigEndian.getInt(end, 0);
        int bitmapBytes = BigEndian.getInt(end, 4);
        requireSound(fieldBytes >= 0 && bitmapBytes >= 0 && fieldBytes <= Limits.WHOLE_VALUE_BYTES_MAX);
        requireSound(bitmapBytes <= fieldBytes && (long) fieldBytes + bitmapBytes < endAt);
        byte[] rest = new byte[fieldBytes + bitmapBytes];
        value.read(endAt - rest.length, rest, 0, rest.length);
        return new LargeRow(value, new ByteSlice(rest, 0, fieldBytes), new ByteSlice(rest, fieldBytes, bitmapBytes));
    }

    /** The row of a value that is kept in pieces, in which large values are references. */
    public static ByteSlice fieldsOf(LargeValue value) {
        LargeRow row = of(value);
        if (row != null) {
            return row.fields;
        }
        if (value.length() > Limits.WHOLE_VALUE_BYTES_MAX) {
            throw new StoreException(StoreErrorCode.TOO_LARGE, "rowBytes=" + value.length());
        }
        byte[] whole = new byte[(int) value.length()];
        value.read(0, whole, 0, whole.length);
        return ByteSlice.of(whole);
    }

    /** The row, in which large values are references. */
    public ByteSlice fields() {
        return fields;
    }

    public boolean isLarge(int slot) {
        int at = slot >> 3;
        return at < bitmap.length() && (bitmap.array()[bitmap.offset() + at] & 1 << (slot & 7)) != 0;
    }

    /** The large value that a reference in the row means. */
    public LargeValue open(byte[] reference) {
        requireSound(reference.length == REFERENCE_BYTES);
        long start = BigEndian.getLong(reference, 0);
        long length = BigEndian.getLong(reference, Long.BYTES);
        requireSound(start > 0 && length >= 0 && length <= value.length() - start);
        return new Part(value, start, length);
    }

    /** What follows the large values: the row, the bitmap, and how long they are. */
    public static byte[] end(byte[] fields, byte[] bitmap) {
        byte[] end = new byte[fields.length + bitmap.length + END_BYTES];
        System.arraycopy(fields, 0, end, 0, fields.length);
        System.arraycopy(bitmap, 0, end, fields.length, bitmap.length);
        BigEndian.putInt(end, fields.length + bitmap.length, fields.length);
        BigEndian.putInt(end, fields.length + bitmap.length + Integer.BYTES, bitmap.length);
        return end;
    }

    private static void requireSound(boolean sound) {
        if (!sound) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "a large row");
        }
    }

    private record Part(LargeValue whole, long start, long length) implements LargeValue {
        @Override
        public int read(long position, byte[] into, int offset, int wanted) {
            int part = (int) Math.max(0, Math.min(wanted, length - position));
            return part == 0 ? 0 : whole.read(start + position, into, offset, part);
        }
    }
}
