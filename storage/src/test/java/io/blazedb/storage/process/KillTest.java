/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.sim.Soak;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several processes write to one file and are killed with SIGKILL at moments of no choice, one after the other while the others go on,
 * and come back: whatever they had said was acknowledged is there, byte for byte, and nothing beyond the one commit in flight.
 */
class KillTest {
    private static final System.Logger LOG = System.getLogger(KillTest.class.getName());
    private static final int WRITERS = 3;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("blazedb.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Child[] children = new Child[WRITERS];
    private final long[] acknowledged = new long[WRITERS];
    private int kills;

    @AfterEach
    void killChildren() {
        for (Child child : children) {
            if (child != null) {
                child.process.destroyForcibly();
            }
        }
    }

    @Test
    void killedWritersLoseNothing() throws Exception {
        round(directory.resolve("killed.blazedb"), 2);
    }

    @Test
    @Tag("soak")
    void theSameForLong() throws Exception {
        long end = System.nanoTime() + Soak.nanos();
        for (int file = 0; System.nanoTime() - end < 0; file++) {
            acknowledged[0] = acknowledged[1] = acknowledged[2] = 0;
            for (int round = 0; round < 5 && System.nanoTime() - end < 0; round++) {
                round(directory.resolve("killed" + file + ".blazedb"), 6);
            }
        }
        LOG.log(System.Logger.Level.INFO, "killed " + kills + " processes, seed " + seed);
    }

    /** Starts every writer, kills and restarts some while the others write, kills them all, and looks. */
    private void round(Path file, int restarts) throws IOException, InterruptedException {
        for (int writer = 0; writer < WRITERS; writer++) {
            start(file, writer);
        }
        awaitCommits();
        for (int i = 0; i < restarts; i++) {
            int writer = random.nextInt(WRITERS);
            kill(writer);
            start(file, writer);
            awaitCommits();
        }
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
        while (!order.isEmpty()) {
            kill(order.remove(random.nextInt(order.size())));
        }
        try (KeySource key = ChildWriter.key();
                Store store = Store.open(file, key, StoreOptions.defaults())) {
            verify(store);
        }
    }

    private void start(Path file, int writer) throws IOException {
        children[writer] = new Child(file, writer + 1, 0, random.nextBoolean() ? "FULL" : "NORMAL");
    }

    /** Until every living writer has committed something, so that each is in the middle of its work. */
    private void awaitCommits() throws InterruptedException {
        for (Child child : children) {
            while (child.acknowledged.get() == 0) {
                assertThat(child.process.isAlive()).as("writer, seed %s", seed).isTrue();
                Thread.sleep(5);
            }
        }
    }

    private void kill(int writer) throws InterruptedException {
        // Any moment will do.
        Thread.sleep(random.nextInt(200));
        Child child = children[writer];
        assertThat(child.process.isAlive()).as("writer, seed %s", seed).isTrue();
        child.kill();
        child.reader.join();
        acknowledged[writer] = Math.max(acknowledged[writer], child.acknowledged.get());
        kills++;
    }

    private void verify(Store store) {
        long sum = 0;
        for (int writer = 0; writer < WRITERS; writer++) {
            long last = ChildWriter.last(store, writer + 1);
            assertThat(last)
                    .as("writer %s, seed %s", writer, seed)
                    .isBetween(acknowledged[writer], acknowledged[writer] + 1);
            sum += last;
            verifyHistory(store, writer + 1, last);
        }
        try (ReadTransaction transaction = store.beginRead()) {
            byte[] counter = transaction.get(ChildWriter.SHARED, ChildWriter.number(0));
            assertThat(ByteBuffer.wrap(counter).getLong()).as("seed %s", seed).isEqualTo(sum);
        }
        assertThat(store.check().findings()).as("seed %s", seed).isEmpty();
    }

    private static void verifyHistory(Store store, int writer, long last) {
        KeyRange range = KeyRange.prefix(ChildWriter.number(writer));
        try (ReadTransaction transaction = store.beginRead();
                Cursor cursor = transaction.scan(ChildWriter.HISTORY, range)) {
            for (long number = 1; number <= last; number++) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.key().toByteArray()).isEqualTo(ChildWriter.number(writer, number));
                assertThat(cursor.value().toByteArray()).isEqualTo(ChildWriter.padding(number));
            }
            assertThat(cursor.next()).isFalse();
        }
    }
}
