/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Rows changed by primary key, a hundred in each durable transaction. */
final class UpdateWorkload implements Workload {
    private static final int ROWS = 100_000;
    private static final int TRANSACTION_ROWS = 100;

    @Override
    public String name() {
        return "update";
    }

    @Override
    public String description() {
        return "UPDATE of one row by primary key, prepared, 100 in a synced transaction";
    }

    @Override
    public long run(Trial trial) throws SQLException {
        int rows = trial.scaled(ROWS);
        try (Connection connection = trial.open()) {
            Items.create(trial, connection);
            Items.load(connection, rows);
            long updates;
            connection.setAutoCommit(false);
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE item SET quantity = quantity + 1 WHERE id = ?")) {
                updates = trial.repeat(index -> {
                    update.setLong(1, Items.mix(index) % rows);
                    update.executeUpdate();
                    if (index % TRANSACTION_ROWS == TRANSACTION_ROWS - 1) {
                        connection.commit();
                        trial.peer().afterCommit(connection);
                    }
                });
            }
            connection.commit();
            connection.setAutoCommit(true);
            trial.verify(
                    "sum of quantities",
                    Items.quantitySum(rows) + updates,
                    Items.single(connection, "SELECT SUM(quantity) FROM item"));
        }
        trial.shutDown();
        return 0;
    }
}
