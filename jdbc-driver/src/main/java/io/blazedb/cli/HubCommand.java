/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import io.blazedb.sync.hub.Hub;
import io.blazedb.sync.hub.HubOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hub}: runs a hub until it is told to stop. */
@Command(
        name = "hub",
        description = {
            "Run a hub, which stores and forwards what it cannot read.",
            "Devices meet at it with hub:// addresses. It goes on from its directory after any stop."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Compare the fingerprint it prints with the one that devices show when they first connect.",
            "",
            "Example:",
            "  blazedb hub --listen 0.0.0.0:7654 --data /var/lib/blazedb-hub"
        })
final class HubCommand implements Callable<Integer> {

    @Option(
            names = "--listen",
            required = true,
            paramLabel = "HOST:PORT",
            description = "Address to listen on; port 0 for any free one.")
    private String listen = "";

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Where it keeps its key and its data; created if missing.")
    private Path directory = Path.of("");

    private final CliOutput output;

    HubCommand(CliOutput output) {
        this.output = output;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Hub hub = Hub.start(HubOptions.of(listen, directory))) {
            Runtime.getRuntime().addShutdownHook(new Thread(hub::close, "stop the hub"));
            output.out().println("The hub listens on " + hub.address());
            output.out().println("Fingerprint " + hub.fingerprint());
            output.flush();
            hub.awaitEnd();
        }
        return 0;
    }
}
