/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import io.blazedb.storage.Store;
import io.blazedb.storage.care.BackupReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code backup}: a copy of a file while others use it. */
@Command(
        name = "backup",
        description = {
            "Copy a database file as it is now while others go on using it.",
            "The copy is opened by the same passwords. An interrupted backup leaves TARGET.partial;",
            "the same command goes on with it."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  blazedb backup shop.blazedb /backups/shop-monday.blazedb"})
final class BackupCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "PATH", description = "The database file.")
    private Path database = Path.of("");

    @Parameters(index = "1", paramLabel = "TARGET", description = "The copy; must not exist.")
    private Path target = Path.of("");

    @Mixin
    private OpenOptions options = new OpenOptions();

    private final CliOutput output;

    BackupCommand(CliOutput output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (Store store = options.openStore(database);
                Progress progress = new Progress(output, "backup", 1)) {
            BackupReport report = store.backup(target, progress::bytes);
            output.out()
                    .println(String.format(
                            Locale.ROOT,
                            "%s: %,d bytes, %,d copied and %,d there already, everything up to commit %d",
                            target.getFileName(),
                            report.bytes(),
                            report.copiedBytes(),
                            report.keptBytes(),
                            report.sequence()));
        }
        return 0;
    }
}
