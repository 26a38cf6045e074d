/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.workload.Measurement;
import io.blazedb.bench.workload.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts {@link Worker} in fresh Java processes, one after the other. */
final class WorkerProcess {
    private static final int TIMEOUT_SECONDS = 600;
    private static final int LOG_LINES_SHOWN = 12;

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
                .redirectError(ProcessBuilder.Redirect.to(log.toFile()))
                .start();
        running = process;
        try {
            return result(peer, workload, process, log);
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

    private static Measurement result(Peer peer, Workload workload, Process process, Path log)
            throws IOException, InterruptedException {
        Measurement measurement = null;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (Measurement.isEncoded(line)) {
                    measurement = Measurement.decode(line);
                }
            }
        }
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (!ended || process.exitValue() != 0 || measurement == null) {
            throw new BenchException(workload.name() + " failed with " + peer.name() + logTail(log));
        }
        return measurement;
    }

    private static String logTail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return lines.isEmpty()
                ? ""
                : "\n    " + String.join("\n    ", lines.subList(0, Math.min(LOG_LINES_SHOWN, lines.size())));
    }
}
