/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** An aggregate over all rows of a table. */
final class ScanWorkload implements Workload {
    private static final int ROWS = 100_000;
    private static final int LIMITS = 10;
    private static final int LIMIT_STEP = 100;

    @Override
    public String name() {
        return "scan";
    }

    @Override
    public String description() {
        return "COUNT and SUM with a filter over a whole table of 100,000 rows";
    }

    @Override
    public Unit unit() {
        return Unit.MILLISECONDS;
    }

    @Override
    public long run(Trial trial) throws SQLException {
        int rows = trial.scaled(ROWS);
        long checksum = 0;
        try (Connection connection = trial.open()) {
            Items.create(trial, connection);
            Items.load(connection, rows);
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT COUNT(*), SUM(price) FROM item WHERE quantity < ?")) {
                trial.repeat(index -> read(query, (int) (index % LIMITS) * LIMIT_STEP));
                for (int i = 0; i < LIMITS; i++) {
                    checksum += read(query, i * LIMIT_STEP);
                }
            }
        }
        trial.shutDown();
        return checksum;
    }

    private static long read(PreparedStatement query, int limit) throws SQLException {
        query.setInt(1, limit);
        try (ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getLong(1) * 31 + rows.getLong(2);
        }
    }
}
