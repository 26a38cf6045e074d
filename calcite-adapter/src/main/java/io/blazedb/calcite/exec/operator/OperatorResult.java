/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.memory.RowReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one execution gives: rows of a query, or a count of a DML statement, which has run completely when this exists. */
public interface OperatorResult extends AutoCloseable {

    /** The next row as internal values, or null after the last one. A row stays valid and unchanged after the next call. */
    @Nullable
    Object @Nullable [] next();

    /** Rows changed; -1 for a query. */
    long updateCount();

    /** The rows inserted, or updated in their new form, whole and in table order, if the context asked to keep them. */
    RowReader writtenRows();

    /** Bytes that did not fit into the memory of the execution so far, by the operators whose they are. */
    Map<String, Long> spilled();

    @Override
    void close();
}
