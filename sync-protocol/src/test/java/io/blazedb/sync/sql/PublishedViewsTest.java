/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.sync.support.TestEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views in publications. */
class PublishedViewsTest {
    private static final String SOURCE = "app://" + TestEngine.GROUP + "/BugTracker/bugs";

    @TempDir
    Path directory;

    private TestEngine bugs;
    private TestEngine notes;

    @BeforeEach
    void open() {
        bugs = TestEngine.open(directory, "BugTracker", "bugs");
        notes = TestEngine.open(directory, "Notes", "notes");
        bugs.run(
                "CREATE TABLE bugs (id BIGINT PRIMARY KEY, title VARCHAR(100), status VARCHAR(20), secret_price INTEGER)",
                "CREATE INDEX bugs_by_status ON bugs (status)",
                "INSERT INTO bugs VALUES (1, 'Crash', 'open', 7), (2, 'Typo', 'draft', 8), (3, 'Slow', 'open', 9),"
                        + " (4, 'Old', 'closed', 1)",
                "CREATE VIEW shown AS SELECT title AS headline, id AS number, status AS state FROM bugs"
                        + " WHERE status <> 'draft'");
    }

    @AfterEach
    void close() {
        notes.close();
        bugs.close();
    }

    private static String sqlState(Runnable statement) {
        try {
            statement.run();
            return "none";
        } catch (BlazeSqlException e) {
            return e.sqlState();
        }
    }

    private void awaitRows(String sql, String... rows) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        List<String> found = List.of();
        while (System.nanoTime() < deadline) {
            try {
                found = notes.query(sql);
            } catch (BlazeSqlException e) {
                found = List.of(e.sqlState());
            }
            if (found.equals(List.of(rows))) {
                return;
            }
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(found).containsExactly(rows);
    }

    @Test
    void aReplicaOfAViewFollowsItsTable() {
        bugs.run(
                "CREATE PUBLICATION p FOR TABLE shown WHERE (state <> 'closed')",
                "GRANT SUBSCRIBE ON PUBLICATION p TO SAME USER");
        notes.run("ATTACH '" + SOURCE + "' AS s");
        awaitRows("SELECT * FROM s.shown ORDER BY number", "Crash|1|open", "Slow|3|open");
        bugs.run("UPDATE bugs SET status = 'open' WHERE id IN (2, 4)", "DELETE FROM bugs WHERE id = 1");
        awaitRows("SELECT * FROM s.shown ORDER BY number", "Typo|2|open", "Slow|3|open", "Old|4|open");
        bugs.run("UPDATE bugs SET status = 'draft' WHERE id = 3", "UPDATE bugs SET secret_price = 100");
        awaitRows("SELECT number FROM s.shown ORDER BY number", "2", "4");
        assertThat(bugs.query("EXPLAIN PUBLICATION p FOR APP 'Notes'").get(0))
                .startsWith("public.shown|headline, number, state|state <> 'closed'|SUBSCRIBE|2|");
        assertThat(bugs.query("SELECT table_name, columns FROM blaze.publications"))
                .containsExactly("shown|headline, number, state");
    }

    @Test
    void aServedViewShowsTheSame() {
        bugs.run(
                "CREATE VIEW open_ones AS SELECT number, headline FROM shown WHERE state = 'open'",
                "CREATE PUBLICATION p FOR TABLE open_ones, TABLE bugs (id)",
                "GRANT SELECT ON PUBLICATION p TO SAME USER");
        notes.run("ATTACH '" + SOURCE + "' AS s");
        assertThat(notes.query("SELECT * FROM s.open_ones ORDER BY number")).containsExactly("1|Crash", "3|Slow");
        assertThat(notes.query("SELECT count(*) FROM s.bugs")).containsExactly("4");
        assertThat(notes.query("SELECT headline FROM s.open_ones WHERE number = 3"))
                .containsExactly("Slow");
        assertThat(sqlState(() -> notes.query("SELECT state FROM s.open_ones"))).isEqualTo("42703");
        assertThat(sqlState(() -> notes.query("SELECT * FROM s.shown"))).isEqualTo("42P01");
    }

    @Test
    void aTableAndViewsOfItTogether() {
        bugs.run(
                "CREATE PUBLICATION p FOR TABLE bugs (id, status), TABLE shown (number, headline)",
                "CREATE PUBLICATION q FOR TABLE shown (number, state) WHERE (number > 1)",
                "GRANT SUBSCRIBE ON PUBLICATION p TO SAME USER",
                "GRANT SUBSCRIBE ON PUBLICATION q TO SAME USER");
        notes.run("ATTACH '" + SOURCE + "' AS s");
        awaitRows("SELECT * FROM s.shown ORDER BY number", "Crash|1|null", "Slow|3|open", "Old|4|closed");
        bugs.run("UPDATE bugs SET status = 'draft' WHERE id = 4");
        awaitRows("SELECT id || status FROM s.bugs WHERE id > 2 ORDER BY id", "3open", "4draft");
        awaitRows("SELECT number FROM s.shown ORDER BY number", "1", "3");
    }

    @Test
    void policiesOfTheTableHoldForItsViews() {
        bugs.run(
                "CREATE PUBLICATION p FOR TABLE shown",
                "GRANT SUBSCRIBE ON PUBLICATION p TO SAME USER",
                "CREATE POLICY cheap ON bugs USING (secret_price < 9 AND current_app = 'Notes')",
                "ALTER TABLE bugs ENABLE ROW LEVEL SECURITY");
        notes.run("ATTACH '" + SOURCE + "' AS s");
        awaitRows("SELECT number FROM s.shown ORDER BY number", "1", "4");
        assertThat(bugs.query("EXPLAIN PUBLICATION p FOR APP 'Notes'").get(0)).contains("|2|");
        bugs.run("DROP POLICY cheap ON bugs");
        awaitRows("SELECT number FROM s.shown ORDER BY number");
    }

    @Test
    void aViewThatIsReplacedChangesWhatIsPublished() {
        bugs.run("CREATE PUBLICATION p FOR TABLE shown", "GRANT SUBSCRIBE ON PUBLICATION p TO SAME USER");
        notes.run("ATTACH '" + SOURCE + "' AS s");
        awaitRows("SELECT number FROM s.shown ORDER BY number", "1", "3", "4");
        bugs.run("CREATE OR REPLACE VIEW shown AS SELECT title AS headline, id AS number, status AS state,"
                + " secret_price FROM bugs WHERE id = 3");
        awaitRows("SELECT * FROM s.shown", "Slow|3|open");
        assertThat(sqlState(() -> bugs.run("CREATE OR REPLACE VIEW shown AS SELECT title AS headline, id AS number,"
                        + " status AS state, secret_price FROM bugs GROUP BY title, id, status, secret_price")))
                .isEqualTo("2BP01");
        assertThat(sqlState(() -> bugs.run("DROP VIEW shown"))).isEqualTo("2BP01");
        assertThat(sqlState(() -> bugs.run("DROP TABLE bugs"))).isEqualTo("2BP01");
        assertThat(sqlState(() -> bugs.run("ALTER TABLE bugs DROP COLUMN title")))
                .isEqualTo("2BP01");
        assertThat(sqlState(() -> bugs.run("ALTER TABLE bugs RENAME TO others")))
                .isEqualTo("2BP01");
        bugs.run("DROP VIEW shown CASCADE");
        assertThat(bugs.query("SELECT * FROM blaze.publications")).isEmpty();
    }

    @Test
    void whatIsNoViewOfOneTablesRowsIsRefused() {
        bugs.run(
                "CREATE VIEW counted AS SELECT status, count(*) AS n FROM bugs GROUP BY status",
                "CREATE VIEW joined AS SELECT a.id, b.title FROM bugs a JOIN bugs b ON a.id = b.id",
                "CREATE VIEW computed AS SELECT id, upper(title) AS loud FROM bugs",
                "CREATE VIEW keyless AS SELECT title FROM bugs");
        for (String refused : List.of("counted", "joined", "computed")) {
            assertThat(sqlState(() -> bugs.run("CREATE PUBLICATION p FOR TABLE " + refused)))
                    .as(refused)
                    .isEqualTo("0A000");
        }
        assertThat(sqlState(() -> bugs.run("CREATE PUBLICATION p FOR TABLE keyless")))
                .isEqualTo("42P16");
        assertThat(sqlState(() -> bugs.run("CREATE PUBLICATION p FOR TABLE blaze.grants")))
                .isEqualTo("42P16");
        bugs.run("CREATE PUBLICATION p FOR TABLE computed EXCEPT (loud)");
        assertThat(bugs.query("SELECT columns FROM blaze.publications")).containsExactly("id");
    }

    /** Neither hidden columns and rows nor the names that the view hides are in the subscriber's database. */
    @Test
    void whatAViewHidesStaysWithItsOwner() {
        bugs.run(
                "ALTER TABLE bugs ADD COLUMN hidden VARCHAR(40)",
                "UPDATE bugs SET hidden = 'c4naryInAHiddenColumn'",
                "UPDATE bugs SET title = 'c4naryInAHiddenRow' WHERE status = 'draft'",
                "CREATE PUBLICATION p FOR TABLE shown",
                "GRANT SUBSCRIBE ON PUBLICATION p TO SAME USER");
        notes.run("ATTACH '" + SOURCE + "' AS s");
        awaitRows("SELECT number FROM s.shown WHERE state = 'open' ORDER BY number", "1", "3");
        bugs.run(
                "UPDATE bugs SET title = 'c4naryInAHiddenRow', status = 'draft' WHERE id = 1",
                "UPDATE bugs SET title = 'public again' WHERE id = 3");
        awaitRows("SELECT headline FROM s.shown ORDER BY number", "public again", "Old");
        String all = everythingIn(notes);
        assertThat(all)
                .contains("public again")
                .contains("headline")
                .doesNotContain("c4nary")
                .doesNotContain("secret_price")
                .doesNotContain("bugs_by_status")
                .doesNotContain("draft");
    }

    /** All keys and values of all commits that the change feed has. */
    private static String everythingIn(TestEngine engine) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (io.blazedb.storage.change.ChangeCursor cursor =
                engine.engine().store().changesAfter(0)) {
            io.blazedb.storage.change.ChangeRecord record = cursor.next();
            while (record != null) {
                for (io.blazedb.storage.change.Change change : record.changes()) {
                    out.write(change.key().toByteArray());
                    io.blazedb.storage.bytes.ByteSlice after = change.after();
                    if (after != null) {
                        out.write(after.toByteArray());
                    }
                }
                record = cursor.next();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void conditionsOverTheClockAreRefused() {
        bugs.run("CREATE TABLE dated (id BIGINT PRIMARY KEY, at TIMESTAMP)");
        assertThat(sqlState(() -> bugs.run("CREATE PUBLICATION p FOR TABLE dated WHERE (at < now())")))
                .isEqualTo("0A000");
        bugs.run("CREATE VIEW past AS SELECT * FROM dated WHERE at < current_timestamp");
        assertThat(sqlState(() -> bugs.run("CREATE PUBLICATION p FOR TABLE past")))
                .isEqualTo("0A000");
    }

    /** The writer knows the view's names, and writes nothing that the view would not show. */
    @Test
    void rowsAreWrittenThroughAView() {
        bugs.run(
                "ALTER TABLE bugs ALTER COLUMN status SET DEFAULT 'open'",
                "ALTER TABLE bugs ADD CONSTRAINT cheap CHECK (secret_price < 10)",
                "ALTER TABLE bugs ADD CONSTRAINT titled UNIQUE (title)",
                "CREATE PUBLICATION suite FOR TABLE shown",
                "GRANT SELECT, SUBSCRIBE, WRITE ON PUBLICATION suite TO APP 'Notes'");
        notes.run("ATTACH '" + SOURCE + "' AS bugs (READ_WRITE)");
        notes.run(
                "INSERT INTO bugs.shown (number, headline) VALUES (10, 'From notes')",
                "UPDATE bugs.shown SET headline = 'Crash!' WHERE number = 1",
                "UPDATE bugs.shown SET number = 30 WHERE number = 3",
                "DELETE FROM bugs.shown WHERE number = 4");
        awaitRows("SELECT pending_writes FROM blaze.attachments", "0");
        assertThat(bugs.query("SELECT * FROM bugs ORDER BY id"))
                .containsExactly("1|Crash!|open|7", "2|Typo|draft|8", "10|From notes|open|null", "30|Slow|open|9");
        awaitRows(
                "SELECT number, headline, state FROM bugs.shown ORDER BY number",
                "1|Crash!|open",
                "10|From notes|open",
                "30|Slow|open");
        notes.run("UPDATE bugs.shown SET state = 'draft' WHERE number = 1");
        notes.run("INSERT INTO bugs.shown (number, headline) VALUES (2, 'Taken by a hidden row')");
        notes.run("INSERT INTO bugs.shown (number, headline) VALUES (11, 'Typo')");
        awaitRows("SELECT pending_writes FROM blaze.attachments", "0");
        assertThat(bugs.query("SELECT id, status FROM bugs ORDER BY id"))
                .containsExactly("1|open", "2|draft", "10|open", "30|open");
        assertThat(notes.query("SELECT sqlstate, table_name FROM blaze.conflicts WHERE cause ORDER BY number"))
                .containsExactly("44000|shown", "23505|shown", "23505|shown");
        assertThat(notes.query("SELECT * FROM blaze.conflicts").toString())
                .doesNotContain("secret_price")
                .doesNotContain("titled")
                .doesNotContain("\"bugs\"");
        awaitRows(
                "SELECT number, headline, state FROM bugs.shown ORDER BY number",
                "1|Crash!|open",
                "10|From notes|open",
                "30|Slow|open");
    }
}
