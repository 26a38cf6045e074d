/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the time from the call of commit in one process to the call of a listener in another, which sleeps in between.
 *
 * <p>Run with the class path of the tests; an argument is the number of commits.
 */
public final class NotificationLatency {
    private static final long PAUSE_NANOS = 1_000_000;
    private static final byte[] KEY = {1};
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private NotificationLatency() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 1) {
            write(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Durability.valueOf(arguments[2]));
            return;
        }
        int commits = arguments.length == 0 ? 5_000 : Integer.parseInt(arguments[0]);
        Path directory = Files.createTempDirectory("latency");
        for (Durability durability : new Durability[] {Durability.NORMAL, Durability.FULL}) {
            listen(directory.resolve(durability + ".blazedb"), commits, durability);
        }
    }

    private static void listen(Path file, int commits, Durability durability) throws IOException, InterruptedException {
        long[] nanos = new long[commits];
        int[] count = new int[1];
        try (KeySource key = ChildWriter.key();
                Store store = Store.open(file, key, StoreOptions.defaults());
                Registration listener = store.onCommit(sequence -> {
                    long now = System.nanoTime();
                    try (ReadTransaction reader = store.beginRead()) {
                        byte[] sent = reader.get(1, KEY);
                        if (sent != null && count[0] < commits) {
                            nanos[count[0]++] = now - ByteBuffer.wrap(sent).getLong();
                        }
                    }
                })) {
            assert listener != null;
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            NotificationLatency.class.getName(),
                            file.toString(),
                            String.valueOf(commits),
                            durability.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
        }
        // The first ones are those of two cold processes.
        long[] warm = Arrays.copyOfRange(nanos, count[0] / 2, count[0]);
        Arrays.sort(warm);
        OUT.printf(
                Locale.ROOT,
                "%s: %d of %d heard; first %.0f µs; then p50 %.1f, p90 %.1f, p99 %.1f µs%n",
                durability,
                count[0],
                commits,
                nanos[0] / 1e3,
                warm[warm.length / 2] / 1e3,
                warm[warm.length * 9 / 10] / 1e3,
                warm[warm.length * 99 / 100] / 1e3);
    }

    private static void write(Path file, int commits, Durability durability) {
        try (KeySource key = ChildWriter.key();
                Store store = Store.open(file, key, StoreOptions.defaults().withDurability(durability))) {
            long[] nanos = new long[commits];
            for (int i = 0; i < commits; i++) {
                LockSupport.parkNanos(PAUSE_NANOS);
                WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
                long start = System.nanoTime();
                transaction.put(1, KEY, ByteBuffer.allocate(8).putLong(start).array());
                transaction.commit();
                nanos[i] = System.nanoTime() - start;
            }
            long[] warm = Arrays.copyOfRange(nanos, commits / 2, commits);
            Arrays.sort(warm);
            OUT.printf(
                    Locale.ROOT,
                    "%s: commit itself p50 %.1f, p99 %.1f µs%n",
                    durability,
                    warm[warm.length / 2] / 1e3,
                    warm[warm.length * 99 / 100] / 1e3);
        }
    }
}
