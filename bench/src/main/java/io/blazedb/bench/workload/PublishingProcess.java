/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import io.blazedb.bench.peer.Durability;
import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.peer.Peers;
import io.blazedb.bench.peer.Unlock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Properties;

/** The process whose database {@link PointJoinWorkload} attaches: publishes it and stays there. */
final class PublishingProcess {
    static final String GROUP = "com.example.bench";
    static final String URL = "app://" + GROUP + "/Shop/bench";

    private PublishingProcess() {}

    /** Starts it and waits until what it publishes is there. */
    static Process start(Path directory, boolean served) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PublishingProcess.class.getName(),
                        directory.toString(),
                        served ? "SELECT" : "SUBSCRIBE")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.getInputStream().read() < 0) {
            throw new IOException("the publishing process ended");
        }
        return process;
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        Peer peer = Peers.find(Peers.BLAZEDB).orElseThrow();
        Path shop = Files.createDirectories(directory.resolve("shop"));
        Properties properties = peer.properties(shop, Durability.SYNCED, Unlock.PASSPHRASE);
        properties.setProperty("home", directory.resolve("home").toString());
        properties.setProperty("app", "Shop");
        properties.setProperty("appGroup", GROUP);
        try (Connection connection =
                        DriverManager.getConnection(peer.url(shop, Durability.SYNCED, Unlock.PASSPHRASE), properties);
                Statement statement = connection.createStatement()) {
            PointJoinWorkload.fillParts(connection, peer.keyType());
            statement.execute("CREATE PUBLICATION parts FOR TABLE part");
            statement.execute("GRANT " + args[1] + " ON PUBLICATION parts TO APP GROUP '" + GROUP + "'");
            System.out.println("ready");
            // Until the one who started this process ends.
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
