/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.watch.RowChange;
import io.blazedb.calcite.watch.WatchListener;
import io.blazedb.storage.Registration;
import io.blazedb.sync.support.TestEngine;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps that publish and attach by SQL. */
class SqlReplicaTest {
    private static final String SOURCE = "app://" + TestEngine.GROUP + "/BugTracker/bugs";

    @TempDir
    Path directory;

    private static void fill(TestEngine bugs) {
        bugs.run(
                "CREATE TABLE bugs (id BIGINT PRIMARY KEY, title VARCHAR(100), status VARCHAR(20), priority INTEGER, secret VARCHAR(50))",
                "CREATE INDEX bugs_status ON bugs (status)",
                "INSERT INTO bugs VALUES (1, 'Crash', 'open', 8, 'hush'), (2, 'Typo', 'draft', 1, 'hush'), (3, 'Slow', 'open', 5, 'hush')",
                "CREATE PUBLICATION suite FOR TABLE bugs (id, title, status, priority) WHERE (status <> 'draft')",
                "GRANT SELECT, SUBSCRIBE ON PUBLICATION suite TO APP GROUP '" + TestEngine.GROUP + "'");
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void attach(TestEngine engine) {
        engine.run("ATTACH '" + SOURCE + "' AS bugs");
    }

    private static String sqlState(Runnable statement) {
        try {
            statement.run();
            return "none";
        } catch (BlazeSqlException e) {
            return e.sqlState();
        }
    }

    @Test
    void whatIsGrantedCanBeAttachedAtOnce() {
        for (int i = 0; i < 10; i++) {
            String database = "bugs" + i;
            try (TestEngine bugs = TestEngine.open(directory, "BugTracker", database);
                    TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes" + i)) {
                bugs.run("CREATE TABLE bugs (id BIGINT PRIMARY KEY)", "INSERT INTO bugs VALUES (1)");
                bugs.run("BEGIN", "CREATE PUBLICATION suite FOR TABLE bugs");
                bugs.run("GRANT SUBSCRIBE ON PUBLICATION suite TO SAME USER", "COMMIT");
                notes.run("ATTACH 'app://" + TestEngine.GROUP + "/BugTracker/" + database + "' AS bugs");
                assertThat(notes.query("SELECT * FROM bugs.bugs")).containsExactly("1");
            }
        }
    }

    @Test
    void attachJoinWatchAndRevoke() throws InterruptedException {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            fill(bugs);
            attach(notes);
            assertThat(notes.query("SELECT * FROM bugs.bugs ORDER BY id"))
                    .containsExactly("1|Crash|open|8", "3|Slow|open|5");
            notes.run(
                    "CREATE TABLE notes (id BIGINT PRIMARY KEY, bug_id BIGINT, text VARCHAR(100))",
                    "INSERT INTO notes VALUES (10, 1, 'look at the log'), (11, 3, 'profile it')");
            assertThat(
                            notes.query(
                                    "SELECT n.text, b.title FROM notes n JOIN bugs.bugs b ON n.bug_id = b.id WHERE b.priority > 5"))
                    .containsExactly("look at the log|Crash");
            assertThat(notes.query("SELECT title FROM bugs.bugs WHERE status = 'open' ORDER BY title"))
                    .containsExactly("Crash", "Slow");
            assertThat(sqlState(() -> notes.run("DELETE FROM bugs.bugs WHERE id = 1")))
                    .isEqualTo("25006");
            assertThat(sqlState(() -> notes.query("SELECT secret FROM bugs.bugs")))
                    .isEqualTo("42703");

            BlockingQueue<List<RowChange>> seen = new LinkedBlockingQueue<>();
            try (Registration watch = notes.engine().watch("bugs.bugs", 0, new WatchListener() {
                @Override
                public void onTransaction(long sequence, long committedAtMillis, List<RowChange> changes) {
                    seen.add(changes);
                }
            })) {
                assertThat(watch).isNotNull();
                long[] micros = new long[100];
                for (int i = 0; i < micros.length; i++) {
                    long before = System.nanoTime();
                    bugs.run("UPDATE bugs SET priority = " + (100 + i) + " WHERE id = 1");
                    List<RowChange> changes = seen.poll(10, TimeUnit.SECONDS);
                    micros[i] = (System.nanoTime() - before) / 1_000;
                    assertThat(changes).hasSize(1);
                    assertThat(changes.get(0).kind()).isEqualTo(RowChange.Kind.UPDATE);
                    assertThat(changes.get(0).newValues()).containsEntry("priority", 100 + i);
                }
                Arrays.sort(micros);
                System.getLogger("latency")
                        .log(
                                System.Logger.Level.INFO,
                                "UPDATE to watcher: p50 {0} us, p99 {1} us",
                                micros[50],
                                micros[98]);
                bugs.run("UPDATE bugs SET status = 'draft' WHERE id = 3");
                assertThat(seen.poll(10, TimeUnit.SECONDS))
                        .singleElement()
                        .satisfies(change -> assertThat(change.kind()).isEqualTo(RowChange.Kind.DELETE));
            }
            assertThat(notes.query("SELECT alias, kind, state FROM blaze.attachments"))
                    .containsExactly("bugs|REPLICA|LIVE");
            assertThat(bugs.query("SELECT app, state, publications FROM blaze.subscribers"))
                    .containsExactly("DeveloperNotes|CONNECTED|suite");
            assertThat(notes.query("SELECT source, target, state FROM blaze.topology"))
                    .containsExactly(SOURCE + "|DeveloperNotes/notes|LIVE");

            bugs.run("REVOKE ALL ON PUBLICATION suite FROM APP GROUP '" + TestEngine.GROUP + "'");
            await(() -> sqlState(() -> notes.query("SELECT * FROM bugs.bugs")).equals("42501"));
            assertThatThrownBy(() -> notes.query("SELECT * FROM bugs.bugs")).hasMessageContaining("revoked");
            assertThat(notes.query("SELECT state FROM blaze.attachments")).containsExactly("REVOKED");
            assertThat(bugs.query("SELECT app, action, publication, allowed FROM blaze.audit ORDER BY number"))
                    .contains("DeveloperNotes|SUBSCRIBE|suite|true", "DeveloperNotes|SUBSCRIBE|null|false");
            notes.run("DETACH bugs");
            assertThat(sqlState(() -> notes.query("SELECT * FROM bugs.bugs"))).isIn("42P01", "3D000");
        }
    }

    @Test
    void whatIsOfferedIsFoundWithNobodyRunning() {
        String offers = "SELECT source, target, state, publications FROM blaze.topology WHERE kind = 'OFFER'";
        try (TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs")) {
                fill(bugs);
                bugs.run(
                        "CREATE TABLE other (id BIGINT PRIMARY KEY)",
                        "CREATE PUBLICATION elsewhere FOR TABLE other",
                        "GRANT SUBSCRIBE ON PUBLICATION elsewhere TO APP 'Dashboard'");
                await(() -> notes.query(offers).equals(List.of(SOURCE + "|DeveloperNotes/notes|AVAILABLE|suite")));
                assertThat(bugs.query(offers)).isEmpty();
            }
            await(() -> notes.query(offers).equals(List.of(SOURCE + "|DeveloperNotes/notes|OFFLINE|suite")));
            try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs")) {
                attach(notes);
                assertThat(notes.query(offers)).isEmpty();
                notes.run("DETACH bugs");
                bugs.run("REVOKE ALL ON PUBLICATION suite FROM APP GROUP '" + TestEngine.GROUP + "'");
                await(() -> notes.query(offers).isEmpty());
            }
        }
    }

    @Test
    void linksFollowInTheSameTransaction() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            fill(bugs);
            attach(notes);
            notes.run(
                    "CREATE TABLE notes (id BIGINT PRIMARY KEY, bug_id BIGINT, bug_title VARCHAR(100))",
                    "INSERT INTO notes (id, bug_id) VALUES (10, 1), (11, 3)",
                    "CREATE LINK titles ON notes (bug_title) REFERENCES bugs.bugs (title) ON (notes.bug_id = bugs.bugs.id) ON DELETE SET NULL");
            await(() -> notes.query("SELECT * FROM notes ORDER BY id").equals(List.of("10|1|Crash", "11|3|Slow")));
            bugs.run("UPDATE bugs SET title = 'Crash on launch' WHERE id = 1", "DELETE FROM bugs WHERE id = 3");
            await(() -> notes.query("SELECT * FROM notes ORDER BY id")
                    .equals(List.of("10|1|Crash on launch", "11|3|null")));
        }
    }

    @Test
    void eachTransactionOfTheOwnerIsToldHoweverManyArriveTogether() throws InterruptedException {
        int transactions = 60;
        BlockingQueue<List<RowChange>> seen = new LinkedBlockingQueue<>();
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs")) {
            fill(bugs);
            long position;
            try (TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
                attach(notes);
                position = notes.engine().store().committedSequence();
            }
            for (int i = 1; i <= transactions; i++) {
                bugs.run("UPDATE bugs SET priority = " + (100 + i) + " WHERE id IN (1, 3)");
            }
            try (TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes");
                    Registration watch = notes.engine().watch("bugs.bugs", position, new WatchListener() {
                        @Override
                        public void onTransaction(long sequence, long committedAtMillis, List<RowChange> changes) {
                            seen.add(changes);
                        }
                    })) {
                assertThat(watch).isNotNull();
                for (int i = 1; i <= transactions; i++) {
                    int priority = 100 + i;
                    assertThat(seen.poll(60, TimeUnit.SECONDS)).hasSize(2).allSatisfy(change -> {
                        assertThat(change.oldValues())
                                .containsEntry(
                                        "priority",
                                        priority == 101
                                                ? change.newValues().get("id").equals(1L) ? 8 : 5
                                                : priority - 1);
                        assertThat(change.newValues()).containsEntry("priority", priority);
                    });
                }
                assertThat(seen).isEmpty();
            }
        }
    }

    @Test
    void offlineRestartAndCatchUp() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs")) {
            fill(bugs);
            try (TestEngine dashboard = TestEngine.open(directory, "Dashboard", "dashboard")) {
                attach(dashboard);
            }
        }
        try (TestEngine dashboard = TestEngine.open(directory, "Dashboard", "dashboard")) {
            assertThat(dashboard.query("SELECT count(*) FROM bugs.bugs")).containsExactly("2");
            await(() -> dashboard.query("SELECT state FROM blaze.attachments").equals(List.of("OFFLINE")));
            try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs")) {
                bugs.run("INSERT INTO bugs VALUES (4, 'New', 'open', 1, 'x')");
                await(() -> dashboard.query("SELECT count(*) FROM bugs.bugs").equals(List.of("3")));
                bugs.run("ALTER PUBLICATION suite SET TABLE bugs (id, title) WHERE (priority > 5)");
                await(() -> dashboard.query("SELECT * FROM bugs.bugs").equals(List.of("1|Crash")));
            }
        }
    }

    @Test
    void anotherWriterOfTheFileIsHeardOf() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine dashboard = TestEngine.open(directory, "Dashboard", "dashboard")) {
            fill(bugs);
            attach(dashboard);
            dashboard.run("ATTACH 'app://" + TestEngine.GROUP + "/BugTracker/bugs' AS open (WHERE (priority > 6))");
            assertThat(dashboard.query("SELECT id FROM open.bugs")).containsExactly("1");
            assertThat(sqlState(() -> dashboard.run("ATTACH 'app://" + TestEngine.GROUP + "/Nobody/x' AS n")))
                    .isEqualTo("3D000");
        }
    }

    @Test
    void betweenTwoProcesses() throws IOException, InterruptedException {
        try (Publishing bugs = new Publishing(directory);
                TestEngine dashboard = TestEngine.open(directory, "Dashboard", "dashboard")) {
            for (String statement : List.of(
                    "CREATE TABLE bugs (id BIGINT PRIMARY KEY, title VARCHAR(100))",
                    "INSERT INTO bugs VALUES (1, 'Crash')",
                    "CREATE PUBLICATION suite FOR TABLE bugs",
                    "GRANT SUBSCRIBE ON PUBLICATION suite TO APP 'Dashboard'")) {
                bugs.run(statement);
            }
            attach(dashboard);
            bugs.run("INSERT INTO bugs VALUES (2, 'Typo')");
            await(() -> dashboard.query("SELECT count(*) FROM bugs.bugs").equals(List.of("2")));
            bugs.kill();
            await(() -> dashboard.query("SELECT state FROM blaze.attachments").equals(List.of("OFFLINE")));
            assertThat(dashboard.query("SELECT title FROM bugs.bugs ORDER BY id"))
                    .containsExactly("Crash", "Typo");
            try (Publishing again = new Publishing(directory)) {
                again.run("INSERT INTO bugs VALUES (3, 'Slow')");
                await(() -> dashboard.query("SELECT count(*) FROM bugs.bugs").equals(List.of("3")));
                // A third process has the publisher's file open; its commits arrive too.
                try (TestEngine other = TestEngine.open(directory, "Tool", "bugs")) {
                    other.run("INSERT INTO bugs VALUES (4, 'By another process')");
                    await(() ->
                            dashboard.query("SELECT count(*) FROM bugs.bugs").equals(List.of("4")));
                }
            }
        }
    }

    /** The publishing app in a process of its own. */
    private static final class Publishing implements AutoCloseable {
        private final Path directory;
        private final Process process;
        private int number;

        Publishing(Path directory) throws IOException {
            this.directory = directory;
            for (File old : directory.toFile().listFiles((parent, name) -> name.startsWith("answer"))) {
                Files.delete(old.toPath());
            }
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            process = new ProcessBuilder(
                            java,
                            "-cp",
                            System.getProperty("java.class.path"),
                            PublisherProcess.class.getName(),
                            directory.toString(),
                            "BugTracker",
                            "bugs")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("publisher.log").toFile())
                    .start();
        }

        void run(String sql) throws IOException {
            process.getOutputStream().write((sql + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            Path answer = directory.resolve("answer-" + number++);
            await(() -> Files.exists(answer) || !process.isAlive());
            assertThat(process.isAlive()).as(() -> log()).isTrue();
            assertThat(Files.readString(answer)).as(sql).isEqualTo("ok");
        }

        private String log() {
            try {
                return Files.readString(directory.resolve("publisher.log"));
            } catch (IOException e) {
                return e.toString();
            }
        }

        void kill() throws InterruptedException {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
        }
    }
}
