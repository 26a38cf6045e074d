/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import io.blazedb.storage.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vacuum}: gives free space back, in place or in a copy. */
@Command(
        name = "vacuum",
        description = {
            "Give the free space of a database file back while others go on using it,",
            "or write it without that into a new file, which is opened by the same passwords."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Examples:", "  blazedb vacuum shop.blazedb", "  blazedb vacuum shop.blazedb --into small.blazedb"
        })
final class VacuumCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", description = "The database file.")
    private Path database = Path.of("");

    @Option(names = "--into", paramLabel = "TARGET", description = "The new file; must not exist.")
    private @Nullable Path target;

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
            Path written = target == null ? database : target;
            long before = store.status().fileBytes();
            long after = target == null
                    ? store.vacuum(progress::bytes).bytesAfter()
                    : store.vacuumInto(target, progress::bytes).bytes();
            output.out()
                    .println(String.format(Locale.ROOT, "%s: %,d of %,d bytes", written.getFileName(), after, before));
        }
        return 0;
    }
}
