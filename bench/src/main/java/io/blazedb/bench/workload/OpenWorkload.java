/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import io.blazedb.bench.peer.Unlock;
import java.sql.Connection;
import java.sql.SQLException;

/** Opening a file that is there and was closed properly, up to the first row read, in a warm process. */
final class OpenWorkload implements Workload {
    private static final int ROWS = 100_000;
    private static final int WARM_UPS = 10;
    private static final int OPENINGS = 30;

    private final String name;
    private final Unlock unlock;

    OpenWorkload(String name, Unlock unlock) {
        this.name = name;
        this.unlock = unlock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "existing file of 100,000 rows opened and one row read, in a warm process, "
                + (unlock == Unlock.KEY ? "by a random key where the peer takes one" : "by passphrase");
    }

    @Override
    public Unit unit() {
        return Unit.MILLISECONDS;
    }

    @Override
    public long run(Trial trial) throws SQLException {
        try (Connection connection = trial.open(unlock)) {
            Items.create(trial, connection);
            Items.load(connection, trial.scaled(ROWS));
        }
        trial.shutDown();
        long checksum = 0;
        for (int i = 0; i < trial.scaled(WARM_UPS); i++) {
            checksum = openOnce(trial, false);
        }
        for (int i = 0; i < trial.scaled(OPENINGS); i++) {
            checksum += openOnce(trial, true);
        }
        return checksum;
    }

    private long openOnce(Trial trial, boolean timed) throws SQLException {
        if (timed) {
            trial.start();
        }
        long price;
        try (Connection connection = trial.open(unlock)) {
            price = Items.single(connection, "SELECT price FROM item WHERE id = 7");
            if (timed) {
                trial.stop(1);
            }
        }
        trial.shutDown();
        return price;
    }
}
