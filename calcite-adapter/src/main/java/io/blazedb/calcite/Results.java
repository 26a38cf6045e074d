/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.LargeObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Results that are complete, and the one of a running query. */
final class Results {
    private Results() {}

    /** A result without rows. */
    static SqlResult count(long updateCount) {
        return new Result(null, updateCount, null);
    }

    static SqlResult count(long updateCount, @Nullable RowCursor generatedKeys) {
        return new Result(null, updateCount, generatedKeys);
    }

    static SqlResult rows(RowCursor rows) {
        return new Result(rows, -1, null);
    }

    /** A result of one row of internal values, or of none. */
    static SqlResult row(List<ResultColumn> columns, @Nullable Object @Nullable [] row) {
        return new Single(columns, row);
    }

    /** The rows of a statement that wrote. */
    static SqlResult returned(RowCursor rows, long updateCount) {
        return new Result(rows, updateCount, null);
    }

    /** A row that outlives its transaction: with all of its large objects. */
    static @Nullable Object[] whole(@Nullable Object[] row) {
        @Nullable Object[] whole = row.clone();
        for (int i = 0; i < whole.length; i++) {
            Object value = whole[i];
            whole[i] = value == null ? null : LargeObject.whole(value);
        }
        return whole;
    }

    /** A cursor over rows of internal values. */
    static RowCursor cursor(List<ResultColumn> columns, List<@Nullable Object[]> rows) {
        return new ListCursor(columns, rows);
    }

    private record Result(
            @Nullable RowCursor rows,
            long updateCount,
            @Nullable RowCursor generatedKeys) implements SqlResult {
        @Override
        public void close() {
            if (rows != null) {
                rows.close();
            }
        }
    }

    /** A result and its cursor in one. */
    private static final class Single implements SqlResult, InternalRows {
        private final List<ResultColumn> columns;
        private @Nullable Object @Nullable [] next;
        private @Nullable Object @Nullable [] row;

        Single(List<ResultColumn> columns, @Nullable Object @Nullable [] row) {
            this.columns = columns;
            this.next = row;
        }

        @Override
        public RowCursor rows() {
            return this;
        }

        @Override
        public long updateCount() {
            return -1;
        }

        @Override
        public @Nullable RowCursor generatedKeys() {
            return null;
        }

        @Override
        public List<ResultColumn> columns() {
            return columns;
        }

        @Override
        public boolean next() {
            row = next;
            next = null;
            return row != null;
        }

        @Override
        public boolean isComplete() {
            return true;
        }

        @Override
        public @Nullable Object @Nullable [] row() {
            return row;
        }

        @Override
        public @Nullable Object value(int column) {
            @Nullable Object[] current = row;
            if (current == null) {
                throw new BlazeSqlException(SqlErrorCode.DATA_EXCEPTION, "the cursor is not on a row");
            }
            return Coercions.toExternal(current[column], columns.get(column).type());
        }

        @Override
        public void close() {
            // The row is in memory.
        }
    }

    private static final class ListCursor implements InternalRows {
        private final List<ResultColumn> columns;
        private final List<@Nullable Object[]> rows;
        private int at = -1;

        ListCursor(List<ResultColumn> columns, List<@Nullable Object[]> rows) {
            this.columns = columns;
            this.rows = rows;
        }

        @Override
        public List<ResultColumn> columns() {
            return columns;
        }

        @Override
        public boolean next() {
            at = Math.min(at + 1, rows.size());
            return at < rows.size();
        }

        @Override
        public boolean isComplete() {
            return true;
        }

        @Override
        public @Nullable Object @Nullable [] row() {
            return rows.get(at);
        }

        @Override
        public @Nullable Object value(int column) {
            return Coercions.toExternal(
                    rows.get(at)[column], columns.get(column).type());
        }

        @Override
        public void close() {
            // The rows are in memory.
        }
    }
}
