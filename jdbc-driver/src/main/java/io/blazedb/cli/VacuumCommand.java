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
            "Make a database file as small as it can be, also while others use it.",
            "With --into, the file stays as it is, and a new, small one is written that the same passwords open."
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
            long before = store.status().fileBytes();
            long after = target == null
                    ? store.vacuum(progress::bytes).bytesAfter()
                    : store.vacuumInto(target, progress::bytes).bytes();
            output.out().println(outcome(before, after));
        }
        return 0;
    }

    private String outcome(long before, long after) {
        if (target != null) {
            return text("%s: %,d bytes, made from %,d", target.getFileName(), after, before);
        }
        return after < before
                ? text("%s: %,d bytes, %,d fewer than before", database.getFileName(), after, before - after)
                : text("%s: %,d bytes, nothing to give back", database.getFileName(), after);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
