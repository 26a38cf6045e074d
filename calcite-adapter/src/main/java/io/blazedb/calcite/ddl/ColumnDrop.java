/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableRows;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command.Alteration;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.plan.PlanningContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops a column with the indexes and constraints that need it. Columns that are computed from it, and keys that refer to it, go with
 * CASCADE only.
 */
final class ColumnDrop {
    private final DdlContext context;
    private final Names names;

    ColumnDrop(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    TableDefinition drop(Names.Found found, Alteration.DropColumn drop) {
        TableDefinition table = found.table();
        if (drop.ifExists() && table.columnIndex(drop.column()) < 0) {
            return table;
        }
        int position = Names.requireColumn(table, drop.column());
        if (table.primaryKey().contains(position)) {
            throw new BlazeSqlException(
                    SqlErrorCode.DEPENDENT_OBJECTS,
                    "column \"" + drop.column() + "\" belongs to the primary key of table \"" + table.name() + "\"");
        }
        if (table.columns().size() == 1) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION, "the last column of a table cannot be dropped");
        }
        Names.Found rest = withoutComputed(found, drop);
        return dropAlone(rest, rest.table().columnIndex(drop.column()), drop);
    }

    private TableDefinition dropAlone(Names.Found found, int position, Alteration.DropColumn drop) {
        new Dependents(context, names).requireFree(found, drop.column());
        new ViewDependents(context, names).releaseColumn(found, drop.column(), drop.cascade());
        TableDefinition table = new ForeignKeyDdl(context, names).releaseColumn(found, position, drop.cascade());
        AlterTableDdl.nextColumnId(context, found);
        TableDefinition changed = table;
        for (IndexDefinition index : table.indexes()) {
            if (reads(table, index, position, planning(found))) {
                changed = new IndexDdl(context, names).remove(found.database(), changed, index);
            }
        }
        List<TableDefinition.Check> checks = new ArrayList<>();
        for (TableDefinition.Check check : table.checks()) {
            if (!reads(table, check.sql(), position, planning(found))) {
                checks.add(check);
            }
        }
        changed = withoutColumn(Definitions.withChecks(changed, checks), position);
        names.catalogWriter(found.database()).putTable(changed);
        context.scope().catalogChanged();
        if (table.columns().get(position).type().isLargeObject()) {
            removeObjects(found, changed);
        }
        return changed;
    }

    /** Writes every row anew, without what nobody can read any more. */
    private void removeObjects(Names.Found found, TableDefinition table) {
        TableWriter writer = context.writer(found.database(), table);
        TableRows.forAll(context.scope().write(found.database()), table, (key, row) -> {
            context.execution().checkCancelled();
            writer.update(key, row, row.clone());
        });
    }

    /** The table without the columns that are computed from the one to be dropped. */
    private Names.Found withoutComputed(Names.Found found, Alteration.DropColumn drop) {
        TableDefinition table = found.table();
        int position = table.columnIndex(drop.column());
        Names.Found rest = found;
        for (ColumnDefinition column : table.columns()) {
            String sql = column.generatedSql();
            if (sql != null && reads(table, sql, position, planning(found))) {
                if (!drop.cascade()) {
                    throw new BlazeSqlException(
                            SqlErrorCode.DEPENDENT_OBJECTS,
                            "column \"" + drop.column() + "\" of table \"" + table.name()
                                    + "\" cannot be dropped because column \"" + column.name()
                                    + "\" is computed from it; use CASCADE");
                }
                rest = new Names.Found(
                        found.database(), drop(rest, new Alteration.DropColumn(column.name(), false, true)));
            }
        }
        return rest;
    }

    private PlanningContext planning(Names.Found found) {
        return context.names().inSchema(found.database().alias(), found.table().schema());
    }

    private static boolean reads(TableDefinition table, IndexDefinition index, int position, PlanningContext planning) {
        String predicate = index.predicateSql();
        return index.included().contains(position)
                || (predicate != null && reads(table, predicate, position, planning))
                || index.columns().stream()
                        .anyMatch(column -> column.expression() == null
                                ? column.column() == position
                                : reads(table, column.computed().sql(), position, planning));
    }

    static boolean reads(TableDefinition table, String sql, int position, PlanningContext planning) {
        return BlazePlanner.describe(table, sql, planning).columns().contains(position);
    }

    private static TableDefinition withoutColumn(TableDefinition table, int position) {
        List<ColumnDefinition> columns = new ArrayList<>(table.columns());
        columns.remove(position);
        List<Integer> primaryKey = new ArrayList<>();
        table.primaryKey().forEach(column -> primaryKey.add(column > position ? column - 1 : column));
        List<IndexDefinition> indexes = new ArrayList<>();
        for (IndexDefinition index : table.indexes()) {
            List<IndexDefinition.Column> indexed = new ArrayList<>();
            index.columns()
                    .forEach(column ->
                            indexed.add(column.column() > position ? column.at(column.column() - 1) : column));
            List<Integer> included = new ArrayList<>();
            index.included().forEach(column -> included.add(column > position ? column - 1 : column));
            indexes.add(index.withColumns(indexed, included));
        }
        return Definitions.withPrimaryKey(
                Definitions.withIndexes(Definitions.withColumns(table, columns), indexes),
                primaryKey,
                table.primaryKeyName());
    }
}
