/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that prints what a database says about itself; all of it is also SQL on the schema {@code blaze}. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class ViewCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", description = "The database file.")
    private Path database = Path.of("");

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json (default: table).")
    private OutputFormat format = OutputFormat.TABLE;

    @Mixin
    private OpenOptions options = new OpenOptions();

    private final CliOutput output;
    private final List<String> queries;

    private ViewCommand(CliOutput output, List<String> queries) {
        this.output = output;
        this.queries = queries;
    }

    /** {@code status} and {@code audit}. */
    static List<CommandSpec> all(CliOutput output) {
        return List.of(
                command(
                        output,
                        "status",
                        "Which databases a file knows, how its attachments are, what it grants.",
                        "SELECT alias, kind, source, read_only, committed_sequence, file_bytes FROM blaze.databases",
                        "SELECT alias, state, rows, position, head, lag_micros, last_error FROM blaze.attachments",
                        "SELECT p.publication, p.table_name, p.columns, p.condition, g.privilege, g.grantee_kind, g.grantee"
                                + " FROM blaze.publications AS p LEFT JOIN blaze.grants AS g"
                                + " ON g.publication = p.publication"),
                command(
                        output,
                        "audit",
                        "Who asked for a file's data, when, and whether it was allowed.",
                        "SELECT number, at, app, user_id, action, publication, allowed, detail FROM blaze.audit ORDER BY number"));
    }

    private static CommandSpec command(CliOutput output, String name, String description, String... queries) {
        CommandSpec command = CommandSpec.forAnnotatedObject(new ViewCommand(output, List.of(queries)))
                .name(name);
        command.usageMessage().description(description).footer("", "Example:", "  blazedb " + name + " shop.blazedb");
        return command;
    }

    @Override
    public Integer call() throws SQLException, IOException {
        try (Connection connection = options.openExisting(database)) {
            SqlRunner runner = new SqlRunner(connection, output, format);
            for (String query : queries) {
                runner.run(query);
            }
        }
        return 0;
    }
}
