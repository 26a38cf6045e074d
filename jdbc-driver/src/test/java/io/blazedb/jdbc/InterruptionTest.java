/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.ExecuteOptions;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.function.UserFunctions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that are ended from outside: cancel, time limit, interrupt, abort. */
class InterruptionTest {
    private static final String ENDLESS = "SELECT COUNT(*) FROM n a, n b, n c, n d WHERE a.id + b.id + c.id + d.id < 0";

    /** The call of the function that cancels. */
    private static final int CANCEL_AT = 5_000;
    /** Calls that may follow: batches of rows that are on their way. */
    private static final int SEEN_WITHIN = 5_000;

    @TempDir
    Path directory;

    private static void fill(Connection connection) throws SQLException {
        Databases.run(connection, "CREATE TABLE n (id INTEGER PRIMARY KEY)");
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO n VALUES (?)")) {
            for (int i = 0; i < 1000; i++) {
                insert.setInt(1, i);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    @Test
    void cancelFromAnotherThread() throws Exception {
        try (Connection connection = Databases.newMemory();
                Statement statement = connection.createStatement()) {
            fill(connection);
            CompletableFuture<Object> running = CompletableFuture.supplyAsync(() -> {
                try (ResultSet rows = statement.executeQuery(ENDLESS)) {
                    return rows.next();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            // A call that comes before the statement runs has no effect.
            while (!running.isDone()) {
                statement.cancel();
                Thread.sleep(10);
            }
            assertThatThrownBy(() -> running.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .rootCause()
                    .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
            assertThatThrownBy(running::join).cause().cause().isInstanceOfSatisfying(SQLException.class, e -> {
                assertThat(e.getSQLState()).isEqualTo("57014");
                assertThat((Throwable) e).isNotInstanceOf(SQLTimeoutException.class);
            });
            assertThat(Databases.value(connection, "SELECT COUNT(*) FROM n")).isEqualTo(1000L);
        }
    }

    @Test
    void cancelOfRowsThatAreStillToCome() throws Exception {
        try (Connection connection = Databases.newMemory();
                Statement statement = connection.createStatement()) {
            fill(connection);
            ResultSet rows = statement.executeQuery("SELECT a.id FROM n a, n b");
            assertThat(rows.next()).isTrue();
            statement.cancel();
            assertThatThrownBy(() -> {
                        while (rows.next()) {
                            assertThat(rows.getInt(1)).isNotNegative();
                        }
                    })
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            assertThat(Databases.value(connection, "SELECT COUNT(*) FROM n")).isEqualTo(1000L);
            statement.cancel();
            assertThat(statement.execute("SELECT id FROM n")).isTrue();
        }
    }

    @Test
    void cancelWhileTheStatementIsPlanned() throws Exception {
        try (Connection connection = Databases.newMemory()) {
            fill(connection);
            SqlSession session = connection.unwrap(BlazeConnection.class).session();
            // The statement has not begun when the call comes, as while it is being planned.
            session.cancel();
            assertThatThrownBy(() -> session.prepare(ENDLESS)
                            .execute(List.of(), ExecuteOptions.DEFAULT)
                            .rows()
                            .next())
                    .isInstanceOfSatisfying(
                            BlazeSqlException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("57014"));
            assertThat(Databases.value(connection, "SELECT COUNT(*) FROM n")).isEqualTo(1000L);
        }
    }

    /** A function cancels its own statement; how often it is asked afterwards shows how soon the statement looks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT COUNT(*) FROM big WHERE probe(id) < 0",
                "SELECT * FROM big ORDER BY probe(id)",
                "SELECT probe(id), COUNT(*) FROM big GROUP BY probe(id)",
                "SELECT DISTINCT probe(id) FROM big",
                "SELECT SUM(id) OVER (ORDER BY probe(id)) FROM big",
                "SELECT COUNT(*) FROM big a JOIN big b ON probe(a.id) = b.id + 1",
                "SELECT COUNT(*) FROM n a, n b WHERE probe(a.id + b.id) < 0",
                "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT probe(i) + 1 FROM r) SELECT COUNT(*) FROM r",
                "UPDATE big SET g = probe(id)",
                "DELETE FROM big WHERE probe(id) > 0",
                "INSERT INTO big SELECT probe(id) + 100000, g FROM big",
                "MERGE INTO big USING (SELECT probe(id) AS k FROM big) AS q ON big.id = q.k WHEN MATCHED THEN UPDATE SET g = 1",
                "CREATE TABLE copied AS SELECT probe(id) AS id FROM big"
            })
    void cancelIsSeenSoon(String sql) throws Exception {
        try (Connection connection = Databases.newMemory();
                Statement statement = connection.createStatement()) {
            fill(connection);
            Databases.run(
                    connection,
                    "CREATE TABLE big (id INTEGER PRIMARY KEY, g INTEGER)",
                    "INSERT INTO big SELECT a.id * 20 + b.id, 1 FROM n a, n b WHERE b.id < 20");
            AtomicInteger calls = new AtomicInteger();
            connection.unwrap(UserFunctions.class).scalar("probe", Integer.class, Integer.class, id -> {
                if (calls.incrementAndGet() == CANCEL_AT) {
                    try {
                        statement.cancel();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return id;
            });
            assertThatThrownBy(() -> {
                        if (statement.execute(sql)) {
                            ResultSet rows = statement.getResultSet();
                            while (rows.next()) {
                                assertThat(rows.getInt(1)).isNotNull();
                            }
                        }
                    })
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            assertThat(calls.get()).isLessThan(CANCEL_AT + SEEN_WITHIN);
            assertThat(Databases.value(connection, "SELECT COUNT(*) FROM big WHERE g = 1"))
                    .isEqualTo(20_000L);
        }
    }

    /** The last row that is read cancels: what comes after, sorting and folding all of them, is to look as well. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT LISTAGG(CAST(probe(id) AS VARCHAR(9)), ',') WITHIN GROUP (ORDER BY g, id DESC) FROM big",
                "SELECT CARDINALITY(ARRAY_AGG(probe(id) ORDER BY g, id DESC)) FROM big",
                "SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY probe(id)) FROM big",
                "SELECT g, CARDINALITY(ARRAY_AGG(probe(id) ORDER BY id DESC)) FROM big GROUP BY g",
                "SELECT probe(id) FROM big ORDER BY probe(id) DESC",
                "SELECT probe(id), ROW_NUMBER() OVER (ORDER BY g, id DESC) FROM big"
            })
    void cancelIsSeenAfterTheLastRow(String sql) throws Exception {
        try (Connection connection = Databases.newMemory();
                Statement statement = connection.createStatement()) {
            fill(connection);
            Databases.run(
                    connection,
                    "CREATE TABLE big (id INTEGER PRIMARY KEY, g INTEGER)",
                    "INSERT INTO big SELECT a.id * 20 + b.id, 1 FROM n a, n b WHERE b.id < 20");
            connection.unwrap(UserFunctions.class).scalar("probe", Integer.class, Integer.class, id -> {
                if (id == 19_999) {
                    try {
                        statement.cancel();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return id;
            });
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        }
    }

    /** The last row that is deleted cancels: what foreign keys do then is to look as well. */
    @Test
    void cancelIsSeenByForeignKeys() throws Exception {
        try (Connection connection = Databases.newMemory();
                Statement statement = connection.createStatement()) {
            fill(connection);
            Databases.run(
                    connection,
                    "CREATE TABLE child (id INTEGER PRIMARY KEY, n INTEGER REFERENCES n ON DELETE CASCADE)",
                    "INSERT INTO child SELECT id, id FROM n");
            connection.unwrap(UserFunctions.class).scalar("probe", Integer.class, Integer.class, id -> {
                if (id == 999) {
                    try {
                        statement.cancel();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return id;
            });
            assertThatThrownBy(() -> statement.execute("DELETE FROM n WHERE probe(id) >= 998"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            assertThat(Databases.value(connection, "SELECT COUNT(*) FROM n")).isEqualTo(1000L);
            assertThat(Databases.value(connection, "SELECT COUNT(*) FROM child"))
                    .isEqualTo(1000L);
        }
    }

    /** Statements that call no function: all of them ask before they end. */
    @Test
    void cancelOfCare() throws Exception {
        Path file = directory.resolve("care.blazedb");
        try (Connection connection =
                DriverManager.getConnection(Databases.url(file) + "?synchronous=off", "owner", Databases.PASSWORD)) {
            fill(connection);
            SqlSession session = connection.unwrap(BlazeConnection.class).session();
            session.cancel();
            for (String sql : List.of(
                    "CHECK DATABASE",
                    "VACUUM",
                    "VACUUM INTO '" + directory.resolve("vacuum.blazedb") + "'",
                    "BACKUP TO '" + directory.resolve("backup.blazedb") + "'",
                    "ALTER DATABASE main ROTATE KEY",
                    "ANALYZE n",
                    "CREATE INDEX other ON n (id)",
                    "ALTER TABLE n ADD FOREIGN KEY (id) REFERENCES n (id)")) {
                assertThatThrownBy(() -> session.prepareOnce(sql).execute(List.of(), ExecuteOptions.DEFAULT), sql)
                        .isInstanceOfSatisfying(
                                BlazeSqlException.class,
                                e -> assertThat(e.sqlState()).isEqualTo("57014"));
            }
            assertThat(Databases.value(connection, "SELECT COUNT(*) FROM n")).isEqualTo(1000L);
            Databases.run(connection, "ALTER DATABASE main ROTATE KEY", "CHECK DATABASE");
        }
    }

    @Test
    void cancelOfPlanning() throws Exception {
        try (Connection connection = Databases.newMemory()) {
            fill(connection);
            SqlSession session = connection.unwrap(BlazeConnection.class).session();
            session.cancel();
            assertThatThrownBy(() -> session.prepare("SELECT a.id FROM n a JOIN n b ON a.id = b.id WHERE a.id > 5"))
                    .isInstanceOfSatisfying(
                            BlazeSqlException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("57014"));
            session.forgetCancel();
            session.prepare("SELECT a.id FROM n a JOIN n b ON a.id = b.id WHERE a.id > 5");
        }
    }

    @Test
    void timeLimitOfPlanning() throws Exception {
        try (Connection connection = Databases.newMemory();
                Statement statement = connection.createStatement()) {
            fill(connection);
            SqlSession session = connection.unwrap(BlazeConnection.class).session();
            String wide = "SELECT id FROM n" + " UNION SELECT id + 1 FROM n WHERE id > 7".repeat(500);
            statement.execute("SET statement_timeout = 1");
            assertThatThrownBy(() -> session.prepare(wide)).isInstanceOfSatisfying(BlazeSqlException.class, e -> {
                assertThat(e.sqlState()).isEqualTo("57014");
                assertThat(e).hasMessageContaining("time limit");
            });
            statement.execute("SET statement_timeout = 0");
            session.prepare(wide);
        }
    }

    @Test
    void cancelOfCopyAndAlter() throws Exception {
        Path csv = directory.resolve("n.csv");
        Path file = directory.resolve("copy.blazedb");
        try (Connection connection = DriverManager.getConnection(
                        Databases.url(file) + "?synchronous=off", "owner", Databases.PASSWORD);
                Statement statement = connection.createStatement()) {
            fill(connection);
            Databases.run(connection, "COPY n TO '" + csv + "' (FORMAT CSV)", "CREATE TABLE m (id INTEGER)");
            SqlSession session = connection.unwrap(BlazeConnection.class).session();
            session.cancel();
            for (String sql : List.of(
                    "COPY m FROM '" + csv + "' (FORMAT CSV)",
                    "ALTER TABLE n ADD CONSTRAINT positive CHECK (id >= 0)")) {
                assertThatThrownBy(() -> session.prepareOnce(sql).execute(List.of(), ExecuteOptions.DEFAULT))
                        .isInstanceOfSatisfying(
                                BlazeSqlException.class,
                                e -> assertThat(e.sqlState()).isEqualTo("57014"));
            }
            assertThat(statement.executeUpdate("COPY m FROM '" + csv + "' (FORMAT CSV)"))
                    .isEqualTo(1000);
        }
    }

    @Test
    void timeLimit() throws Exception {
        try (Connection connection = Databases.newMemory();
                Statement statement = connection.createStatement()) {
            fill(connection);
            connection.setAutoCommit(false);
            Databases.run(connection, "INSERT INTO n VALUES (5000)");
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.executeQuery(ENDLESS).next())
                    .isInstanceOfSatisfying(
                            SQLTimeoutException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            assertThat(Databases.value(connection, "SELECT COUNT(*) FROM n")).isEqualTo(1001L);
            connection.rollback();
        }
    }

    @Test
    void interruptDoesNotBreakTheDatabase() throws Exception {
        try (Connection connection = Databases.open(directory.resolve("i.blazedb"))) {
            fill(connection);
            for (int i = 0; i < 20; i++) {
                Thread.currentThread().interrupt();
                try {
                    Databases.run(connection, "UPDATE n SET id = id WHERE id = " + i);
                    Databases.value(connection, "SELECT COUNT(*) FROM n WHERE id > " + i);
                } finally {
                    assertThat(Thread.interrupted())
                            .as("the interrupt is kept for the program")
                            .isTrue();
                }
            }
            assertThat(Databases.value(connection, "SELECT COUNT(*) FROM n")).isEqualTo(1000L);
            try (Connection second = Databases.open(directory.resolve("i.blazedb"))) {
                assertThat(Databases.value(second, "SELECT COUNT(*) FROM n")).isEqualTo(1000L);
            }
        }
    }

    @Test
    void abortWhileRunning() throws Exception {
        Connection connection = Databases.newMemory();
        fill(connection);
        CompletableFuture<Object> running = CompletableFuture.supplyAsync(() -> {
            try {
                return Databases.value(connection, ENDLESS);
            } catch (SQLException e) {
                return e.getSQLState();
            }
        });
        Thread.sleep(500);
        connection.abort(Runnable::run);
        assertThat(connection.isClosed()).isTrue();
        assertThat(running.get(60, TimeUnit.SECONDS)).isIn("57014", "08003");
    }

    @Test
    void threadsMayShareAConnection() throws Exception {
        try (Connection connection = Databases.newMemory()) {
            fill(connection);
            CompletableFuture<?>[] threads = new CompletableFuture<?>[8];
            for (int t = 0; t < threads.length; t++) {
                int offset = t * 100;
                threads[t] = CompletableFuture.runAsync(() -> {
                    try (PreparedStatement select =
                            connection.prepareStatement("SELECT id FROM n WHERE id >= ? AND id < ?")) {
                        for (int i = 0; i < 20; i++) {
                            select.setInt(1, offset);
                            select.setInt(2, offset + 100);
                            int count = 0;
                            try (ResultSet rows = select.executeQuery()) {
                                while (rows.next()) {
                                    count++;
                                }
                            }
                            assertThat(count).isEqualTo(100);
                        }
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
            CompletableFuture.allOf(threads).get(60, TimeUnit.SECONDS);
        }
    }
}
