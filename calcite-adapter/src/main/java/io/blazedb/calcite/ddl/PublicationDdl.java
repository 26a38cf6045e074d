/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.GrantDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition.PublishedTable;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.plan.PublishedView;
import io.blazedb.calcite.session.Database;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Publications and their grants, all of them of main. */
final class PublicationDdl {
    private final DdlContext context;
    private final Names names;

    PublicationDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    void run(Command.Definition definition) {
        context.requireWritable(main());
        if (definition instanceof Command.CreatePublication create) {
            create(create);
        } else if (definition instanceof Command.AlterPublication alter) {
            alter(alter);
        } else if (definition instanceof Command.DropPublication drop) {
            drop(drop);
        } else if (definition instanceof Command.GrantPublication grant) {
            grant(grant);
        } else {
            new LinkDdl(context, names).run(definition);
        }
    }

    private void create(Command.CreatePublication create) {
        if (catalog().publication(create.name()) != null) {
            if (create.ifNotExists()) {
                return;
            }
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_OBJECT, "publication \"" + create.name() + "\" already exists");
        }
        writer().putPublication(new PublicationDefinition(create.name(), 1, published(create.tables())));
    }

    private void alter(Command.AlterPublication alter) {
        PublicationDefinition publication = require(alter.name());
        List<PublishedTable> tables = new ArrayList<>();
        switch (alter.change()) {
            case SET -> tables.addAll(published(alter.tables()));
            case ADD -> {
                tables.addAll(publication.tables());
                for (PublishedTable added : published(alter.tables())) {
                    if (publication.table(added.schema(), added.table()) != null) {
                        throw new BlazeSqlException(
                                SqlErrorCode.DUPLICATE_OBJECT,
                                "publication \"" + alter.name() + "\" publishes table \"" + added.table()
                                        + "\" already");
                    }
                    tables.add(added);
                }
            }
            case DROP -> {
                tables.addAll(publication.tables());
                for (Command.PublicationTable dropped : alter.tables()) {
                    TableDefinition table = ownRelation(dropped.name());
                    if (!tables.remove(publication.table(table.schema(), table.name()))) {
                        throw new BlazeSqlException(
                                SqlErrorCode.UNDEFINED_OBJECT,
                                "publication \"" + alter.name() + "\" does not publish table \"" + table.name() + "\"");
                    }
                }
            }
        }
        writer().putPublication(
                        new PublicationDefinition(alter.name(), publication.version() + 1, List.copyOf(tables)));
    }

    private void drop(Command.DropPublication drop) {
        if (drop.ifExists() && catalog().publication(drop.name()) == null) {
            return;
        }
        require(drop.name());
        CatalogWriter writer = writer();
        catalog().grants(drop.name()).forEach(writer::dropGrant);
        writer.dropPublication(drop.name());
    }

    private void grant(Command.GrantPublication grant) {
        require(grant.publication());
        CatalogWriter writer = writer();
        for (GrantDefinition.Privilege privilege : grant.privileges()) {
            GrantDefinition definition = new GrantDefinition(
                    grant.publication(),
                    privilege,
                    grant.granteeKind(),
                    grant.grantee(),
                    grant.validUntilMicros(),
                    false);
            List<GrantDefinition> present = catalog().grants(grant.publication());
            if (grant.revoke() && present.stream().anyMatch(definition::isSameButForValidity)) {
                writer.dropGrant(definition);
            } else if (!grant.revoke() && !present.contains(definition)) {
                writer.putGrant(definition);
            }
        }
    }

    private List<PublishedTable> published(List<Command.PublicationTable> tables) {
        List<PublishedTable> published = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Command.PublicationTable wanted : tables) {
            TableDefinition table = ownRelation(wanted.name());
            if (!seen.add(table.schema() + "." + table.name())) {
                throw new BlazeSqlException(
                        SqlErrorCode.DUPLICATE_OBJECT, "table \"" + table.name() + "\" is there more than once");
            }
            String where = wanted.whereSql();
            if (where != null) {
                BlazePlanner.publishedRows(table, where, context.names().inSchema(Database.MAIN, table.schema()));
            }
            List<String> columns = columns(table, wanted);
            requirePublishable(catalog(), table, columns);
            published.add(new PublishedTable(table.schema(), table.name(), columns, where));
        }
        return List.copyOf(published);
    }

    /** Refuses columns of a table or view that leave out its key, or that a view computes. */
    static void requirePublishable(CatalogView catalog, TableDefinition table, List<String> columns) {
        PublishedView view =
                table.kind() == TableDefinition.Kind.VIEW ? PublishedView.of(catalog, table, Database.MAIN) : null;
        TableDefinition source = view == null ? table : view.base();
        List<Integer> shown = new ArrayList<>();
        for (String column : columns) {
            int position = Names.requireColumn(table, column);
            shown.add(view == null ? position : view.columns().get(position));
            if (shown.contains(-1)) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "column \"" + column + "\" of view \"" + table.name()
                                + "\" cannot be published because it is computed: leave it out by EXCEPT (" + column
                                + ")");
            }
        }
        for (int key : source.primaryKey()) {
            if (!shown.contains(key)) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_DEFINITION,
                        "a publication of " + (view == null ? "table" : "view") + " \"" + table.name()
                                + "\" must contain its key column \""
                                + source.columns().get(key).name() + "\"");
            }
        }
    }

    private static List<String> columns(TableDefinition table, Command.PublicationTable wanted) {
        wanted.except().forEach(column -> Names.requireColumn(table, column));
        wanted.columns().forEach(column -> Names.requireColumn(table, column));
        List<String> columns = new ArrayList<>();
        for (ColumnDefinition column : table.columns()) {
            boolean named = wanted.columns().isEmpty() || wanted.columns().contains(column.name());
            if (named && !wanted.except().contains(column.name())) {
                columns.add(column.name());
            }
        }
        if (columns.isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION, "no column of table \"" + table.name() + "\" is left to publish");
        }
        return List.copyOf(columns);
    }

    /** A table or view of the main database. */
    private TableDefinition ownRelation(List<String> name) {
        Names.Found found = names.requireAny(name);
        if (found.table().kind() == TableDefinition.Kind.TABLE) {
            found = names.requireTable(name);
        }
        if (!found.database().alias().equals(Database.MAIN)
                || found.table().kind() == TableDefinition.Kind.SYSTEM_VIEW) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION, "only tables and views of the main database can be published");
        }
        names.requireOwner(found);
        return found.table();
    }

    private PublicationDefinition require(String name) {
        PublicationDefinition publication = catalog().publication(name);
        if (publication == null) {
            throw new BlazeSqlException(SqlErrorCode.UNDEFINED_OBJECT, "publication \"" + name + "\" does not exist");
        }
        return publication;
    }

    private Database main() {
        return context.database(Database.MAIN);
    }

    private CatalogView catalog() {
        return names.catalog(main());
    }

    private CatalogWriter writer() {
        return names.catalogWriter(main());
    }
}
