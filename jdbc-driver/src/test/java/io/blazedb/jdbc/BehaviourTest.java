/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URL;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What BlazeDB's driver does beyond what every driver must. */
class BehaviourTest {
    private String url;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        url = Databases.newMemoryUrl();
        connection = DriverManager.getConnection(url);
        Databases.run(
                connection,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(20), CONSTRAINT t_name UNIQUE (name))",
                "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private static void assertState(String state, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }

    @Test
    void concurrentChangesOfOneRowConflict() throws SQLException {
        try (Connection other = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            other.setAutoCommit(false);
            Databases.run(connection, "UPDATE t SET name = 'a' WHERE id = 1");
            assertThatThrownBy(() -> {
                        Databases.run(other, "UPDATE t SET name = 'b' WHERE id = 1");
                        connection.commit();
                        other.commit();
                    })
                    .isInstanceOfSatisfying(
                            SQLTransactionRollbackException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("40001"));
            other.rollback();
            assertThat(Databases.value(other, "SELECT name FROM t WHERE id = 1"))
                    .isEqualTo("a");
        }
    }

    @Test
    void transactionsBySqlKeepStepWithJdbc() throws SQLException {
        Databases.run(connection, "BEGIN", "DELETE FROM t WHERE id = 1", "ROLLBACK");
        assertThat(Databases.value(connection, "SELECT COUNT(*) FROM t")).isEqualTo(3L);
        Databases.run(
                connection, "BEGIN", "DELETE FROM t WHERE id = 1", "SAVEPOINT s", "DELETE FROM t", "ROLLBACK TO s");
        connection.commit();
        assertThat(Databases.value(connection, "SELECT COUNT(*) FROM t")).isEqualTo(2L);
        assertState("25P01", connection::commit);
    }

    @Test
    void rollbackInSqlEndsTheResultSetOnly() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM t")) {
            assertThat(rows.next()).isTrue();
            Databases.run(connection, "ROLLBACK");
            assertState("55000", rows::next);
            assertThat(rows.isClosed()).isTrue();
        }
        assertThat(connection.isValid(1)).isTrue();
    }

    @Test
    void closeCursorsAtCommit() throws SQLException {
        connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM t")) {
            assertThat(rows.next()).isTrue();
            connection.commit();
            assertThat(rows.isClosed()).isTrue();
        }
    }

    @Test
    void definitionsAreTransactional() throws SQLException {
        connection.setAutoCommit(false);
        Databases.run(connection, "CREATE TABLE gone (id INTEGER)", "INSERT INTO gone VALUES (1)");
        connection.rollback();
        assertState("42P01", () -> Databases.value(connection, "SELECT * FROM gone"));
        assertThat(connection.getMetaData().dataDefinitionCausesTransactionCommit())
                .isFalse();
    }

    @Test
    void errorsNameWhatIsWrong() {
        assertThatThrownBy(() -> Databases.run(connection, "INSERT INTO t VALUES (9, 'two')"))
                .isInstanceOf(SQLIntegrityConstraintViolationException.class)
                .hasMessageContaining("t_name")
                .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("23505"));
        assertThatThrownBy(() -> Databases.value(connection, "SELECT nope FROM t"))
                .isInstanceOf(SQLSyntaxErrorException.class)
                .hasMessageContaining("nope")
                .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("42703"));
        assertThatThrownBy(() -> Databases.value(connection, "SELECT id\nFROM t WHERE"))
                .isInstanceOf(SQLSyntaxErrorException.class)
                .hasMessageContaining("line 2")
                .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("42601"));
        assertState("22012", () -> Databases.value(connection, "SELECT id / (id - id) FROM t"));
        assertState("22001", () -> Databases.run(connection, "INSERT INTO t VALUES (9, '123456789012345678901')"));
    }

    @Test
    void rowsStream() throws Exception {
        Databases.run(
                connection,
                "CREATE TABLE big (id INTEGER PRIMARY KEY)",
                "INSERT INTO big SELECT a.id * 100 + b.id * 10 + c.id FROM t a, t b, t c");
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT a.id FROM big a, big b, big c, big d, big e, big f, big g WHERE a.id > 0")) {
                int count = 0;
                while (count < 1000 && rows.next()) {
                    count++;
                }
                return count;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
    }

    @Test
    void largeValues() throws SQLException {
        byte[] bytes = new byte[10 << 20];
        new Random(1).nextBytes(bytes);
        Databases.run(connection, "CREATE TABLE lob (id INTEGER PRIMARY KEY, b VARBINARY, t VARCHAR)");
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO lob VALUES (?, ?, ?)")) {
            insert.setInt(1, 1);
            insert.setBlob(2, new ByteArrayInputStream(bytes));
            insert.setString(3, "x".repeat(1 << 20));
            insert.executeUpdate();
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT b, t FROM lob")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getBytes(1)).isEqualTo(bytes);
            assertThat(rows.getBlob(1).length()).isEqualTo(bytes.length);
            assertThat(rows.getString(2)).hasSize(1 << 20);
        }
    }

    @Test
    void uuidAndJson() throws SQLException {
        UUID id = UUID.randomUUID();
        Databases.run(connection, "CREATE TABLE u (id UUID PRIMARY KEY, doc JSON)");
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO u VALUES (?, ?)")) {
            insert.setObject(1, id);
            insert.setString(2, "{\"a\": 1}");
            insert.executeUpdate();
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT id, doc FROM u WHERE id = ?")) {
            select.setObject(1, id.toString(), Types.OTHER);
            try (ResultSet rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getObject(1)).isEqualTo(id);
                assertThat(rows.getObject(1, UUID.class)).isEqualTo(id);
                assertThat(rows.getString(1)).isEqualTo(id.toString());
                assertThat(rows.getString(2)).contains("\"a\"");
            }
        }
    }

    @Test
    void parametersInUnusualPlaces() throws SQLException {
        try (PreparedStatement page =
                connection.prepareStatement("SELECT id FROM t ORDER BY id OFFSET ? ROWS FETCH NEXT ? ROWS ONLY")) {
            page.setInt(1, 1);
            page.setInt(2, 1);
            try (ResultSet rows = page.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(2);
                assertThat(rows.next()).isFalse();
            }
        }
        StringBuilder many = new StringBuilder("SELECT COUNT(*) FROM t WHERE id IN (?");
        many.append(", ?".repeat(999)).append(")");
        try (PreparedStatement select = connection.prepareStatement(many.toString())) {
            for (int i = 1; i <= 1000; i++) {
                select.setInt(i, i + 1);
            }
            try (ResultSet rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(2);
            }
        }
    }

    @Test
    void comparisonsDoNotRoundParameters() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM t WHERE id > ?")) {
            select.setDouble(1, 1.5);
            assertState("22003", select::executeQuery);
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT COUNT(*) FROM t WHERE id > CAST(? AS DECIMAL(10, 2))")) {
            select.setDouble(1, 1.5);
            try (ResultSet rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(2);
            }
        }
    }

    @Test
    void generatedKeysInAnyCaseOfTheName() throws SQLException {
        Databases.run(
                connection,
                "CREATE TABLE g (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n INTEGER DEFAULT 7)");
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO g (n) VALUES (DEFAULT)", new String[] {"ID", "N"});
            try (ResultSet keys = statement.getGeneratedKeys()) {
                assertThat(keys.next()).isTrue();
                assertThat(keys.getInt("id")).isEqualTo(1);
                assertThat(keys.getInt("n")).isEqualTo(7);
            }
            assertState("42703", () -> statement.executeUpdate("UPDATE g SET n = 1", new String[] {"nope"}));
            assertState("42703", () -> statement.executeUpdate("UPDATE g SET n = 1", new int[] {3}));
        }
    }

    @Test
    void failedBatchKeepsWhatRanBefore() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
            for (int id : new int[] {10, 11, 1, 12}) {
                insert.setInt(1, id);
                insert.setString(2, "n" + id);
                insert.addBatch();
            }
            assertThatThrownBy(insert::executeBatch).isInstanceOfSatisfying(BatchUpdateException.class, e -> {
                assertThat(e.getUpdateCounts()).containsExactly(1, 1);
                assertThat(e.getSQLState()).isEqualTo("23505");
                assertThat((Throwable) e.getNextException())
                        .isInstanceOf(SQLIntegrityConstraintViolationException.class);
            });
        }
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(Databases.value(connection, "SELECT COUNT(*) FROM t")).isEqualTo(5L);
    }

    @Test
    void batchesOfSeveralConnectionsOnTheSameRows() throws Exception {
        CompletableFuture<?>[] threads = new CompletableFuture<?>[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = CompletableFuture.runAsync(() -> {
                try (Connection own = DriverManager.getConnection(url);
                        PreparedStatement update = own.prepareStatement(
                                "UPDATE t SET name = CAST(id AS VARCHAR(5)) || '!' WHERE id = ?")) {
                    for (int round = 0; round < 5; round++) {
                        for (int id = 1; id <= 3; id++) {
                            update.setInt(1, id);
                            update.addBatch();
                        }
                        assertThat(update.executeBatch()).containsExactly(1, 1, 1);
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        CompletableFuture.allOf(threads).get(60, TimeUnit.SECONDS);
        assertThat(Databases.value(connection, "SELECT COUNT(*) FROM t WHERE name LIKE '%!'"))
                .isEqualTo(3L);
    }

    @Test
    void closingDoesNotWaitForAnotherThreadsStatement() throws Exception {
        Databases.run(
                connection,
                "CREATE TABLE n (id INTEGER PRIMARY KEY)",
                "INSERT INTO n SELECT a.id * 100 + b.id * 10 + c.id FROM t a, t b, t c");
        CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> {
            try {
                Databases.value(connection, "SELECT COUNT(*) FROM n a, n b, n c, n d, n e, n f WHERE a.id + f.id < 0");
                return "ended";
            } catch (SQLException e) {
                return e.getSQLState();
            }
        });
        Thread.sleep(500);
        connection.close();
        assertThat(running.get(60, TimeUnit.SECONDS)).isIn("57014", "08003");
    }

    @Test
    void updatableOnlyWithOneTableAndItsKey() throws SQLException {
        try (Statement statement =
                connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
            try (ResultSet rows = statement.executeQuery("SELECT name FROM t")) {
                assertThat(rows.getConcurrency()).isEqualTo(ResultSet.CONCUR_READ_ONLY);
                assertThat((Throwable) statement.getWarnings()).isNotNull();
                assertThat(rows.next()).isTrue();
                assertState("24000", () -> rows.updateString(1, "x"));
            }
            try (ResultSet rows = statement.executeQuery("SELECT name, id FROM t WHERE id = 2")) {
                assertThat(rows.next()).isTrue();
                rows.updateString("name", "zwei");
                rows.cancelRowUpdates();
                assertThat(rows.getString(1)).isEqualTo("two");
                Databases.run(connection, "DELETE FROM t WHERE id = 2");
                rows.updateString("name", "zwei");
                assertState("24000", rows::updateRow);
            }
        }
    }

    @Test
    void metadataKnowsForeignKeys() throws SQLException {
        Databases.run(
                connection,
                "CREATE TABLE u (a INTEGER, n VARCHAR(20) REFERENCES t (name) ON DELETE SET NULL,"
                        + " CONSTRAINT u_t FOREIGN KEY (a) REFERENCES t ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED)");
        DatabaseMetaData metadata = connection.getMetaData();
        List<ResultSet> answers = List.of(
                metadata.getImportedKeys(null, null, "u"),
                metadata.getExportedKeys("main", "public", "t"),
                metadata.getCrossReference(null, null, "t", null, null, "u"));
        for (ResultSet rows : answers) {
            List<String> keys = new ArrayList<>();
            while (rows.next()) {
                keys.add(rows.getString("PKTABLE_NAME") + "." + rows.getString("PKCOLUMN_NAME") + "<"
                        + rows.getString("FKTABLE_NAME") + "." + rows.getString("FKCOLUMN_NAME") + " "
                        + rows.getString("PK_NAME") + "<" + rows.getString("FK_NAME") + " "
                        + rows.getInt("UPDATE_RULE") + rows.getInt("DELETE_RULE") + rows.getInt("DEFERRABILITY"));
            }
            assertThat(keys).containsExactly("t.name<u.n t_name<u_n_fkey 327", "t.id<u.a t_pkey<u_t 035");
        }
        assertState("23503", () -> Databases.run(connection, "INSERT INTO u VALUES (9, NULL)"));
    }

    @Test
    void returningGivesAResultSet() throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING id, name AS now");
                Statement statement = connection.createStatement()) {
            assertThat(upsert.getMetaData().getColumnLabel(2)).isEqualTo("now");
            upsert.setInt(1, 1);
            upsert.setString(2, "uno");
            try (ResultSet rows = upsert.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString("now")).isEqualTo("uno");
                assertThat(rows.next()).isFalse();
            }
            assertThat(statement.execute("DELETE FROM t RETURNING *")).isTrue();
            try (ResultSet rows = statement.getResultSet()) {
                assertThat(rows.next()).isTrue();
            }
            assertThat(Databases.value(connection, "SELECT COUNT(*) FROM t")).isEqualTo(0L);
            assertState("0100E", () -> statement.executeUpdate("DELETE FROM t RETURNING *"));
        }
    }

    @Test
    void explainGivesRows() throws SQLException {
        assertThat(Databases.value(connection, "EXPLAIN SELECT * FROM t WHERE id = 1"))
                .asString()
                .isNotBlank();
    }

    @Test
    void warningsAreOfTheLastExecution() throws SQLException {
        try (Statement statement =
                connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
            statement.executeQuery("SELECT COUNT(*) FROM t");
            assertThat((Throwable) statement.getWarnings()).isNotNull();
            statement.executeQuery("SELECT * FROM t");
            assertThat((Throwable) statement.getWarnings()).isNull();
        }
    }

    @Test
    void fieldsAreCutOffInObjectsToo() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setMaxFieldSize(2);
            try (ResultSet rows = statement.executeQuery("SELECT 'three', X'010203', 12345")) {
                rows.next();
                assertThat(rows.getObject(1)).isEqualTo("th");
                assertThat(rows.getObject(2)).isEqualTo(new byte[] {1, 2});
                assertThat(rows.getObject(3)).isEqualTo(12345);
            }
        }
    }

    @Test
    @SuppressWarnings("deprecation") // only the old method takes a scale
    void argumentsThatTheSpecificationRefuses() throws SQLException {
        assertState("22023", () -> connection.setNetworkTimeout(null, 10));
        try (PreparedStatement query = connection.prepareStatement("SELECT CAST(? AS INTEGER)");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1.25, 'http://localhost/a'")) {
            assertState("07006", () -> query.setObject(1, 1, Types.ARRAY));
            rows.next();
            assertState("22023", () -> rows.getBigDecimal(1, -1));
            assertThat(rows.getObject(2, URL.class)).hasPath("/a");
        }
    }

    @Test
    void namesAndLiteralsAreQuoted() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.enquoteLiteral("it's")).isEqualTo("'it''s'");
            assertThat(statement.enquoteIdentifier("bugs", false)).isEqualTo("bugs");
            assertThat(statement.enquoteIdentifier("bugs", true)).isEqualTo("\"bugs\"");
            assertThat(statement.enquoteIdentifier("Bugs", false)).isEqualTo("\"Bugs\"");
            assertThat(statement.enquoteIdentifier("a\"b", false)).isEqualTo("\"a\"\"b\"");
            assertThat(statement.enquoteIdentifier("\"done\"", true)).isEqualTo("\"done\"");
            assertState("42602", () -> statement.enquoteIdentifier("", true));
        }
    }

    @Test
    void severalStatementsAreOneTransaction() throws SQLException {
        try (Connection connection = Databases.newMemory();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(
                            "CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)"))
                    .isInstanceOf(SQLException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "23505");
            assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM t"))
                    .hasFieldOrPropertyWithValue("SQLState", "42P01");
            assertThat(connection.getAutoCommit()).isTrue();
            statement.execute("CREATE TABLE t (id INT PRIMARY KEY); BEGIN; INSERT INTO t VALUES (1); ROLLBACK;"
                    + " INSERT INTO t VALUES (2), (3); -- the end");
            assertThat(statement.getUpdateCount()).isZero();
            try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM t; SELECT 'a;b'")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(2);
            }
            assertThatThrownBy(() -> statement.executeQuery("SELECT 1; DELETE FROM t"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM t; SELECT 1"))
                    .isInstanceOf(SQLException.class);
            try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM t")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(2);
            }
        }
    }
}
