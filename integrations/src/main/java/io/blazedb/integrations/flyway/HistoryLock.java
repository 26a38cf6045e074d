/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.internal.database.InsertRowLock;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;

/**
 * Lets one program after the other migrate, on this device: who does has a row in the history that can be there once only. It is written by
 * a connection of its own, so that the others see it at once; the row of a program that is gone counts for ten minutes.
 */
final class HistoryLock implements AutoCloseable {
    private static final String NOW = "CURRENT_TIMESTAMP AT TIME ZONE 'UTC'";

    private final Connection connection;
    private final InsertRowLock row;
    private final String table;

    private HistoryLock(Connection connection, JdbcTemplate template, String table) {
        this.connection = connection;
        this.row = new InsertRowLock(template);
        this.table = table;
    }

    /** Waits until nobody else migrates. Takes over the connection. */
    static HistoryLock acquire(Connection connection, BlazeFlywayTable table, BlazeFlywayDatabase database)
            throws SQLException {
        HistoryLock lock =
                new HistoryLock(connection, new JdbcTemplate(connection, database.getDatabaseType()), table.toString());
        try {
            lock.row.doLock(
                    "INSERT INTO " + table + " (\"installed_rank\", \"version\", \"description\", \"type\", \"script\","
                            + " \"checksum\", \"installed_by\", \"execution_time\", \"success\", \"installed_on\")"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, " + NOW + ")",
                    "UPDATE " + table + " SET \"installed_on\" = " + NOW + " WHERE \"version\" = '?'",
                    "DELETE FROM " + table + " WHERE \"installed_rank\" < 0 AND \"installed_on\" < TIMESTAMP '?'",
                    database.getBooleanTrue());
            return lock;
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            row.doUnlock("DELETE FROM " + table + " WHERE \"version\" = '?'");
        }
    }
}
