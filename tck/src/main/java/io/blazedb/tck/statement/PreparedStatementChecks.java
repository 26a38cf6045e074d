/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.statement;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;

/** PreparedStatement: parameters and reuse. */
public final class PreparedStatementChecks {
    private PreparedStatementChecks() {}

    public static Chapter chapter() {
        return new Chapter("prepared statement")
                .add("parameters are bound and kept", PreparedStatementChecks::reuse)
                .add("a missing parameter fails", PreparedStatementChecks::missing)
                .add("clearParameters forgets the values", PreparedStatementChecks::clear)
                .add("an index out of range fails", PreparedStatementChecks::badIndex)
                .add("question marks in literals and comments are no parameters", PreparedStatementChecks::marks)
                .add("metadata before execution", PreparedStatementChecks::metadata)
                .add("parameter metadata", PreparedStatementChecks::parameterMetadata)
                .add("nulls of every kind", PreparedStatementChecks::nulls)
                .add("setObject with a target type converts", PreparedStatementChecks::targets)
                .add("int to DECIMAL and text to DATE on assignment", PreparedStatementChecks::coercion)
                .add("streams with and without length", PreparedStatementChecks::streams)
                .add("methods with SQL text are refused", PreparedStatementChecks::textRefused)
                .add("executing many times", PreparedStatementChecks::manyTimes)
                .add("survives DDL of its table's index", PreparedStatementChecks::survivesDdl)
                .add("a parameter in IN and BETWEEN and LIKE", PreparedStatementChecks::predicates)
                .add("a value that looks like SQL is a value", PreparedStatementChecks::injection);
    }

    private static void reuse(Scratch scratch) throws SQLException {
        String table = scratch.table("(id INTEGER PRIMARY KEY, name VARCHAR(50))");
        try (PreparedStatement insert =
                scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
            insert.setString(2, "same");
            for (int i = 1; i <= 3; i++) {
                insert.setInt(1, i);
                assertEquals(1, insert.executeUpdate());
            }
        }
        assertEquals(3, scratch.count(table + " WHERE name = 'same'"));
        try (PreparedStatement select =
                scratch.connection().prepareStatement("SELECT name FROM " + table + " WHERE id = ?")) {
            select.setInt(1, 2);
            try (ResultSet rows = select.executeQuery()) {
                assertTrue(rows.next());
                assertEquals("same", rows.getString(1));
                assertFalse(rows.next());
            }
            select.setInt(1, 99);
            try (ResultSet rows = select.executeQuery()) {
                assertFalse(rows.next());
            }
        }
    }

    private static void missing(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (PreparedStatement select =
                scratch.connection().prepareStatement("SELECT * FROM " + table + " WHERE id = ? AND name = ?")) {
            select.setInt(1, 1);
            assertThrows(SQLException.class, select::executeQuery);
        }
    }

    private static void clear(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (PreparedStatement select =
                scratch.connection().prepareStatement("SELECT * FROM " + table + " WHERE id = ?")) {
            select.setInt(1, 1);
            select.clearParameters();
            assertThrows(SQLException.class, select::executeQuery);
        }
    }

    private static void badIndex(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (PreparedStatement select =
                scratch.connection().prepareStatement("SELECT * FROM " + table + " WHERE id = ?")) {
            assertThrows(SQLException.class, () -> select.setInt(0, 1));
            assertThrows(SQLException.class, () -> select.setInt(2, 1));
            assertThrows(SQLException.class, () -> select.setString(-1, "x"));
        }
    }

    private static void marks(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (PreparedStatement select =
                scratch.connection().prepareStatement("SELECT '?' /* ? */ FROM " + table + " -- ?\n WHERE id = ?")) {
            assertEquals(1, select.getParameterMetaData().getParameterCount());
            select.setInt(1, 1);
            try (ResultSet rows = select.executeQuery()) {
                assertTrue(rows.next());
                assertEquals("?", rows.getString(1));
            }
        }
    }

    private static void metadata(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (PreparedStatement select =
                        scratch.connection().prepareStatement("SELECT id AS nr, name FROM " + table + " WHERE id = ?");
                PreparedStatement delete = scratch.connection().prepareStatement("DELETE FROM " + table)) {
            ResultSetMetaData metaData = select.getMetaData();
            assertEquals(2, metaData.getColumnCount());
            assertEquals(scratch.stored("nr"), metaData.getColumnLabel(1));
            assertEquals(Types.INTEGER, metaData.getColumnType(1));
            assertEquals(Types.VARCHAR, metaData.getColumnType(2));
            assertNull(delete.getMetaData());
        }
    }

    private static void parameterMetadata(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (PreparedStatement insert =
                scratch.connection().prepareStatement("INSERT INTO " + table + " (id, name) VALUES (?, ?)")) {
            ParameterMetaData metaData = insert.getParameterMetaData();
            assertEquals(2, metaData.getParameterCount());
            assertEquals(Types.INTEGER, metaData.getParameterType(1));
            assertEquals(Types.VARCHAR, metaData.getParameterType(2));
            assertEquals(ParameterMetaData.parameterModeIn, metaData.getParameterMode(1));
            assertThrows(SQLException.class, () -> metaData.getParameterType(3));
        }
    }

    private static void nulls(Scratch scratch) throws SQLException {
        String table = scratch.table("(id INTEGER, name VARCHAR(10), d DATE, n DECIMAL(10, 2))");
        try (PreparedStatement insert =
                scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?, ?, ?, ?)")) {
            insert.setNull(1, Types.INTEGER);
            insert.setString(2, null);
            insert.setObject(3, null);
            insert.setBigDecimal(4, null);
            insert.executeUpdate();
            insert.setNull(1, Types.NULL);
            insert.setNull(2, Types.VARCHAR);
            insert.setDate(3, null);
            insert.setNull(4, Types.OTHER);
            insert.executeUpdate();
        }
        assertEquals(2, scratch.count(table + " WHERE id IS NULL AND name IS NULL AND d IS NULL AND n IS NULL"));
    }

    private static void targets(Scratch scratch) throws SQLException {
        String table = scratch.table("(id INTEGER, name VARCHAR(10), n DECIMAL(10, 2))");
        try (PreparedStatement insert =
                scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?, ?, ?)")) {
            insert.setObject(1, "42", Types.INTEGER);
            insert.setObject(2, 17, JDBCType.VARCHAR);
            insert.setObject(3, "3.14159", Types.DECIMAL, 2);
            insert.executeUpdate();
        }
        assertEquals(1, scratch.count(table + " WHERE id = 42 AND name = '17' AND n = 3.14"));
    }

    private static void coercion(Scratch scratch) throws SQLException {
        String table = scratch.table("(n DECIMAL(10, 2), d DATE, big BIGINT)");
        try (PreparedStatement insert =
                scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?, ?, ?)")) {
            insert.setInt(1, 7);
            insert.setString(2, "2024-05-06");
            insert.setShort(3, (short) 9);
            insert.executeUpdate();
        }
        assertEquals(1, scratch.count(table + " WHERE n = 7 AND d = DATE '2024-05-06' AND big = 9"));
    }

    private static void streams(Scratch scratch) throws SQLException {
        String table = scratch.table("(id INTEGER PRIMARY KEY, b VARBINARY(100), t VARCHAR(100))");
        byte[] bytes = "stream".getBytes(StandardCharsets.UTF_8);
        try (PreparedStatement insert =
                scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?, ?, ?)")) {
            insert.setInt(1, 1);
            insert.setBinaryStream(2, new ByteArrayInputStream(bytes), 3);
            insert.setCharacterStream(3, new StringReader("reader"), 4);
            insert.executeUpdate();
            insert.setInt(1, 2);
            insert.setBinaryStream(2, new ByteArrayInputStream(bytes));
            insert.setCharacterStream(3, new StringReader("reader"));
            insert.executeUpdate();
        }
        try (PreparedStatement select =
                        scratch.connection().prepareStatement("SELECT b, t FROM " + table + " ORDER BY id");
                ResultSet rows = select.executeQuery()) {
            assertTrue(rows.next());
            assertArrayEquals("str".getBytes(StandardCharsets.UTF_8), rows.getBytes(1));
            assertEquals("read", rows.getString(2));
            assertTrue(rows.next());
            assertArrayEquals(bytes, rows.getBytes(1));
            assertEquals("reader", rows.getString(2));
        }
    }

    private static void textRefused(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (PreparedStatement select = scratch.connection().prepareStatement("SELECT id FROM " + table)) {
            assertThrows(SQLException.class, () -> select.executeQuery("SELECT id FROM " + table));
            assertThrows(SQLException.class, () -> select.executeUpdate("DELETE FROM " + table));
            assertThrows(SQLException.class, () -> select.execute("DELETE FROM " + table));
            assertThrows(SQLException.class, () -> select.addBatch("DELETE FROM " + table));
        }
        assertEquals(1, scratch.count(table));
    }

    private static void manyTimes(Scratch scratch) throws SQLException {
        String table = scratch.numbered(10);
        try (PreparedStatement select =
                scratch.connection().prepareStatement("SELECT name FROM " + table + " WHERE id = ?")) {
            for (int i = 0; i < 1000; i++) {
                select.setInt(1, i % 10 + 1);
                try (ResultSet rows = select.executeQuery()) {
                    assertTrue(rows.next());
                    assertEquals("n" + (i % 10 + 1), rows.getString(1));
                }
            }
        }
    }

    private static void survivesDdl(Scratch scratch) throws SQLException {
        String table = scratch.numbered(3);
        try (PreparedStatement select =
                scratch.connection().prepareStatement("SELECT id FROM " + table + " WHERE name = ?")) {
            select.setString(1, "n2");
            try (ResultSet rows = select.executeQuery()) {
                assertTrue(rows.next());
            }
            scratch.update("CREATE INDEX " + table + "_name ON " + table + " (name)");
            try (ResultSet rows = select.executeQuery()) {
                assertTrue(rows.next());
                assertEquals(2, rows.getInt(1));
            }
        }
    }

    private static void predicates(Scratch scratch) throws SQLException {
        String table = scratch.numbered(9);
        try (PreparedStatement select = scratch.connection()
                .prepareStatement("SELECT COUNT(*) FROM " + table
                        + " WHERE id IN (?, ?, ?) AND id BETWEEN ? AND ? AND name LIKE ?")) {
            int[] values = {1, 5, 9, 2, 9};
            for (int i = 0; i < values.length; i++) {
                select.setInt(i + 1, values[i]);
            }
            select.setString(6, "n%");
            try (ResultSet rows = select.executeQuery()) {
                assertTrue(rows.next());
                assertEquals(2, rows.getInt(1));
            }
        }
    }

    private static void injection(Scratch scratch) throws SQLException {
        String table = scratch.numbered(2);
        String evil = "x'; DELETE FROM " + table + "; --";
        try (PreparedStatement update =
                scratch.connection().prepareStatement("UPDATE " + table + " SET name = ? WHERE id = ?")) {
            update.setString(1, evil);
            update.setInt(2, 1);
            assertEquals(1, update.executeUpdate());
        }
        assertEquals(evil, scratch.value("SELECT name FROM " + table + " WHERE id = 1"));
        assertEquals(2, scratch.count(table));
    }
}
