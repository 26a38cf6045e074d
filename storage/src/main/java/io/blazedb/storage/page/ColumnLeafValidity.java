/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.column.ColumnKind;

/** Whether nothing in a leaf of columns leads outside of it. See {@link ColumnPage} for what is where. */
final class ColumnLeafValidity {
    private ColumnLeafValidity() {}

    static boolean isValid(byte[] page) {
        int rows = KeyTable.count(page);
        int slots = ColumnPage.slots(page);
        int flags = page[ColumnPage.FLAGS_AT];
        if (page.length > Limits.COLUMN_LEAF_BYTES_MAX
                || page[0] != PageType.COLUMN_LEAF
                || page[1] != 0
                || (flags & ~(ColumnPage.HAS_LARGE | ColumnPage.HAS_WHOLE)) != 0
                || page[ColumnPage.FLAGS_AT + 1] != 0
                || rows == 0
                || slots > io.blazedb.storage.column.Limits.LAYOUT_SLOTS_MAX
                || !KeyTable.isValid(page, ColumnPage.ENTRY_BYTES * slots, 0, 0)) {
            return false;
        }
        int from = ColumnPage.directory(rows) + ColumnPage.ENTRY_BYTES * slots;
        int to = KeyTable.cellsStart(page);
        for (int slot = 0; slot < slots; slot++) {
            if (!columnIsValid(page, rows, slot, from, to)) {
                return false;
            }
        }
        return shapesAreValid(page, rows, slots, from, to) && wholeValuesAreValid(page, rows, from, to);
    }

    private static boolean columnIsValid(byte[] page, int rows, int slot, int from, int to) {
        ColumnKind kind = ColumnKind.ofCode(ColumnPage.kind(page, rows, slot));
        int state = ColumnPage.state(page, rows, slot);
        if (kind == null || (state & ~(ColumnPage.PRESENT | ColumnPage.NULLS | ColumnPage.ZONE)) != 0) {
            return false;
        }
        if ((state & ColumnPage.PRESENT) == 0) {
            return state == 0;
        }
        boolean zoned = (state & ColumnPage.ZONE) != 0;
        int column = ColumnPage.column(page, rows, slot);
        int values = ColumnPage.values(column, state, rows);
        if (kind == ColumnKind.NONE || (zoned && kind.domain() == ColumnKind.Domain.NONE) || column < from) {
            return false;
        }
        if (kind.width() > 0) {
            return values + kind.width() * rows <= to;
        }
        return values + 2 * rows <= to && endsAreValid(page, values, 2, rows, to - values - 2 * rows);
    }

    private static boolean shapesAreValid(byte[] page, int rows, int slots, int from, int to) {
        int shapes = BigEndian.getShort(page, ColumnPage.SHAPES_AT);
        boolean large = false;
        boolean whole = false;
        if (shapes != 0) {
            if (shapes < from || shapes + 2 * rows > to) {
                return false;
            }
            for (int row = 0; row < rows; row++) {
                int shape = BigEndian.getShort(page, shapes + 2 * row);
                large |= shape == ColumnPage.SHAPE_LARGE;
                whole |= shape == ColumnPage.SHAPE_WHOLE;
                if (shape > slots && !ColumnPage.isWhole(shape)) {
                    return false;
                }
            }
        }
        return page[ColumnPage.FLAGS_AT] == ((large ? ColumnPage.HAS_LARGE : 0) | (whole ? ColumnPage.HAS_WHOLE : 0));
    }

    /** The values stored whole are exactly those of the rows whose shape says so. */
    private static boolean wholeValuesAreValid(byte[] page, int rows, int from, int to) {
        int at = BigEndian.getShort(page, ColumnPage.WHOLE_AT);
        if (page[ColumnPage.FLAGS_AT] == 0 || at == 0) {
            return page[ColumnPage.FLAGS_AT] == 0 && at == 0;
        }
        if (at < from || at + ColumnPage.WHOLE_HEADER_BYTES > to) {
            return false;
        }
        int count = BigEndian.getShort(page, at);
        int entries = at + ColumnPage.WHOLE_HEADER_BYTES;
        int values = entries + ColumnPage.WHOLE_ENTRY_BYTES * count;
        if (values > to || !endsAreValid(page, entries + 2, ColumnPage.WHOLE_ENTRY_BYTES, count, to - values)) {
            return false;
        }
        int next = 0;
        int start = 0;
        for (int row = 0; row < rows; row++) {
            int shape = ColumnPage.shape(page, row);
            if (ColumnPage.isWhole(shape)) {
                int entry = entries + ColumnPage.WHOLE_ENTRY_BYTES * next++;
                if (next > count || BigEndian.getShort(page, entry) != row) {
                    return false;
                }
                int end = BigEndian.getShort(page, entry + 2);
                if (shape == ColumnPage.SHAPE_LARGE && end - start != LargeReference.BYTES) {
                    return false;
                }
                start = end;
            }
        }
        return next == count;
    }

    private static boolean endsAreValid(byte[] page, int ends, int stride, int count, int limit) {
        int before = 0;
        for (int i = 0; i < count; i++) {
            int end = BigEndian.getShort(page, ends + stride * i);
            if (end < before) {
                return false;
            }
            before = end;
        }
        return before <= limit;
    }
}
