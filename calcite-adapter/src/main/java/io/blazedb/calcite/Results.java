/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.types.Coercions;
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

    /** The rows of a statement that wrote. */
    static SqlResult returned(RowCursor rows, long updateCount) {
        return new Result(rows, updateCount, null);
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

    private static final class ListCursor implements RowCursor {
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
