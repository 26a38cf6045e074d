/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import io.blazedb.bench.peer.Durability;
import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.peer.Peers;
import io.blazedb.bench.peer.Unlock;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * What it costs a writer that its rows are published to many, each of whom gets those of one value: the same updates without publications, with a hundred
 * that nobody follows, and with a hundred each of which an app in another process keeps a replica of.
 */
final class PublishedUpdateWorkload implements Workload {
    static final String GROUP = "com.example.bench";
    static final String APP = "Writer";
    static final int PUBLICATIONS = 100;
    private static final int ROWS = 10_000;

    private final Audience audience;

    /** Who gets what is written. */
    enum Audience {
        NOBODY("update-alone", "that nobody gets"),
        GRANTED("update-granted", "of which 100 publications grant a hundredth each; nobody follows them"),
        FOLLOWED("update-followed", "of which 100 apps in another process keep a hundredth each");

        private final String workload;
        private final String description;

        Audience(String workload, String description) {
            this.workload = workload;
            this.description = description;
        }
    }

    PublishedUpdateWorkload(Audience audience) {
        this.audience = audience;
    }

    @Override
    public String name() {
        return audience.workload;
    }

    @Override
    public String description() {
        return "UPDATE of one row by key, prepared, each a synced commit, " + audience.description;
    }

    @Override
    public Unit unit() {
        return Unit.MICROSECONDS;
    }

    @Override
    public boolean runsWith(Peer peer) {
        return peer.name().equals(Peers.BLAZEDB);
    }

    static String app(int publication) {
        return "Reader" + publication;
    }

    @Override
    public long run(Trial trial) throws SQLException, IOException, InterruptedException {
        Properties properties = trial.peer().properties(trial.directory(), Durability.SYNCED, Unlock.PASSPHRASE);
        properties.setProperty("app", APP);
        properties.setProperty("appGroup", GROUP);
        String url = trial.peer().url(trial.directory(), Durability.SYNCED, Unlock.PASSPHRASE);
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE item (id BIGINT PRIMARY KEY, tenant INTEGER, price BIGINT, hidden VARCHAR(20))");
            fill(connection);
            for (int i = 0; i < PUBLICATIONS && audience != Audience.NOBODY; i++) {
                statement.execute(
                        "CREATE PUBLICATION p" + i + " FOR TABLE item (id, price) WHERE (tenant = " + i + ")");
                statement.execute("GRANT SUBSCRIBE ON PUBLICATION p" + i + " TO APP '" + app(i) + "'");
            }
            Process readers = audience == Audience.FOLLOWED ? FollowingProcess.start(trial.directory()) : null;
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE item SET price = price + 1 WHERE id = ?")) {
                long updates = trial.repeat(index -> {
                    update.setLong(1, Items.mix(index) % ROWS);
                    update.executeUpdate();
                });
                trial.verify("sum of prices", updates, Items.single(connection, "SELECT SUM(price) FROM item"));
            } finally {
                if (readers != null) {
                    readers.destroyForcibly().waitFor();
                }
            }
        }
        return 0;
    }

    private static void fill(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO item VALUES (?, ?, 0, 'hidden')")) {
            for (int i = 0; i < ROWS; i++) {
                insert.setLong(1, i);
                insert.setInt(2, i % PUBLICATIONS);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }
}
