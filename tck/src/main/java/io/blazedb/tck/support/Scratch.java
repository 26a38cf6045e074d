/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.function.Executable;

/** What one check works with: connections and tables that are gone afterwards. */
public final class Scratch implements AutoCloseable {
    private static final AtomicInteger TABLES = new AtomicInteger();

    private final TckDatabase database;
    private final List<Connection> connections = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();

    public Scratch(TckDatabase database) {
        this.database = database;
    }

    public TckDatabase database() {
        return database;
    }

    /** The first connection of the check. */
    public Connection connection() throws SQLException {
        return connections.isEmpty() ? open() : connections.get(0);
    }

    /** Another connection to the same database. */
    public Connection open() throws SQLException {
        Connection connection = database.open();
        connections.add(connection);
        return connection;
    }

    /** Creates a table of a new name, given its columns in parentheses. */
    public String table(String columns) throws SQLException {
        String name = "tck_" + TABLES.incrementAndGet();
        try (Statement statement = connection().createStatement()) {
            statement.executeUpdate("CREATE TABLE " + name + " " + columns);
        }
        tables.add(name);
        return name;
    }

    /**
     * The database's name of a type: the standard's if it takes that, otherwise one by its list of types. The check is left out if it
     * has none.
     */
    public String type(int jdbcType, String standardName) throws SQLException {
        String known = database.typeName(jdbcType, standardName, () -> findType(jdbcType, standardName));
        Assumptions.assumeFalse(known.isEmpty(), () -> "the database has no " + standardName);
        return known;
    }

    private String findType(int jdbcType, String standardName) throws SQLException {
        List<String> names = new ArrayList<>(List.of(standardName));
        int parenthesis = standardName.indexOf('(');
        String parameters = parenthesis < 0 ? "" : standardName.substring(parenthesis);
        try (Connection probe = database.open();
                Statement statement = probe.createStatement()) {
            addNames(probe, jdbcType, parameters, names);
            for (String name : names) {
                String table = "tck_" + TABLES.incrementAndGet();
                try {
                    statement.executeUpdate("CREATE TABLE " + table + " (v " + name + ")");
                } catch (SQLException e) {
                    continue;
                }
                statement.executeUpdate("DROP TABLE " + table);
                return name;
            }
        }
        return "";
    }

    private static void addNames(Connection probe, int jdbcType, String parameters, List<String> names)
            throws SQLException {
        try (ResultSet types = probe.getMetaData().getTypeInfo()) {
            while (types.next()) {
                if (types.getInt("DATA_TYPE") == jdbcType) {
                    String name = types.getString("TYPE_NAME");
                    names.add(name.contains("()") ? name.replace("()", parameters) : name + parameters);
                    names.add(name);
                }
            }
        } catch (SQLFeatureNotSupportedException withoutList) {
            names.add(names.get(0));
        }
    }

    /** A table {@code (id INTEGER PRIMARY KEY, name VARCHAR(50))} with rows 1 to count, named n1, n2, ... */
    public String numbered(int count) throws SQLException {
        String table = table("(id INTEGER PRIMARY KEY, name VARCHAR(50))");
        for (int i = 1; i <= count; i++) {
            update("INSERT INTO " + table + " VALUES (" + i + ", 'n" + i + "')");
        }
        return table;
    }

    public int update(String sql) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** The single value that a query gives. */
    public @Nullable Object value(String sql) throws SQLException {
        return value(connection(), sql);
    }

    public static @Nullable Object value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new AssertionError("no row from " + sql);
            }
            return rows.getObject(1);
        }
    }

    public long count(String table) throws SQLException {
        return count(connection(), table);
    }

    public static long count(Connection connection, String table) throws SQLException {
        Object count = value(connection, "SELECT COUNT(*) FROM " + table);
        return count instanceof Number number ? number.longValue() : -1;
    }

    /** An unquoted name as the database stores it. */
    public String stored(String name) throws SQLException {
        DatabaseMetaData metaData = connection().getMetaData();
        if (metaData.storesUpperCaseIdentifiers()) {
            return name.toUpperCase(Locale.ROOT);
        }
        return metaData.storesLowerCaseIdentifiers() ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** Requires a failure with an SQLSTATE of a class, given by its first two characters. */
    public static SQLException assertFails(String sqlStateClass, Executable call) {
        SQLException failure = assertThrows(SQLException.class, call);
        String state = failure.getSQLState();
        assertNotNull(state, "SQLSTATE of " + failure);
        assertEquals(sqlStateClass, state.substring(0, Math.min(2, state.length())), "SQLSTATE of " + failure);
        return failure;
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            if (!connection.isClosed()) {
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                }
                connection.close();
            }
        }
        if (!tables.isEmpty()) {
            try (Connection cleaner = database.open();
                    Statement statement = cleaner.createStatement()) {
                for (String table : tables) {
                    statement.executeUpdate("DROP TABLE " + table);
                }
            }
        }
    }
}
