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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vacuum}: a copy without free space. */
@Command(
        name = "vacuum",
        description = {
            "Write a database file without its free space into a new file while others go on using it.",
            "The new file is opened by the same passwords."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  blazedb vacuum shop.blazedb --into small.blazedb"})
final class VacuumCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", description = "The database file.")
    private Path database = Path.of("");

    @Option(names = "--into", required = true, paramLabel = "TARGET", description = "The new file; must not exist.")
    private Path target = Path.of("");

    @Mixin
    private OpenOptions options = new OpenOptions();

    private final CliOutput output;

    VacuumCommand(CliOutput output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (Store store = options.openStore(database);
                Progress progress = new Progress(output, "vacuum", 1)) {
            long before = store.status().fileBytes();
            BackupReport report = store.vacuumInto(target, progress::bytes);
            output.out()
                    .println(String.format(
                            Locale.ROOT, "%s: %,d of %,d bytes", target.getFileName(), report.bytes(), before));
        }
        return 0;
    }
}
