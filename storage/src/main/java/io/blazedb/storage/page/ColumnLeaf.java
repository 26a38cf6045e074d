/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.ColumnVector;
import io.blazedb.storage.column.RowFrame;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.column.ZoneKeys;
import io.blazedb.storage.column.ZoneRange;

/**
 * A leaf that keeps the columns of its rows apart. It says itself which columns it has, so leaves of several layouts can stand in one
 * tree. A row read as a whole is put together again from its columns, byte for byte as it was.
 *
 * <p>Format: {@link ColumnPage}; written by {@link ColumnLeafEncoder}.
 */
public final class ColumnLeaf implements LeafFormat {
    public static final ColumnLeaf FORMAT = new ColumnLeaf();

    private ColumnLeaf() {}

    @Override
    public int count(byte[] page) {
        return KeyTable.count(page);
    }

    @Override
    public int lowerBound(byte[] page, byte[] key) {
        return KeyTable.lowerBound(page, 0, key);
    }

    @Override
    public boolean keyEquals(byte[] page, int index, byte[] key) {
        return KeyTable.keyEquals(page, index, key);
    }

    @Override
    public int keyLength(byte[] page, int index) {
        return KeyTable.keyLength(page, index);
    }

    @Override
    public void copyKey(byte[] page, int index, byte[] into, int offset) {
        KeyTable.copyKey(page, index, into, offset);
    }

    @Override
    public boolean isLarge(byte[] page, int index) {
        return hasLarge(page) && ColumnPage.shape(page, index) == ColumnPage.SHAPE_LARGE;
    }

    @Override
    public boolean hasLarge(byte[] page) {
        return (page[ColumnPage.FLAGS_AT] & ColumnPage.HAS_LARGE) != 0;
    }

    /** Whether some rows do not stand in the columns. */
    public boolean hasWhole(byte[] page) {
        return page[ColumnPage.FLAGS_AT] != 0;
    }

    /** Whether the row does not stand in the columns: {@link #value} gives it as a whole. */
    public boolean isWhole(byte[] page, int index) {
        return ColumnPage.isWhole(ColumnPage.shape(page, index));
    }

    @Override
    public int copyPrefix(byte[] page, byte[] into) {
        return KeyTable.copyPrefix(page, into);
    }

    @Override
    public int copySuffix(byte[] page, int index, byte[] into, int prefixBytes) {
        return KeyTable.copySuffix(page, index, into, prefixBytes);
    }

    @Override
    public ByteSlice value(byte[] page, int index) {
        int shape = ColumnPage.shape(page, index);
        return ColumnPage.isWhole(shape) ? wholeValue(page, index) : ByteSlice.of(row(page, index, shape));
    }

    /** Copies the values of rows that stand in the columns to a vector. */
    public void copyColumn(byte[] page, int slot, int from, int to, ColumnVector vector, int at) {
        int rows = count(page);
        int state = slot < ColumnPage.slots(page) ? ColumnPage.state(page, rows, slot) : 0;
        if ((state & ColumnPage.PRESENT) == 0) {
            vector.setNulls(at, to - from);
            return;
        }
        int column = ColumnPage.column(page, rows, slot);
        int values = ColumnPage.values(column, state, rows);
        ColumnKind kind = kind(page, rows, slot);
        if ((state & ColumnPage.NULLS) != 0) {
            vector.setNulls(at, to - from, page, ColumnPage.bitmap(column, state), from);
        }
        if (kind.width() > 0) {
            vector.setAll(at, to - from, kind, page, values + kind.width() * from);
            return;
        }
        int base = values + 2 * rows;
        int start = from == 0 ? 0 : BigEndian.getShort(page, values + 2 * (from - 1));
        for (int row = from; row < to; row++) {
            int end = BigEndian.getShort(page, values + 2 * row);
            if (!vector.isNull(at + row - from)) {
                vector.set(at + row - from, page, base + start, end - start);
            }
            start = end;
        }
    }

    /** Bounds of every column; nothing is known if some rows do not stand in the columns. */
    @Override
    public Zones zones(byte[] page) {
        if (hasWhole(page)) {
            return Zones.NONE;
        }
        int rows = count(page);
        ColumnKind[] kinds =
                new ColumnKind[Math.min(ColumnPage.slots(page), io.blazedb.storage.column.Limits.LEAF_ZONE_SLOTS_MAX)];
        for (int slot = 0; slot < kinds.length; slot++) {
            kinds[slot] = kind(page, rows, slot);
        }
        Zones zones = Zones.ofAll(kinds).emptied();
        for (int i = 0; i < zones.count(); i++) {
            int slot = zones.slot(i);
            if ((ColumnPage.state(page, rows, slot) & ColumnPage.ZONE) != 0) {
                int at = ColumnPage.column(page, rows, slot);
                zones.set(i, BigEndian.getLong(page, at), BigEndian.getLong(page, at + 8));
            }
        }
        return zones;
    }

    /** Whether a row of the page may be within every range. */
    public boolean meet(byte[] page, ZoneRange[] ranges) {
        if (hasWhole(page)) {
            return true;
        }
        int rows = count(page);
        for (ZoneRange range : ranges) {
            int slot = range.column() - 1;
            if (slot >= ColumnPage.slots(page)) {
                return false;
            }
            int state = ColumnPage.state(page, rows, slot);
            if ((state & ColumnPage.PRESENT) == 0) {
                return false;
            }
            int at = ColumnPage.column(page, rows, slot);
            boolean comparable =
                    (state & ColumnPage.ZONE) != 0 && kind(page, rows, slot).domain() == range.domain();
            if (comparable && !range.meets(BigEndian.getLong(page, at), BigEndian.getLong(page, at + 8))) {
                return false;
            }
        }
        return true;
    }

    /** Whether every bound in the page is that of the values in it. */
    public boolean zonesAreExact(byte[] page) {
        int rows = count(page);
        for (int slot = 0; slot < ColumnPage.slots(page); slot++) {
            int state = ColumnPage.state(page, rows, slot);
            if ((state & ColumnPage.ZONE) != 0 && !zoneIsExact(page, rows, slot, state)) {
                return false;
            }
        }
        return true;
    }

    private static boolean zoneIsExact(byte[] page, int rows, int slot, int state) {
        int column = ColumnPage.column(page, rows, slot);
        ColumnKind kind = kind(page, rows, slot);
        long min = -1L;
        long max = 0;
        for (int row = 0; row < rows; row++) {
            if (!isNull(page, row, column, state)) {
                long key = ZoneKeys.of(
                        kind,
                        page,
                        valueStart(page, rows, column, state, kind, row),
                        valueLength(page, rows, column, state, kind, row));
                min = Zones.least(min, key);
                max = Zones.greatest(max, key);
            }
        }
        return min == BigEndian.getLong(page, column) && max == BigEndian.getLong(page, column + 8);
    }

    @Override
    public boolean isValid(byte[] page) {
        return ColumnLeafValidity.isValid(page);
    }

    /** The kind of a slot of a valid page. */
    static ColumnKind kind(byte[] page, int rows, int slot) {
        ColumnKind kind = ColumnKind.ofCode(ColumnPage.kind(page, rows, slot));
        return kind == null ? ColumnKind.NONE : kind;
    }

    static boolean isNull(byte[] page, int row, int column, int state) {
        return (state & ColumnPage.PRESENT) == 0
                || ((state & ColumnPage.NULLS) != 0 && ColumnPage.isSet(page, ColumnPage.bitmap(column, state), row));
    }

    static int valueStart(byte[] page, int rows, int column, int state, ColumnKind kind, int row) {
        int values = ColumnPage.values(column, state, rows);
        if (kind.width() > 0) {
            return values + kind.width() * row;
        }
        return values + 2 * rows + (row == 0 ? 0 : BigEndian.getShort(page, values + 2 * (row - 1)));
    }

    static int valueLength(byte[] page, int rows, int column, int state, ColumnKind kind, int row) {
        if (kind.width() > 0) {
            return kind.width();
        }
        int values = ColumnPage.values(column, state, rows);
        int start = row == 0 ? 0 : BigEndian.getShort(page, values + 2 * (row - 1));
        return BigEndian.getShort(page, values + 2 * row) - start;
    }

    private static byte[] row(byte[] page, int row, int slots) {
        int rows = KeyTable.count(page);
        int valueBytes = 0;
        for (int slot = 0; slot < slots; slot++) {
            int state = ColumnPage.state(page, rows, slot);
            int column = ColumnPage.column(page, rows, slot);
            if (!isNull(page, row, column, state)) {
                valueBytes += valueLength(page, rows, column, state, kind(page, rows, slot), row);
            }
        }
        RowFrame.Builder builder = new RowFrame.Builder(slots, valueBytes);
        for (int slot = 0; slot < slots; slot++) {
            int state = ColumnPage.state(page, rows, slot);
            int column = ColumnPage.column(page, rows, slot);
            if (isNull(page, row, column, state)) {
                builder.addNull();
            } else {
                ColumnKind kind = kind(page, rows, slot);
                builder.add(
                        page,
                        valueStart(page, rows, column, state, kind, row),
                        valueLength(page, rows, column, state, kind, row));
            }
        }
        return builder.finish();
    }

    private static ByteSlice wholeValue(byte[] page, int row) {
        int whole = BigEndian.getShort(page, ColumnPage.WHOLE_AT);
        int count = BigEndian.getShort(page, whole);
        int entries = whole + ColumnPage.WHOLE_HEADER_BYTES;
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (BigEndian.getShort(page, entries + ColumnPage.WHOLE_ENTRY_BYTES * middle) < row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int entry = entries + ColumnPage.WHOLE_ENTRY_BYTES * low;
        int start = low == 0 ? 0 : BigEndian.getShort(page, entry - ColumnPage.WHOLE_ENTRY_BYTES + 2);
        int length = BigEndian.getShort(page, entry + 2) - start;
        return new ByteSlice(page, entries + ColumnPage.WHOLE_ENTRY_BYTES * count + start, length);
    }

    /** Size of a leaf of rows of this layout. */
    static int leafBytes(TreeLayout layout, int pageBytes) {
        int wanted = layout.slots() > io.blazedb.storage.column.Limits.LEAF_ZONE_SLOTS_MAX
                ? Limits.COLUMN_LEAF_BYTES_MAX
                : Limits.COLUMN_LEAF_BYTES;
        return Math.max(wanted, pageBytes);
    }
}
