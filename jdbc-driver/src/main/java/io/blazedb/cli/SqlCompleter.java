/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes keywords, tables, and the columns of tables that the statement names. */
final class SqlCompleter implements Completer {
    /** Names of one kind that are offered at most. */
    static final int NAMES_MAX = 1000;

    private static final List<String> KEYWORDS = List.of(
            "ALTER",
            "AND",
            "AS",
            "ASC",
            "ATTACH",
            "BEGIN",
            "BETWEEN",
            "BY",
            "CASE",
            "CAST",
            "COMMIT",
            "COUNT",
            "CREATE",
            "DATABASE",
            "DELETE",
            "DESC",
            "DETACH",
            "DISTINCT",
            "DROP",
            "ELSE",
            "END",
            "EXCEPT",
            "EXISTS",
            "EXPLAIN",
            "FROM",
            "FULL",
            "GRANT",
            "GROUP",
            "HAVING",
            "IN",
            "INDEX",
            "INNER",
            "INSERT",
            "INTERSECT",
            "INTO",
            "IS",
            "JOIN",
            "KEY",
            "LEFT",
            "LIKE",
            "LIMIT",
            "LINK",
            "NOT",
            "NULL",
            "OFFSET",
            "ON",
            "OR",
            "ORDER",
            "PRIMARY",
            "PUBLICATION",
            "REVOKE",
            "RIGHT",
            "ROLLBACK",
            "SELECT",
            "SET",
            "SUBSCRIBE",
            "SUM",
            "TABLE",
            "THEN",
            "TO",
            "UNION",
            "UNIQUE",
            "UPDATE",
            "USING",
            "VALUES",
            "WHEN",
            "WHERE",
            "WITH");

    private final Connection connection;

    SqlCompleter(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word();
        boolean lower = !word.isEmpty() && word.equals(word.toLowerCase(Locale.ROOT));
        for (String keyword : KEYWORDS) {
            candidates.add(new Candidate(lower ? keyword.toLowerCase(Locale.ROOT) : keyword));
        }
        try {
            Set<String> tables = new TreeSet<>();
            DatabaseMetaData metaData = connection.getMetaData();
            try (ResultSet rows = metaData.getTables(null, null, "%", null)) {
                while (rows.next() && tables.size() < NAMES_MAX) {
                    tables.add(qualified(
                            rows.getString("TABLE_CAT"), rows.getString("TABLE_SCHEM"), rows.getString("TABLE_NAME")));
                }
            }
            tables.forEach(table -> candidates.add(new Candidate(table)));
            for (String column : columns(metaData, line.line(), tables)) {
                candidates.add(new Candidate(column));
            }
        } catch (SQLException unavailable) {
            // Completion is a convenience: without the catalog the keywords remain.
            return;
        }
    }

    private static Set<String> columns(DatabaseMetaData metaData, String text, Set<String> tables) throws SQLException {
        Set<String> columns = new TreeSet<>();
        String lowerText = text.toLowerCase(Locale.ROOT);
        for (String table : tables) {
            if (!lowerText.contains(table.toLowerCase(Locale.ROOT)) || columns.size() >= NAMES_MAX) {
                continue;
            }
            String name = table.substring(table.lastIndexOf('.') + 1);
            try (ResultSet rows = metaData.getColumns(null, null, escape(metaData, name), "%")) {
                while (rows.next()) {
                    columns.add(rows.getString("COLUMN_NAME"));
                }
            }
        }
        return columns;
    }

    /** The name as a pattern that matches it only. */
    static String escape(DatabaseMetaData metaData, String name) throws SQLException {
        String escape = metaData.getSearchStringEscape();
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }

    /** The shortest way to name a table. */
    static String qualified(String database, String schema, String table) {
        StringBuilder name = new StringBuilder();
        boolean main = database == null || database.equals("main");
        boolean publicSchema = schema == null || schema.equals("public");
        if (!main) {
            name.append(database).append('.');
        }
        if (!publicSchema) {
            name.append(schema).append('.');
        }
        return name.append(table).toString();
    }
}
