/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.sync.hub.Hub;
import io.blazedb.sync.hub.HubOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A hub in a JVM of its own, to be killed. */
final class HubProcess {
    private final Process process;

    private HubProcess(Process process) {
        this.process = process;
    }

    /** Starts a hub; the address is its listen address. */
    static HubProcess start(String listen, Path directory) throws IOException {
        return new HubProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        HubProcess.class.getName(),
                        listen,
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolveSibling("hub-output.txt").toFile())
                .start());
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    public static void main(String[] arguments) throws InterruptedException {
        try (Hub hub = Hub.start(HubOptions.of(arguments[0], Path.of(arguments[1])))) {
            hub.awaitEnd();
        }
    }
}
