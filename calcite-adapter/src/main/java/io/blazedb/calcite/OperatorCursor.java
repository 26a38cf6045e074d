/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.error.SqlErrors;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.exec.operator.OperatorResult;
import io.blazedb.calcite.types.Coercions;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a running query. Before its transaction changes something or ends, the rest of the rows is taken out of it, so that a
 * cursor always shows the state in which its query began.
 */
final class OperatorCursor implements InternalRows {
    private final List<ResultColumn> columns;
    private final OperatorResult result;
    private final boolean inTransaction;
    private final Runnable onClose;
    private final Function<RowReader, HeldRows> keep;
    private final Runnable requireReadable;
    private @Nullable HeldRows kept;
    private long rowsLeft;
    private boolean detached;
    private boolean closed;
    private @Nullable Object @Nullable [] row;
    private @Nullable BlazeSqlException failure;

    /**
     * A cursor.
     *
     * @param maxRows rows to give at most; 0 for all
     * @param keep holds the rest of the rows
     * @param inTransaction whether the rows come from the session's transaction, not from one of the cursor's own
     * @param requireReadable fails, before each row, if what the rows come from may not be read any more
     * @param onClose ends what the rows come from; called once
     */
    OperatorCursor(
            List<ResultColumn> columns,
            OperatorResult result,
            long maxRows,
            Function<RowReader, HeldRows> keep,
            boolean inTransaction,
            Runnable requireReadable,
            Runnable onClose) {
        this.keep = keep;
        this.requireReadable = requireReadable;
        this.columns = columns;
        this.result = result;
        this.rowsLeft = maxRows == 0 ? Long.MAX_VALUE : maxRows;
        this.inTransaction = inTransaction;
        this.onClose = onClose;
    }

    boolean isInTransaction() {
        return inTransaction;
    }

    @Override
    public List<ResultColumn> columns() {
        return columns;
    }

    @Override
    public boolean next() {
        if (closed) {
            throw new BlazeSqlException(SqlErrorCode.CLOSED, "the cursor is closed");
        }
        row = null;
        requireReadable.run();
        HeldRows held = kept;
        row = !detached ? fetch() : held == null ? null : held.nextRow();
        if (row == null && failure != null) {
            throw failure;
        }
        return row != null;
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
    public @Nullable PlacedRows placed() {
        requireReadable.run();
        detach();
        if (failure != null) {
            throw failure;
        }
        return kept;
    }

    /** Takes the rest of the rows into memory and lets go of the transaction. */
    void detach() {
        if (!closed && !detached) {
            kept = keep.apply(this::fetchOrEnd);
            detached = true;
            end();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            row = null;
            if (!detached) {
                end();
            } else if (kept != null) {
                kept.close();
            }
        }
    }

    /** The next row; a failure is told when the rows before it were given. */
    private @Nullable Object @Nullable [] fetchOrEnd() {
        try {
            return fetch();
        } catch (BlazeSqlException later) {
            failure = later;
            return null;
        }
    }

    private @Nullable Object @Nullable [] fetch() {
        if (rowsLeft == 0) {
            return null;
        }
        try {
            @Nullable Object[] next = result.next();
            rowsLeft = next == null ? 0 : rowsLeft - 1;
            return next;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failed) {
            throw SqlErrors.of(failed);
        }
    }

    private void end() {
        try {
            result.close();
        } finally {
            onClose.run();
        }
    }
}
