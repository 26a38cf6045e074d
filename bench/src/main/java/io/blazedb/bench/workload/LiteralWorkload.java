/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Rows by primary key, each with a text of its own. */
final class LiteralWorkload implements Workload {
    private static final int ROWS = 100_000;
    private static final int CHECKED = 1_000;

    @Override
    public String name() {
        return "literal";
    }

    @Override
    public String description() {
        return "SELECT of one row by primary key, not prepared, the key in its text, keys at random";
    }

    @Override
    public Unit unit() {
        return Unit.MICROSECONDS;
    }

    @Override
    public long run(Trial trial) throws SQLException {
        int rows = trial.scaled(ROWS);
        long checksum = 0;
        try (Connection connection = trial.open()) {
            Items.create(trial, connection);
            Items.load(connection, rows);
            try (Statement statement = connection.createStatement()) {
                trial.repeat(index -> read(statement, Items.mix(index) % rows));
                for (int i = 0; i < CHECKED; i++) {
                    checksum += read(statement, Items.mix(i) % rows);
                }
            }
        }
        trial.shutDown();
        return checksum;
    }

    private static long read(Statement statement, long id) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT name, quantity, price FROM item WHERE id = " + id)) {
            rows.next();
            return rows.getString(1).hashCode() + rows.getInt(2) + rows.getLong(3);
        }
    }
}
