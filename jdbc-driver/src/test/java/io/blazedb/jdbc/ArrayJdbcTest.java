/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** Arrays through java.sql. */
class ArrayJdbcTest {
    @Test
    void setAndGet() throws SQLException {
        try (Connection connection = DriverManager.getConnection(Databases.newMemoryUrl())) {
            Databases.run(connection, "CREATE TABLE t (id INT PRIMARY KEY, a INT[], s TEXT[], d DATE[])");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?)")) {
                insert.setInt(1, 1);
                insert.setArray(2, connection.createArrayOf("int4", new Object[] {1, null, 3}));
                insert.setObject(3, new String[] {"a", "b c"});
                insert.setObject(
                        4, connection.createArrayOf("date", new Object[] {Date.valueOf("2024-02-03")}), Types.ARRAY);
                assertThat(insert.executeUpdate()).isEqualTo(1);
                insert.setInt(1, 2);
                insert.setArray(2, connection.createArrayOf("integer", new Object[] {
                    new Integer[] {1, 2}, new Integer[] {3, 4}
                }));
                insert.setNull(3, Types.ARRAY);
                insert.setArray(4, null);
                insert.executeUpdate();
            }
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT a, s, d FROM t ORDER BY id")) {
                assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.ARRAY);
                assertThat(rows.getMetaData().getColumnTypeName(1)).isEqualTo("INTEGER[]");
                assertThat(rows.getMetaData().getColumnClassName(1)).isEqualTo("java.sql.Array");
                rows.next();
                Array numbers = rows.getArray(1);
                assertThat(numbers.getBaseType()).isEqualTo(Types.INTEGER);
                assertThat((Integer[]) numbers.getArray()).containsExactly(1, null, 3);
                assertThat((Integer[]) numbers.getArray(2, 2)).containsExactly(null, 3);
                assertThat(rows.getString(1)).isEqualTo("{1,NULL,3}");
                assertThat((Object[]) ((Array) rows.getObject(2)).getArray()).containsExactly("a", "b c");
                assertThat(rows.getObject(2, String[].class)).containsExactly("a", "b c");
                assertThat((Object[]) rows.getArray("d").getArray()).containsExactly(LocalDate.parse("2024-02-03"));
                numbers.free();
                assertThatThrownBy(numbers::getArray).isInstanceOf(SQLException.class);
                rows.next();
                assertThat((Integer[][]) rows.getArray(1).getArray()).isDeepEqualTo(new Integer[][] {{1, 2}, {3, 4}});
                assertThat(rows.getArray(2)).isNull();
            }
            try (PreparedStatement query = connection.prepareStatement("SELECT COUNT(*) FROM t WHERE id = ANY (?)")) {
                query.setArray(1, connection.createArrayOf("integer", new Object[] {2, 7}));
                try (ResultSet rows = query.executeQuery()) {
                    rows.next();
                    assertThat(rows.getInt(1)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void anUnknownTypeIsNone() throws SQLException {
        try (Connection connection = DriverManager.getConnection(Databases.newMemoryUrl())) {
            assertThatThrownBy(() -> connection.createArrayOf("nope", new Object[0]))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42704"));
            assertThatThrownBy(() -> connection.createArrayOf("integer", new Object[] {"x"}))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22P02"));
        }
    }

    @Test
    void asRows() throws SQLException {
        try (Connection connection = Databases.newMemory();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT ARRAY[7, NULL, 9], ARRAY[ARRAY[1, 2], ARRAY[3, 4]],"
                        + " ARRAY[DATE '2024-02-29'], CAST(ARRAY[] AS INTEGER ARRAY)")) {
            row.next();
            try (ResultSet elements = row.getArray(1).getResultSet()) {
                assertThat(elements.next()).isTrue();
                assertThat(elements.getInt(1)).isEqualTo(1);
                assertThat(elements.getInt("VALUE")).isEqualTo(7);
                assertThat(elements.next()).isTrue();
                assertThat(elements.getObject(2)).isNull();
                assertThat(elements.next()).isTrue();
                assertThat(elements.next()).isFalse();
            }
            try (ResultSet elements = ((Array) row.getObject(1)).getResultSet(3, 1)) {
                assertThat(elements.next()).isTrue();
                assertThat(elements.getInt("INDEX")).isEqualTo(3);
                assertThat(elements.getInt(2)).isEqualTo(9);
                assertThat(elements.next()).isFalse();
            }
            try (ResultSet elements = row.getArray(2).getResultSet(2, 1)) {
                assertThat(elements.next()).isTrue();
                assertThat((Integer[]) elements.getArray(2).getArray()).containsExactly(3, 4);
            }
            try (ResultSet elements = row.getArray(3).getResultSet()) {
                assertThat(elements.next()).isTrue();
                assertThat(elements.getDate(2)).isEqualTo(Date.valueOf("2024-02-29"));
            }
            assertThat(row.getArray(4).getResultSet().next()).isFalse();
            assertThatThrownBy(() -> row.getArray(1).getResultSet(3, 2)).isInstanceOf(SQLException.class);
        }
    }
}
