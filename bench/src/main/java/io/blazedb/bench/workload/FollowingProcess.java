/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The process whose apps follow what {@link PublishedUpdateWorkload} publishes, each in a database in memory. */
final class FollowingProcess {

    private FollowingProcess() {}

    /** Starts it and waits until every app has its replica. */
    static Process start(Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FollowingProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.getInputStream().read() < 0) {
            throw new IOException("the following process ended");
        }
        return process;
    }

    public static void main(String[] args) throws Exception {
        List<Connection> followers = new ArrayList<>();
        for (int i = 0; i < PublishedUpdateWorkload.PUBLICATIONS; i++) {
            String app = PublishedUpdateWorkload.app(i);
            Properties properties = new Properties();
            properties.setProperty("home", Path.of(args[0], "home").toString());
            properties.setProperty("app", app);
            properties.setProperty("appGroup", PublishedUpdateWorkload.GROUP);
            Connection connection = DriverManager.getConnection("jdbc:blazedb:mem:" + app, properties);
            followers.add(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("ATTACH 'app://" + PublishedUpdateWorkload.GROUP + "/" + PublishedUpdateWorkload.APP
                        + "/bench' AS bench");
            }
        }
        System.out.println("ready");
        // Until the one who started this process ends.
        System.in.transferTo(OutputStream.nullOutputStream());
        for (Connection connection : followers) {
            connection.close();
        }
    }
}
