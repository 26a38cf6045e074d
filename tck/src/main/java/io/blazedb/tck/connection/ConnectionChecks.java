/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.connection;

import static io.blazedb.tck.support.Scratch.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;

/** Driver and Connection. */
public final class ConnectionChecks {
    private ConnectionChecks() {}

    public static Chapter chapter() {
        return new Chapter("connection")
                .add("driver returns null for a foreign URL", ConnectionChecks::foreignUrl)
                .add("driver describes its properties", ConnectionChecks::propertyInfo)
                .add("new connection is open and valid", ConnectionChecks::fresh)
                .add("closed connection refuses everything but close", ConnectionChecks::closed)
                .add("close closes statements and result sets", ConnectionChecks::closesChildren)
                .add("isValid refuses a negative timeout", ConnectionChecks::negativeTimeout)
                .add("abort closes the connection", ConnectionChecks::abort)
                .add("schema is not null and can be set", ConnectionChecks::schema)
                .add("read-only can be switched", ConnectionChecks::readOnly)
                .add("network timeout is accepted", ConnectionChecks::networkTimeout)
                .add("client properties do not break anything", ConnectionChecks::clientInfo)
                .add("nativeSQL translates escapes", ConnectionChecks::nativeSql)
                .add("holdability can be set", ConnectionChecks::holdability)
                .add("wrapper unwraps to what it is", ConnectionChecks::wrapper)
                .add("warnings start empty", ConnectionChecks::warnings)
                .add("statements know their connection", ConnectionChecks::parents)
                .add("null and blank SQL fail cleanly", ConnectionChecks::nullSql)
                .add("large objects can be made and filled", ConnectionChecks::largeObjects)
                .add("many connections open and close", ConnectionChecks::many);
    }

    private static void foreignUrl(Scratch scratch) throws SQLException {
        Driver driver = DriverManager.getDriver(scratch.database().url());
        assertNull(driver.connect("jdbc:nobody-has-this:x", new Properties()));
        assertFalse(driver.acceptsURL("jdbc:nobody-has-this:x"));
        assertTrue(driver.acceptsURL(scratch.database().url()));
    }

    private static void propertyInfo(Scratch scratch) throws SQLException {
        Driver driver = DriverManager.getDriver(scratch.database().url());
        DriverPropertyInfo[] properties =
                driver.getPropertyInfo(scratch.database().url(), new Properties());
        assertTrue(Arrays.stream(properties).anyMatch(property -> property.name.equals("password")));
    }

    private static void fresh(Scratch scratch) throws SQLException {
        Connection connection = scratch.connection();
        assertFalse(connection.isClosed());
        assertTrue(connection.isValid(1));
        assertTrue(connection.getAutoCommit());
        assertFalse(connection.isReadOnly());
    }

    private static void closed(Scratch scratch) throws SQLException {
        Connection connection = scratch.open();
        connection.close();
        connection.close();
        assertTrue(connection.isClosed());
        assertFalse(connection.isValid(1));
        assertFails("08", connection::createStatement);
        assertFails("08", connection::getMetaData);
        assertFails("08", connection::commit);
        assertFails("08", () -> connection.prepareStatement("SELECT 1"));
    }

    private static void closesChildren(Scratch scratch) throws SQLException {
        String table = scratch.numbered(3);
        Connection connection = scratch.open();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM " + table);
        assertTrue(rows.next());
        connection.close();
        assertTrue(statement.isClosed());
        assertTrue(rows.isClosed());
        assertThrows(SQLException.class, rows::next);
    }

    private static void negativeTimeout(Scratch scratch) {
        assertThrows(SQLException.class, () -> scratch.connection().isValid(-1));
    }

    private static void abort(Scratch scratch) throws SQLException {
        Connection connection = scratch.open();
        connection.abort(Runnable::run);
        assertTrue(connection.isClosed());
        assertThrows(SQLException.class, connection::createStatement);
        assertThrows(SQLException.class, () -> scratch.connection().abort(null));
    }

    private static void schema(Scratch scratch) throws SQLException {
        Connection connection = scratch.connection();
        String schema = connection.getSchema();
        assertNotNull(schema);
        connection.setSchema(schema);
        assertEquals(schema, connection.getSchema());
    }

    private static void readOnly(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        Connection connection = scratch.connection();
        connection.setReadOnly(true);
        assertTrue(connection.isReadOnly());
        assertThrows(SQLException.class, () -> scratch.update("DELETE FROM " + table));
        assertEquals(1, scratch.count(table));
        connection.setReadOnly(false);
        assertEquals(1, scratch.update("DELETE FROM " + table));
    }

    private static void networkTimeout(Scratch scratch) throws SQLException {
        Connection connection = scratch.connection();
        connection.setNetworkTimeout(Runnable::run, 5000);
        assertTrue(connection.getNetworkTimeout() == 5000 || connection.getNetworkTimeout() == 0);
    }

    private static void clientInfo(Scratch scratch) throws SQLException {
        Connection connection = scratch.connection();
        connection.setClientInfo("ApplicationName", "tck");
        assertEquals("tck", connection.getClientInfo("ApplicationName"));
        assertEquals("tck", connection.getClientInfo().getProperty("ApplicationName"));
    }

    private static void nativeSql(Scratch scratch) throws SQLException {
        String sql = scratch.connection().nativeSQL("SELECT {d '2024-01-31'}, '{d}' FROM t");
        assertFalse(sql.contains("{d '2024"), sql);
        assertTrue(sql.contains("'{d}'"), sql);
    }

    private static void holdability(Scratch scratch) throws SQLException {
        Connection connection = scratch.connection();
        int holdability = connection.getMetaData().getResultSetHoldability();
        assertEquals(holdability, connection.getHoldability());
        connection.setHoldability(holdability);
        assertThrows(SQLException.class, () -> connection.setHoldability(17));
    }

    private static void wrapper(Scratch scratch) throws SQLException {
        Connection connection = scratch.connection();
        assertTrue(connection.isWrapperFor(Connection.class));
        assertSame(connection, connection.unwrap(Connection.class));
        assertFalse(connection.isWrapperFor(String.class));
        assertThrows(SQLException.class, () -> connection.unwrap(String.class));
    }

    private static void warnings(Scratch scratch) throws SQLException {
        Connection connection = scratch.connection();
        connection.clearWarnings();
        assertNull(connection.getWarnings());
    }

    private static void parents(Scratch scratch) throws SQLException {
        Connection connection = scratch.connection();
        String table = scratch.numbered(1);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
            assertSame(connection, statement.getConnection());
            assertSame(statement, rows.getStatement());
            assertSame(connection, connection.getMetaData().getConnection());
        }
    }

    private static void nullSql(Scratch scratch) throws SQLException {
        Connection connection = scratch.connection();
        try (Statement statement = connection.createStatement()) {
            assertThrows(SQLException.class, () -> statement.execute(null));
            assertThrows(SQLException.class, () -> statement.executeQuery(""));
            assertThrows(SQLException.class, () -> statement.executeUpdate(" "));
            assertThrows(SQLException.class, () -> connection.prepareStatement(null));
        }
    }

    private static void largeObjects(Scratch scratch) throws SQLException {
        var blob = scratch.connection().createBlob();
        assertEquals(3, blob.setBytes(1, new byte[] {1, 2, 3}));
        assertEquals(3, blob.length());
        assertEquals(2, blob.getBytes(2, 1)[0]);
        var clob = scratch.connection().createClob();
        assertEquals(5, clob.setString(1, "blaze"));
        assertEquals("laz", clob.getSubString(2, 3));
    }

    private static void many(Scratch scratch) throws SQLException {
        String table = scratch.numbered(2);
        for (int i = 0; i < 100; i++) {
            try (Connection connection = scratch.database().open()) {
                assertEquals(2, Scratch.count(connection, table));
            }
        }
    }
}
