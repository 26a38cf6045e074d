/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import io.blazedb.bench.peer.Durability;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Inserts of one row, each a transaction of its own, by one thread or several with a connection each. */
final class CommitWorkload implements Workload {
    private final String name;
    private final int threads;
    private final Durability durability;

    CommitWorkload(String name, int threads, Durability durability) {
        this.name = name;
        this.threads = threads;
        this.durability = durability;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "INSERT of one row, auto-commit, " + (threads == 1 ? "1 thread" : threads + " threads")
                + (durability == Durability.SYNCED ? ", on disk when it returns" : ", not waiting for the disk");
    }

    @Override
    public Durability durability() {
        return durability;
    }

    @Override
    public long run(Trial trial) throws SQLException, InterruptedException {
        long committed;
        try (Connection connection = trial.open()) {
            Items.create(trial, connection);
            Crowd crowd = new Crowd(trial, threads, CommitWorkload::inserter);
            committed = threads == 1 ? crowd.runAlone() : crowd.run();
        }
        trial.shutDown();
        try (Connection connection = trial.open()) {
            trial.verify("number of committed rows", committed, Items.single(connection, "SELECT COUNT(*) FROM item"));
        }
        trial.shutDown();
        return 0;
    }

    private static Crowd.Member inserter(Trial trial, Connection connection, int thread) throws SQLException {
        PreparedStatement insert = Items.prepareInsert(connection);
        return index -> {
            Items.set(insert, ((long) thread << 40) + index);
            insert.executeUpdate();
            trial.peer().afterCommit(connection);
        };
    }
}
