/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import io.blazedb.bench.peer.Durability;
import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.peer.Peers;
import io.blazedb.bench.peer.Unlock;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/**
 * How long after a commit has returned here a watch on what is published is called in another process. The clock of both is the one of
 * {@link System#nanoTime}, which on Linux, macOS and Windows counts for the whole machine.
 */
final class NotifyWorkload implements Workload {
    static final String GROUP = "com.example.bench";
    static final String APP = "Writer";

    private static final int WARM_UPS = 5_000;
    private static final int CHANGES = 5_000;

    /** Between two commits, so that every thread of the chain sleeps when one comes. */
    private static final long PAUSE_NANOS = 1_000_000;

    @Override
    public String name() {
        return "notify";
    }

    @Override
    public String description() {
        return "from the end of a synced commit to the callback of a watch in another process; notes p50 and p99";
    }

    @Override
    public Unit unit() {
        return Unit.MICROSECONDS;
    }

    @Override
    public boolean runsWith(Peer peer) {
        return peer.name().equals(Peers.BLAZEDB);
    }

    @Override
    public long run(Trial trial) throws SQLException, IOException, InterruptedException {
        Properties properties = trial.peer().properties(trial.directory(), Durability.SYNCED, Unlock.PASSPHRASE);
        properties.setProperty("app", APP);
        properties.setProperty("appGroup", GROUP);
        String url = trial.peer().url(trial.directory(), Durability.SYNCED, Unlock.PASSPHRASE);
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE item (id BIGINT PRIMARY KEY, price BIGINT, hidden VARCHAR(20))");
            statement.execute("INSERT INTO item VALUES (1, 0, 'hidden')");
            statement.execute("CREATE PUBLICATION items FOR TABLE item (id, price)");
            statement.execute("GRANT SUBSCRIBE ON PUBLICATION items TO APP GROUP '" + GROUP + "'");
            Process watcher = startWatcher(trial.directory());
            try (DataInputStream calls = new DataInputStream(new BufferedInputStream(watcher.getInputStream()));
                    PreparedStatement update = connection.prepareStatement("UPDATE item SET price = ? WHERE id = 1")) {
                trial.verify("rows of the replica", 1, calls.readLong());
                return measure(trial, update, calls);
            } finally {
                watcher.destroyForcibly().waitFor();
            }
        }
    }

    private static long measure(Trial trial, PreparedStatement update, DataInputStream calls)
            throws SQLException, IOException {
        int warmUps = trial.scaled(WARM_UPS);
        long[] nanos = new long[trial.scaled(CHANGES)];
        long committing = 0;
        for (int i = 0; i < warmUps + nanos.length; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            update.setLong(1, i + 1L);
            long before = System.nanoTime();
            update.executeUpdate();
            long committed = System.nanoTime();
            trial.verify("the watched value", i + 1L, calls.readLong());
            long called = calls.readLong();
            if (i >= warmUps) {
                nanos[i - warmUps] = Math.max(0, called - committed);
                committing += committed - before;
            }
        }
        trial.timed(nanos.length, Arrays.stream(nanos).sum());
        Arrays.sort(nanos);
        trial.note("p50Micros", nanos[nanos.length / 2] / 1e3);
        trial.note("p99Micros", nanos[(int) (nanos.length * 0.99)] / 1e3);
        trial.note("commitMicros", committing / 1e3 / nanos.length);
        return 1;
    }

    private static Process startWatcher(Path directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NotifiedProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
