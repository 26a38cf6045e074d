/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.link;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import org.jspecify.annotations.Nullable;

/** What links need of whoever runs the transaction in which a row changes. */
public interface LinkEnvironment {

    /** A database whose tables links follow. */
    record Other(ReadTransaction transaction, CatalogView catalog, int namespace) {}

    /** Main's catalog as the transaction sees it. */
    CatalogView catalog(WriteTransaction transaction);

    /** A database by its alias, as this transaction sees it; null if it cannot be reached now. */
    @Nullable
    Other other(WriteTransaction transaction, String alias);

    /** Alias of the replica whose tables are in this namespace of main, or null. */
    @Nullable
    String aliasOf(int namespace);

    /** Writes rows of one of main's own tables, with links. */
    TableWriter writer(WriteTransaction transaction, TableDefinition table);
}
