/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.ColumnNames;
import io.blazedb.calcite.parser.Command.Alteration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gives columns, tables and views other names, and writes the new name of a column into the expressions of its table. */
final class Renaming {
    private final DdlContext context;
    private final Names names;

    Renaming(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    TableDefinition column(Names.Found found, Alteration.RenameColumn rename) {
        TableDefinition table = found.table();
        int position = Names.requireColumn(table, rename.column());
        if (table.columnIndex(rename.newName()) >= 0) {
            throw AlterTableDdl.duplicateColumn(table, rename.newName());
        }
        new Dependents(context, names).requireFree(found, rename.column());
        ViewDependents.Rewritten views =
                new ViewDependents(context, names).withColumn(found, rename.column(), rename.newName());
        TableDefinition changed = withExpressions(
                table, sql -> ColumnNames.renamed(sql, table.name(), rename.column(), rename.newName()));
        List<ColumnDefinition> columns = new ArrayList<>(changed.columns());
        columns.set(position, Definitions.withName(columns.get(position), rename.newName()));
        changed = Definitions.withColumns(changed, columns);
        if (table.kind() == TableDefinition.Kind.TABLE) {
            new TableBuilder(context, names, new Names.Target(found.database(), table.schema(), table.name()))
                    .requireExpressions(changed);
        }
        names.catalogWriter(found.database()).putTable(changed);
        context.scope().catalogChanged();
        views.store();
        return changed;
    }

    /** A table or view goes to another schema. */
    TableDefinition toSchema(Names.Found found, String schema) {
        TableDefinition table = found.table();
        if (table.schema().equals(schema)) {
            return table;
        }
        if (found.database().isTemporary()) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "a temporary table cannot go to another schema");
        }
        names.target(List.of(found.database().alias(), schema, table.name()));
        for (IndexDefinition index : table.indexes()) {
            requireFree(found, schema, index.name());
        }
        return table(found, schema, table.name());
    }

    private void requireFree(Names.Found found, String schema, String name) {
        CatalogView catalog = names.catalog(found.database());
        boolean taken = catalog.table(0, schema, name) != null
                || catalog.sequence(schema, name) != null
                || catalog.tableOfIndex(0, schema, name) != null;
        if (taken) {
            throw new BlazeSqlException(SqlErrorCode.DUPLICATE_TABLE, "table \"" + name + "\" already exists");
        }
    }

    /** Gives a table or view another place. */
    TableDefinition table(Names.Found found, String schema, String newName) {
        TableDefinition table = found.table();
        requireFree(found, schema, newName);
        new Dependents(context, names).release(found, false);
        ViewDependents.Rewritten views = new ViewDependents(context, names).withTable(found, schema, newName);
        TableDefinition changed = Definitions.withPlace(
                withExpressions(table, sql -> ColumnNames.renamedTable(sql, table.name(), newName)), schema, newName);
        if (table.viewSql() != null && !table.schema().equals(schema)) {
            changed = Definitions.withQuery(changed, new ViewDependents(context, names).freeOfSchema(found));
        }
        if (!table.primaryKey().isEmpty()) {
            changed = Definitions.withPrimaryKey(changed, table.primaryKey(), table.primaryKeyNameOrDefault());
        }
        names.catalogWriter(found.database()).replaceTable(table, changed);
        context.scope().catalogChanged();
        changed = new ForeignKeyDdl(context, names).renamed(found.database(), table, changed);
        views.store();
        return changed;
    }

    /** The table with other texts of its constraints, computed columns and indexes. */
    private static TableDefinition withExpressions(TableDefinition table, UnaryOperator<String> change) {
        List<TableDefinition.Check> checks = new ArrayList<>();
        for (TableDefinition.Check check : table.checks()) {
            checks.add(new TableDefinition.Check(check.name(), change.apply(check.sql())));
        }
        List<ColumnDefinition> columns = new ArrayList<>();
        for (ColumnDefinition column : table.columns()) {
            columns.add(
                    Definitions.withExpressions(column, column.defaultSql(), changed(column.generatedSql(), change)));
        }
        List<IndexDefinition> indexes = new ArrayList<>();
        for (IndexDefinition index : table.indexes()) {
            List<IndexDefinition.Column> indexed = new ArrayList<>();
            for (IndexDefinition.Column column : index.columns()) {
                IndexDefinition.Computed expression = column.expression();
                indexed.add(
                        expression == null
                                ? column
                                : new IndexDefinition.Column(
                                        column.column(),
                                        column.descending(),
                                        column.nullsFirst(),
                                        new IndexDefinition.Computed(
                                                change.apply(expression.sql()), expression.type())));
            }
            indexes.add(
                    index.withColumns(indexed, index.included()).withPredicate(changed(index.predicateSql(), change)));
        }
        return Definitions.withIndexes(
                Definitions.withColumns(Definitions.withChecks(table, checks), columns), indexes);
    }

    private static @Nullable String changed(@Nullable String sql, UnaryOperator<String> change) {
        return sql == null ? null : change.apply(sql);
    }
}
