/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import io.blazedb.client.BlazeDatabase;
import io.blazedb.client.Change;
import io.blazedb.client.DatabaseOptions;
import io.blazedb.client.Row;
import io.blazedb.client.Watch;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The watching process of {@link NotifyWorkload}: attaches, tells how many rows there are, and then writes for each call of its watch the
 * new value and the time.
 */
final class NotifiedProcess {

    private NotifiedProcess() {}

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        DatabaseOptions options = DatabaseOptions.defaults()
                .withApp("Watcher")
                .withAppGroup(NotifyWorkload.GROUP)
                .withHome(directory.resolve("home"));
        // Not through System.out: its locks and buffers are no part of what is measured.
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out);
                DataOutputStream ready = new DataOutputStream(out);
                BlazeDatabase database =
                        BlazeDatabase.open(directory.resolve("watcher.blazedb"), "bench passphrase", options)) {
            database.attach("app://" + NotifyWorkload.GROUP + "/" + NotifyWorkload.APP + "/bench", "bench");
            long rows =
                    database.sql("SELECT COUNT(*) AS n FROM bench.item").get(0).getLong("n");
            try (Watch watch = database.watch("bench.item", change -> tell(out, change))) {
                ready.writeLong(rows);
                // Until the one who started this process ends.
                System.in.transferTo(OutputStream.nullOutputStream());
                if (watch.failure() != null) {
                    throw new IllegalStateException(watch.failure());
                }
            }
        }
    }

    private static void tell(FileOutputStream out, Change change) {
        long now = System.nanoTime();
        Row row = Objects.requireNonNull(change.newRow());
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(row.getLong("price"))
                .putLong(now)
                .array();
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
