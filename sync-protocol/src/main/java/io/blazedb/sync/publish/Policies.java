/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition.PublishedTable;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.security.TableRights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Row-level security of published tables: a subscriber is no role of the database, so the policies for PUBLIC are its policies. Their
 * condition joins the publication's own; what cannot be evaluated over a row alone makes the publication invalid.
 */
final class Policies {
    private Policies() {}

    /** The publications with the conditions of policies in those of their tables. */
    static List<PublicationDefinition> applied(CatalogView catalog, List<PublicationDefinition> publications) {
        List<PublicationDefinition> applied = new ArrayList<>(publications.size());
        for (PublicationDefinition publication : publications) {
            List<PublishedTable> tables = new ArrayList<>();
            for (PublishedTable table : publication.tables()) {
                tables.add(
                        new PublishedTable(table.schema(), table.table(), table.columns(), condition(catalog, table)));
            }
            applied.add(new PublicationDefinition(publication.name(), publication.version(), List.copyOf(tables)));
        }
        return List.copyOf(applied);
    }

    private static @Nullable String condition(CatalogView catalog, PublishedTable published) {
        TableDefinition table = catalog.table(0, published.schema(), published.table());
        String policies = table == null ? null : TableRights.ofSubscribers(catalog, table);
        String where = published.whereSql();
        if (policies == null || where == null) {
            return policies == null ? where : policies;
        }
        return "(" + where + "\n) AND (" + policies + ")";
    }
}
