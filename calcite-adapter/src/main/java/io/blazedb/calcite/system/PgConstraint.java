/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constraint of a table of main.
 *
 * @param kind p, u, c or f
 * @param columns positions of its columns
 * @param sql what it demands, as pg_get_constraintdef says it; for CHECK the condition alone
 * @param indexOid number of the index that it keeps, 0 for none
 * @param foreignKey null for all but foreign keys
 * @param parent the table a foreign key refers to, if the role that asks may know of it
 */
record PgConstraint(
        String kind,
        TableDefinition table,
        String name,
        List<Integer> columns,
        String sql,
        long indexOid,
        @Nullable ForeignKeyDefinition foreignKey,
        @Nullable TableDefinition parent) {

    long oid() {
        return PgRelation.ofConstraint(table, name);
    }

    /** As pg_get_constraintdef says it. */
    String definition() {
        return kind.equals("c") ? "CHECK ((" + sql + "))" : sql;
    }

    List<Integer> parentColumns() {
        List<Integer> positions = new ArrayList<>();
        if (parent != null && foreignKey != null) {
            for (int position : parent.positions(foreignKey.parentColumns())) {
                positions.add(position);
            }
        }
        return positions;
    }

    static List<PgConstraint> all(SystemContext context) {
        List<PgConstraint> constraints = new ArrayList<>();
        for (PgRelation relation : PgRelation.all(context)) {
            TableDefinition table = relation.isIndex() ? null : relation.table();
            if (table != null) {
                of(table, relation.database(), constraints);
            }
        }
        return constraints;
    }

    static void of(TableDefinition table, SystemDatabase database, List<PgConstraint> constraints) {
        if (!table.primaryKey().isEmpty()) {
            constraints.add(new PgConstraint(
                    "p",
                    table,
                    table.primaryKeyNameOrDefault(),
                    table.primaryKey(),
                    PgTexts.key("PRIMARY KEY", table, table.primaryKey()),
                    PgRelation.ofPrimaryKey(table),
                    null,
                    null));
        }
        for (IndexDefinition index : table.indexes()) {
            if (index.constraint()) {
                List<Integer> columns = index.columns().stream()
                        .map(IndexDefinition.Column::column)
                        .toList();
                constraints.add(new PgConstraint(
                        "u",
                        table,
                        index.name(),
                        columns,
                        PgTexts.key("UNIQUE", table, columns),
                        PgRelation.ofIndex(table, index),
                        null,
                        null));
            }
        }
        for (TableDefinition.Check check : table.checks()) {
            constraints.add(new PgConstraint("c", table, check.name(), List.of(), check.sql(), 0, null, null));
        }
        for (ForeignKeyDefinition key : table.foreignKeys()) {
            constraints.add(foreignKey(table, database, key));
        }
    }

    private static PgConstraint foreignKey(TableDefinition table, SystemDatabase database, ForeignKeyDefinition key) {
        TableDefinition found = database.catalog().table(database.namespace(), key.parentSchema(), key.parentTable());
        TableDefinition parent = found != null && found.hasColumns(key.parentColumns()) ? found : null;
        List<Integer> columns = new ArrayList<>();
        for (int position : table.positions(key.columns())) {
            columns.add(position);
        }
        List<String> names = new ArrayList<>();
        if (parent != null) {
            for (int position : parent.positions(key.parentColumns())) {
                names.add(parent.columns().get(position).name());
            }
        }
        return new PgConstraint("f", table, key.name(), columns, PgTexts.foreignKey(table, key, names), 0, key, parent);
    }
}
