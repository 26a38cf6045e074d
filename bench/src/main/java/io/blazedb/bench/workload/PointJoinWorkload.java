/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import io.blazedb.bench.peer.Durability;
import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.peer.Peers;
import io.blazedb.bench.peer.Unlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;
import java.util.SplittableRandom;

/** One row of the own database, by its key, joined with its row of an attached one. */
final class PointJoinWorkload implements Workload {
    static final int PARTS = 10_000;
    private static final int ORDERS = 100_000;
    private static final String QUERY =
            "SELECT o.amount, p.name, p.price FROM ordered o JOIN shop.part p ON p.id = o.part WHERE o.id = ?";

    private final Source source;

    /** How the other database is attached. */
    enum Source {
        FILE("point-join", "of an attached file"),
        REPLICA("point-join-replica", "of what another process publishes, kept as a replica"),
        SERVED("point-join-served", "of what another process publishes and answers for");

        private final String workload;
        private final String description;

        Source(String workload, String description) {
            this.workload = workload;
            this.description = description;
        }
    }

    PointJoinWorkload(Source source) {
        this.source = source;
    }

    @Override
    public String name() {
        return source.workload;
    }

    @Override
    public String description() {
        return "own row by key joined with its row " + source.description + ", prepared; notes p50 and p99";
    }

    @Override
    public Unit unit() {
        return Unit.MICROSECONDS;
    }

    @Override
    public boolean runsWith(Peer peer) {
        return source == Source.FILE
                ? peer.attach(Path.of(""), "shop") != null
                : peer.name().equals(Peers.BLAZEDB);
    }

    @Override
    public long run(Trial trial) throws SQLException, IOException, InterruptedException {
        Path shop = Files.createDirectories(trial.directory().resolve("shop"));
        if (source == Source.FILE) {
            try (Connection connection = trial.peer().open(shop, Durability.SYNCED, Unlock.PASSPHRASE)) {
                fillParts(connection, trial.peer().keyType());
            }
            return measure(trial, Objects.requireNonNull(trial.peer().attach(shop, "shop")));
        }
        Process owner = PublishingProcess.start(trial.directory(), source == Source.SERVED);
        try {
            return measure(trial, "ATTACH '" + PublishingProcess.URL + "' AS shop (TEMPORARY)");
        } finally {
            owner.destroyForcibly().waitFor();
        }
    }

    /** The rows that are joined with. */
    static void fillParts(Connection connection, String keyType) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE part (id " + keyType
                    + " PRIMARY KEY, price BIGINT NOT NULL, name VARCHAR(40) NOT NULL)");
        }
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO part VALUES (?, ?, ?)")) {
            for (int i = 0; i < PARTS; i++) {
                insert.setLong(1, i);
                insert.setLong(2, Items.mix(i) % 1_000);
                insert.setString(3, "part number " + i);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static long measure(Trial trial, String attach) throws SQLException {
        Properties properties = trial.peer().properties(trial.directory(), Durability.SYNCED, Unlock.PASSPHRASE);
        if (trial.peer().name().equals(Peers.BLAZEDB)) {
            properties.setProperty("app", "Reader");
            properties.setProperty("appGroup", PublishingProcess.GROUP);
        }
        String url = trial.peer().url(trial.directory(), Durability.SYNCED, Unlock.PASSPHRASE);
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ordered (id " + trial.peer().keyType()
                    + " PRIMARY KEY, part BIGINT NOT NULL, amount BIGINT NOT NULL)");
            int orders = trial.scaled(ORDERS);
            fillOrders(connection, orders);
            statement.execute(attach);
            try (PreparedStatement query = connection.prepareStatement(QUERY)) {
                return measure(trial, query, orders);
            }
        }
    }

    private static void fillOrders(Connection connection, int orders) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ordered VALUES (?, ?, ?)")) {
            for (int i = 0; i < orders; i++) {
                insert.setLong(1, i);
                insert.setLong(2, Items.mix(i * 7L) % PARTS);
                insert.setLong(3, i % 100);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static long measure(Trial trial, PreparedStatement query, int orders) throws SQLException {
        SplittableRandom random = new SplittableRandom(11);
        trial.warmUp(1, index -> read(query, random.nextInt(orders)));
        long[] nanos = new long[trial.scaled(ORDERS)];
        trial.start();
        for (int i = 0; i < nanos.length; i++) {
            long begin = System.nanoTime();
            read(query, random.nextInt(orders));
            nanos[i] = System.nanoTime() - begin;
        }
        trial.stop(nanos.length);
        Arrays.sort(nanos);
        trial.note("p50Micros", nanos[nanos.length / 2] / 1e3);
        trial.note("p99Micros", nanos[(int) (nanos.length * 0.99)] / 1e3);
        long checksum = 0;
        for (int id = 0; id < 100; id++) {
            checksum = checksum * 31 + read(query, id);
        }
        return checksum;
    }

    private static long read(PreparedStatement query, long id) throws SQLException {
        query.setLong(1, id);
        try (ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getLong(1) + 31L * rows.getString(2).hashCode() + 961 * rows.getLong(3);
        }
    }
}
