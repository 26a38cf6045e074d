/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition.PublishedTable;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.subscription.WriteTerms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a peer may write, under the rules of one version of the catalog. Immutable; safe for any number of threads. */
final class WritableTables {
    /** Nothing. */
    static final WritableTables NONE = new WritableTables(List.of(), Map.of());

    private final List<String> publications;
    private final Map<String, WritableTable> tables;

    private WritableTables(List<String> publications, Map<String, WritableTable> tables) {
        this.publications = List.copyOf(publications);
        this.tables = tables;
    }

    /**
     * What a peer may write now.
     *
     * @throws io.blazedb.sync.error.SyncException INVALID_PUBLICATION
     */
    static WritableTables of(CatalogView catalog, Grants grants, Credentials peer, ConditionCompiler conditions) {
        List<PublicationDefinition> writable = grants.writable(catalog, peer);
        Map<String, WritableTable> tables = new LinkedHashMap<>();
        List<String> names = writable.stream().map(PublicationDefinition::name).toList();
        if (writable.isEmpty()) {
            return new WritableTables(names, tables);
        }
        List<PublicationDefinition> seen = grants.readable(catalog, peer);
        SubscriberContext context = SubscriberContext.of(peer);
        Projection projection = Projection.of(catalog, seen, Map.of(), conditions, context);
        for (ExportedTable exported : projection.tables()) {
            List<WritableTable.Part> parts =
                    exported.isOneToOne() ? parts(catalog, exported, writable, conditions) : List.of();
            if (!parts.isEmpty()) {
                WritableTable table = new WritableTable(catalog, exported, parts, conditions, context);
                tables.put(
                        name(exported.exported().schema(), exported.exported().name()), table);
            }
        }
        return new WritableTables(names, tables);
    }

    private static List<WritableTable.Part> parts(
            CatalogView catalog,
            ExportedTable exported,
            List<PublicationDefinition> writable,
            ConditionCompiler conditions) {
        List<WritableTable.Part> parts = new ArrayList<>();
        TableDefinition relation = exported.exported();
        for (PublicationDefinition publication : writable) {
            PublishedTable published = publication.table(relation.schema(), relation.name());
            if (published != null) {
                boolean[] columns = new boolean[exported.source().columns().size()];
                for (ColumnDefinition column : relation.columns()) {
                    columns[exported.sourcePlace(column.name())] =
                            published.columns().contains(column.name());
                }
                RowPredicate predicate =
                        PublishedSource.of(catalog, published, conditions).rows(conditions);
                parts.add(new WritableTable.Part(publication.name(), columns, predicate));
            }
        }
        return parts;
    }

    /** Names of the publications that may be written. */
    List<String> publications() {
        return publications;
    }

    /** The table of that name, or null if nothing of it may be written. */
    @Nullable
    WritableTable table(String schema, String table) {
        return tables.get(name(schema, table));
    }

    WriteTerms terms(long last) {
        return new WriteTerms(
                last, tables.values().stream().map(WritableTable::terms).toList());
    }

    private static String name(String schema, String table) {
        return schema + '\0' + table;
    }
}
