/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Scrollable result sets that are larger than the memory of a session. */
class ScrollTest {
    private static final int ROWS = 20_000;
    private static final int MOVES = 500;

    private static Connection open() throws SQLException {
        Connection connection = Databases.newMemory();
        Databases.run(
                connection,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(40), at TIMESTAMP, price DECIMAL(12, 2), u UUID)",
                "INSERT INTO t SELECT i, 'name ' || i, TIMESTAMP '2024-01-01 00:00:00' + i * INTERVAL '1' SECOND, i * 1.25,"
                        + " CASE WHEN MOD(i, 3) = 0 THEN NULL ELSE '00000000-0000-0000-0000-000000000001'::uuid END"
                        + " FROM generate_series(1, " + ROWS + ") AS g(i)",
                "SET work_mem = '256kB'");
        return connection;
    }

    private static ResultSet scroll(Connection connection, String sql) throws SQLException {
        return connection
                .createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)
                .executeQuery(sql);
    }

    private static void check(ResultSet rows, int row) throws SQLException {
        assertThat(rows.getRow()).isEqualTo(row);
        assertThat(rows.getInt(1)).isEqualTo(row);
        assertThat(rows.getString("name")).isEqualTo("name " + row);
        assertThat(rows.getTimestamp(3).toLocalDateTime().toLocalDate().getYear())
                .isEqualTo(2024);
        assertThat(rows.getBigDecimal(4).doubleValue()).isEqualTo(row * 1.25);
        assertThat(rows.getObject(5) == null).isEqualTo(row % 3 == 0);
    }

    @Test
    void anyRowAtAnyTime() throws SQLException {
        long seed = Long.getLong("blazedb.seed", 20_240_101L);
        Random random = new Random(seed);
        try (Connection connection = open();
                ResultSet rows = scroll(connection, "SELECT * FROM t ORDER BY id")) {
            assertThat(rows.isBeforeFirst()).isTrue();
            assertThat(rows.last()).isTrue();
            check(rows, ROWS);
            for (int i = 0; i < MOVES; i++) {
                int row = 1 + random.nextInt(ROWS);
                assertThat(rows.absolute(row)).as("seed %d", seed).isTrue();
                check(rows, row);
            }
            rows.afterLast();
            for (int row = ROWS; rows.previous(); row--) {
                assertThat(rows.getInt(1)).isEqualTo(row);
            }
            assertThat(rows.isBeforeFirst()).isTrue();
        }
    }

    @Test
    void outlivesChangesAndTransactions() throws SQLException {
        try (Connection connection = open()) {
            connection.setAutoCommit(false);
            ResultSet rows = scroll(connection, "SELECT * FROM t ORDER BY id");
            Databases.run(connection, "UPDATE t SET name = 'other'");
            rows.absolute(ROWS / 2);
            check(rows, ROWS / 2);
            connection.rollback();
            rows.absolute(ROWS - 1);
            check(rows, ROWS - 1);
            Databases.run(connection, "DELETE FROM t");
            connection.commit();
            rows.absolute(2);
            check(rows, 2);
            rows.close();
            assertThatThrownBy(() -> rows.getInt(1)).isInstanceOf(SQLException.class);
            assertThat(Databases.value(connection, "SELECT COUNT(*) FROM t")).isEqualTo(0L);
        }
    }

    @Test
    void endsWithItsConnection() throws SQLException {
        Connection connection = open();
        ResultSet rows = scroll(connection, "SELECT * FROM t ORDER BY id");
        rows.last();
        connection.close();
        assertThat(rows.isClosed()).isTrue();
        assertThatThrownBy(rows::first)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"));
    }

    @Test
    void asManyRowsAsAskedFor() throws SQLException {
        try (Connection connection = open();
                Statement statement =
                        connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
            statement.setMaxRows(ROWS - 7);
            try (ResultSet rows = statement.executeQuery("SELECT * FROM t ORDER BY id")) {
                rows.last();
                check(rows, ROWS - 7);
            }
            assertThatThrownBy(() -> statement.executeQuery("SELECT 1 / (id - 100) FROM t"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22012"));
        }
    }
}
