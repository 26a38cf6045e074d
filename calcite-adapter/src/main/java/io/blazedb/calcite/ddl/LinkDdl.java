/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.LinkDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.types.BigEndian;
import io.blazedb.storage.WriteTransaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** CREATE LINK and DROP LINK. */
final class LinkDdl {
    private final DdlContext context;
    private final Names names;

    LinkDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    void run(Command.Definition definition) {
        if (definition instanceof Command.CreateLink create) {
            create(create);
        } else if (definition instanceof Command.DropLink drop) {
            drop(drop);
        } else {
            throw new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "this definition is not supported");
        }
    }

    private void create(Command.CreateLink create) {
        Database main = context.database(Database.MAIN);
        if (names.catalog(main).link(create.name()) != null) {
            if (create.ifNotExists()) {
                return;
            }
            throw new BlazeSqlException(SqlErrorCode.DUPLICATE_OBJECT, "link \"" + create.name() + "\" already exists");
        }
        Names.Found own = names.requireTable(create.table());
        Names.requireNoMaterializedView(own);
        Names.Found other = names.requireAny(create.otherTable());
        if (!own.database().alias().equals(Database.MAIN)) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION, "only columns of a table of the main database can be linked");
        }
        if (other.table().kind() != TableDefinition.Kind.TABLE) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_DEFINITION, "a link must reference a table");
        }
        if (other.database().remote() != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "database \"" + other.database().alias()
                            + "\" is served by its owner; to link it takes a replica (GRANT SUBSCRIBE)");
        }
        if (create.columns().size() != create.otherColumns().size()) {
            throw new BlazeSqlException(
                    SqlErrorCode.COLUMN_COUNT_MISMATCH, "a link needs as many referenced columns as linked ones");
        }
        TableBuilder.positions(own.table(), create.columns());
        create.otherColumns().forEach(column -> Names.requireColumn(other.table(), column));
        List<String> joins = new ArrayList<>();
        List<String> otherJoins = new ArrayList<>();
        for (Command.CreateLink.Condition condition : create.conditions()) {
            boolean straight = isOf(own, condition.left()) && isOf(other, condition.right());
            if (!straight && !(isOf(own, condition.right()) && isOf(other, condition.left()))) {
                throw new BlazeSqlException(
                        SqlErrorCode.UNDEFINED_COLUMN,
                        "the condition of a link must compare a column of \""
                                + own.table().name() + "\" with one of \""
                                + other.table().name() + "\"");
            }
            joins.add(last(straight ? condition.left() : condition.right()));
            otherJoins.add(last(straight ? condition.right() : condition.left()));
        }
        for (String column : create.columns()) {
            if (joins.contains(column)) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_DEFINITION,
                        "column \"" + column + "\" cannot be linked and joined at once");
            }
        }
        LinkDefinition link = new LinkDefinition(
                create.name(),
                own.table().schema(),
                own.table().name(),
                create.columns(),
                List.copyOf(joins),
                other.database().alias(),
                other.table().schema(),
                other.table().name(),
                create.otherColumns(),
                List.copyOf(otherJoins),
                create.onDelete());
        addIndex(own, link);
        names.catalogWriter(main).putLink(link);
        context.scope().catalogChanged();
        rememberPosition(main, other.database());
        context.links().applyAll(context.scope().write(main), link);
    }

    /** Changes of an attached file are carried over from here on; those of main and of replicas come by themselves. */
    private void rememberPosition(Database main, Database other) {
        if (other.resources() != main.resources()) {
            WriteTransaction transaction = context.scope().write(main);
            byte[] key = positionKey(other.alias());
            if (transaction.get(CatalogTrees.LINK_POSITIONS, key) == null) {
                long sequence = context.scope().read(other).sequence();
                transaction.put(CatalogTrees.LINK_POSITIONS, key, BigEndian.key(sequence));
            }
        }
    }

    private static byte[] positionKey(String alias) {
        return alias.getBytes(StandardCharsets.UTF_8);
    }

    /** Own rows are found by their join columns whenever a followed row changes, so these get an index. */
    private void addIndex(Names.Found own, LinkDefinition link) {
        TableDefinition table = own.table();
        List<Integer> wanted = TableBuilder.positions(table, link.joinColumns());
        if (startsWith(table.primaryKey(), wanted)) {
            return;
        }
        for (IndexDefinition index : table.indexes()) {
            if (startsWith(
                    index.columns().stream().map(IndexDefinition.Column::column).toList(), wanted)) {
                return;
            }
        }
        List<IndexDefinition.Column> columns = new ArrayList<>();
        wanted.forEach(position -> columns.add(new IndexDefinition.Column(position, false)));
        String name = Definitions.freeIndexName(
                names.catalog(own.database()), table, table.name() + "_" + link.name() + "_idx", Set.of());
        long tree = names.catalogWriter(own.database()).allocateTree();
        new IndexDdl(context, names)
                .add(own.database(), table, new IndexDefinition(tree, name, List.copyOf(columns), false, false));
    }

    private void drop(Command.DropLink drop) {
        Database main = context.database(Database.MAIN);
        LinkDefinition link = names.catalog(main).link(drop.name());
        if (link == null) {
            if (drop.ifExists()) {
                return;
            }
            throw new BlazeSqlException(SqlErrorCode.UNDEFINED_OBJECT, "link \"" + drop.name() + "\" does not exist");
        }
        names.catalogWriter(main).dropLink(drop.name());
        context.scope().catalogChanged();
        if (names.catalog(main).links().stream()
                .noneMatch(rest -> rest.database().equals(link.database()))) {
            context.scope().write(main).delete(CatalogTrees.LINK_POSITIONS, positionKey(link.database()));
        }
    }

    /** Whether a column name, qualified or not, means a column of the table. */
    private static boolean isOf(Names.Found found, List<String> column) {
        if (found.table().columnIndex(last(column)) < 0) {
            return false;
        }
        List<String> full = List.of(
                found.database().alias(), found.table().schema(), found.table().name());
        List<String> qualifier = column.subList(0, column.size() - 1);
        if (qualifier.isEmpty()
                || full.subList(full.size() - Math.min(3, qualifier.size()), 3).equals(qualifier)) {
            return true;
        }
        return qualifier.equals(List.of(full.get(0), full.get(2)));
    }

    private static String last(List<String> parts) {
        return parts.get(parts.size() - 1);
    }

    private static boolean startsWith(List<Integer> columns, List<Integer> wanted) {
        return columns.size() >= wanted.size()
                && columns.subList(0, wanted.size()).containsAll(wanted);
    }
}
