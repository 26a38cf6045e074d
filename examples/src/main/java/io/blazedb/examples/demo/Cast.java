/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the demo's processes and sees to it that none outlives the demo. */
final class Cast implements AutoCloseable {
    static final Duration START = Duration.ofMinutes(5);
    private static final String PACKAGE = "io.blazedb.examples.";

    private final Path directory;
    private final String password;
    private final List<AppProcess> started = new ArrayList<>();

    Cast(Path directory, String password) throws IOException {
        this.directory = directory;
        this.password = password;
        Files.createDirectories(directory.resolve("logs"));
    }

    /** Starts an example app with its files in {@code device}, where its home directory is too. */
    AppProcess app(String name, Path device, String... virtualMachine) throws IOException {
        Files.createDirectories(device);
        return keep(AppProcess.start(
                name,
                PACKAGE + name,
                List.of(virtualMachine),
                List.of(device.toString()),
                Map.of(
                        "BLAZEDB_PASSWORD",
                        password,
                        "BLAZEDB_HOME",
                        home(device).toString()),
                log(name)));
    }

    /** The directory of identities and groups on a device. */
    static Path home(Path device) {
        return device.resolve("home");
    }

    /** Starts a command of {@code ./blazedb}. */
    AppProcess command(String name, List<String> arguments) throws IOException {
        return keep(AppProcess.start(
                name, "io.blazedb.cli.BlazeCommand", List.of("-Xmx128m"), arguments, Map.of(), log(name)));
    }

    private Path log(String name) {
        return directory.resolve("logs").resolve(name + ".log");
    }

    private synchronized AppProcess keep(AppProcess process) {
        started.add(process);
        return process;
    }

    /** Ends what still runs, at once. */
    synchronized void destroy() {
        started.forEach(AppProcess::destroy);
    }

    /** Lets every process end by itself. */
    @Override
    public synchronized void close() {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).close();
        }
        started.clear();
    }
}
