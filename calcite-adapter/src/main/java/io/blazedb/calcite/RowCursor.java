/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a result, one after the other. One thread at a time; its values are the external ones of {@code SqlType}. */
public interface RowCursor extends AutoCloseable {

    List<ResultColumn> columns();

    /** Moves to the next row; false after the last. */
    boolean next();

    /** Whether it has all its rows: it needs its session no more, and closing it does nothing. */
    default boolean isComplete() {
        return false;
    }

    /**
     * All rows from here on, taken out of what gives them, to be read at any place; the cursor gives none any more, and they end with it.
     * Null if they are in memory anyway.
     */
    default @Nullable PlacedRows placed() {
        return null;
    }

    /** Value of a column of the current row, 0-based; null for NULL. */
    @Nullable
    Object value(int column);

    @Override
    void close();
}
