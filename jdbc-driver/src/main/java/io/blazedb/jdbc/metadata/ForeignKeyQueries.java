/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.metadata;

import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of the metadata methods about foreign keys. */
public final class ForeignKeyQueries {
    private static final int PARENT_SCHEMA = 1;
    private static final int PARENT_TABLE = 2;
    private static final int CHILD_SCHEMA = 5;
    private static final int CHILD_TABLE = 6;
    private static final int NAME = 11;
    private static final int POSITION = 8;

    private final SqlSession session;

    public ForeignKeyQueries(SqlSession session) {
        this.session = session;
    }

    /** The keys of a table that refer to others, ordered by those. */
    public List<@Nullable Object[]> imported(
            @Nullable String catalog, @Nullable String schema, @Nullable String table) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (MetadataQueries.Found child : new MetadataQueries(session).findExact(catalog, schema, table)) {
            for (ForeignKeyDefinition key : child.table().foreignKeys()) {
                TableDefinition parent = session.table(child.database(), key.parentSchema(), key.parentTable());
                if (parent != null) {
                    addRows(rows, child.database(), key, child.table(), parent);
                }
            }
        }
        return ordered(rows, PARENT_SCHEMA, PARENT_TABLE);
    }

    /** The keys of tables that refer to this one, ordered by those tables. */
    public List<@Nullable Object[]> exported(
            @Nullable String catalog, @Nullable String schema, @Nullable String table) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (MetadataQueries.Found parent : new MetadataQueries(session).findExact(catalog, schema, table)) {
            for (TableDefinition.Reference reference : parent.table().references()) {
                TableDefinition child = session.table(parent.database(), reference.schema(), reference.table());
                ForeignKeyDefinition key = child == null ? null : child.foreignKey(reference.constraint());
                if (child != null && key != null) {
                    addRows(rows, parent.database(), key, child, parent.table());
                }
            }
        }
        return ordered(rows, CHILD_SCHEMA, CHILD_TABLE);
    }

    /** The keys of one table that refer to another. */
    public List<@Nullable Object[]> between(
            @Nullable String parentCatalog,
            @Nullable String parentSchema,
            @Nullable String parentTable,
            @Nullable String childCatalog,
            @Nullable String childSchema,
            @Nullable String childTable) {
        List<@Nullable Object[]> rows = exported(parentCatalog, parentSchema, parentTable);
        rows.removeIf(row -> differs(childCatalog, row[4])
                || differs(childSchema, row[CHILD_SCHEMA])
                || childTable == null
                || differs(childTable, row[CHILD_TABLE]));
        return rows;
    }

    private static boolean differs(@Nullable String wanted, @Nullable Object found) {
        return wanted != null && !wanted.equals(found);
    }

    private static void addRows(
            List<@Nullable Object[]> rows,
            String database,
            ForeignKeyDefinition key,
            TableDefinition child,
            TableDefinition parent) {
        int[] own = child.positions(key.columns());
        int[] referred = parent.positions(key.parentColumns());
        Set<Integer> referredSet = new HashSet<>();
        for (int position : referred) {
            referredSet.add(position);
        }
        for (int i = 0; i < own.length; i++) {
            rows.add(new @Nullable Object[] {
                database,
                parent.schema(),
                parent.name(),
                parent.columns().get(referred[i]).name(),
                database,
                child.schema(),
                child.name(),
                child.columns().get(own[i]).name(),
                (short) (i + 1),
                rule(key.onUpdate()),
                rule(key.onDelete()),
                key.name(),
                parent.keyName(referredSet),
                (short) deferrability(key)
            });
        }
    }

    private static short rule(ForeignKeyDefinition.Action action) {
        int rule = switch (action) {
            case NO_ACTION -> DatabaseMetaData.importedKeyNoAction;
            case RESTRICT -> DatabaseMetaData.importedKeyRestrict;
            case CASCADE -> DatabaseMetaData.importedKeyCascade;
            case SET_NULL -> DatabaseMetaData.importedKeySetNull;
            case SET_DEFAULT -> DatabaseMetaData.importedKeySetDefault;
        };
        return (short) rule;
    }

    private static int deferrability(ForeignKeyDefinition key) {
        if (!key.deferrable()) {
            return DatabaseMetaData.importedKeyNotDeferrable;
        }
        return key.initiallyDeferred()
                ? DatabaseMetaData.importedKeyInitiallyDeferred
                : DatabaseMetaData.importedKeyInitiallyImmediate;
    }

    private static List<@Nullable Object[]> ordered(List<@Nullable Object[]> rows, int schema, int table) {
        rows.sort(Comparator.comparing((@Nullable Object[] row) -> String.valueOf(row[schema]))
                .thenComparing(row -> String.valueOf(row[table]))
                .thenComparing(row -> String.valueOf(row[NAME]))
                .thenComparing(row -> (Short) java.util.Objects.requireNonNull(row[POSITION])));
        return rows;
    }
}
