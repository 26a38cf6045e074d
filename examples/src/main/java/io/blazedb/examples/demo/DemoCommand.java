/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./blazedb demo}. */
@Command(
        name = "demo",
        description = {
            "See what BlazeDB does, in about a minute, with real data.",
            "Apps in processes of their own keep encrypted files, share parts of them, join and watch each",
            "other's data, go offline, come back, and lose a grant. Every claim is checked and measured."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code 1 if a claim does not hold.",
            "",
            "Examples:",
            "  blazedb demo",
            "  blazedb demo --keep my-demo      leaves the files and says how to open them"
        })
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--keep", paramLabel = "DIR", description = "Keep the demo's files in this new directory.")
    private @Nullable Path keep;

    private final PrintWriter out;
    private final boolean interactive;

    DemoCommand(PrintWriter out, boolean interactive) {
        this.out = out;
        this.interactive = interactive;
    }

    @Override
    public Integer call() throws Exception {
        Path directory = keep != null ? newDirectory(keep) : Files.createTempDirectory("blazedb-demo");
        Demo demo = new Demo(out, interactive, directory, keep != null);
        Thread cleanUp = new Thread(() -> cleanUp(demo, directory), "clean up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        return demo.run() ? 0 : 1;
    }

    private static Path newDirectory(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> entries = Files.list(directory)) {
                if (entries.findAny().isPresent()) {
                    throw new IOException(directory + " is not empty");
                }
            }
        }
        return Files.createDirectories(directory.toAbsolutePath());
    }

    /** Runs however the demo ends, Ctrl-C included. */
    private void cleanUp(Demo demo, Path directory) {
        demo.destroy();
        if (keep == null) {
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted((left, right) -> right.compareTo(left)).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException leftBehind) {
                    System.err.println("blazedb: cannot remove " + file);
                }
            });
        } catch (IOException failure) {
            System.err.println("blazedb: cannot remove " + directory);
        }
    }
}
