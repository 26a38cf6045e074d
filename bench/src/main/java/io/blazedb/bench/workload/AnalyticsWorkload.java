/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A query that looks at every row of a table of a million. The table is filled by the database, from one of a thousand rows. */
final class AnalyticsWorkload implements Workload {
    private static final int PARTS = 1_000;
    private static final int QUANTITY_MAX = 500;
    private static final int PRICE_MAX = 500_000;
    private static final int CLASSES = 10;

    private final String name;
    private final String description;
    private final String sql;

    /**
     * A workload.
     *
     * @param sql gives rows of whole numbers, in any order
     */
    AnalyticsWorkload(String name, String description, String sql) {
        this.name = name;
        this.description = description;
        this.sql = sql;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description + ", over 1,000,000 rows";
    }

    @Override
    public Unit unit() {
        return Unit.MILLISECONDS;
    }

    @Override
    public long run(Trial trial) throws SQLException {
        long checksum;
        try (Connection connection = trial.open()) {
            Items.create(trial, connection);
            fill(trial, connection);
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                trial.repeat(index -> read(query));
                checksum = read(query);
            }
        }
        trial.shutDown();
        return checksum;
    }

    private static void fill(Trial trial, Connection connection) throws SQLException {
        int parts = trial.scaled(PARTS);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    trial.peer().createTable() + " part (id " + trial.peer().keyType()
                            + " PRIMARY KEY, quantity INTEGER NOT NULL, price BIGINT NOT NULL, kind INTEGER NOT NULL,"
                            + " note VARCHAR(100) NOT NULL)" + trial.peer().tableOptions());
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO part VALUES (?, ?, ?, ?, ?)")) {
                for (int i = 0; i < PARTS; i++) {
                    insert.setLong(1, i);
                    insert.setInt(2, (int) (Items.mix(i) % QUANTITY_MAX));
                    insert.setLong(3, Items.mix(i * 3L) % PRICE_MAX);
                    insert.setInt(4, i % CLASSES);
                    insert.setString(5, "part number " + i);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            statement.execute("INSERT INTO item (id, name, quantity, price, note)"
                    + " SELECT a.id * " + PARTS + " + b.id, b.note, a.quantity + b.quantity, a.price + b.price, a.note"
                    + " FROM part a CROSS JOIN part b WHERE a.id < " + parts);
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static long read(PreparedStatement query) throws SQLException {
        long sum = 0;
        try (ResultSet rows = query.executeQuery()) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                long row = 0;
                for (int i = 1; i <= columns; i++) {
                    row = row * 31 + rows.getLong(i);
                }
                sum += Items.mix(row);
            }
        }
        return sum;
    }
}
