/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.LinkDefinition;
import io.blazedb.calcite.catalog.PolicyDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition.PublishedTable;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.plan.PublishedView;
import io.blazedb.calcite.session.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What hangs on a table or view: publications, of a table also those of views that show its rows, and links. */
final class Dependents {
    private final DdlContext context;
    private final Names names;

    Dependents(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    /** Whether somebody follows the table's rows one by one. */
    boolean isFollowed(Names.Found found) {
        TableDefinition table = found.table();
        CatalogView catalog = names.catalog(found.database());
        for (PublicationDefinition publication : catalog.publications()) {
            if (publication.tables().stream().anyMatch(published -> shows(catalog, published, table))) {
                return true;
            }
        }
        for (LinkDefinition link : catalog.links()) {
            if (followsOther(link, found.database(), table)) {
                return true;
            }
        }
        return false;
    }

    /** Removes the table from publications and drops its links, or refuses if there are any. */
    void release(Names.Found found, boolean cascade) {
        TableDefinition table = found.table();
        CatalogView catalog = names.catalog(found.database());
        CatalogWriter writer = names.catalogWriter(found.database());
        for (PublicationDefinition publication : catalog.publications()) {
            List<PublishedTable> tables = new ArrayList<>(publication.tables());
            if (tables.removeIf(published -> shows(catalog, published, table))) {
                require(cascade, table, "publication \"" + publication.name() + "\" publishes it");
                writer.putPublication(
                        new PublicationDefinition(publication.name(), publication.version() + 1, List.copyOf(tables)));
            }
        }
        for (LinkDefinition link : catalog.links()) {
            if (isOwn(link, table) || followsOther(link, found.database(), table)) {
                require(cascade, table, "link \"" + link.name() + "\" uses it");
                writer.dropLink(link.name());
            }
        }
        context.scope().catalogChanged();
    }

    /** Refuses to change a column that a publication or link names. */
    void requireFree(Names.Found found, String column) {
        TableDefinition table = found.table();
        CatalogView catalog = names.catalog(found.database());
        for (PublicationDefinition publication : catalog.publications()) {
            PublishedTable published = publication.table(table.schema(), table.name());
            if (published != null && (published.columns().contains(column) || published.whereSql() != null)) {
                require(false, table, "publication \"" + publication.name() + "\" publishes it");
            }
            for (PublishedTable other : publication.tables()) {
                require(
                        other.equals(published) || !shows(catalog, other, table),
                        table,
                        "publication \"" + publication.name() + "\" publishes view \"" + other.table() + "\" of it");
            }
        }
        for (PolicyDefinition policy : catalog.security(table.namespace(), table.schema(), table.name())
                .policies()) {
            require(!names(policy, column), table, "policy \"" + policy.name() + "\" uses it");
        }
        for (LinkDefinition link : catalog.links()) {
            boolean own = isOwn(link, table)
                    && (link.columns().contains(column) || link.joinColumns().contains(column));
            boolean other = followsOther(link, found.database(), table)
                    && (link.otherColumns().contains(column)
                            || link.otherJoinColumns().contains(column));
            if (own || other) {
                require(false, table, "link \"" + link.name() + "\" uses it");
            }
        }
    }

    /** Refuses to replace a view by one that publications of it cannot let out. */
    void requirePublishable(Database database, TableDefinition view) {
        CatalogView catalog = names.catalog(database);
        for (PublicationDefinition publication : catalog.publications()) {
            PublishedTable published = publication.table(view.schema(), view.name());
            if (published != null) {
                try {
                    PublicationDdl.requirePublishable(catalog, view, published.columns());
                } catch (BlazeSqlException reason) {
                    throw new BlazeSqlException(
                            SqlErrorCode.DEPENDENT_OBJECTS,
                            "view \"" + view.name() + "\" cannot be changed this way because publication \""
                                    + publication.name() + "\" publishes it: " + reason.getMessage(),
                            reason);
                }
            }
        }
    }

    /** Whether a publication shows rows of the table, itself or by a view. */
    private static boolean shows(CatalogView catalog, PublishedTable published, TableDefinition table) {
        TableDefinition relation = catalog.table(0, published.schema(), published.table());
        if (relation == null || relation.kind() != TableDefinition.Kind.VIEW) {
            return published.schema().equals(table.schema())
                    && published.table().equals(table.name());
        }
        TableDefinition seen = relation;
        if (table.kind() == TableDefinition.Kind.TABLE) {
            try {
                seen = PublishedView.of(catalog, relation, Database.MAIN).base();
            } catch (BlazeSqlException invalid) {
                // What it reads is being dropped with it: it shows nothing any more.
                return false;
            }
        }
        return seen.schema().equals(table.schema()) && seen.name().equals(table.name());
    }

    /** Whether the text of a policy has the column's name in it, as a name or otherwise. */
    private static boolean names(PolicyDefinition policy, String column) {
        Pattern name = Pattern.compile(
                "(?<![\\p{L}\\p{N}_])" + Pattern.quote(column) + "(?![\\p{L}\\p{N}_])", Pattern.CASE_INSENSITIVE);
        String condition = policy.usingSql();
        String check = policy.checkSql();
        return (condition != null && name.matcher(condition).find())
                || (check != null && name.matcher(check).find());
    }

    private static boolean isOwn(LinkDefinition link, TableDefinition table) {
        return link.schema().equals(table.schema()) && link.table().equals(table.name());
    }

    private static boolean followsOther(LinkDefinition link, Database database, TableDefinition table) {
        return link.database().equals(database.alias())
                && link.otherSchema().equals(table.schema())
                && link.otherTable().equals(table.name());
    }

    private static void require(boolean cascade, TableDefinition table, String reason) {
        if (!cascade) {
            throw new BlazeSqlException(
                    SqlErrorCode.DEPENDENT_OBJECTS,
                    "table \"" + table.name() + "\" cannot be changed this way because " + reason);
        }
    }
}
