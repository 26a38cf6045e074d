/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/** Several threads, of whose operations one in ten is a durable update of a row that no other thread updates. */
final class MixedWorkload implements Workload {
    private static final int ROWS = 100_000;
    private static final int THREADS = 4;
    private static final int OPERATIONS_PER_UPDATE = 10;

    @Override
    public String name() {
        return "mixed";
    }

    @Override
    public String description() {
        return "4 threads: 9 SELECTs by key, then 1 UPDATE by key that is on disk when it returns";
    }

    @Override
    public long run(Trial trial) throws SQLException, InterruptedException {
        int rows = trial.scaled(ROWS);
        AtomicLong updates = new AtomicLong();
        try (Connection connection = trial.open()) {
            Items.create(trial, connection);
            Items.load(connection, rows);
            new Crowd(trial, THREADS, (same, own, thread) -> member(same, own, thread, rows, updates)).run();
            trial.verify(
                    "sum of quantities",
                    Items.quantitySum(rows) + updates.get(),
                    Items.single(connection, "SELECT SUM(quantity) FROM item"));
        }
        trial.shutDown();
        return 0;
    }

    private static Crowd.Member member(Trial trial, Connection connection, int thread, int rows, AtomicLong updates)
            throws SQLException {
        PreparedStatement query = connection.prepareStatement("SELECT name FROM item WHERE id = ?");
        PreparedStatement update = connection.prepareStatement("UPDATE item SET quantity = quantity + 1 WHERE id = ?");
        return index -> {
            long id = Items.mix(index) % (rows / THREADS) * THREADS + thread;
            if (index % OPERATIONS_PER_UPDATE == 0) {
                update.setLong(1, id);
                updates.addAndGet(update.executeUpdate());
                trial.peer().afterCommit(connection);
            } else {
                query.setLong(1, id);
                try (ResultSet found = query.executeQuery()) {
                    found.next();
                    trial.verify(
                            "name",
                            ("item " + id).hashCode(),
                            found.getString(1).hashCode());
                }
            }
        };
    }
}
