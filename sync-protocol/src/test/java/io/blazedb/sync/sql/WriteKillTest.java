/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.sync.support.TestEngine;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An owner and a writer in processes of their own, killed at random. Each transaction of the writer counts once in a table of its own and once in the owner's: however
 * often either dies, the two counts are equal in the end.
 */
class WriteKillTest {
    @TempDir
    Path directory;

    @Test
    void eachWriteCountsOnce() throws IOException, InterruptedException {
        run(3, Long.getLong("blazedb.seed", 5));
    }

    @Test
    @Tag("soak")
    void eachWriteCountsOnceForLong() throws IOException, InterruptedException {
        run(200, Long.getLong("blazedb.seed", System.nanoTime()));
    }

    private void run(int kills, long seed) throws IOException, InterruptedException {
        Random random = new Random(seed);
        App owner = new App("Owner", "shop");
        App writer = new App("Writer", "desk");
        try {
            owner.send("CREATE TABLE tally (id INTEGER PRIMARY KEY, n INTEGER)");
            owner.send("INSERT INTO tally VALUES (1, 0)");
            owner.send("CREATE PUBLICATION p FOR TABLE tally");
            owner.send("GRANT SUBSCRIBE, WRITE ON PUBLICATION p TO APP 'Writer'");
            owner.awaitAnswers();
            writer.send("CREATE TABLE own (n INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text VARCHAR(10))");
            writer.send("ATTACH 'app://" + TestEngine.GROUP + "/Owner/shop' AS s (READ_WRITE)");
            writer.awaitAnswers();
            for (int i = 0; i < kills; i++) {
                int transactions = 5 + random.nextInt(20);
                for (int j = 0; j < transactions; j++) {
                    writer.send("BEGIN");
                    writer.send("INSERT INTO own (text) VALUES ('x')");
                    writer.send("UPDATE s.tally SET n = n + 1 WHERE id = 1");
                    writer.send("COMMIT");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
                if (random.nextBoolean()) {
                    owner.kill();
                    owner.start();
                } else {
                    writer.kill();
                    writer.start();
                }
            }
        } finally {
            owner.kill();
            writer.kill();
        }
        try (TestEngine shop = TestEngine.open(directory, "Owner", "shop");
                TestEngine desk = TestEngine.open(directory, "Writer", "desk")) {
            await(() ->
                    desk.query("SELECT pending_writes FROM blaze.attachments").equals(List.of("0")));
            assertThat(desk.query("SELECT * FROM blaze.conflicts"))
                    .as("seed %s", seed)
                    .isEmpty();
            List<String> written = desk.query("SELECT count(*) FROM own");
            assertThat(shop.query("SELECT n FROM tally")).as("seed %s", seed).isEqualTo(written);
            await(() -> desk.query("SELECT n FROM s.tally").equals(written));
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** An app in a process of its own. */
    private final class App {
        private final String name;
        private final String database;
        private final Path answers;
        private Process process;
        private int sent;

        App(String name, String database) throws IOException {
            this.name = name;
            this.database = database;
            this.answers = Files.createDirectory(directory.resolve("answers-" + name));
            this.process = started();
        }

        void start() throws IOException {
            for (File old : answers.toFile().listFiles()) {
                Files.deleteIfExists(old.toPath());
            }
            sent = 0;
            process = started();
        }

        private Process started() throws IOException {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            PublisherProcess.class.getName(),
                            directory.toString(),
                            name,
                            database,
                            answers.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve(name + ".log").toFile())
                    .start();
        }

        /** Sends a statement and does not wait for it. */
        void send(String sql) throws IOException {
            process.getOutputStream().write((sql + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            sent++;
        }

        void awaitAnswers() throws IOException {
            await(() -> Files.exists(answers.resolve("answer-" + (sent - 1))));
            for (int i = 0; i < sent; i++) {
                assertThat(Files.readString(answers.resolve("answer-" + i))).isEqualTo("ok");
            }
        }

        void kill() throws InterruptedException {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
