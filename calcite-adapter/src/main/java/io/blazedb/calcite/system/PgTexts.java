/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.parser.ColumnNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Definitions as the statements that would make them, in PostgreSQL's words. */
final class PgTexts {
    private PgTexts() {}

    static String qualified(String schema, String name) {
        return ColumnNames.quoted(schema) + '.' + ColumnNames.quoted(name);
    }

    /** CREATE INDEX; null stands for the index of the primary key. */
    static String index(TableDefinition table, @Nullable IndexDefinition index) {
        StringBuilder text = new StringBuilder("CREATE ");
        text.append(index == null || index.unique() ? "UNIQUE INDEX " : "INDEX ")
                .append(ColumnNames.quoted(index == null ? table.primaryKeyNameOrDefault() : index.name()))
                .append(" ON ")
                .append(qualified(table.schema(), table.name()))
                .append(" USING btree (")
                .append(String.join(", ", keys(table, index)))
                .append(')');
        if (index != null && !index.included().isEmpty()) {
            text.append(" INCLUDE (").append(columns(table, index.included())).append(')');
        }
        if (index != null && index.predicateSql() != null) {
            text.append(" WHERE (").append(index.predicateSql()).append(')');
        }
        return text.toString();
    }

    /** The keys of an index, each with its order if that is not the usual one. */
    static List<String> keys(TableDefinition table, @Nullable IndexDefinition index) {
        List<String> keys = new ArrayList<>();
        if (index == null) {
            table.primaryKey().forEach(key -> keys.add(column(table, key)));
            return keys;
        }
        for (IndexDefinition.Column column : index.columns()) {
            String key = column.expression() == null
                    ? column(table, column.column())
                    : expression(column.expression().sql());
            String nulls = column.nullsFirst() == column.descending()
                    ? ""
                    : column.nullsFirst() ? " NULLS FIRST" : " NULLS LAST";
            keys.add(key + (column.descending() ? " DESC" : "") + nulls);
        }
        return keys;
    }

    private static String expression(String sql) {
        return sql.matches("(?s)\\w+\\s*\\(.*\\)") ? sql : "(" + sql + ")";
    }

    static String key(String what, TableDefinition table, List<Integer> positions) {
        return what + " (" + columns(table, positions) + ")";
    }

    static String foreignKey(TableDefinition table, ForeignKeyDefinition key, List<String> parentColumns) {
        List<Integer> positions = new ArrayList<>();
        for (int position : table.positions(key.columns())) {
            positions.add(position);
        }
        return "FOREIGN KEY (" + columns(table, positions) + ") REFERENCES "
                + (key.parentSchema().equals("public") ? "" : ColumnNames.quoted(key.parentSchema()) + ".")
                + ColumnNames.quoted(key.parentTable()) + "("
                + String.join(
                        ", ", parentColumns.stream().map(ColumnNames::quoted).toList())
                + ")" + action(" ON UPDATE ", key.onUpdate()) + action(" ON DELETE ", key.onDelete())
                + (key.deferrable() ? " DEFERRABLE" : "")
                + (key.initiallyDeferred() ? " INITIALLY DEFERRED" : "");
    }

    private static String action(String when, ForeignKeyDefinition.Action action) {
        return action == ForeignKeyDefinition.Action.NO_ACTION
                ? ""
                : when + action.name().replace('_', ' ').toUpperCase(Locale.ROOT);
    }

    /** The DEFAULT of a column or the expression that it is computed from, or null. */
    static @Nullable String value(ColumnDefinition column) {
        return column.isGenerated() ? column.generatedSql() : column.defaultSql();
    }

    private static String columns(TableDefinition table, List<Integer> positions) {
        return String.join(", ", positions.stream().map(at -> column(table, at)).toList());
    }

    private static String column(TableDefinition table, int position) {
        return ColumnNames.quoted(table.columns().get(position).name());
    }
}
