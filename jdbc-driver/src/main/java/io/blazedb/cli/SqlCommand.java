/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sql}: a shell for people, {@code -c} and {@code -f} for scripts. */
@Command(
        name = "sql",
        description = {
            "Type SQL, or run it from the command line or a file.",
            "Without -c and -f it is an interactive shell, or reads a script from standard input."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Exit code 1 when a statement fails; in -c and -f the first failure ends the run.",
            "The shell keeps its history in memory only; BLAZEDB_HISTORY=FILE keeps it in a file.",
            "",
            "Examples:",
            "  blazedb sql shop.blazedb",
            "  blazedb sql shop.blazedb -c '\\d orders' -c 'SELECT count(*) FROM orders'",
            "  blazedb sql shop.blazedb -f report.sql --format csv > report.csv"
        })
final class SqlCommand implements Callable<Integer> {
    private static final String MEMORY_NAME = "shell";

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "The database file; without it, a database in memory.")
    private @Nullable Path database;

    @Option(
            names = "-c",
            paramLabel = "SQL",
            description = "Run statements and \\ commands; may be given several times.")
    private List<String> commands = new ArrayList<>();

    @Option(
            names = "-f",
            paramLabel = "FILE",
            description = "Run the statements and \\ commands of a file; - is standard input.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json (default: table).")
    private OutputFormat format = OutputFormat.TABLE;

    @Mixin
    private OpenOptions options = new OpenOptions();

    private final CliOutput output;

    SqlCommand(CliOutput output) {
        this.output = output;
    }

    @Override
    public Integer call() throws SQLException, IOException {
        try (Connection connection =
                database == null ? options.openInMemory(MEMORY_NAME) : options.openOrCreate(database)) {
            SqlRunner runner = new SqlRunner(connection, output, format);
            if (commands.isEmpty() && files.isEmpty()) {
                if (CliOutput.console() != null) {
                    return new Shell(runner, output, database).run();
                }
                files.add("-");
            }
            for (String sql : commands) {
                runner.runScript(new StringReader(sql));
            }
            for (String file : files) {
                try (Reader script = open(file)) {
                    runner.runScript(script);
                }
            }
            return 0;
        }
    }

    private static Reader open(String file) throws IOException {
        return file.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8);
    }
}
