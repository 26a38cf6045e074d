/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import org.jspecify.annotations.Nullable;

/** What a statement gave: rows or a count. */
public interface SqlResult extends AutoCloseable {

    /** The rows; null for a statement that gives a count. A DML statement with RETURNING gives rows and a count. */
    @Nullable
    RowCursor rows();

    /** Rows changed; 0 for DDL and session statements; -1 for a query. */
    long updateCount();

    /** The asked-for columns of inserted or changed rows; null if none were asked for. */
    @Nullable
    RowCursor generatedKeys();

    @Override
    void close();
}
