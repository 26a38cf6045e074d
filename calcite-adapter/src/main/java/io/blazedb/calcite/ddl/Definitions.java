/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes changed copies of definitions, and names for what has none. */
final class Definitions {
    private Definitions() {}

    static TableDefinition withColumns(TableDefinition table, List<ColumnDefinition> columns) {
        return copy(table, table.name(), columns, table.indexes(), table.checks(), table.comment());
    }

    static TableDefinition withIndexes(TableDefinition table, List<IndexDefinition> indexes) {
        return copy(table, table.name(), table.columns(), indexes, table.checks(), table.comment());
    }

    static TableDefinition withChecks(TableDefinition table, List<TableDefinition.Check> checks) {
        return copy(table, table.name(), table.columns(), table.indexes(), checks, table.comment());
    }

    static TableDefinition withPlace(TableDefinition table, String schema, String name) {
        return new TableDefinition(
                table.tree(),
                table.namespace(),
                schema,
                name,
                table.kind(),
                table.version() + 1,
                table.columns(),
                table.primaryKey(),
                table.primaryKeyName(),
                table.indexes(),
                table.checks(),
                table.viewSql(),
                table.comment(),
                table.foreignKeys(),
                table.references(),
                table.options());
    }

    /** A view with another text of its query. */
    static TableDefinition withQuery(TableDefinition view, String sql) {
        return new TableDefinition(
                view.tree(),
                view.namespace(),
                view.schema(),
                view.name(),
                view.kind(),
                view.version() + 1,
                view.columns(),
                view.primaryKey(),
                view.primaryKeyName(),
                view.indexes(),
                view.checks(),
                sql,
                view.comment(),
                view.foreignKeys(),
                view.references(),
                view.options());
    }

    static TableDefinition withComment(TableDefinition table, @Nullable String comment) {
        return copy(table, table.name(), table.columns(), table.indexes(), table.checks(), comment);
    }

    private static TableDefinition copy(
            TableDefinition table,
            String name,
            List<ColumnDefinition> columns,
            List<IndexDefinition> indexes,
            List<TableDefinition.Check> checks,
            @Nullable String comment) {
        return new TableDefinition(
                table.tree(),
                table.namespace(),
                table.schema(),
                name,
                table.kind(),
                table.version() + 1,
                List.copyOf(columns),
                table.primaryKey(),
                table.primaryKeyName(),
                List.copyOf(indexes),
                List.copyOf(checks),
                table.viewSql(),
                comment,
                table.foreignKeys(),
                table.references(),
                table.options());
    }

    static TableDefinition withForeignKeys(
            TableDefinition table, List<ForeignKeyDefinition> foreignKeys, List<TableDefinition.Reference> references) {
        return new TableDefinition(
                table.tree(),
                table.namespace(),
                table.schema(),
                table.name(),
                table.kind(),
                table.version() + 1,
                table.columns(),
                table.primaryKey(),
                table.primaryKeyName(),
                table.indexes(),
                table.checks(),
                table.viewSql(),
                table.comment(),
                List.copyOf(foreignKeys),
                List.copyOf(references),
                table.options());
    }

    static TableDefinition withPrimaryKey(TableDefinition table, List<Integer> primaryKey, @Nullable String name) {
        return new TableDefinition(
                table.tree(),
                table.namespace(),
                table.schema(),
                table.name(),
                table.kind(),
                table.version() + 1,
                table.columns(),
                List.copyOf(primaryKey),
                name,
                table.indexes(),
                table.checks(),
                table.viewSql(),
                table.comment(),
                table.foreignKeys(),
                table.references(),
                table.options());
    }

    static TableDefinition withOptions(TableDefinition table, TableDefinition.Options options) {
        return new TableDefinition(
                table.tree(),
                table.namespace(),
                table.schema(),
                table.name(),
                table.kind(),
                table.version(),
                table.columns(),
                table.primaryKey(),
                table.primaryKeyName(),
                table.indexes(),
                table.checks(),
                table.viewSql(),
                table.comment(),
                table.foreignKeys(),
                table.references(),
                options);
    }

    /** The same table in other trees. */
    static TableDefinition withTrees(TableDefinition table, long tree, List<IndexDefinition> indexes) {
        return new TableDefinition(
                tree,
                table.namespace(),
                table.schema(),
                table.name(),
                table.kind(),
                table.version() + 1,
                table.columns(),
                table.primaryKey(),
                table.primaryKeyName(),
                List.copyOf(indexes),
                table.checks(),
                table.viewSql(),
                table.comment(),
                table.foreignKeys(),
                table.references(),
                table.options());
    }

    static ColumnDefinition withType(
            ColumnDefinition column, SqlType type, ColumnDefinition.@Nullable DomainName domain) {
        return new ColumnDefinition(
                column.id(),
                column.name(),
                type,
                column.nullable(),
                column.defaultSql(),
                column.identity(),
                column.comment(),
                column.generatedSql(),
                domain);
    }

    static ColumnDefinition withIdentity(ColumnDefinition column, ColumnDefinition.Identity identity) {
        return new ColumnDefinition(
                column.id(),
                column.name(),
                column.type(),
                column.nullable(),
                column.defaultSql(),
                identity,
                column.comment(),
                column.generatedSql(),
                column.domain());
    }

    static ColumnDefinition withNullable(ColumnDefinition column, boolean nullable) {
        return new ColumnDefinition(
                column.id(),
                column.name(),
                column.type(),
                nullable,
                column.defaultSql(),
                column.identity(),
                column.comment(),
                column.generatedSql(),
                column.domain());
    }

    /** A column with another DEFAULT or another expression that computes it. */
    static ColumnDefinition withExpressions(
            ColumnDefinition column, @Nullable String defaultSql, @Nullable String generatedSql) {
        return new ColumnDefinition(
                column.id(),
                column.name(),
                column.type(),
                column.nullable(),
                defaultSql,
                column.identity(),
                column.comment(),
                generatedSql,
                column.domain());
    }

    static ColumnDefinition withName(ColumnDefinition column, String name) {
        return new ColumnDefinition(
                column.id(),
                name,
                column.type(),
                column.nullable(),
                column.defaultSql(),
                column.identity(),
                column.comment(),
                column.generatedSql(),
                column.domain());
    }

    static ColumnDefinition withComment(ColumnDefinition column, @Nullable String comment) {
        return new ColumnDefinition(
                column.id(),
                column.name(),
                column.type(),
                column.nullable(),
                column.defaultSql(),
                column.identity(),
                comment,
                column.generatedSql(),
                column.domain());
    }

    /** A name for an index that nothing in the schema has: the wished one, or it with a number. */
    static String freeIndexName(CatalogView catalog, TableDefinition table, String wish, Set<String> taken) {
        String name = wish;
        for (int i = 1; taken.contains(name) || isTaken(catalog, table, name); i++) {
            name = wish + i;
        }
        return name;
    }

    private static boolean isTaken(CatalogView catalog, TableDefinition table, String name) {
        return catalog.tableOfIndex(table.namespace(), table.schema(), name) != null
                || catalog.table(table.namespace(), table.schema(), name) != null;
    }
}
