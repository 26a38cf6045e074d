/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings the records of a file into a table: reads once to find the types, once to insert, all in one transaction. */
final class TableImport {
    private static final int BATCH_ROWS = 1000;

    /** What to do when the table is there. */
    enum Existing {
        REFUSE,
        APPEND,
        REPLACE
    }

    /** A column of the file and what its text becomes. */
    private record Column(String name, ColumnKind kind, String sqlType) {}

    private final Connection connection;
    private final CliOutput output;

    TableImport(Connection connection, CliOutput output) {
        this.connection = connection;
        this.output = output;
    }

    /**
     * Imports a file.
     *
     * @param primaryKey names of the key columns; empty lets a column {@code id} of distinct numbers be the key
     * @return number of rows
     */
    long run(ImportFile file, String table, Existing existing, List<String> primaryKey)
            throws SQLException, IOException {
        Map<String, Integer> found = columnsOf(table);
        boolean append = !found.isEmpty() && existing == Existing.APPEND;
        if (!found.isEmpty() && existing == Existing.REFUSE) {
            throw new CliException(
                    "table " + table + " exists already; --append adds to it, --replace takes its place");
        }
        connection.setAutoCommit(false);
        try {
            List<Column> columns;
            if (append) {
                columns = existingColumns(file, table, found);
            } else {
                try (Statement statement = connection.createStatement()) {
                    if (!found.isEmpty()) {
                        statement.execute("DROP TABLE " + quoted(table));
                    }
                    columns = create(statement, file, table, primaryKey);
                }
            }
            long count = insert(file, table, columns);
            connection.commit();
            return count;
        } catch (SQLException | IOException | RuntimeException failure) {
            connection.rollback();
            throw failure;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** JDBC types of the columns of a table in the main database by name; empty if there is no such table. */
    private Map<String, Integer> columnsOf(String table) throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        Map<String, Integer> types = new HashMap<>();
        try (ResultSet columns = metaData.getColumns(
                connection.getCatalog(), connection.getSchema(), SqlCompleter.escape(metaData, table), "%")) {
            while (columns.next()) {
                types.put(columns.getString("COLUMN_NAME"), columns.getInt("DATA_TYPE"));
            }
        }
        return types;
    }

    private List<Column> existingColumns(ImportFile file, String table, Map<String, Integer> types) throws IOException {
        try (Progress progress = new Progress(output, "", 1);
                RecordSource records = file.open(progress)) {
            List<Column> columns = new ArrayList<>();
            for (String name : names(records)) {
                Integer type = types.get(name);
                if (type == null) {
                    throw new CliException("table " + table + " has no column " + name);
                }
                columns.add(new Column(name, ColumnKind.ofJdbcType(type), ""));
            }
            return columns;
        }
    }

    private List<Column> create(Statement statement, ImportFile file, String table, List<String> primaryKey)
            throws SQLException, IOException {
        List<Column> columns = new ArrayList<>();
        List<String> key = new ArrayList<>();
        primaryKey.forEach(name -> key.add(name.toLowerCase(Locale.ROOT)));
        try (Progress progress = new Progress(output, "Reading " + file.path().getFileName(), file.sizeBytes());
                RecordSource records = file.open(progress)) {
            List<String> names = names(records);
            List<ColumnInference> inferences = infer(records, names.size(), progress);
            for (int i = 0; i < names.size(); i++) {
                ColumnInference inference = inferences.get(i);
                columns.add(new Column(names.get(i), inference.kind(), inference.sqlType()));
                if (primaryKey.isEmpty() && names.get(i).equals("id") && inference.isKey()) {
                    key.add("id");
                }
            }
            for (String name : key) {
                if (!names.contains(name)) {
                    throw new CliException("the file has no column " + name + " for the primary key");
                }
            }
        }
        String definitions = columns.stream()
                .map(column -> quoted(column.name()) + " " + column.sqlType())
                .collect(Collectors.joining(", "));
        String constraint = key.isEmpty()
                ? ""
                : key.stream().map(TableImport::quoted).collect(Collectors.joining(", ", ", PRIMARY KEY (", ")"));
        statement.execute("CREATE TABLE " + quoted(table) + " (" + definitions + constraint + ")");
        return columns;
    }

    private static List<ColumnInference> infer(RecordSource records, int columnCount, Progress progress)
            throws IOException {
        List<ColumnInference> inferences = new ArrayList<>();
        for (int i = 0; i < columnCount; i++) {
            inferences.add(new ColumnInference());
        }
        long count = 0;
        while (records.next()) {
            for (int i = 0; i < columnCount; i++) {
                inferences.get(i).accept(records.text(i), records.isText(i));
            }
            progress.rows(++count);
        }
        return inferences;
    }

    private static List<String> names(RecordSource records) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String column : records.columns()) {
            String name = ImportFile.sqlName(column, "column" + (names.size() + 1));
            if (!seen.add(name)) {
                throw new CliException("two columns of the file are called " + name);
            }
            names.add(name);
        }
        return names;
    }

    private long insert(ImportFile file, String table, List<Column> columns) throws SQLException, IOException {
        String names = columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
        String marks = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
        String sql = "INSERT INTO " + quoted(table) + " (" + names + ") VALUES (" + marks + ")";
        long count = 0;
        try (Progress progress = new Progress(output, "Importing " + table, file.sizeBytes());
                RecordSource records = file.open(progress);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            while (records.next()) {
                for (int i = 0; i < columns.size(); i++) {
                    set(statement, i, columns.get(i), records);
                }
                statement.addBatch();
                if (++count % BATCH_ROWS == 0) {
                    statement.executeBatch();
                }
                progress.rows(count);
            }
            if (count % BATCH_ROWS != 0) {
                statement.executeBatch();
            }
        }
        return count;
    }

    private static void set(PreparedStatement statement, int index, Column column, RecordSource records)
            throws SQLException {
        @Nullable String text = records.text(index);
        if (text == null) {
            statement.setObject(index + 1, null);
            return;
        }
        Object value;
        try {
            value = column.kind().parse(text);
        } catch (RuntimeException failure) {
            throw new CliException(
                    records.position() + ": column " + column.name() + " takes "
                            + column.kind().name().toLowerCase(Locale.ROOT) + ", the file has something else",
                    failure);
        }
        statement.setObject(index + 1, value);
    }

    /** A name as SQL writes it when it might be a keyword. */
    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
