/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.StatementScope;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The counter of an identity column under the name that PostgreSQL gives to its sequence: table_column_seq. */
record IdentitySequence(Database database, TableDefinition table, ColumnDefinition column) {
    private static final String SUFFIX = "_seq";

    String name() {
        return table.name() + '_' + column.name() + SUFFIX;
    }

    /** The identity column whose sequence has this name, or null. */
    static @Nullable IdentitySequence find(SqlSession session, StatementScope scope, List<String> name) {
        String last = name.get(name.size() - 1);
        if (!last.endsWith(SUFFIX)) {
            return null;
        }
        String both = last.substring(0, last.length() - SUFFIX.length());
        for (int i = both.indexOf('_'); i > 0; i = both.indexOf('_', i + 1)) {
            String tableName = both.substring(0, i);
            String columnName = both.substring(i + 1);
            Found found = table(session, scope, name.subList(0, name.size() - 1), tableName);
            ColumnDefinition column = found == null ? null : column(found.table(), columnName);
            if (found != null && column != null && column.identity() != Identity.NONE) {
                return new IdentitySequence(found.database(), found.table(), column);
            }
        }
        return null;
    }

    /** The name of the sequence of a table's column; null if it has none. */
    static @Nullable String ofColumn(SqlSession session, StatementScope scope, String tableText, String columnName) {
        List<String> name = BlazeParser.parseName(tableText);
        Found found = table(session, scope, name.subList(0, name.size() - 1), name.get(name.size() - 1));
        if (found == null) {
            throw new BlazeSqlException(SqlErrorCode.UNDEFINED_TABLE, "table \"" + tableText + "\" does not exist");
        }
        ColumnDefinition column = column(found.table(), columnName);
        if (column == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_COLUMN,
                    "column \"" + columnName + "\" of table \"" + found.table().name() + "\" does not exist");
        }
        return column.identity() == Identity.NONE
                ? null
                : quoted(found.table().schema())
                        + '.'
                        + quoted(new IdentitySequence(found.database(), found.table(), column).name());
    }

    private static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private record Found(Database database, TableDefinition table) {}

    private static @Nullable Found table(SqlSession session, StatementScope scope, List<String> place, String name) {
        String current = session.currentDatabase();
        return switch (place.size()) {
            case 0 ->
                session.searchPath().stream()
                        .map(schema -> in(session, scope, current, schema, name))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
            case 1 -> {
                Found inSchema = in(session, scope, current, place.get(0), name);
                yield inSchema == null ? in(session, scope, place.get(0), "public", name) : inSchema;
            }
            default -> in(session, scope, place.get(0), place.get(1), name);
        };
    }

    private static @Nullable Found in(
            SqlSession session, StatementScope scope, String alias, String schema, String name) {
        if (!session.engine().databases().isKnown(alias)) {
            return null;
        }
        Database database = session.databaseOf(alias);
        TableDefinition table =
                database.namespace() == 0 ? scope.catalog(database).table(0, schema, name) : null;
        return table == null ? null : new Found(database, table);
    }

    private static @Nullable ColumnDefinition column(TableDefinition table, String name) {
        return table.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
