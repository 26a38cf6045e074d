/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.PlacedRows;
import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.RowCursor;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that are all there, with a position that moves both ways: 0 before the first row, 1 on it, and the count plus 1 after the last. */
final class MemoryCursor implements RowCursor {
    private final List<ResultColumn> columns;
    private final List<@Nullable Object[]> rows;
    private int position;

    MemoryCursor(List<ResultColumn> columns, List<@Nullable Object[]> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** Takes what is left of another cursor, and closes it. */
    static MemoryCursor drain(RowCursor source) {
        try (source) {
            return rest(source);
        }
    }

    /** Takes what is left of another cursor, which stays open. */
    static MemoryCursor rest(RowCursor source) {
        List<ResultColumn> columns = source.columns();
        List<@Nullable Object[]> rows = new ArrayList<>();
        while (source.next()) {
            rows.add(row(source, columns.size()));
        }
        return new MemoryCursor(columns, rows);
    }

    /** Rows that the engine holds. */
    static MemoryCursor of(PlacedRows rows) {
        return new MemoryCursor(rows.columns(), new PlacedList(rows));
    }

    /** The engine's rows as a list that nobody changes; the row that was asked for last is at hand. Any number of threads. */
    private static final class PlacedList extends AbstractList<@Nullable Object[]> {
        private final PlacedRows rows;
        private final int size;
        private int lastIndex = -1;
        private @Nullable Object[] last = {};

        PlacedList(PlacedRows rows) {
            this.rows = rows;
            this.size = rows.size();
        }

        @Override
        public synchronized @Nullable Object[] get(int index) {
            if (index != lastIndex) {
                last = rows.row(index);
                lastIndex = index;
            }
            return last;
        }

        @Override
        public int size() {
            return size;
        }
    }

    static @Nullable Object[] row(RowCursor source, int columnCount) {
        @Nullable Object[] row = new Object[columnCount];
        for (int i = 0; i < columnCount; i++) {
            row[i] = source.value(i);
        }
        return row;
    }

    @Override
    public List<ResultColumn> columns() {
        return columns;
    }

    @Override
    public boolean next() {
        moveTo(position + 1);
        return isOnRow();
    }

    @Override
    public @Nullable Object value(int column) {
        return rows.get(position - 1)[column];
    }

    int rowCount() {
        return rows.size();
    }

    int position() {
        return position;
    }

    boolean isOnRow() {
        return position > 0 && position <= rows.size();
    }

    /** Moves to a row, or to the nearer of the two ends. */
    void moveTo(long target) {
        position = (int) Math.max(0, Math.min(target, rows.size() + 1L));
    }

    /** Puts other values in the place of the current row. */
    void replace(@Nullable Object[] row) {
        rows.set(position - 1, row);
    }

    /** Takes the current row out; the one before it becomes current. */
    void remove() {
        rows.remove(position - 1);
        position--;
    }

    /** Adds a row after the last. */
    void append(@Nullable Object[] row) {
        rows.add(row);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
