/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.sync.support.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A subscription sees publication and policy. */
class PublishedPoliciesTest {
    @TempDir
    private Path directory;

    private static void awaitRows(TestEngine subscriber, String... rows) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        List<String> seen = List.of("nothing yet");
        while (System.nanoTime() < deadline) {
            try {
                seen = subscriber.query("SELECT id FROM bugs.bugs ORDER BY id");
            } catch (BlazeSqlException notNow) {
                seen = List.of(String.valueOf(notNow.getMessage()));
            }
            if (seen.equals(List.of(rows))) {
                return;
            }
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(seen).containsExactly(rows);
    }

    private static void attach(TestEngine subscriber) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                subscriber.run("ATTACH 'app://" + TestEngine.GROUP + "/BugTracker/bugs' AS bugs");
                return;
            } catch (BlazeSqlException e) {
                // The publisher begins to listen a moment after its first grant.
                assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(deadline);
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    @Test
    void rowsThatPoliciesHideAreNotServed() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "Notes", "notes")) {
            bugs.run(
                    "CREATE TABLE bugs (id INT PRIMARY KEY, app VARCHAR(20))",
                    "INSERT INTO bugs VALUES (1, 'Notes'), (2, 'Other'), (3, 'Notes')",
                    "ALTER TABLE bugs ENABLE ROW LEVEL SECURITY",
                    "CREATE POLICY own ON bugs USING (app = CURRENT_APP)",
                    "CREATE PUBLICATION suite FOR TABLE bugs",
                    "GRANT SELECT ON PUBLICATION suite TO APP GROUP '" + TestEngine.GROUP + "'");
            attach(notes);
            awaitRows(notes, "1", "3");
            assertThat(notes.query("SELECT COUNT(*) FROM bugs.bugs")).containsExactly("2");
            assertThat(notes.query("SELECT app FROM bugs.bugs WHERE id = 2")).isEmpty();
            bugs.run("ALTER POLICY own ON bugs USING (id = 3)");
            awaitRows(notes, "3");
        }
    }

    @Test
    void rowsThatPoliciesHideLeaveReplicas() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "Notes", "notes")) {
            bugs.run(
                    "CREATE TABLE bugs (id INT PRIMARY KEY, app VARCHAR(20))",
                    "INSERT INTO bugs VALUES (1, 'Notes'), (2, 'Other'), (3, 'Notes'), (4, 'Notes')",
                    "CREATE PUBLICATION suite FOR TABLE bugs WHERE (id < 4)",
                    "GRANT SUBSCRIBE ON PUBLICATION suite TO APP GROUP '" + TestEngine.GROUP + "'");
            attach(notes);
            awaitRows(notes, "1", "2", "3");
            bugs.run("CREATE POLICY own ON bugs USING (app = CURRENT_APP)");
            awaitRows(notes, "1", "2", "3");
            bugs.run("ALTER TABLE bugs ENABLE ROW LEVEL SECURITY");
            awaitRows(notes, "1", "3");
            bugs.run("UPDATE bugs SET app = 'Other' WHERE id = 1", "UPDATE bugs SET app = 'Notes' WHERE id = 2");
            awaitRows(notes, "2", "3");
            bugs.run("CREATE POLICY few ON bugs AS RESTRICTIVE USING (id > 2)");
            awaitRows(notes, "3");
            bugs.run("DROP POLICY own ON bugs");
            awaitRows(notes);
        }
    }
}
