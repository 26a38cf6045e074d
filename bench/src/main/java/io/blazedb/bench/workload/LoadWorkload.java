/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A table filled in one transaction, in batches; then the size of the file and the bytes written for it. */
final class LoadWorkload implements Workload {
    private static final int ROWS = 200_000;

    private final String name;
    private final boolean warm;
    private final boolean indexed;

    LoadWorkload(String name, boolean warm, boolean indexed) {
        this.name = name;
        this.warm = warm;
        this.indexed = indexed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "rows of a table loaded in one synced transaction, batches of 1,000"
                + (indexed ? ", with a secondary index" : "")
                + (warm ? ", when warm" : ", the first work of the process");
    }

    @Override
    public long run(Trial trial) throws SQLException, IOException {
        int rows = trial.scaled(ROWS);
        if (warm) {
            rehearse(trial, rows);
        }
        long checksum;
        long written = ProcessUsage.writtenBytes();
        try (Connection connection = trial.open()) {
            create(trial, connection);
            trial.start();
            Items.load(connection, rows);
            trial.peer().afterCommit(connection);
            trial.stop(rows);
        }
        trial.shutDown();
        trial.noteSizes(Items.bytes(rows), written);
        try (Connection connection = trial.open()) {
            trial.verify("number of loaded rows", rows, Items.single(connection, "SELECT COUNT(*) FROM item"));
            checksum = Items.checksum(connection);
        }
        trial.shutDown();
        return checksum;
    }

    /** Loads into a database of its own until everything is warm, so that the measured one is as new. */
    private void rehearse(Trial trial, int rows) throws SQLException, IOException {
        Path directory = Files.createDirectory(trial.directory().resolve("rehearsal"));
        Trial rehearsal = trial.rehearsal(directory);
        try (Connection connection = rehearsal.open();
                Statement statement = connection.createStatement()) {
            trial.warmUpSlowly(index -> {
                create(rehearsal, connection);
                Items.load(connection, rows);
                statement.execute("DROP TABLE item");
            });
        }
        rehearsal.shutDown();
        Directories.delete(directory);
    }

    private void create(Trial trial, Connection connection) throws SQLException {
        Items.create(trial, connection);
        if (indexed) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE INDEX item_price ON item (price)");
            }
        }
    }
}
