/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import io.blazedb.bench.peer.Durability;
import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.peer.Unlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A query over two databases that are attached to a third: every row of a large table finds its row of a small one. */
final class AttachedJoinWorkload implements Workload {
    private static final int PARTS = 10_000;
    private static final int SALES_PER_PART = 100;
    private static final int KINDS = 100;
    private static final int PRICE_MAX = 500_000;
    private static final String QUERY = "SELECT p.kind, COUNT(*), SUM(s.amount) FROM sales.sale s"
            + " JOIN parts.part p ON p.id = s.part GROUP BY p.kind";

    @Override
    public String name() {
        return "join-attached";
    }

    @Override
    public String description() {
        return "1,000,000 rows of one attached file joined with 10,000 of another, GROUP BY a column of theirs";
    }

    @Override
    public Unit unit() {
        return Unit.MILLISECONDS;
    }

    @Override
    public boolean runsWith(Peer peer) {
        return peer.attach(Path.of(""), "other") != null;
    }

    @Override
    public long run(Trial trial) throws SQLException, IOException, InterruptedException {
        fillParts(trial);
        fillSales(trial);
        long first = inNewProcess(trial);
        long checksum;
        try (Connection connection = open(trial.peer(), trial.directory(), "main")) {
            attach(connection, trial.peer(), trial.directory(), "parts");
            attach(connection, trial.peer(), trial.directory(), "sales");
            try (PreparedStatement query = connection.prepareStatement(QUERY)) {
                trial.repeat(index -> read(query));
                checksum = read(query);
            }
        }
        trial.verify("the answer in a new process", checksum, first);
        return checksum;
    }

    private static void fillParts(Trial trial) throws SQLException, IOException {
        Files.createDirectories(trial.directory().resolve("parts"));
        try (Connection connection = open(trial.peer(), trial.directory(), "parts");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE part (id " + trial.peer().keyType()
                    + " PRIMARY KEY, kind INTEGER NOT NULL, price BIGINT NOT NULL, name VARCHAR(40) NOT NULL)"
                    + trial.peer().tableOptions());
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO part VALUES (?, ?, ?, ?)")) {
                for (int i = 0; i < PARTS; i++) {
                    insert.setLong(1, i);
                    insert.setInt(2, (int) (Items.mix(i) % KINDS));
                    insert.setLong(3, Items.mix(i * 3L) % PRICE_MAX);
                    insert.setString(4, "part number " + i);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    /** The sales come from the parts, so that the database makes them. */
    private static void fillSales(Trial trial) throws SQLException, IOException {
        Files.createDirectories(trial.directory().resolve("sales"));
        try (Connection connection = open(trial.peer(), trial.directory(), "sales");
                Statement statement = connection.createStatement()) {
            attach(connection, trial.peer(), trial.directory(), "parts");
            statement.execute("CREATE TABLE sale (id " + trial.peer().keyType()
                    + " PRIMARY KEY, part BIGINT NOT NULL, amount BIGINT NOT NULL, note VARCHAR(40) NOT NULL)"
                    + trial.peer().tableOptions());
            statement.execute("INSERT INTO sale SELECT a.id * " + SALES_PER_PART
                    + " + b.id, (a.id * 7919 + b.id * 3571) % " + PARTS + ", a.price + b.price, a.name"
                    + " FROM parts.part a CROSS JOIN parts.part b WHERE a.id < " + trial.scaled(PARTS) + " AND b.id < "
                    + SALES_PER_PART);
        }
    }

    private static Connection open(Peer peer, Path directory, String name) throws SQLException, IOException {
        return peer.open(Files.createDirectories(directory.resolve(name)), Durability.SYNCED, Unlock.PASSPHRASE);
    }

    private static void attach(Connection connection, Peer peer, Path directory, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(peer.attach(directory.resolve(name), name));
        }
    }

    /** Notes how long the query takes in a process that has just opened the files; gives its checksum. */
    private static long inNewProcess(Trial trial) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx1g",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-Dorg.sqlite.tmpdir=" + trial.directory(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstQuery.class.getName(),
                        trial.peer().name(),
                        trial.directory().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String[] answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .strip()
                .split(" ");
        if (process.waitFor() != 0) {
            throw new IOException("the new process ended with " + process.exitValue());
        }
        trial.note("firstMillis", Long.parseLong(answer[0]) / 1e6);
        trial.note("secondMillis", Long.parseLong(answer[1]) / 1e6);
        return Long.parseLong(answer[2]);
    }

    /** Runs the query twice, from its text, and tells how long each took. */
    static String firstQueries(Peer peer, Path directory) throws SQLException, IOException {
        try (Connection connection = open(peer, directory, "main")) {
            attach(connection, peer, directory, "parts");
            attach(connection, peer, directory, "sales");
            long begin = System.nanoTime();
            long first = query(connection);
            long middle = System.nanoTime();
            long second = query(connection);
            long end = System.nanoTime();
            if (first != second) {
                throw new IllegalStateException(peer.name() + " answers differently the second time");
            }
            return middle - begin + " " + (end - middle) + " " + first;
        }
    }

    private static long query(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            return read(query);
        }
    }

    private static long read(PreparedStatement query) throws SQLException {
        long sum = 0;
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                sum += Items.mix(rows.getLong(1) + 31 * rows.getLong(2) + 961 * rows.getLong(3));
            }
        }
        return sum;
    }
}
