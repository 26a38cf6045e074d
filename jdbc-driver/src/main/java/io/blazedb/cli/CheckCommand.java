/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code check}: whether a file is whole. */
@Command(
        name = "check",
        description = {
            "Check a database file: every page, the catalog, every row, every index against its table.",
            "Others may go on using the file. The exit code is 0 if nothing is wrong, otherwise 1."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  blazedb check shop.blazedb"})
final class CheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", description = "The database file.")
    private Path database = Path.of("");

    @Mixin
    private OpenOptions options = new OpenOptions();

    private final CliOutput output;

    CheckCommand(CliOutput output) {
        this.output = output;
    }

    @Override
    public Integer call() throws SQLException, IOException {
        try (Connection connection = options.openExisting(database)) {
            long findings = findings(connection, output);
            output.out()
                    .println(database.getFileName() + ": "
                            + (findings == 0
                                    ? "nothing is wrong"
                                    : findings == 1 ? "1 finding" : findings + " findings"));
            return findings == 0 ? 0 : BlazeCommand.EXIT_FAILED;
        }
    }

    /** Prints a line for each finding; how many there are. */
    static long findings(Connection connection, CliOutput output) throws SQLException {
        long count = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("CHECK DATABASE")) {
            while (rows.next()) {
                count++;
                output.out()
                        .println(rows.getString("severity") + "  " + rows.getString("object") + "  "
                                + rows.getString("finding") + "  " + rows.getString("detail"));
            }
        }
        return count;
    }
}
