/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.Limits;
import io.blazedb.storage.column.RowFrame;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.column.ZoneKeys;
import java.util.Arrays;
import java.util.List;

/** Makes leaves that keep the columns of a layout apart. See {@link ColumnPage} for what is where. Not thread-safe. */
public final class ColumnLeafEncoder implements LeafEncoder {
    private final TreeLayout layout;
    private final Zones zones;
    private final RowFrame frame = new RowFrame();
    /** Of each slot: rows that have a value, and the bytes of those values if they differ in length. */
    private final int[] present;

    private final int[] bytes;

    public ColumnLeafEncoder(TreeLayout layout) {
        this.layout = layout;
        this.zones = Zones.of(layout);
        this.present = new int[layout.slots()];
        this.bytes = new int[layout.slots()];
    }

    @Override
    public Zones zones() {
        return zones;
    }

    @Override
    public int leafBytes(int pageBytes) {
        return ColumnLeaf.leafBytes(layout, pageBytes);
    }

    @Override
    public int fit(List<LeafEntry> entries, int from, int leafBytes) {
        Measure measure = new Measure();
        int to = from;
        while (to < entries.size()) {
            measure.add(entries, from, to);
            if (measure.usedBytes() > leafBytes) {
                break;
            }
            to++;
        }
        return Math.max(1, to - from);
    }

    @Override
    public int usedBytes(List<LeafEntry> entries, int from, int to) {
        return measure(entries, from, to).usedBytes();
    }

    private Measure measure(List<LeafEntry> entries, int from, int to) {
        Measure measure = new Measure();
        for (int i = from; i < to; i++) {
            measure.add(entries, from, i);
        }
        return measure;
    }

    /** What the entries of a leaf need, counted one after the other. */
    private final class Measure {
        private int rows;
        private int prefix;
        private long keyBytes;
        private int wholeRows;
        private int wholeBytes;
        private boolean shapes;

        Measure() {
            Arrays.fill(present, 0);
            Arrays.fill(bytes, 0);
        }

        void add(List<LeafEntry> entries, int from, int index) {
            LeafEntry entry = entries.get(index);
            byte[] first = entries.get(from).key();
            int common = rows == 0 ? first.length : Math.min(prefix, KeyTable.commonPrefix(first, entry.key()));
            if (common < prefix) {
                prefix = common;
                keyBytes = 0;
                for (int i = from; i < index; i++) {
                    keyBytes += KeyTable.restLength(entries.get(i).key().length - prefix);
                }
            }
            prefix = common;
            keyBytes += KeyTable.restLength(entry.key().length - prefix);
            rows++;
            if (!isRegular(entry)) {
                wholeRows++;
                wholeBytes += entry.value().length();
                shapes = true;
                return;
            }
            shapes |= frame.slots() != layout.slots();
            for (int slot = 0; slot < frame.slots(); slot++) {
                if (!frame.isNull(slot)) {
                    present[slot]++;
                    bytes[slot] += frame.length(slot);
                }
            }
        }

        int usedBytes() {
            long used = ColumnPage.directory(rows) + prefix + keyBytes + ColumnPage.ENTRY_BYTES * (long) layout.slots();
            for (int slot = 0; slot < layout.slots(); slot++) {
                used += columnBytes(slot);
            }
            used += shapes ? 2L * rows : 0;
            used += wholeRows == 0
                    ? 0
                    : ColumnPage.WHOLE_HEADER_BYTES + ColumnPage.WHOLE_ENTRY_BYTES * (long) wholeRows + wholeBytes;
            return (int) Math.min(used, Integer.MAX_VALUE);
        }

        int columnBytes(int slot) {
            if (present[slot] == 0) {
                return 0;
            }
            int width = layout.kind(slot).width();
            return ColumnPage.values(0, state(slot), rows) + (width > 0 ? width * rows : 2 * rows + bytes[slot]);
        }

        int state(int slot) {
            if (present[slot] == 0) {
                return 0;
            }
            boolean zoned =
                    slot < Limits.LEAF_ZONE_SLOTS_MAX && layout.kind(slot).domain() != ColumnKind.Domain.NONE;
            return ColumnPage.PRESENT | (present[slot] < rows ? ColumnPage.NULLS : 0) | (zoned ? ColumnPage.ZONE : 0);
        }
    }

    /** Whether the value is a row that its columns make again, and not a reference; leaves it in {@link #frame}. */
    private boolean isRegular(LeafEntry entry) {
        ByteSlice value = entry.value();
        if (entry.large()
                || !frame.read(value.array(), value.offset(), value.length())
                || frame.slots() > layout.slots()
                || !frame.isCanonical()) {
            return false;
        }
        for (int slot = 0; slot < frame.slots(); slot++) {
            if (!frame.isNull(slot)) {
                ColumnKind kind = layout.kind(slot);
                if (kind == ColumnKind.NONE || (kind.width() > 0 && kind.width() != frame.length(slot))) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public byte[] encode(List<LeafEntry> entries, int from, int to, int leafBytes) {
        Measure measure = measure(entries, from, to);
        int rows = to - from;
        byte[] page = new byte[leafBytes];
        int cell = writeKeys(page, entries, from, to, measure);
        BigEndian.putShort(page, ColumnPage.SLOTS_AT, layout.slots());
        int at = ColumnPage.directory(rows) + ColumnPage.ENTRY_BYTES * layout.slots();
        for (int slot = 0; slot < layout.slots(); slot++) {
            int entry = ColumnPage.directory(rows) + ColumnPage.ENTRY_BYTES * slot;
            page[entry] = (byte) layout.kind(slot).code();
            page[entry + 1] = (byte) measure.state(slot);
            if (present[slot] > 0) {
                BigEndian.putShort(page, entry + 2, at);
                startColumn(page, rows, measure.state(slot), at);
                at += measure.columnBytes(slot);
            }
        }
        if (measure.shapes) {
            BigEndian.putShort(page, ColumnPage.SHAPES_AT, at);
            at += 2 * rows;
        }
        if (measure.wholeRows > 0) {
            BigEndian.putShort(page, ColumnPage.WHOLE_AT, at);
            BigEndian.putShort(page, at, measure.wholeRows);
            at += ColumnPage.WHOLE_HEADER_BYTES + ColumnPage.WHOLE_ENTRY_BYTES * measure.wholeRows + measure.wholeBytes;
        }
        assert at <= cell;
        writeRows(page, entries, from, to);
        return page;
    }

    private int writeKeys(byte[] page, List<LeafEntry> entries, int from, int to, Measure measure) {
        int rows = to - from;
        int prefix = measure.prefix;
        int cells = page.length - prefix - (int) measure.keyBytes;
        KeyTable.writeHeader(page, PageType.COLUMN_LEAF, 0, rows, prefix, cells);
        System.arraycopy(entries.get(from).key(), 0, page, page.length - prefix, prefix);
        int cell = cells;
        for (int row = 0; row < rows; row++) {
            cell = KeyTable.writeKey(page, rows, row, entries.get(from + row).key(), prefix, cell);
        }
        return cells;
    }

    /** Sets the bounds to those of no values, and every row to NULL where there are any. */
    private static void startColumn(byte[] page, int rows, int state, int at) {
        if ((state & ColumnPage.ZONE) != 0) {
            BigEndian.putLong(page, at, -1L);
            BigEndian.putLong(page, at + 8, 0);
        }
        if ((state & ColumnPage.NULLS) != 0) {
            int bitmap = ColumnPage.bitmap(at, state);
            for (int row = 0; row < rows; row++) {
                page[bitmap + (row >> 3)] |= (byte) (1 << (row & 7));
            }
        }
    }

    private void writeRows(byte[] page, List<LeafEntry> entries, int from, int to) {
        int rows = to - from;
        int shapes = BigEndian.getShort(page, ColumnPage.SHAPES_AT);
        int whole = BigEndian.getShort(page, ColumnPage.WHOLE_AT);
        int wholeValues = whole == 0
                ? 0
                : whole
                        + ColumnPage.WHOLE_HEADER_BYTES
                        + ColumnPage.WHOLE_ENTRY_BYTES * BigEndian.getShort(page, whole);
        int wholeEntry = whole + ColumnPage.WHOLE_HEADER_BYTES;
        int wholeEnd = 0;
        int[] ends = new int[layout.slots()];
        for (int row = 0; row < rows; row++) {
            LeafEntry entry = entries.get(from + row);
            boolean regular = isRegular(entry);
            if (!regular) {
                ByteSlice value = entry.value();
                page[ColumnPage.FLAGS_AT] |= (byte) (entry.large() ? ColumnPage.HAS_LARGE : ColumnPage.HAS_WHOLE);
                System.arraycopy(value.array(), value.offset(), page, wholeValues + wholeEnd, value.length());
                wholeEnd += value.length();
                BigEndian.putShort(page, wholeEntry, row);
                BigEndian.putShort(page, wholeEntry + 2, wholeEnd);
                wholeEntry += ColumnPage.WHOLE_ENTRY_BYTES;
            }
            if (shapes != 0) {
                int shape = entry.large() ? ColumnPage.SHAPE_LARGE : ColumnPage.SHAPE_WHOLE;
                BigEndian.putShort(page, shapes + 2 * row, regular ? frame.slots() : shape);
            }
            writeColumns(page, rows, row, regular ? frame.slots() : 0, ends);
        }
    }

    /** Writes the values of a row, the first {@code slots} of which are in {@link #frame}. */
    private void writeColumns(byte[] page, int rows, int row, int slots, int[] ends) {
        for (int slot = 0; slot < layout.slots(); slot++) {
            if (present[slot] == 0) {
                continue;
            }
            ColumnKind kind = layout.kind(slot);
            int state = ColumnPage.state(page, rows, slot);
            int column = ColumnPage.column(page, rows, slot);
            int values = ColumnPage.values(column, state, rows);
            if (slot < slots && !frame.isNull(slot)) {
                int length = frame.length(slot);
                int at = kind.width() > 0 ? values + kind.width() * row : values + 2 * rows + ends[slot];
                System.arraycopy(frame.array(), frame.start(slot), page, at, length);
                ends[slot] += length;
                if ((state & ColumnPage.NULLS) != 0) {
                    page[ColumnPage.bitmap(column, state) + (row >> 3)] &= (byte) ~(1 << (row & 7));
                }
                if ((state & ColumnPage.ZONE) != 0) {
                    widen(page, column, ZoneKeys.of(kind, page, at, length));
                }
            }
            if (kind.width() == 0) {
                BigEndian.putShort(page, values + 2 * row, ends[slot]);
            }
        }
    }

    private static void widen(byte[] page, int column, long key) {
        BigEndian.putLong(page, column, Zones.least(BigEndian.getLong(page, column), key));
        BigEndian.putLong(page, column + 8, Zones.greatest(BigEndian.getLong(page, column + 8), key));
    }
}
