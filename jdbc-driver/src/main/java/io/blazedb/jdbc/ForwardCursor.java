/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.RowCursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine's cursor with a look at whether another row follows. Looking moves the cursor ahead, so the current row is copied before.
 */
final class ForwardCursor {
    private final RowCursor source;
    private final List<ResultColumn> columns;
    private @Nullable Object @Nullable [] copy;
    private boolean ahead;
    private boolean aheadOnRow;
    private boolean onRow;
    private boolean ended;
    private long position;

    ForwardCursor(RowCursor source) {
        this.source = source;
        this.columns = source.columns();
    }

    boolean next() {
        if (ended) {
            return false;
        }
        onRow = ahead ? aheadOnRow : source.next();
        ahead = false;
        copy = null;
        ended = !onRow;
        position += onRow ? 1 : 0;
        return onRow;
    }

    boolean hasNext() {
        if (ended) {
            return false;
        }
        if (!ahead) {
            if (onRow) {
                copy = MemoryCursor.row(source, columns.size());
            }
            aheadOnRow = source.next();
            ahead = true;
        }
        return aheadOnRow;
    }

    @Nullable
    Object value(int column) {
        @Nullable Object[] row = copy;
        return row == null ? source.value(column) : row[column];
    }

    boolean isOnRow() {
        return onRow;
    }

    boolean isEnded() {
        return ended;
    }

    /** Rows seen so far: the number of the current row. */
    long position() {
        return position;
    }
}
