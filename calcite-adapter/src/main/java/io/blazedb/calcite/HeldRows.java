/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.RowList;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.types.Coercions;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rows of a result that were all read before the first one is given; beyond memory they live until the cursor or its session is closed. */
final class HeldRows implements InternalRows, PlacedRows {
    private final List<ResultColumn> columns;
    private final MemoryAccount account;
    private final RowList rows;
    private final Consumer<HeldRows> onClose;
    private @Nullable RowReader reader;
    private @Nullable Object @Nullable [] row;
    private boolean closed;

    /**
     * No rows yet.
     *
     * @param onClose called when the cursor is closed
     */
    HeldRows(List<ResultColumn> columns, MemoryAccount account, Consumer<HeldRows> onClose) {
        this.columns = columns;
        this.account = account;
        this.rows = new RowList(account.share("Result"));
        this.onClose = onClose;
    }

    /** Adds rows; before the first one is asked for. */
    void addAll(RowReader source, long maxRows) {
        @Nullable Object[] next;
        while ((maxRows == 0 || rows.size() < maxRows) && (next = source.next()) != null) {
            rows.add(Results.whole(next));
        }
        rows.complete();
    }

    /** Lets somebody add rows; before the first one is asked for. */
    void fill(Consumer<Consumer<@Nullable Object[]>> source) {
        source.accept(rows::add);
        rows.complete();
    }

    @Override
    public List<ResultColumn> columns() {
        return columns;
    }

    @Override
    public boolean next() {
        row = nextRow();
        return row != null;
    }

    /** The next row as internal values, or null after the last one. */
    @Nullable
    Object @Nullable [] nextRow() {
        if (closed) {
            throw new BlazeSqlException(SqlErrorCode.CLOSED, "the cursor is closed");
        }
        RowReader open = reader == null ? rows.read() : reader;
        reader = open;
        return open.next();
    }

    @Override
    public PlacedRows placed() {
        return this;
    }

    @Override
    public int size() {
        if (rows.size() > Integer.MAX_VALUE - 1) {
            throw new BlazeSqlException(SqlErrorCode.LIMIT_EXCEEDED, "more rows than can be scrolled through");
        }
        return (int) rows.size();
    }

    @Override
    public @Nullable Object[] row(int index) {
        if (closed) {
            throw new BlazeSqlException(SqlErrorCode.CLOSED, "the cursor is closed");
        }
        @Nullable Object[] external = rows.get(index).clone();
        for (int i = 0; i < external.length; i++) {
            external[i] = Coercions.toExternal(external[i], columns.get(i).type());
        }
        return external;
    }

    @Override
    public boolean isComplete() {
        return !rows.isSpilled();
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
        if (rows.isSpilled() && !closed) {
            closed = true;
            account.close();
            onClose.accept(this);
        }
    }
}
