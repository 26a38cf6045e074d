/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two programs that share by the Java API alone, as they stand in documentation: one in another process. */
class SurfaceProgramTest {

    @TempDir
    Path directory;

    @Test
    void anotherProgramsTableIsQueriedWatchedAndJoined() throws IOException, InterruptedException {
        Path home = directory.resolve("home");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.blazedb.client.fixture.program.BugTracker",
                directory.resolve("bugs.blazedb").toString());
        builder.environment().put("BLAZEDB_HOME", home.toString());
        Process tracker = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (OutputStream toTracker = tracker.getOutputStream()) {
            assertThat(new String(tracker.getInputStream().readNBytes(9), StandardCharsets.US_ASCII))
                    .isEqualTo("published");
            Path file = directory.resolve("dashboard.blazedb");
            String password = "dashboard";
            DatabaseOptions options = DatabaseOptions.defaults().withHome(home).withApp("Dashboard");
            try (BlazeDatabase dashboard = BlazeDatabase.open(file, password, options)) {
                Attachment bugs = dashboard.attach("app://com.acme.suite/BugTracker/bugs", "bugs");
                List<Row> hot = dashboard
                        .query("bugs.bugs")
                        .where("priority")
                        .greaterThan(5)
                        .orderBy("id")
                        .limit(20)
                        .all();
                assertThat(hot).extracting(row -> row.getString("title")).containsExactly("Crash on launch");
                BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
                BlockingQueue<Difference> differences = new LinkedBlockingQueue<>();
                long known;
                try (Watch watch = dashboard.watch("bugs.bugs", changes::add);
                        Watch query = dashboard.watch(
                                dashboard.query("bugs.bugs").where("priority").greaterThan(5), differences::add)) {
                    assertThat(next(differences).added()).hasSize(1);
                    tell(toTracker);
                    Change change = next(changes);
                    assertThat(change.kind()).isEqualTo(Change.Kind.INSERT);
                    known = change.sequence();
                    assertThat(next(differences).added())
                            .extracting(row -> row.getLong("id"))
                            .containsExactly(11L);
                    assertThat(watch.failure()).isNull();
                    assertThat(query.failure()).isNull();
                }
                try (Watch other = dashboard.watch("bugs.bugs", changes::add)) {
                    tell(toTracker);
                    assertThat(next(changes).sequence()).isGreaterThan(known);
                    assertThat(other.resets()).isZero();
                }
                try (Watch resumed = dashboard.watch("bugs.bugs", known, changes::add)) {
                    assertThat(next(changes).newRow())
                            .extracting(row -> row.getLong("id"))
                            .isEqualTo(21L);
                    assertThat(resumed.resets()).isZero();
                }
                dashboard.execute("CREATE TABLE notes (id BIGINT PRIMARY KEY, bug_id BIGINT, text VARCHAR(80))");
                dashboard.insert("notes", Map.of("id", 1, "bug_id", 1, "text", "look at the log"));
                List<Row> joined =
                        dashboard.join("notes", "bugs.bugs").on("bug_id", "id").all();
                assertThat(joined)
                        .singleElement()
                        .satisfies(row -> assertThat(row.getString("title")).isEqualTo("Crash on launch"));
                assertThat(bugs.status())
                        .singleElement()
                        .satisfies(row -> assertThat(row.getString("state")).isEqualTo("LIVE"));
            }
        } finally {
            assertThat(tracker.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        DatabaseOptions owner = DatabaseOptions.defaults().withHome(home).withApp("BugTracker");
        try (BlazeDatabase bugs = BlazeDatabase.open(directory.resolve("bugs.blazedb"), "tracker", owner)) {
            assertThat(bugs.audit())
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.getString("app")).isEqualTo("Dashboard"));
            assertThat(bugs.publication("suite").explainFor(Grantee.app("Dashboard")))
                    .singleElement()
                    .satisfies(row -> assertThat(row.getLong("rows")).isEqualTo(3));
        }
    }

    private static void tell(OutputStream out) throws IOException {
        out.write('\n');
        out.flush();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(60, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }
}
