/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.column;

import io.blazedb.storage.bytes.BigEndian;
import java.util.Arrays;

/**
 * A row taken apart into the values of its slots, without knowing their types.
 *
 * <pre>
 * offset size        field
 * 0      1           width of an end offset in bytes: 1, 2 or 4
 * 1      2           number of slots
 * 3      slots/8     NULL bitmap, lowest bit first, set for NULL, rounded up to bytes
 * ..     slots*width end offset of each slot's value, counted from the first byte after this field
 * ..     ..          the values
 * </pre>
 *
 * <p>Format: FORMAT.md, "Rows and keys of SQL tables". Reused for row after row; not thread-safe.
 */
public final class RowFrame {
    static final int HEADER_BYTES = 3;

    private byte[] array = new byte[0];
    private int width;
    private int slots;
    private int bitmap;
    private int ends;
    private int values;
    private int valueBytes;

    /** A frame that looks at no row yet. */
    public RowFrame() {}

    /** Looks at another row; false if its header leads outside of it. Offsets are checked by {@link #isSound}. */
    public boolean read(byte[] row, int offset, int length) {
        if (length < HEADER_BYTES) {
            return false;
        }
        array = row;
        width = row[offset];
        slots = BigEndian.getShort(row, offset + 1);
        bitmap = offset + HEADER_BYTES;
        ends = bitmap + (slots + 7) / 8;
        values = ends + slots * width;
        valueBytes = offset + length - values;
        return (width == 1 || width == 2 || width == 4) && valueBytes >= 0;
    }

    /** Number of slots. */
    public int slots() {
        return slots;
    }

    /** Bytes of all values together. */
    public int valueBytes() {
        return valueBytes;
    }

    /** The bytes that {@link #start} counts in. */
    public byte[] array() {
        return array;
    }

    public boolean isNull(int slot) {
        return slot >= slots || (array[bitmap + (slot >> 3)] & 1 << (slot & 7)) != 0;
    }

    /** Where the value of a slot begins. */
    public int start(int slot) {
        return values + (slot == 0 ? 0 : end(slot - 1));
    }

    /** Bytes of the value of a slot. */
    public int length(int slot) {
        return end(slot) - (slot == 0 ? 0 : end(slot - 1));
    }

    /** Whether the value of a slot lies within the row. */
    public boolean isSound(int slot) {
        int from = slot == 0 ? 0 : end(slot - 1);
        int to = end(slot);
        return from >= 0 && from <= to && to <= valueBytes;
    }

    /** Whether the slots' values alone determine every byte of the row. */
    public boolean isCanonical() {
        if (width != endWidth(valueBytes)) {
            return false;
        }
        int before = 0;
        for (int slot = 0; slot < slots; slot++) {
            int end = end(slot);
            if (end < before || (isNull(slot) && end != before)) {
                return false;
            }
            before = end;
        }
        int unused = slots & 7;
        return before == valueBytes && (unused == 0 || (array[ends - 1] & 0xff) >> unused == 0xff >> unused);
    }

    private int end(int slot) {
        return switch (width) {
            case 1 -> array[ends + slot] & 0xff;
            case 2 -> BigEndian.getShort(array, ends + 2 * slot);
            default -> BigEndian.getInt(array, ends + 4 * slot);
        };
    }

    private static int endWidth(int valueBytes) {
        return valueBytes < 0x100 ? 1 : valueBytes < 0x10000 ? 2 : 4;
    }

    /** Puts a canonical row together from its values, slot after slot. */
    public static final class Builder {
        private final byte[] row;
        private final int width;
        private int ends;
        private final int values;
        private int end;
        private int slot;

        /** A row of so many slots and so many bytes of values; every slot must be added. */
        public Builder(int slots, int valueBytes) {
            width = endWidth(valueBytes);
            ends = HEADER_BYTES + (slots + 7) / 8;
            values = ends + slots * width;
            row = new byte[values + valueBytes];
            row[0] = (byte) width;
            BigEndian.putShort(row, 1, slots);
            Arrays.fill(row, HEADER_BYTES, ends, (byte) 0xff);
        }

        /** The next slot is NULL. */
        public void addNull() {
            putEnd();
        }

        /** The next slot has this value. */
        public void add(byte[] from, int offset, int length) {
            row[HEADER_BYTES + (slot >> 3)] &= (byte) ~(1 << (slot & 7));
            System.arraycopy(from, offset, row, values + end, length);
            end += length;
            putEnd();
        }

        public byte[] finish() {
            return row;
        }

        private void putEnd() {
            slot++;
            switch (width) {
                case 1 -> row[ends] = (byte) end;
                case 2 -> BigEndian.putShort(row, ends, end);
                default -> BigEndian.putInt(row, ends, end);
            }
            ends += width;
        }
    }
}
