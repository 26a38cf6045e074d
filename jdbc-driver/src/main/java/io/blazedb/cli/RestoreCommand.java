/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore}: a backup becomes a database file again, after a full check. */
@Command(
        name = "restore",
        description = {
            "Copy a backup to where the database belongs, and check the copy first: every page, row and index.",
            "The backup itself stays as it is. A copy with findings is thrown away.",
            "Nobody must have TARGET open while it is replaced."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  blazedb restore /backups/shop-monday.blazedb shop.blazedb"})
final class RestoreCommand implements Callable<Integer> {
    private static final int BUFFER_BYTES = 1 << 20;

    @Parameters(index = "0", paramLabel = "BACKUP", description = "The backup.")
    private Path backup = Path.of("");

    @Parameters(index = "1", paramLabel = "TARGET", description = "The database file; must not exist without --force.")
    private Path target = Path.of("");

    @Option(names = "--force", description = "Replace TARGET.")
    private boolean force;

    @Mixin
    private OpenOptions options = new OpenOptions();

    private final CliOutput output;

    RestoreCommand(CliOutput output) {
        this.output = output;
    }

    @Override
    public Integer call() throws SQLException, IOException {
        if (!Files.isRegularFile(backup)) {
            throw new CliException("there is no database file " + backup);
        }
        if (Files.exists(target) && Files.isSameFile(backup, target)) {
            throw new CliException("BACKUP and TARGET are one file");
        }
        if (Files.exists(target) && !force) {
            throw new CliException(target + " exists already; --force replaces it");
        }
        Path copy = target.resolveSibling(target.getFileName() + ".restoring");
        Path lock = copy.resolveSibling(copy.getFileName() + "-lock");
        try {
            copy(copy);
            if (!isWhole(copy)) {
                output.error("ERROR: the backup is damaged; " + target + " was not touched");
                return BlazeCommand.EXIT_FAILED;
            }
            Files.move(copy, target, StandardCopyOption.REPLACE_EXISTING);
            output.out().println(target.getFileName() + ": restored, nothing is wrong");
            return 0;
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(lock);
        }
    }

    private boolean isWhole(Path copy) throws SQLException, IOException {
        try (Connection connection = options.openExisting(copy)) {
            return CheckCommand.findings(connection, output) == 0;
        }
    }

    private void copy(Path copy) throws IOException {
        long total = Files.size(backup);
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(backup);
                OutputStream out = Files.newOutputStream(copy);
                Progress progress = new Progress(output, "restore", total)) {
            long done = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                done += count;
                progress.bytes(done, total);
            }
        }
    }
}
