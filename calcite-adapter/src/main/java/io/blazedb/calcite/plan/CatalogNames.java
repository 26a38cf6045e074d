/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.DomainDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableStatistics;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What names mean in one state of a database's own catalog, without a session and without other databases.
 *
 * @param catalog the state
 * @param currentDatabase alias of the database
 */
record CatalogNames(CatalogView catalog, String currentDatabase, String currentSchema) implements PlanningContext {
    private static final double ROWS = 1_000;

    @Override
    public @Nullable ResolvedTable resolve(List<String> names) {
        List<String> own = own(names);
        TableDefinition table = own.size() == 1
                ? catalog.table(0, currentSchema, own.get(0))
                : own.size() == 2 ? catalog.table(0, own.get(0), own.get(1)) : null;
        if (table == null && names.size() == 2 && own.size() == 1) {
            table = catalog.table(0, names.get(0), names.get(1));
        }
        return table == null ? null : new ResolvedTable(currentDatabase, table);
    }

    @Override
    public @Nullable DomainDefinition domain(List<String> names) {
        List<String> own = own(names);
        return own.size() == 1
                ? catalog.domain(currentSchema, own.get(0))
                : own.size() == 2 ? catalog.domain(own.get(0), own.get(1)) : null;
    }

    /** The names behind that of the database. */
    private List<String> own(List<String> names) {
        return names.size() > 1 && names.get(0).equals(currentDatabase) ? names.subList(1, names.size()) : names;
    }

    @Override
    public PlanningContext inSchema(String database, String schema) {
        return new CatalogNames(catalog, currentDatabase, schema);
    }

    @Override
    public Set<String> databases() {
        return Set.of(currentDatabase);
    }

    @Override
    public @Nullable TableStatistics statistics(ResolvedTable table) {
        return null;
    }

    @Override
    public double estimatedRows(ResolvedTable table) {
        return ROWS;
    }
}
