/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles, policies, links and conflicts by the Java API, as SQL has them. */
class SharingApiTest {
    @TempDir
    Path directory;

    private BlazeDatabase open(String name, String app) {
        return BlazeDatabase.open(
                directory.resolve(name + ".blazedb"),
                "a password",
                DatabaseOptions.defaults().withHome(directory.resolve("home")).withApp(app));
    }

    private static void bugs(BlazeDatabase bugs) {
        bugs.execute("CREATE TABLE bugs (id INTEGER PRIMARY KEY, title VARCHAR(20), who VARCHAR(20))");
        bugs.insert("bugs", Map.of("id", 1, "title", "Crash", "who", "alice"));
        bugs.insert("bugs", Map.of("id", 2, "title", "Typo", "who", "bob"));
    }

    @Test
    void rolesAndPolicies() throws SQLException {
        try (BlazeDatabase bugs = open("bugs", "BugTracker")) {
            bugs(bugs);
            bugs.access()
                    .createRole("testers")
                    .createUser("alice", "her password")
                    .addTo("testers", "alice")
                    .allow("testers", "bugs", Access.Right.SELECT, Access.Right.UPDATE)
                    .enableRowSecurity("bugs");
            bugs.access()
                    .policy("own", "bugs")
                    .to("testers")
                    .using("who = CURRENT_USER")
                    .create();
            assertThatThrownBy(() -> bugs.access().policy("bad", "bugs").using("1 = 1) TO x; --"))
                    .isInstanceOf(BlazeSqlException.class);
            assertThat(bugs.inspect().policies()).hasSize(1);
            Properties alice = new Properties();
            alice.setProperty("password", "her password");
            String url = "jdbc:blazedb:" + directory.resolve("bugs.blazedb");
            try (Connection connection = DriverManager.getConnection(url, alice);
                    ResultSet rows = connection.createStatement().executeQuery("SELECT title FROM bugs")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("Crash");
                assertThat(rows.next()).isFalse();
            }
            bugs.access()
                    .dropPolicy("own", "bugs")
                    .disableRowSecurity("bugs")
                    .forbid("testers", "bugs")
                    .removeFrom("testers", "alice")
                    .dropUser("alice")
                    .dropRole("testers");
            assertThatThrownBy(() -> DriverManager.getConnection(url, alice).close())
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        }
    }

    @Test
    void linksAndConflicts() throws InterruptedException {
        try (BlazeDatabase bugs = open("bugs", "BugTracker");
                BlazeDatabase notes = open("notes", "Notes")) {
            bugs(bugs);
            bugs.execute("ALTER TABLE bugs ADD CONSTRAINT named CHECK (title <> 'none')");
            bugs.publish("suite", p -> p.table("bugs"))
                    .grantTo(AppGroup.named("suite"), Privilege.SUBSCRIBE, Privilege.WRITE);
            notes.attachWritable("app://suite/BugTracker/bugs", "bugs");
            notes.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, bug_id INTEGER, bug_title VARCHAR(20))");
            notes.insert("notes", Map.of("id", 1, "bug_id", 2));
            notes.link("titles", "notes")
                    .to("bugs.bugs")
                    .on("bug_id", "id")
                    .column("bug_title", "title")
                    .onDelete(Link.OnDelete.SET_NULL)
                    .create();
            assertThat(notes.inspect().links()).hasSize(1);
            assertThat(notes.find("notes", Map.of("id", 1)).orElseThrow().getString("bug_title"))
                    .isEqualTo("Typo");
            BlockingQueue<Conflict> conflicts = new LinkedBlockingQueue<>();
            try (Watch watch = notes.onConflict(0, conflicts::add)) {
                notes.update("bugs.bugs", Map.of("title", "none"), Map.of("id", 1));
                Conflict conflict = conflicts.poll(60, TimeUnit.SECONDS);
                assertThat(conflict).isNotNull();
                assertThat(conflict.sqlState()).isEqualTo("23514");
                assertThat(conflict.table()).isEqualTo("public.bugs");
                assertThat(conflict.key()).isEqualTo("{\"id\": 1}");
                assertThat(conflict.cause()).isTrue();
                assertThat(watch.failure()).isNull();
            }
            assertThat(notes.inspect().conflicts()).hasSize(1);
            assertThat(notes.inspect().attachments()).hasSize(1);
            assertThat(bugs.inspect().audit()).isNotEmpty();
            assertThat(bugs.inspect().grants()).hasSize(2);
            assertThat(notes.inspect().explain("SELECT * FROM bugs.bugs WHERE id = 1"))
                    .isNotEmpty();
            List<Row> topology = notes.inspect().topology();
            assertThat(topology).extracting(row -> row.getString("target")).contains("Notes/notes");
            notes.dropLink("titles");
            assertThat(notes.inspect().links()).isEmpty();
        }
    }
}
