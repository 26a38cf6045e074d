/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.ExecuteOptions;
import io.blazedb.calcite.PreparedQuery;
import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.ResultColumn.Origin;
import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.types.LargeObject;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.jdbc.convert.Parameters;
import io.blazedb.jdbc.error.SqlExceptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes changes of an updatable result set back to its table, a row at a time, found by the primary key. */
final class RowEditor {
    private final BlazeConnection connection;
    private final List<ResultColumn> columns;
    private final Origin table;
    /** Positions in the result of the columns of the primary key. */
    private final List<Integer> key;

    /** New values by position in the result. */
    private final Map<Integer, @Nullable Object> edits = new TreeMap<>();

    private boolean onInsertRow;

    private RowEditor(BlazeConnection connection, List<ResultColumn> columns, Origin table, List<Integer> key) {
        this.connection = connection;
        this.columns = columns;
        this.table = table;
        this.key = key;
    }

    /** An editor for a result; null if its rows are not those of one table with its whole primary key. */
    static @Nullable RowEditor of(BlazeConnection connection, List<ResultColumn> columns) throws SQLException {
        Origin first = null;
        List<String> names = new ArrayList<>();
        for (ResultColumn column : columns) {
            Origin origin = column.origin();
            if (origin == null || (first != null && !sameTable(first, origin)) || names.contains(origin.column())) {
                return null;
            }
            first = origin;
            names.add(origin.column());
        }
        if (first == null) {
            return null;
        }
        Origin table = first;
        Optional<TableDefinition> found = connection.call(
                () -> Optional.ofNullable(connection.session().table(table.database(), table.schema(), table.table())));
        if (found.isEmpty() || found.get().primaryKey().isEmpty()) {
            return null;
        }
        TableDefinition definition = found.get();
        List<Integer> key = new ArrayList<>();
        for (int column : definition.primaryKey()) {
            key.add(names.indexOf(definition.columns().get(column).name()));
        }
        return key.contains(-1) ? null : new RowEditor(connection, columns, table, key);
    }

    boolean isOnInsertRow() {
        return onInsertRow;
    }

    void setOnInsertRow(boolean onInsertRow) {
        this.onInsertRow = onInsertRow;
    }

    boolean has(int index) {
        return edits.containsKey(index);
    }

    @Nullable
    Object value(int index) {
        return edits.get(index);
    }

    void set(int index, @Nullable Object value) throws SQLException {
        edits.put(
                index,
                value == null
                        ? null
                        : Parameters.forType(value, columns.get(index).type(), true));
    }

    void clear() {
        edits.clear();
    }

    /** Writes the edits to a row and returns it as it is now. */
    @Nullable
    Object[] updateRow(@Nullable Object[] row) throws SQLException {
        @Nullable Object[] changed = row.clone();
        if (!edits.isEmpty()) {
            StringJoiner assignments = new StringJoiner(", ");
            List<@Nullable Object> values = new ArrayList<>();
            edits.forEach((index, value) -> {
                assignments.add(name(index) + " = ?");
                values.add(value);
                changed[index] = value;
            });
            write("UPDATE " + tableName() + " SET " + assignments + condition(row, values), values);
        }
        edits.clear();
        return changed;
    }

    /** Inserts a row of the edits and returns it. */
    @Nullable
    Object[] insertRow() throws SQLException {
        @Nullable Object[] inserted = new Object[columns.size()];
        StringJoiner names = new StringJoiner(", ");
        StringJoiner marks = new StringJoiner(", ");
        List<@Nullable Object> values = new ArrayList<>();
        edits.forEach((index, value) -> {
            names.add(name(index));
            marks.add("?");
            values.add(value);
            inserted[index] = value;
        });
        if (values.isEmpty()) {
            throw SqlExceptions.of("24000", "The insert row has no values.");
        }
        write("INSERT INTO " + tableName() + " (" + names + ") VALUES (" + marks + ")", values);
        edits.clear();
        return inserted;
    }

    void deleteRow(@Nullable Object[] row) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        write("DELETE FROM " + tableName() + condition(row, values), values);
        edits.clear();
    }

    /** The row as it is now. */
    @Nullable
    Object[] readRow(@Nullable Object[] row) throws SQLException {
        StringJoiner names = new StringJoiner(", ");
        for (int i = 0; i < columns.size(); i++) {
            names.add(name(i));
        }
        List<@Nullable Object> values = new ArrayList<>();
        String sql = "SELECT " + names + " FROM " + tableName() + condition(row, values);
        return connection.call(() -> {
            PreparedQuery query = connection.session().prepare(sql);
            try (SqlResult result = query.execute(typed(query, values), ExecuteOptions.DEFAULT)) {
                RowCursor rows = result.rows();
                if (rows == null || !rows.next()) {
                    throw gone();
                }
                @Nullable Object[] read = MemoryCursor.row(rows, columns.size());
                for (int i = 0; i < read.length; i++) {
                    // The cursor that a large object would be read through closes here.
                    read[i] = read[i] instanceof LargeObject large ? large.whole() : read[i];
                }
                return read;
            }
        });
    }

    private static SQLException gone() {
        return SqlExceptions.of("24000", "The row is no longer there: it was changed or deleted meanwhile.");
    }

    private static List<@Nullable Object> typed(PreparedQuery query, List<@Nullable Object> values)
            throws SQLException {
        List<SqlType> types = query.parameterTypes();
        List<@Nullable Object> typed = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            typed.add(value == null ? null : Parameters.forType(value, types.get(i), true));
        }
        return typed;
    }

    private void write(String sql, List<@Nullable Object> values) throws SQLException {
        long count = connection.call(() -> {
            PreparedQuery query = connection.session().prepare(sql);
            try (SqlResult result = query.execute(typed(query, values), ExecuteOptions.DEFAULT)) {
                return result.updateCount();
            }
        });
        if (count != 1) {
            throw gone();
        }
    }

    private String condition(@Nullable Object[] row, List<@Nullable Object> values) {
        StringJoiner condition = new StringJoiner(" AND ", " WHERE ", "");
        for (int index : key) {
            condition.add(name(index) + " = ?");
            values.add(row[index]);
        }
        return condition.toString();
    }

    private String name(int index) {
        Origin origin = columns.get(index).origin();
        return quoted(origin == null ? columns.get(index).label() : origin.column());
    }

    private String tableName() {
        return quoted(table.database()) + "." + quoted(table.schema()) + "." + quoted(table.table());
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static boolean sameTable(Origin a, Origin b) {
        return a.database().equals(b.database())
                && a.schema().equals(b.schema())
                && a.table().equals(b.table());
    }
}
