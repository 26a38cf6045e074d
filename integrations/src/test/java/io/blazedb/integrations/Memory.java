/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A database in memory that lives as long as this. */
final class Memory implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final String url = "jdbc:blazedb:mem:client" + NAMES.incrementAndGet();
    private final Connection held;

    Memory() throws SQLException {
        held = DriverManager.getConnection(url);
    }

    String url() {
        return url;
    }

    Connection connection() {
        return held;
    }

    void run(String... statements) throws SQLException {
        try (Statement statement = held.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        held.close();
    }
}
