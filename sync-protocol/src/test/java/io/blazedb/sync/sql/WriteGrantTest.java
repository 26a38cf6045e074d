/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.sync.support.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps that write what another app owns: by its grant, under its constraints. */
class WriteGrantTest {
    private static final String ATTACH = "ATTACH 'app://" + TestEngine.GROUP + "/BugTracker/bugs' AS bugs (READ_WRITE)";

    @TempDir
    Path directory;

    private TestEngine bugs;
    private TestEngine notes;

    @BeforeEach
    void open() {
        openBugs();
        openNotes();
    }

    @AfterEach
    void close() {
        notes.close();
        bugs.close();
    }

    private void openBugs() {
        bugs = TestEngine.open(directory, "BugTracker", "bugs");
    }

    private void openNotes() {
        notes = TestEngine.open(directory, "Notes", "notes");
    }

    private void fill() {
        bugs.run(
                "CREATE TABLE bugs (id BIGINT PRIMARY KEY, title VARCHAR(20) NOT NULL, status VARCHAR(20) DEFAULT 'open' NOT NULL,"
                        + " priority INTEGER CHECK (priority BETWEEN 1 AND 9), secret VARCHAR(50) UNIQUE)",
                "INSERT INTO bugs VALUES (1, 'Crash', 'open', 8, 'one'), (2, 'Typo', 'draft', 1, 'two'), (3, 'Slow', 'open', 5, 'three')",
                "CREATE PUBLICATION suite FOR TABLE bugs (id, title, status, priority) WHERE (status <> 'draft')",
                "GRANT SELECT, SUBSCRIBE, WRITE ON PUBLICATION suite TO APP 'Notes'");
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void awaitDecided() {
        await(() -> notes.query("SELECT pending_writes FROM blaze.attachments").equals(List.of("0")));
    }

    private static String sqlState(Runnable statement) {
        try {
            statement.run();
            return "none";
        } catch (BlazeSqlException e) {
            return e.sqlState();
        }
    }

    private List<String> conflicts() {
        return notes.query("SELECT operation, row_key, sqlstate, cause FROM blaze.conflicts ORDER BY number");
    }

    @Test
    void rowsAreInsertedChangedAndDeletedByAnotherApp() {
        fill();
        notes.run(ATTACH);
        assertThat(bugs.query("SELECT privilege FROM blaze.grants ORDER BY privilege"))
                .containsExactly("SELECT", "SUBSCRIBE", "WRITE");
        notes.run(
                "INSERT INTO bugs.bugs (id, title, priority) VALUES (10, 'From notes', 3)",
                "UPDATE bugs.bugs SET priority = 2 WHERE id = 1",
                "DELETE FROM bugs.bugs WHERE id = 3");
        assertThat(notes.query("SELECT id, title, priority FROM bugs.bugs ORDER BY id"))
                .containsExactly("1|Crash|2", "10|From notes|3");
        awaitDecided();
        assertThat(bugs.query("SELECT id, title, status, priority, secret FROM bugs ORDER BY id"))
                .containsExactly("1|Crash|open|2|one", "2|Typo|draft|1|two", "10|From notes|open|3|null");
        await(() -> notes.query("SELECT * FROM bugs.bugs ORDER BY id")
                .equals(List.of("1|Crash|open|2", "10|From notes|open|3")));
        assertThat(conflicts()).isEmpty();
        assertThat(bugs.query("SELECT app, publication, allowed FROM blaze.audit WHERE action = 'WRITE'"))
                .containsOnly("Notes|suite|true")
                .hasSize(4);
    }

    @Test
    void whatIsNotGrantedIsRefused() {
        fill();
        bugs.run("REVOKE WRITE ON PUBLICATION suite FROM APP 'Notes'");
        assertThat(sqlState(() -> notes.run(ATTACH))).isEqualTo("42501");
        assertThat(notes.query("SELECT * FROM blaze.attachments")).isEmpty();
        notes.run("ATTACH 'app://" + TestEngine.GROUP + "/BugTracker/bugs' AS bugs");
        assertThat(sqlState(() -> notes.run("DELETE FROM bugs.bugs"))).isEqualTo("25006");
        assertThat(bugs.query("SELECT allowed, detail FROM blaze.audit WHERE action = 'WRITE'"))
                .containsExactly("false|WRITE is not granted");
    }

    @Test
    void eachKindOfRejectionIsShownAndUndone() {
        fill();
        notes.run(ATTACH);
        List<String> before = notes.query("SELECT * FROM bugs.bugs ORDER BY id");
        notes.run(
                "INSERT INTO bugs.bugs (id, title) VALUES (2, 'hidden key')",
                "INSERT INTO bugs.bugs (id, title, priority) VALUES (11, 'bad', 99)",
                "INSERT INTO bugs.bugs (id, title, status) VALUES (12, 'leaves', 'draft')",
                "UPDATE bugs.bugs SET status = 'draft' WHERE id = 1");
        await(() -> conflicts().size() == 4);
        assertThat(conflicts())
                .containsExactly(
                        "INSERT|{\"id\": 2}|23505|true",
                        "INSERT|{\"id\": 11}|23514|true",
                        "INSERT|{\"id\": 12}|44000|true",
                        "UPDATE|{\"id\": 1}|44000|true");
        assertThat(notes.query("SELECT * FROM bugs.bugs ORDER BY id")).isEqualTo(before);
        assertThat(notes.query("SELECT own_values FROM blaze.conflicts WHERE sqlstate = '23514'"))
                .containsExactly("{\"id\": 11, \"title\": \"bad\", \"status\": null, \"priority\": 99}");
        assertThatThrownBy(() -> notes.run("INSERT INTO bugs.bugs (id, secret) VALUES (20, 'x')"))
                .isInstanceOfSatisfying(
                        BlazeSqlException.class, e -> assertThat(e.sqlState()).isEqualTo("42703"));
        assertThat(bugs.query("SELECT count(*) FROM bugs")).containsExactly("3");
    }

    @Test
    void writesWaitForTheOwnerThroughRestarts() {
        fill();
        notes.run(ATTACH, "CREATE TABLE own (id BIGINT PRIMARY KEY)");
        bugs.close();
        notes.run("BEGIN", "INSERT INTO own VALUES (1)");
        notes.run("UPDATE bugs.bugs SET title = 'first' WHERE id = 1", "COMMIT");
        notes.run("UPDATE bugs.bugs SET title = 'second' WHERE id = 1");
        notes.run("BEGIN", "INSERT INTO own VALUES (2)", "DELETE FROM bugs.bugs", "ROLLBACK");
        notes.close();
        openNotes();
        assertThat(notes.query("SELECT title FROM bugs.bugs WHERE id = 1")).containsExactly("second");
        assertThat(notes.query("SELECT pending_writes FROM blaze.attachments")).containsExactly("2");
        openBugs();
        awaitDecided();
        assertThat(bugs.query("SELECT title FROM bugs WHERE id = 1")).containsExactly("second");
        assertThat(notes.query("SELECT count(*) FROM bugs.bugs")).containsExactly("2");
        assertThat(conflicts()).isEmpty();
    }

    @Test
    void whatTheOwnerChangedMeanwhileIsAConflict() {
        fill();
        notes.run(ATTACH);
        bugs.close();
        notes.run(
                "UPDATE bugs.bugs SET title = 'theirs' WHERE id = 1",
                "UPDATE bugs.bugs SET title = 'other row' WHERE id = 3");
        notes.close();
        openBugs();
        bugs.run("UPDATE bugs SET priority = 1 WHERE id = 1");
        openNotes();
        awaitDecided();
        assertThat(notes.query("SELECT sqlstate, owner_values FROM blaze.conflicts"))
                .containsExactly("40001|{\"id\": 1, \"title\": \"Crash\", \"status\": \"open\", \"priority\": 1}");
        await(() -> notes.query("SELECT title FROM bugs.bugs ORDER BY id").equals(List.of("Crash", "other row")));
        assertThat(bugs.query("SELECT title FROM bugs WHERE id <> 2 ORDER BY id"))
                .containsExactly("Crash", "other row");
    }

    @Test
    void aGrantThatIsTakenBackRejectsWhatIsOnItsWay() {
        fill();
        notes.run(ATTACH);
        bugs.close();
        notes.run("UPDATE bugs.bugs SET title = 'late' WHERE id = 1");
        notes.close();
        openBugs();
        bugs.run("REVOKE WRITE ON PUBLICATION suite FROM APP 'Notes'");
        openNotes();
        awaitDecided();
        assertThat(conflicts()).containsExactly("UPDATE|{\"id\": 1}|42501|true");
        assertThat(notes.query("SELECT title FROM bugs.bugs WHERE id = 1")).containsExactly("Crash");
        await(() ->
                sqlState(() -> notes.run("DELETE FROM bugs.bugs WHERE id = 1")).equals("42501"));
        bugs.run("GRANT WRITE ON PUBLICATION suite TO APP 'Notes'");
        await(() ->
                sqlState(() -> notes.run("DELETE FROM bugs.bugs WHERE id = 1")).equals("none"));
        awaitDecided();
        assertThat(bugs.query("SELECT count(*) FROM bugs")).containsExactly("2");
    }
}
