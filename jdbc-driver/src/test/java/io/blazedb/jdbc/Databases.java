/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** Short ways to databases for tests. */
final class Databases {
    static final String PASSWORD = "open sesame";

    private static final AtomicInteger NAMES = new AtomicInteger();

    private Databases() {}

    static String url(Path file) {
        return "jdbc:blazedb:" + file;
    }

    static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection(url(file) + "?synchronous=off", "owner", PASSWORD);
    }

    static String newMemoryUrl() {
        return "jdbc:blazedb:mem:test" + NAMES.incrementAndGet();
    }

    static Connection newMemory() throws SQLException {
        return DriverManager.getConnection(newMemoryUrl());
    }

    static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static Object value(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getObject(1);
        }
    }
}
