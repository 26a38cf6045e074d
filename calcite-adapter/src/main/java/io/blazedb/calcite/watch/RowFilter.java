/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.watch;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.TableDefinition;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which rows of a table a watch may tell of, in one state of the catalog. Called by the watch's thread, and once by who starts it. */
@FunctionalInterface
public interface RowFilter {
    /** Everything. */
    RowFilter NONE = (catalog, table) -> row -> true;

    /**
     * A test of internal rows of the table.
     *
     * @throws io.blazedb.calcite.error.BlazeSqlException 42501 if the table may not be read as a whole; the watch ends
     */
    Predicate<@Nullable Object[]> of(CatalogView catalog, TableDefinition table);
}
