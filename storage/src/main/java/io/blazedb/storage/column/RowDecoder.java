/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.column;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;

/**
 * Takes columns out of many rows that stand whole in one array, column after column: each loop does one thing, and rows of one leaf stay in
 * the nearest cache meanwhile. Rows as {@link RowFrame} has them. Not thread-safe.
 */
final class RowDecoder {
    private byte[] page = new byte[0];
    private int count;
    private int[] starts = new int[0];
    /** Where the end offsets of each row stand, its values, and how many bytes of values it has. */
    private int[] ends = new int[0];

    private int[] values = new int[0];
    private int[] valueBytes = new int[0];
    private int slotsMin;

    /** Looks at other rows; false if some are so long, or so broken, that they have to be read one by one. */
    boolean read(byte[] from, int[] rowStarts, int[] lengths, int rows) {
        page = from;
        starts = rowStarts;
        count = rows;
        if (ends.length < rows) {
            ends = new int[rows];
            values = new int[rows];
            valueBytes = new int[rows];
        }
        slotsMin = Integer.MAX_VALUE;
        int wrong = 0;
        for (int i = 0; i < rows; i++) {
            int start = rowStarts[i];
            if (lengths[i] < RowFrame.HEADER_BYTES) {
                return false;
            }
            int slots = BigEndian.getShort(from, start + 1);
            int end = start + RowFrame.HEADER_BYTES + ((slots + 7) >> 3);
            ends[i] = end;
            values[i] = end + slots;
            valueBytes[i] = start + lengths[i] - end - slots;
            slotsMin = Math.min(slotsMin, slots);
            wrong |= valueBytes[i] | (from[start] - 1) | (1 - from[start]);
        }
        return wrong >= 0;
    }

    /** Puts the values of a slot into a vector; false if some rows do not have it. */
    boolean copy(int slot, ColumnVector vector, int at) {
        if (slot >= slotsMin) {
            return false;
        }
        if (vector.kind().isLong()) {
            longs(slot, vector, at);
        } else if (vector.kind().isDouble()) {
            doubles(slot, vector, at);
        } else {
            slices(slot, vector, at);
        }
        return true;
    }

    private void longs(int slot, ColumnVector vector, int at) {
        byte[] from = page;
        long[] into = vector.longs();
        int nullByte = RowFrame.HEADER_BYTES + (slot >> 3);
        int nullBit = 1 << (slot & 7);
        for (int i = 0; i < count; i++) {
            if ((from[starts[i] + nullByte] & nullBit) != 0) {
                vector.setNull(at + i);
                continue;
            }
            int end = from[ends[i] + slot] & 0xff;
            int start = slot == 0 ? 0 : from[ends[i] + slot - 1] & 0xff;
            requireSound(start, end, i);
            int value = values[i] + start;
            if (end - start == Integer.BYTES) {
                into[at + i] = BigEndian.getInt(from, value);
            } else if (end - start == Long.BYTES) {
                into[at + i] = BigEndian.getLong(from, value);
            } else {
                vector.set(at + i, from, value, end - start);
            }
        }
    }

    private void doubles(int slot, ColumnVector vector, int at) {
        byte[] from = page;
        double[] into = vector.doubles();
        int nullByte = RowFrame.HEADER_BYTES + (slot >> 3);
        int nullBit = 1 << (slot & 7);
        for (int i = 0; i < count; i++) {
            if ((from[starts[i] + nullByte] & nullBit) != 0) {
                vector.setNull(at + i);
                continue;
            }
            int end = from[ends[i] + slot] & 0xff;
            int start = slot == 0 ? 0 : from[ends[i] + slot - 1] & 0xff;
            requireSound(start, end, i);
            int value = values[i] + start;
            if (end - start == Double.BYTES) {
                into[at + i] = Double.longBitsToDouble(BigEndian.getLong(from, value));
            } else {
                vector.set(at + i, from, value, end - start);
            }
        }
    }

    private void slices(int slot, ColumnVector vector, int at) {
        byte[] from = page;
        byte[][] arrays = vector.arrays();
        int[] offsets = vector.offsets();
        int[] lengths = vector.lengths();
        int nullByte = RowFrame.HEADER_BYTES + (slot >> 3);
        int nullBit = 1 << (slot & 7);
        for (int i = 0; i < count; i++) {
            if ((from[starts[i] + nullByte] & nullBit) != 0) {
                vector.setNull(at + i);
                continue;
            }
            int end = from[ends[i] + slot] & 0xff;
            int start = slot == 0 ? 0 : from[ends[i] + slot - 1] & 0xff;
            requireSound(start, end, i);
            if (arrays[at + i] != from) {
                arrays[at + i] = from;
            }
            offsets[at + i] = values[i] + start;
            lengths[at + i] = end - start;
        }
    }

    private void requireSound(int start, int end, int row) {
        if (start > end || end > valueBytes[row]) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "value of a column");
        }
    }
}
