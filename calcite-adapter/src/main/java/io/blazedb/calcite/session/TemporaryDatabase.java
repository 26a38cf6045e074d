/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableRows;
import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The temporary tables of one session: a database in memory that nobody else knows, made for the first of them. Nothing of it is in any
 * file, so nothing is left of it whatever becomes of the process.
 *
 * <p>One thread at a time.
 */
public final class TemporaryDatabase implements AutoCloseable {
    /** Its alias, and the schema that holds its tables; no attachment may have this name. */
    public static final String NAME = "pg_temp";

    private @Nullable Database database;

    /** Whether names of attachments and schemas must not be this one. */
    public static boolean isReserved(String name) {
        return name.equals(NAME);
    }

    /** The database, or null if the session has had no temporary table yet. */
    public @Nullable Database ifOpen() {
        return database;
    }

    /** The database, made now if there is none. */
    public Database open() {
        Database open = database;
        if (open == null) {
            Store store = Store.openInMemory(
                    NAME + UUID.randomUUID(),
                    StoreOptions.defaults()
                            .withDurability(Durability.OFF)
                            .withCacheBytes(Limits.TEMPORARY_CACHE_BYTES));
            try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                new CatalogWriter(transaction).putSchema(0, NAME);
                transaction.commit();
            }
            open = new Database(NAME, "", StoreResources.temporary(store), 0, null);
            database = open;
        }
        return open;
    }

    /** What ON COMMIT demands, in the transaction that is about to be committed. */
    static void beforeCommit(WriteTransaction transaction, CatalogView catalog) {
        List<TableDefinition> tables = catalog.tables(0, NAME);
        for (TableDefinition table : tables) {
            switch (table.options().onCommit()) {
                case DROP -> new CatalogWriter(transaction).dropTable(table);
                case DELETE_ROWS -> {
                    if (!TableRows.isEmpty(transaction, table)) {
                        transaction.clear(table.tree());
                        table.indexes().stream()
                                .mapToLong(IndexDefinition::tree)
                                .forEach(transaction::clear);
                    }
                }
                case PRESERVE_ROWS -> {}
            }
        }
    }

    @Override
    public void close() {
        Database open = database;
        if (open != null) {
            database = null;
            open.resources().store().close();
        }
    }
}
