/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Single statements on a table of 100,000 rows in a file: point read, one-row commit, filtered aggregate over the whole table.
 *
 * <p>HSQLDB stands beside it as a peer that needs no native code: its table is CACHED (on disk) and its commits are synced, but its file
 * is not encrypted.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StatementBenchmark {
    private static final int ROW_COUNT = 100_000;
    private static final int BATCH_ROWS = 1_000;

    /** Which database to measure. */
    @Param({"blazedb", "hsqldb"})
    @SuppressWarnings("NullAway.Init") // set by JMH before setUp()
    public String database;

    private final SplittableRandom random = new SplittableRandom(42);

    @SuppressWarnings("NullAway.Init") // set by setUp()
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set by setUp()
    private Connection connection;

    @SuppressWarnings("NullAway.Init") // set by setUp()
    private PreparedStatement pointRead;

    @SuppressWarnings("NullAway.Init") // set by setUp()
    private PreparedStatement update;

    @SuppressWarnings("NullAway.Init") // set by setUp()
    private PreparedStatement aggregate;

    /** Opens a new database and fills it. */
    @Setup
    public void setUp() throws IOException, SQLException {
        directory = Files.createTempDirectory("blazedb-bench");
        boolean blazedb = database.equals("blazedb");
        connection = blazedb
                ? DriverManager.getConnection("jdbc:blazedb:" + directory.resolve("bench.blazedb") + "?password=bench")
                : DriverManager.getConnection(
                        "jdbc:hsqldb:file:" + directory.resolve("bench") + ";hsqldb.write_delay=false", "SA", "");
        try (Statement statement = connection.createStatement()) {
            statement.execute((blazedb ? "CREATE TABLE" : "CREATE CACHED TABLE")
                    + " account (id INTEGER PRIMARY KEY, owner VARCHAR(40) NOT NULL, balance BIGINT NOT NULL)");
        }
        fill();
        pointRead = connection.prepareStatement("SELECT owner, balance FROM account WHERE id = ?");
        update = connection.prepareStatement("UPDATE account SET balance = balance + 1 WHERE id = ?");
        aggregate = connection.prepareStatement("SELECT SUM(balance) FROM account WHERE balance BETWEEN ? AND ?");
    }

    /** Closes the database and removes its files. */
    @TearDown
    public void tearDown() throws IOException, SQLException {
        connection.close();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** One row by primary key. */
    @Benchmark
    public long pointRead() throws SQLException {
        pointRead.setInt(1, random.nextInt(ROW_COUNT));
        return single(pointRead, 2);
    }

    /** One row changed by primary key and committed durably. */
    @Benchmark
    public int durableUpdate() throws SQLException {
        update.setInt(1, random.nextInt(ROW_COUNT));
        return update.executeUpdate();
    }

    /** Filter and sum over every row. */
    @Benchmark
    public long filteredSum() throws SQLException {
        aggregate.setLong(1, random.nextInt(1_000));
        aggregate.setLong(2, 90_000);
        return single(aggregate, 1);
    }

    private void fill() throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO account VALUES (?, ?, ?)")) {
            for (int i = 0; i < ROW_COUNT; i++) {
                insert.setInt(1, i);
                insert.setString(2, "owner " + i);
                insert.setLong(3, random.nextInt(100_000));
                insert.addBatch();
                if ((i + 1) % BATCH_ROWS == 0) {
                    insert.executeBatch();
                }
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static long single(PreparedStatement query, int column) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getLong(column);
        }
    }
}
