/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Rows by primary key with a prepared statement. */
final class PointWorkload implements Workload {
    private static final int ROWS = 100_000;
    private static final int CHECKED = 1_000;

    @Override
    public String name() {
        return "point";
    }

    @Override
    public String description() {
        return "SELECT of one row by primary key, prepared, keys at random";
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
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT name, quantity, price FROM item WHERE id = ?")) {
                trial.repeat(index -> read(query, Items.mix(index) % rows));
                for (int i = 0; i < CHECKED; i++) {
                    checksum += read(query, Items.mix(i) % rows);
                }
            }
        }
        trial.shutDown();
        return checksum;
    }

    private static long read(PreparedStatement query, long id) throws SQLException {
        query.setLong(1, id);
        try (ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getString(1).hashCode() + rows.getInt(2) + rows.getLong(3);
        }
    }
}
