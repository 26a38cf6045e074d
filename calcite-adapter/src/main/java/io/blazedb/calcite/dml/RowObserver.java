/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.storage.WriteTransaction;
import org.jspecify.annotations.Nullable;

/** Stands beside the writing of rows, inside their transaction. */
public interface RowObserver {

    /** Whether writing rows of some table may write more rows. */
    boolean mayWriteMore(WriteTransaction transaction);

    /**
     * A row is about to be written; its values may be changed.
     *
     * @param oldRow internal values before; null for an insert
     * @param newRow internal values to be written
     */
    void beforeWrite(
            WriteTransaction transaction,
            TableDefinition table,
            @Nullable Object @Nullable [] oldRow,
            @Nullable Object[] newRow);

    /**
     * A row was written; more rows may be written in its transaction.
     *
     * @param key its key before; of an insert, the new one
     * @param oldRow internal values before; null for an insert
     * @param newKey its key after; of a delete, the old one
     * @param newRow internal values after; null for a delete
     */
    void rowChanged(
            WriteTransaction transaction,
            TableDefinition table,
            byte[] key,
            @Nullable Object @Nullable [] oldRow,
            byte[] newKey,
            @Nullable Object @Nullable [] newRow);
}
