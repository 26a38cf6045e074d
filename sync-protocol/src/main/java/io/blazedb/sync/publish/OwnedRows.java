/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.storage.WriteTransaction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The owner's way to write its own rows, with all that statements do. Safe for any number of threads. */
public interface OwnedRows {

    /**
     * Runs something in one transaction and commits it, durably; all of it again if another transaction was faster.
     *
     * @throws io.blazedb.calcite.error.BlazeSqlException what the work throws, or why it could not be committed; nothing was changed then
     */
    <T> T commit(Function<Transaction, T> work);

    /** A transaction. One thread. */
    interface Transaction {
        WriteTransaction store();

        CatalogView catalog();

        /** Writes rows of a table with its indexes, constraints and links. */
        TableWriter writer(TableDefinition table);

        /** The value that a column gets by its default. */
        @Nullable
        Object defaultValue(TableDefinition table, int column);

        /** Does something with all that follows from it; what fails is undone. */
        void undoable(Runnable work);
    }
}
