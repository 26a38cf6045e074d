/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.check.CheckReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two apps move money between their databases, each in a process of its own that ends itself in each phase of a commit and is killed between them; a third process joins both
 * all the while, and is killed, too. No sum is ever wrong, no money is lost, and nothing stays in doubt.
 */
class MoneyKillTest {
    @TempDir
    Path directory;

    @Test
    void whoeverDiesTheSumIsRight() throws IOException, InterruptedException {
        run(6, Duration.ofSeconds(120), Long.getLong("blazedb.seed", 3));
    }

    @Test
    @Tag("soak")
    void whoeverDiesTheSumIsRightForLong() throws IOException, InterruptedException {
        run(
                Integer.MAX_VALUE,
                Duration.ofMinutes(Long.getLong("blazedb.soak.minutes", 1L)),
                Long.getLong("blazedb.seed", System.nanoTime()));
    }

    private void run(int deathsMax, Duration longest, long seed) throws IOException, InterruptedException {
        Random random = new Random(seed);
        Files.write(directory.resolve("key"), MoneyProcess.KEY);
        for (String name : List.of("a", "b")) {
            try (TestDatabase account = MoneyProcess.open(directory, name)) {
                account.run("CREATE TABLE money (id INT PRIMARY KEY, amount INT)");
                account.run("INSERT INTO money SELECT n, 100 FROM generate_series(1, " + MoneyProcess.ACCOUNTS
                        + ") AS s(n)");
            }
        }
        String[] roles = {"a", "b", "sum"};
        Process[] processes = new Process[roles.length];
        long end = System.nanoTime() + longest.toNanos();
        try {
            for (int i = 0; i < roles.length; i++) {
                processes[i] = start(roles[i], random.nextLong());
            }
            int deaths = 0;
            while (deaths < deathsMax && System.nanoTime() < end) {
                int next = random.nextInt(roles.length);
                long before = done(roles[next]);
                long wanted = before + 1 + random.nextInt(20);
                while (processes[next].isAlive() && done(roles[next]) < wanted && System.nanoTime() < end) {
                    boolean unused = processes[next].waitFor(2, TimeUnit.MILLISECONDS);
                }
                kill(processes[next]);
                processes[next] = start(roles[next], random.nextLong());
                for (int i = 0; i < roles.length; i++) {
                    if (!processes[i].isAlive()) {
                        deaths++;
                        processes[i] = start(roles[i], random.nextLong());
                    }
                }
                deaths++;
                assertThat(wrong()).as("seed %s", seed).isEmpty();
            }
            assertThat(done("sum")).as("sums").isPositive();
            assertThat(done("a") + done("b")).as("moves").isPositive();
        } finally {
            for (Process process : processes) {
                if (process != null) {
                    kill(process);
                }
            }
        }
        assertThat(wrong()).as("seed %s", seed).isEmpty();
        nothingIsInDoubt(seed);
    }

    private void nothingIsInDoubt(long seed) {
        for (String name : List.of("a", "b")) {
            try (TestDatabase account = MoneyProcess.open(directory, name)) {
                String other = name.equals("a") ? "b" : "a";
                MoneyProcess.attach(account, directory, other, ", READ_WRITE");
                assertThat(account.run("UPDATE " + other + ".money SET amount = amount"))
                        .isEqualTo(MoneyProcess.ACCOUNTS);
                CheckReport report = account.engine().store().check();
                assertThat(report.findings()).as("seed %s", seed).isEmpty();
            }
        }
        try (TestDatabase reader = MoneyProcess.open(directory, "reader")) {
            MoneyProcess.attach(reader, directory, "a", "");
            MoneyProcess.attach(reader, directory, "b", "");
            assertThat(reader.rows(MoneyProcess.JOIN))
                    .as("seed %s", seed)
                    .containsExactly(String.valueOf(MoneyProcess.TOTAL));
        }
    }

    private Process start(String role, long seed) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-ea",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MoneyProcess.class.getName(),
                        directory.toString(),
                        role,
                        String.valueOf(seed))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(role + ".log").toFile()))
                .start();
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private long done(String role) throws IOException {
        Path file = directory.resolve("done-" + role);
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private String wrong() throws IOException {
        Path file = directory.resolve("wrong");
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
