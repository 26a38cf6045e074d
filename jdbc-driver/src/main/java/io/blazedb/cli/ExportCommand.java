/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export}: a table or a query as CSV or JSON. */
@Command(
        name = "export",
        description = "Export a table, or the rows of a query, as CSV or JSON.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The export is plain text: whoever can read the file can read the data.",
            "",
            "Examples:",
            "  blazedb export shop.blazedb orders --output orders.csv",
            "  blazedb export shop.blazedb --query 'SELECT * FROM orders WHERE paid' --format json"
        })
final class ExportCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "PATH", description = "The database file.")
    private Path database = Path.of("");

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TABLE",
            description = "The table, also of an attached database.")
    private @Nullable String table;

    @Option(names = "--query", paramLabel = "SQL", description = "Export the rows of this query instead of a table.")
    private @Nullable String query;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where to write (default: standard output); must not exist.")
    private @Nullable Path file;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv or json (default: by the ending of FILE, else csv).")
    private @Nullable OutputFormat format;

    @Mixin
    private OpenOptions options = new OpenOptions();

    private final CliOutput output;

    ExportCommand(CliOutput output) {
        this.output = output;
    }

    @Override
    public Integer call() throws SQLException, IOException {
        if ((table == null) == (query == null)) {
            throw new CliException("give either a table or --query");
        }
        String sql = query != null ? query : "SELECT * FROM " + tableName(table == null ? "" : table);
        OutputFormat chosen = format != null
                ? format
                : file != null && file.toString().toLowerCase(Locale.ROOT).endsWith(".json")
                        ? OutputFormat.JSON
                        : OutputFormat.CSV;
        try (Connection connection = options.openExisting(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (file == null) {
                chosen.print(rows, output.out());
                output.flush();
                return 0;
            }
            try (PrintWriter out = CliOutput.utf8(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), false)) {
                long count = chosen.print(rows, out);
                if (out.checkError()) {
                    throw new CliException("writing " + file + " failed");
                }
                output.note(count + " rows written to " + file);
            }
            return 0;
        }
    }

    /** Each part of a dotted name in quotes, so that keywords work. */
    private static String tableName(String name) {
        return Arrays.stream(name.toLowerCase(Locale.ROOT).split("\\."))
                .map(TableImport::quoted)
                .collect(Collectors.joining("."));
    }
}
