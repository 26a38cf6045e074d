/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.TemporaryDatabase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code pg_class}: a table, view, index or sequence of main, and the number that stands for it. What has a tree in the store is
 * numbered by it, everything else by its name.
 *
 * @param kind r, v, m, i or S
 * @param table the table, view, or the table of an index; null for a sequence
 * @param index a secondary index; null for the index of a primary key
 * @param sequence null for that of an identity column
 */
record PgRelation(
        long oid,
        String kind,
        SystemDatabase database,
        String schema,
        String name,
        @Nullable TableDefinition table,
        @Nullable IndexDefinition index,
        @Nullable SequenceDefinition sequence) {
    private static final long FIRST = 16_384;
    private static final long TEMPORARY = 0x2000_0000L;
    private static final long BY_NAME = 0x4000_0000L;

    boolean isIndex() {
        return kind.equals("i");
    }

    /** The number of something that has a name only. */
    static long named(String kind, String schema, String name) {
        CRC32 sum = new CRC32();
        sum.update((kind + '\0' + schema + '\0' + name).getBytes(StandardCharsets.UTF_8));
        return BY_NAME | (sum.getValue() & (BY_NAME - 1));
    }

    static long ofSchema(String schema) {
        return switch (schema) {
            case "pg_catalog" -> 11;
            case "public" -> 2200;
            default -> named("schema", "", schema);
        };
    }

    static long ofRole(String role) {
        return role.equals("owner") ? 10 : named("role", "", role);
    }

    static long ofConstraint(TableDefinition table, String name) {
        return named("constraint", table.schema() + '.' + table.name(), name);
    }

    static long ofTable(TableDefinition table) {
        return table.tree() == 0
                ? named("v", table.schema(), table.name())
                : ofTree(table.tree(), TemporaryDatabase.isReserved(table.schema()));
    }

    private static long ofTree(long tree, boolean temporary) {
        return FIRST + tree + (temporary ? TEMPORARY : 0);
    }

    /** Number of the index of a table's primary key. */
    static long ofPrimaryKey(TableDefinition table) {
        return named("i", table.schema(), table.name() + ' ' + table.primaryKeyNameOrDefault());
    }

    static long ofIndex(TableDefinition table, IndexDefinition index) {
        return ofTree(index.tree(), TemporaryDatabase.isReserved(table.schema()));
    }

    /** The parts of main's catalog, what is temporary included. */
    static List<SystemDatabase> mainCatalogs(SystemContext context) {
        return context.catalogs().stream()
                .filter(database -> database.alias().equals(Database.MAIN))
                .toList();
    }

    /** Everything that the role that asks may know of. */
    static List<PgRelation> all(SystemContext context) {
        List<PgRelation> relations = new ArrayList<>();
        for (SystemDatabase database : mainCatalogs(context)) {
            for (String schema : database.catalog().schemas(database.namespace())) {
                for (TableDefinition table : database.catalog().tables(database.namespace(), schema)) {
                    add(relations, database, table);
                }
                for (SequenceDefinition sequence : database.catalog().sequences(schema)) {
                    long oid = ofTree(sequence.id(), false);
                    relations.add(new PgRelation(oid, "S", database, schema, sequence.name(), null, null, sequence));
                }
            }
        }
        return relations;
    }

    private static void add(List<PgRelation> relations, SystemDatabase database, TableDefinition table) {
        String kind = table.isMaterializedView() ? "m" : table.kind() == TableDefinition.Kind.TABLE ? "r" : "v";
        String schema = table.schema();
        relations.add(new PgRelation(ofTable(table), kind, database, schema, table.name(), table, null, null));
        if (!table.primaryKey().isEmpty()) {
            relations.add(new PgRelation(
                    ofPrimaryKey(table), "i", database, schema, table.primaryKeyNameOrDefault(), table, null, null));
        }
        for (IndexDefinition index : table.indexes()) {
            relations.add(
                    new PgRelation(ofIndex(table, index), "i", database, schema, index.name(), table, index, null));
        }
        for (ColumnDefinition column : table.columns()) {
            if (column.identity() != ColumnDefinition.Identity.NONE) {
                String name = table.name() + '_' + column.name() + "_seq";
                relations.add(new PgRelation(named("S", schema, name), "S", database, schema, name, null, null, null));
            }
        }
    }
}
