/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync;

import io.blazedb.calcite.OwnerTransaction;
import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.sync.publish.OwnedRows;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of an engine's main database. */
record EngineRows(SqlEngine engine) implements OwnedRows {

    @Override
    public <T> T commit(Function<Transaction, T> work) {
        T result = engine.inOwnerTransaction(owner -> work.apply(new InOwner(owner)));
        // What others are told of must not be undone by a power failure, however carefree the owner's own commits are.
        Store store = engine.store();
        store.sync(store.committedSequence());
        return result;
    }

    private record InOwner(OwnerTransaction owner) implements Transaction {
        @Override
        public WriteTransaction store() {
            return owner.store();
        }

        @Override
        public CatalogView catalog() {
            return owner.catalog();
        }

        @Override
        public TableWriter writer(TableDefinition table) {
            return owner.writer(table);
        }

        @Override
        public @Nullable Object defaultValue(TableDefinition table, int column) {
            return owner.defaultValue(table, column);
        }

        @Override
        public void undoable(Runnable work) {
            owner.undoable(work);
        }
    }
}
