/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The shell's own commands, which begin with a backslash and need no semicolon; some are words that people try first. */
final class MetaCommands {
    private static final Set<String> WORDS = Set.of("help", "quit", "exit");
    private static final Set<String> SYSTEM_SCHEMAS = Set.of("information_schema", "blaze", "pg_catalog");

    private final SqlRunner runner;
    private final CliOutput output;
    /** The key of \restrict, while it holds. */
    private @Nullable String restriction;

    MetaCommands(SqlRunner runner, CliOutput output) {
        this.runner = runner;
        this.output = output;
    }

    boolean isMetaCommand(String input) {
        return input.stripLeading().startsWith("\\") || WORDS.contains(word(input));
    }

    /** Where a command begins that was typed on the last line of a statement without its semicolon; 0 if none was. */
    static int commandAfterStatement(String input) {
        int begin = input.lastIndexOf('\n') + 1;
        String before = input.substring(0, begin);
        return input.startsWith("\\", begin) && !before.isBlank() && StatementReader.isComplete(before + ";")
                ? begin
                : 0;
    }

    private static String word(String input) {
        return input.strip().replaceAll("\\s*;$", "").toLowerCase(Locale.ROOT);
    }

    /** Runs a command; false if the shell shall end. */
    boolean run(String input) throws SQLException, IOException {
        String[] words = input.strip().split("\\s+", 2);
        @Nullable
        String argument = words.length > 1 ? words[1].replaceAll(";$", "").strip() : null;
        String key = restriction;
        if (key != null) {
            whileRestricted(words[0], argument, key);
            return true;
        }
        switch (word(words[0])) {
            case "\\q", "\\quit", "\\exit", "quit", "exit" -> {
                return false;
            }
            case "\\restrict" -> restrict(argument);
            case "\\?", "\\h", "\\help", "help" -> help();
            case "\\dt" -> tables(argument, "TABLE");
            case "\\d" -> {
                if (argument == null) {
                    tables(null, null);
                } else {
                    describe(argument);
                }
            }
            case "\\l" -> runner.run("SELECT * FROM blaze.databases");
            case "\\i" -> include(argument);
            case "\\format" -> format(argument);
            case "\\timing" -> {
                runner.setTiming(!runner.isTiming());
                output.out().println("Timing is " + (runner.isTiming() ? "on." : "off."));
            }
            default -> throw new CliException("there is no " + words[0] + "; \\? lists the commands");
        }
        return true;
    }

    /** From now on no command is taken but {@code \\unrestrict} with the same key: data of a dump must not become one. */
    private void restrict(@Nullable String key) {
        if (key == null) {
            throw new CliException("\\restrict needs a key");
        }
        restriction = key;
    }

    private void whileRestricted(String command, @Nullable String argument, String key) {
        if (!word(command).equals("\\unrestrict") || !key.equals(argument)) {
            throw new CliException("commands are restricted; only \\unrestrict with its key is allowed");
        }
        restriction = null;
    }

    private void help() {
        PrintWriter out = output.out();
        out.println("  \\d             tables and views; \\d NAME describes one");
        out.println("  \\dt [PATTERN]  tables, also those of attached databases");
        out.println("  \\l             databases");
        out.println("  \\i FILE        run the statements of a file");
        out.println("  \\format NAME   table, csv or json");
        out.println("  \\timing        show the time of each statement, or not");
        out.println("  \\q             leave (also Ctrl-D); Ctrl-C ends the statement that is running");
        out.println("  Statements end with ';'. Tab completes keywords, tables and columns.");
    }

    private void include(@Nullable String file) throws SQLException, IOException {
        if (file == null) {
            throw new CliException("\\i needs a file");
        }
        try (Reader script = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            runner.runScript(script);
        }
    }

    private void format(@Nullable String name) {
        for (OutputFormat format : OutputFormat.values()) {
            if (format.toString().equals(name)) {
                runner.setFormat(format);
                return;
            }
        }
        throw new CliException("the formats are table, csv and json");
    }

    private void tables(@Nullable String pattern, @Nullable String type) throws SQLException {
        DatabaseMetaData metaData = runner.connection().getMetaData();
        List<String[]> lines = new ArrayList<>();
        try (ResultSet rows = metaData.getTables(
                null,
                null,
                pattern == null ? "%" : pattern.replace('*', '%'),
                type == null ? null : new String[] {type})) {
            while (rows.next()) {
                String schema = rows.getString("TABLE_SCHEM");
                if (pattern == null && SYSTEM_SCHEMAS.contains(schema)) {
                    continue;
                }
                lines.add(new String[] {
                    rows.getString("TABLE_CAT"),
                    schema,
                    rows.getString("TABLE_NAME"),
                    rows.getString("TABLE_TYPE").toLowerCase(Locale.ROOT)
                });
            }
        }
        if (lines.isEmpty()) {
            output.out().println("No tables.");
            return;
        }
        print(new String[] {"database", "schema", "name", "type"}, lines);
    }

    /** Describes {@code [database.][schema.]table}. */
    private void describe(String name) throws SQLException {
        DatabaseMetaData metaData = runner.connection().getMetaData();
        String[] parts = name.replace("\"", "").split("\\.");
        String table = SqlCompleter.escape(metaData, parts[parts.length - 1]);
        @Nullable String qualifier = parts.length > 1 ? parts[parts.length - 2] : null;
        List<String[]> lines = new ArrayList<>();
        try (ResultSet rows = metaData.getColumns(parts.length > 2 ? parts[0] : null, null, table, "%")) {
            while (rows.next()) {
                if (qualifier != null
                        && !qualifier.equals(rows.getString("TABLE_SCHEM"))
                        && !qualifier.equals(rows.getString("TABLE_CAT"))) {
                    continue;
                }
                String fallback = rows.getString("COLUMN_DEF");
                if (fallback != null && "YES".equals(rows.getString("IS_GENERATEDCOLUMN"))) {
                    fallback = "generated always as (" + fallback + ") stored";
                }
                lines.add(new String[] {
                    rows.getString("COLUMN_NAME"),
                    type(rows),
                    rows.getInt("NULLABLE") == DatabaseMetaData.columnNoNulls ? "not null" : "",
                    fallback == null ? "" : fallback
                });
            }
        }
        if (lines.isEmpty()) {
            throw new CliException("there is no table " + name);
        }
        print(new String[] {"column", "type", "nullable", "default"}, lines);
        indexes(metaData, parts[parts.length - 1]);
    }

    private static String type(ResultSet column) throws SQLException {
        String name = column.getString("TYPE_NAME");
        int size = column.getInt("COLUMN_SIZE");
        int scale = column.getInt("DECIMAL_DIGITS");
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "DECIMAL", "NUMERIC" -> name + "(" + size + "," + scale + ")";
            case "VARCHAR", "CHAR", "VARBINARY", "BINARY" ->
                size > 0 && size < Integer.MAX_VALUE / 2 ? name + "(" + size + ")" : name;
            default -> name;
        };
    }

    private void indexes(DatabaseMetaData metaData, String table) throws SQLException {
        Map<String, StringBuilder> indexes = new TreeMap<>();
        Map<String, String> conditions = new TreeMap<>();
        try (ResultSet rows = metaData.getIndexInfo(null, null, table, false, true)) {
            while (rows.next()) {
                String index = rows.getString("INDEX_NAME");
                if (index == null) {
                    continue;
                }
                boolean unique = !rows.getBoolean("NON_UNIQUE");
                StringBuilder text =
                        indexes.computeIfAbsent(index, key -> new StringBuilder(unique ? "unique (" : "("));
                text.append(text.charAt(text.length() - 1) == '(' ? "" : ", ")
                        .append(rows.getString("COLUMN_NAME"))
                        .append("D".equals(rows.getString("ASC_OR_DESC")) ? " desc" : "");
                String condition = rows.getString("FILTER_CONDITION");
                conditions.put(index, condition == null ? "" : " where " + condition);
            }
        }
        indexes.forEach((index, columns) ->
                output.out().println(" index " + index + " " + columns + ")" + conditions.get(index)));
    }

    private void print(String[] header, List<String[]> lines) {
        int[] widths = new int[header.length];
        lines.add(0, header);
        for (String[] line : lines) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        for (String[] line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < line.length; i++) {
                text.append(' ')
                        .append(line[i])
                        .append(" ".repeat(widths[i] - line[i].length()))
                        .append(' ');
            }
            output.out().println(text.toString().stripTrailing());
        }
    }
}
