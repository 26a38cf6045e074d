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
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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
    private final Map<Integer, Child> children = new TreeMap<>();
    private final Map<Integer, Long> acknowledged = new TreeMap<>();
    private int kills;

    @AfterEach
    void killChildren() {
        children.values().forEach(child -> child.process.destroyForcibly());
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
            acknowledged.clear();
            for (int round = 0; round < 5 && System.nanoTime() - end < 0; round++) {
                round(directory.resolve("killed" + file + ".blazedb"), 6);
            }
        }
        report();
    }

    /** Large records, so that the log takes new segments all the time, checkpoints, and deaths within milliseconds of each other. */
    @Test
    void whatTheDeadHadBegunIsInNobodysWay() throws Exception {
        massacre(directory.resolve("massacre.blazedb"));
    }

    @Test
    @Tag("soak")
    void theSameOfTheDeadForLong() throws Exception {
        long end = System.nanoTime() + Soak.nanos();
        for (int file = 0; System.nanoTime() - end < 0; file++) {
            acknowledged.clear();
            for (int round = 0; round < 4 && System.nanoTime() - end < 0; round++) {
                massacre(directory.resolve("massacre" + file + ".blazedb"));
            }
        }
        report();
    }

    private void report() {
        LOG.log(System.Logger.Level.INFO, "killed " + kills + " processes, seed " + seed);
    }

    /** Starts every writer, kills and restarts some while the others write, kills them all, and looks. */
    private void round(Path file, int restarts) throws IOException, InterruptedException {
        for (int writer = 1; writer <= WRITERS; writer++) {
            start(file, writer);
        }
        awaitCommits();
        for (int i = 0; i < restarts; i++) {
            int writer = 1 + random.nextInt(WRITERS);
            kill(writer, 200);
            start(file, writer);
            awaitCommits();
        }
        killAll(200);
        verify(file);
    }

    /** Starts heavy writers, kills one after the other within milliseconds, of which some come back first, and looks. */
    private void massacre(Path file) throws IOException, InterruptedException {
        for (int writer = ChildWriter.HEAVY; writer < ChildWriter.HEAVY + WRITERS; writer++) {
            start(file, writer);
        }
        awaitCommits();
        if (random.nextInt(3) == 0) {
            int writer = ChildWriter.HEAVY + random.nextInt(WRITERS);
            kill(writer, 300);
            start(file, writer);
            awaitCommits();
        }
        // Later it is a matter of milliseconds: what the first ones have left is there when the last one dies.
        Thread.sleep(random.nextInt(300));
        killAll(1 << random.nextInt(6));
        verify(file);
    }

    private void start(Path file, int writer) throws IOException {
        children.put(writer, new Child(file, writer, 0, random.nextBoolean() ? "FULL" : "NORMAL"));
    }

    /** Until every living writer has committed something, so that each is in the middle of its work. */
    private void awaitCommits() throws InterruptedException {
        for (Child child : children.values()) {
            while (child.acknowledged.get() == 0) {
                assertThat(child.process.isAlive()).as("writer, seed %s", seed).isTrue();
                Thread.sleep(5);
            }
        }
    }

    private void killAll(int millisMax) throws InterruptedException {
        List<Integer> order = new ArrayList<>(children.keySet());
        while (!order.isEmpty()) {
            kill(order.remove(random.nextInt(order.size())), millisMax);
        }
    }

    private void kill(int writer, int millisMax) throws InterruptedException {
        // Any moment will do.
        Thread.sleep(random.nextInt(millisMax));
        Child child = children.remove(writer);
        assertThat(child.process.isAlive()).as("writer, seed %s", seed).isTrue();
        child.kill();
        child.reader.join();
        acknowledged.merge(writer, child.acknowledged.get(), Math::max);
        kills++;
    }

    private void verify(Path file) {
        try (KeySource key = ChildWriter.key();
                Store store = Store.open(file, key, StoreOptions.defaults())) {
            verify(store);
        }
    }

    private void verify(Store store) {
        long sum = 0;
        for (Map.Entry<Integer, Long> writer : acknowledged.entrySet()) {
            long last = ChildWriter.last(store, writer.getKey());
            assertThat(last)
                    .as("writer %s, seed %s", writer.getKey(), seed)
                    .isBetween(writer.getValue(), writer.getValue() + 1);
            sum += last;
            verifyHistory(store, writer.getKey(), last);
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
                assertThat(cursor.value().toByteArray()).isEqualTo(ChildWriter.padding(writer, number));
            }
            assertThat(cursor.next()).isFalse();
        }
    }
}
