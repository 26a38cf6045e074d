/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.workload.Measurement;
import io.blazedb.bench.workload.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts {@link Worker} in fresh Java processes, one after the other. */
final class WorkerProcess {
    private static final int TIMEOUT_SECONDS = 600;

    private volatile @Nullable Process running;

    /**
     * Runs a workload once.
     *
     * @param directory of the run, empty
     * @throws BenchException if it fails
     */
    Measurement run(Peer peer, Workload workload, Path directory, double scale)
            throws IOException, InterruptedException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Path output = directory.resolve("worker.out");
        Path log = directory.resolve("worker.log");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx1g",
                "-Dfile.encoding=UTF-8",
                "-Dslf4j.internal.verbosity=ERROR",
                "-Dorg.sqlite.tmpdir=" + directory));
        line.addAll(peer.javaOptions(directory, workload.durability()));
        line.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                peer.name(),
                workload.name(),
                data.toString(),
                String.format(Locale.ROOT, "%f", scale)));
        Process process = new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()))
                .redirectError(ProcessBuilder.Redirect.to(log.toFile()))
                .start();
        running = process;
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw failure(peer, workload, "not done after " + TIMEOUT_SECONDS + " seconds");
            }
            Measurement measurement = measurement(output);
            if (process.exitValue() != 0 || measurement == null) {
                throw failure(peer, workload, lastLine(output, log));
            }
            return measurement;
        } finally {
            process.destroyForcibly();
            running = null;
        }
    }

    /** Ends the process that runs now, if there is one; from any thread. */
    void destroy() {
        Process process = running;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private static @Nullable Measurement measurement(Path output) throws IOException {
        try (Stream<String> lines = Files.lines(output, StandardCharsets.UTF_8)) {
            return lines.filter(Measurement::isEncoded)
                    .findFirst()
                    .map(Measurement::decode)
                    .orElse(null);
        }
    }

    private static BenchException failure(Peer peer, Workload workload, String reason) {
        return new BenchException(workload.name() + " failed with " + peer.name() + ": " + reason);
    }

    /** What the worker said last; a Java runtime that cannot start says so on its standard output. */
    private static String lastLine(Path output, Path log) throws IOException {
        String last = "it ended without a word";
        for (Path file : List.of(output, log)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                last = line.isBlank() ? last : line.strip();
            }
        }
        return last;
    }
}
