/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.RowObserver;
import io.blazedb.storage.WriteTransaction;
import org.jspecify.annotations.Nullable;

/** Notes rows for the owner of an attached database and maintains the links that follow them. */
record JournaledRows(RowObserver journal, RowObserver links) implements RowObserver {

    @Override
    public boolean mayWriteMore(WriteTransaction transaction) {
        return links.mayWriteMore(transaction);
    }

    @Override
    public void beforeWrite(
            WriteTransaction transaction,
            TableDefinition table,
            @Nullable Object @Nullable [] oldRow,
            @Nullable Object[] newRow) {
        journal.beforeWrite(transaction, table, oldRow, newRow);
        links.beforeWrite(transaction, table, oldRow, newRow);
    }

    @Override
    public void rowChanged(
            WriteTransaction transaction,
            TableDefinition table,
            byte[] key,
            @Nullable Object @Nullable [] oldRow,
            byte[] newKey,
            @Nullable Object @Nullable [] newRow) {
        journal.rowChanged(transaction, table, key, oldRow, newKey, newRow);
        links.rowChanged(transaction, table, key, oldRow, newKey, newRow);
    }
}
