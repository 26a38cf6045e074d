/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import io.blazedb.calcite.DatabaseSalvage;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code check}: whether a file is whole. */
@Command(
        name = "check",
        description = {
            "Check a database file: every page, the catalog, every row, every index against its table.",
            "Others may go on using the file. The exit code is 0 if nothing is wrong, otherwise 1.",
            "",
            "With --salvage, everything that can still be read of a damaged file goes into a new one, which is",
            "checked in its turn. The damaged file is not touched; nobody must have it open. What is missing is listed."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  blazedb check shop.blazedb",
            "  blazedb check shop.blazedb --salvage rescued.blazedb"
        })
final class CheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", description = "The database file.")
    private Path database = Path.of("");

    @Option(
            names = "--salvage",
            paramLabel = "OUT",
            description = "Write what is left of the file to this new one; must not exist.")
    private @Nullable Path salvaged;

    @Mixin
    private OpenOptions options = new OpenOptions();

    private final CliOutput output;

    CheckCommand(CliOutput output) {
        this.output = output;
    }

    @Override
    public Integer call() throws SQLException, IOException {
        String password = options.passwordOfExisting(database);
        Path target = salvaged;
        if (target == null) {
            return check(database, password) ? 0 : BlazeCommand.EXIT_FAILED;
        }
        boolean complete = salvage(target, password);
        return check(target, password) && complete ? 0 : BlazeCommand.EXIT_FAILED;
    }

    private boolean check(Path file, String password) throws SQLException {
        try (Connection connection = options.openExisting(file, password)) {
            long findings = findings(connection, output);
            output.out()
                    .println(file.getFileName() + ": "
                            + (findings == 0
                                    ? "nothing is wrong"
                                    : findings == 1 ? "1 finding" : findings + " findings"));
            return findings == 0;
        }
    }

    /** Whether nothing was lost. */
    private boolean salvage(Path target, String password) throws IOException {
        DatabaseSalvage.Result result;
        try (KeySource key = KeySource.passphrase(password.toCharArray());
                Progress progress = new Progress(output, "salvage", 1)) {
            result = DatabaseSalvage.run(database, key, target, progress::bytes);
        }
        result.losses().forEach(output.out()::println);
        output.out()
                .println(String.format(
                        Locale.ROOT,
                        "%s: %,d entries up to commit %d, %s",
                        target.getFileName(),
                        result.entries(),
                        result.sequence(),
                        result.losses().isEmpty() ? "nothing is lost" : "not all that there was"));
        return result.losses().isEmpty();
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
