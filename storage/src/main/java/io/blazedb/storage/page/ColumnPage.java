/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;

/**
 * Where things stand in a leaf that keeps its columns apart: a {@link KeyTable} without values in its cells, behind whose tails stand
 *
 * <pre>
 * size field
 *  4*c directory: for each slot kind u8, state u8, offset of its column u16
 *  ... columns, shapes and whole values, in any order, without gaps that matter
 *
 * header
 * offset size field
 *      8    1 bit 0: a value is a reference to a large one; bit 1: a value is stored whole
 *      9    1 zero
 *     10    2 number c of slots
 *     12    2 offset of the shapes; 0: every row has c slots and its values in the columns
 *     14    2 offset of the values stored whole; 0: there are none
 *
 * a column, if its state has bit 0; a column without has no values
 *     16 state has bit 2: smallest and largest value as ZoneKeys make them
 *    n/8 state has bit 1: NULL bitmap, lowest bit first, set for a row without value, rounded up to bytes
 *    n*w values of w bytes each; or for kinds without a width
 *    2*n ends of the values, u16, counted from the first byte behind
 *    ... values
 *
 * shapes
 *    2*n for each row its number of slots; 0xffff: it is stored whole; 0xfffe: it is a reference
 *
 * values stored whole
 *      2 number e
 *    4*e row u16, end of the value u16, counted from the first byte behind; rows ascend
 *    ... values
 * </pre>
 */
final class ColumnPage {
    static final int FLAGS_AT = 8;
    static final int HAS_LARGE = 1;
    static final int HAS_WHOLE = 2;
    static final int SLOTS_AT = 10;
    static final int SHAPES_AT = 12;
    static final int WHOLE_AT = 14;
    static final int ENTRY_BYTES = 4;
    static final int PRESENT = 1;
    static final int NULLS = 2;
    static final int ZONE = 4;
    static final int ZONE_BYTES = 16;
    static final int SHAPE_WHOLE = 0xffff;
    static final int SHAPE_LARGE = 0xfffe;
    static final int WHOLE_HEADER_BYTES = 2;
    static final int WHOLE_ENTRY_BYTES = 4;

    private ColumnPage() {}

    static int slots(byte[] page) {
        return BigEndian.getShort(page, SLOTS_AT);
    }

    static int directory(int rows) {
        return KeyTable.HEADER_BYTES + KeyTable.SLOT_BYTES * rows;
    }

    static int kind(byte[] page, int rows, int slot) {
        return page[directory(rows) + ENTRY_BYTES * slot];
    }

    static int state(byte[] page, int rows, int slot) {
        return page[directory(rows) + ENTRY_BYTES * slot + 1];
    }

    static int column(byte[] page, int rows, int slot) {
        return BigEndian.getShort(page, directory(rows) + ENTRY_BYTES * slot + 2);
    }

    static int bitmapBytes(int rows) {
        return (rows + 7) / 8;
    }

    /** Offset of the NULL bitmap of a column, if it has one. */
    static int bitmap(int column, int state) {
        return column + ((state & ZONE) != 0 ? ZONE_BYTES : 0);
    }

    /** Offset of the values of a column, or of their ends. */
    static int values(int column, int state, int rows) {
        return bitmap(column, state) + ((state & NULLS) != 0 ? bitmapBytes(rows) : 0);
    }

    static boolean isSet(byte[] page, int bitmap, int row) {
        return (page[bitmap + (row >> 3)] & 1 << (row & 7)) != 0;
    }

    /** The shape of a row. */
    static int shape(byte[] page, int row) {
        int shapes = BigEndian.getShort(page, SHAPES_AT);
        return shapes == 0 ? slots(page) : BigEndian.getShort(page, shapes + 2 * row);
    }

    static boolean isWhole(int shape) {
        return shape >= SHAPE_LARGE;
    }
}
