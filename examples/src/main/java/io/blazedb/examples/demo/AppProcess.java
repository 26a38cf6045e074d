/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import io.blazedb.examples.Control;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An app in a Java process of its own, steered by {@link Control}. What it writes besides goes to a log file.
 *
 * <p>Threading: one command at a time.
 */
final class AppProcess implements AutoCloseable {
    private static final String GONE = "gone";
    private static final int LOG_LINES_SHOWN = 15;
    private static final long STOP_SECONDS = 5;

    private final String name;
    private final Process process;
    private final Path log;
    private final BufferedWriter commands;
    private final BlockingQueue<List<String>> answers = new LinkedBlockingQueue<>();

    private AppProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread reader = new Thread(this::read, "answers of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a main class in a Java process like this one.
     *
     * @param virtualMachine options such as {@code -Xmx256m}
     */
    static AppProcess start(
            String name,
            String mainClass,
            List<String> virtualMachine,
            List<String> arguments,
            Map<String, String> environment,
            Path log)
            throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Dfile.encoding=UTF-8"));
        line.add("-Dslf4j.internal.verbosity=ERROR");
        String archive = System.getProperty("blazedb.archive");
        if (archive != null && Files.exists(Path.of(archive))) {
            line.add("-XX:SharedArchiveFile=" + archive);
        }
        line.addAll(virtualMachine);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new AppProcess(name, builder.start(), log);
    }

    String name() {
        return name;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                answers.add(Control.decode(line));
            }
        } catch (IOException closed) {
            // The process is gone, which the line below says.
        }
        answers.add(List.of(GONE));
    }

    /** Waits until the process says that it is ready for commands. */
    AppProcess ready(Duration timeout) throws AppFailure, InterruptedException {
        answer("start", timeout);
        return this;
    }

    /** Waits until the process has written a line that contains a text; for programs that do not speak the protocol. */
    String awaitLine(String text, Duration timeout) throws AppFailure, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            List<String> line = answers.poll(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null || line.get(0).equals(GONE)) {
                throw new AppFailure("", name + " did not start" + logTail());
            }
            if (line.get(0).contains(text)) {
                return line.get(0);
            }
        }
    }

    /** Runs a command and gives its answer. */
    String call(Duration timeout, String command, String... arguments) throws AppFailure, InterruptedException {
        List<String> fields = new ArrayList<>();
        fields.add(command);
        fields.addAll(List.of(arguments));
        try {
            commands.write(Control.encode(fields));
            commands.write('\n');
            commands.flush();
        } catch (IOException broken) {
            throw new AppFailure("", name + " is gone" + logTail());
        }
        return answer(command, timeout);
    }

    private String answer(String command, Duration timeout) throws AppFailure, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            List<String> fields = answers.poll(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (fields == null) {
                throw new AppFailure(
                        "", name + " has not answered '" + command + "' for " + timeout.toSeconds() + " s");
            }
            switch (fields.get(0)) {
                case "done" -> {
                    return fields.get(1);
                }
                case "failed" -> throw new AppFailure(fields.get(1), name + ": " + fields.get(2));
                case GONE -> throw new AppFailure("", name + " ended unexpectedly" + logTail());
                default -> {
                    // Not of the protocol: a library's chatter.
                }
            }
        }
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            List<String> tail = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
            return tail.isEmpty() ? "" : "; its log ends with\n    " + String.join("\n    ", tail);
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** Ends the process as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** Lets the process end by itself, and ends it otherwise. */
    @Override
    public void close() {
        try {
            commands.close();
        } catch (IOException alreadyGone) {
            // Then there is nothing left to close.
        }
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process at once, without waiting; when the demo itself is being ended. */
    void destroy() {
        process.destroyForcibly();
    }
}
