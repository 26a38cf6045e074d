/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.Moment;
import org.jspecify.annotations.Nullable;

/** One state of a served database, as its owner shows it: every query of a statement, or of a transaction, sees the same. One thread at a time. */
public interface RemoteView extends AutoCloseable {

    /**
     * Begins a query. Several may be open at a time.
     *
     * @throws io.blazedb.calcite.error.BlazeSqlException 08001 the owner does not run, 42501 access was taken back
     */
    Rows query(RemoteQuery query);

    /** What it shows, which the owner is asked for if it has not told; null if the owner does not tell. */
    @Nullable
    Moment moment();

    @Override
    void close();
}
