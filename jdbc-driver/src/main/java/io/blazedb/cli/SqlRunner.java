/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import io.blazedb.jdbc.CopyManager;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs statements on a connection and prints what they give. One thread, except {@link #cancel()}. */
final class SqlRunner {
    private static final Set<String> CHANGING = Set.of("insert", "update", "delete", "merge", "copy", "with");
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Connection connection;
    private final CliOutput output;
    private final MetaCommands metaCommands;
    private OutputFormat format;
    private boolean timing;
    private volatile @Nullable Statement running;

    SqlRunner(Connection connection, CliOutput output, OutputFormat format) {
        this.connection = connection;
        this.output = output;
        this.format = format;
        this.metaCommands = new MetaCommands(this, output);
    }

    Connection connection() {
        return connection;
    }

    OutputFormat format() {
        return format;
    }

    void setFormat(OutputFormat format) {
        this.format = format;
    }

    boolean isTiming() {
        return timing;
    }

    void setTiming(boolean timing) {
        this.timing = timing;
    }

    MetaCommands metaCommands() {
        return metaCommands;
    }

    /** Runs every statement and command of a script up to the first that fails, or to {@code \\q}. */
    void runScript(Reader script) throws SQLException, IOException {
        StatementReader statements = new StatementReader(script);
        String sql;
        while ((sql = statements.next()) != null) {
            if (StatementReader.isCommand(sql)) {
                if (!metaCommands.run(sql)) {
                    return;
                }
            } else if (isCopy(sql, "STDIN")) {
                long begin = System.nanoTime();
                long count = connection.unwrap(CopyManager.class).copyIn(sql, new StringReader(statements.data()));
                printCount(sql, count, begin);
            } else {
                run(sql);
            }
        }
    }

    /** Runs one statement. */
    void run(String sql) throws SQLException, IOException {
        long begin = System.nanoTime();
        if (isCopy(sql, "STDOUT")) {
            connection.unwrap(CopyManager.class).copyOut(sql, output.out());
            output.flush();
            return;
        }
        try (Statement statement = connection.createStatement()) {
            running = statement;
            boolean hasRows = statement.execute(sql);
            while (true) {
                if (hasRows) {
                    printRows(statement.getResultSet(), begin);
                } else {
                    long count = statement.getLargeUpdateCount();
                    if (count < 0) {
                        break;
                    }
                    printCount(sql, count, begin);
                }
                hasRows = statement.getMoreResults();
            }
        } finally {
            running = null;
            output.flush();
        }
    }

    /** Whether a statement is COPY to or from the shell itself. */
    private static boolean isCopy(String sql, String where) {
        return firstWord(sql).equals("copy")
                && Pattern.compile("\\b(FROM|TO)\\s+" + where + "\\b", Pattern.CASE_INSENSITIVE)
                        .matcher(sql)
                        .find();
    }

    /** Ends the statement that is running, if any; from another thread. */
    void cancel() {
        Statement statement = running;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException failure) {
                output.error(Failures.text(failure));
            }
        }
    }

    private void printRows(ResultSet rows, long begin) throws SQLException, IOException {
        long count;
        try (rows) {
            count = format.print(rows, output.out());
        }
        if (format == OutputFormat.TABLE) {
            output.out().println("(" + count + (count == 1 ? " row" : " rows") + elapsed(begin) + ")");
        }
    }

    private void printCount(String sql, long count, long begin) {
        if (format != OutputFormat.TABLE) {
            return;
        }
        String text = CHANGING.contains(firstWord(sql))
                ? "(" + count + (count == 1 ? " row changed" : " rows changed") + elapsed(begin) + ")"
                : timing ? "OK (" + elapsed(begin).substring(2) + ")" : "OK";
        output.out().println(text);
    }

    private String elapsed(long begin) {
        if (!timing) {
            return "";
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        return taken.toMillis() < 10
                ? String.format(Locale.ROOT, ", %.2f ms", (double) taken.toNanos() / NANOS_PER_MILLI)
                : ", " + taken.toMillis() + " ms";
    }

    /** The first word of a statement in lower case, comments before it left out. */
    static String firstWord(String sql) {
        int i = 0;
        while (i < sql.length()) {
            if (sql.startsWith("--", i)) {
                int end = sql.indexOf('\n', i);
                i = end < 0 ? sql.length() : end + 1;
            } else if (sql.startsWith("/*", i)) {
                int end = sql.indexOf("*/", i + 2);
                i = end < 0 ? sql.length() : end + 2;
            } else if (Character.isWhitespace(sql.charAt(i)) || sql.charAt(i) == '(') {
                i++;
            } else {
                break;
            }
        }
        int end = i;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        return sql.substring(i, end).toLowerCase(Locale.ROOT);
    }
}
