/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.support.TestEngine;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit log says of served queries, against the test's own log of what it asked and got. */
class ServedAuditTest {
    private static final String SOURCE = "app://" + TestEngine.GROUP + "/BugTracker/bugs";

    @TempDir
    Path directory;

    private static void fill(TestEngine bugs) {
        bugs.run(
                "CREATE TABLE bugs (id BIGINT PRIMARY KEY, title VARCHAR(100), secret VARCHAR(50))",
                "CREATE TABLE people (id BIGINT PRIMARY KEY, name VARCHAR(100))",
                "INSERT INTO bugs SELECT n, 'bug ' || n, 'hush' FROM generate_series(0, 2499) AS s(n)",
                "INSERT INTO people SELECT n, 'person ' || n FROM generate_series(0, 9) AS s(n)",
                "CREATE PUBLICATION suite FOR TABLE bugs (id, title) WHERE (id <> 7)",
                "CREATE PUBLICATION team FOR TABLE people",
                "GRANT SELECT ON PUBLICATION suite TO APP 'DeveloperNotes'",
                "GRANT SELECT ON PUBLICATION team TO APP 'DeveloperNotes'");
    }

    private static final String STATEMENTS =
            "SELECT publication, allowed, detail FROM blaze.audit WHERE action = 'SELECT' AND app = 'DeveloperNotes' ORDER BY number";

    @Test
    void reconciles() {
        Random random = new Random(Long.getLong("blazedb.seed", 5));
        List<String> own = new ArrayList<>();
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            fill(bugs);
            notes.run("ATTACH '" + SOURCE + "' AS s");
            for (int i = 0; i < 30; i++) {
                ask(notes, random.nextInt(6), random.nextInt(40), own);
            }
            bugs.run("REVOKE SELECT ON PUBLICATION team FROM APP 'DeveloperNotes'");
            ask(notes, 4, 0, own);
            List<String> recorded = new ArrayList<>();
            for (String entry : bugs.query(STATEMENTS)) {
                recorded.add(
                        entry.replaceAll("; SELECT .*?(; values: |$)", "; ").replaceAll("\\s+$", ""));
            }
            List<String> refused =
                    recorded.stream().filter(entry -> entry.contains("|false|")).toList();
            assertThat(refused)
                    .isNotEmpty()
                    .allMatch(entry -> entry.startsWith("null|false|refused with "))
                    .isEqualTo(recorded.subList(own.size(), recorded.size()));
            assertThat(recorded.subList(0, own.size())).containsExactlyElementsOf(own);
            assertThat(bugs.query(
                            "SELECT publication, detail FROM blaze.audit WHERE action = 'CONNECT' ORDER BY number"))
                    .startsWith("suite|public.bugs (id, title) WHERE (id <> 7)", "team|public.people (id, name)");
            assertThat(bugs.query("SELECT detail FROM blaze.audit WHERE action = 'SELECT' ORDER BY number")
                            .toString())
                    .contains("\"title\"")
                    .doesNotContain("hush");
        }
    }

    /** Asks something, and notes what the audit log is to say about it. */
    private static void ask(TestEngine notes, int kind, int id, List<String> own) {
        switch (kind) {
            case 0, 1 -> {
                int rows =
                        notes.query("SELECT title FROM s.bugs WHERE id = " + id).size();
                assertThat(rows).isEqualTo(id == 7 ? 0 : 1);
                own.add("suite|true|rows: " + rows + "; " + id);
            }
            case 2 -> {
                assertThat(notes.query("SELECT title FROM s.bugs")).hasSize(2499);
                own.add("suite|true|first rows: 1024;");
            }
            case 3 -> {
                notes.query("SELECT count(*) FROM s.people");
                own.add("team|true|rows: 1;");
            }
            case 4 -> {
                try {
                    notes.query("SELECT name FROM s.people");
                    own.add("team|true|rows: 10;");
                } catch (BlazeSqlException revoked) {
                    assertThat(revoked.sqlState()).isIn("42P01", "40001", "42501");
                }
            }
            default -> {
                try {
                    notes.query("SELECT secret FROM s.bugs");
                } catch (BlazeSqlException unknown) {
                    assertThat(unknown.sqlState()).as("known without asking").isEqualTo("42703");
                }
            }
        }
    }

    @Test
    void longAnswersAreRecordedPageByPage() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            fill(bugs);
            notes.run("ATTACH '" + SOURCE + "' AS s");
            assertThat(notes.query("SELECT id, title FROM s.bugs")).hasSize(2499);
            assertThat(bugs
                            .query("SELECT action, publication, split_part(detail, ',', 1) FROM blaze.audit"
                                    + " WHERE action IN ('SELECT', 'MORE ROWS') ORDER BY number")
                            .stream()
                            .map(entry -> entry.replaceAll(";.*", ""))
                            .toList())
                    .containsExactly(
                            "SELECT|suite|first rows: 1024", "MORE ROWS|suite|rows: 1024", "MORE ROWS|suite|rows: 451");
        }
    }

    @Test
    void sessionsAreCountedIfThatIsWanted() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs")) {
            fill(bugs);
            bugs.run("SET audit = 'session'");
            assertThat(bugs.query("SHOW audit")).containsExactly("session");
            try (TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
                notes.run("ATTACH '" + SOURCE + "' AS s");
                notes.query("SELECT title FROM s.bugs WHERE id = 3");
                notes.query("SELECT title FROM s.bugs WHERE id < 5");
                notes.query("SELECT count(*) FROM s.people");
            }
            List<String> counted = List.of("suite|statements: 2, rows: 6", "team|statements: 1, rows: 1");
            while (!bugs.query("SELECT publication, detail FROM blaze.audit WHERE action = 'SESSION' ORDER BY number")
                    .equals(counted)) {
                Thread.onSpinWait();
            }
            assertThat(bugs.query("SELECT count(*) FROM blaze.audit WHERE action = 'SELECT'"))
                    .containsExactly("0");
        }
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static void change(TestEngine engine, Consumer<WriteTransaction> change) {
        try (WriteTransaction transaction = engine.engine().store().beginWrite(IsolationLevel.SNAPSHOT)) {
            change.accept(transaction);
            transaction.commit();
        }
    }

    @Test
    void aLogThatIsToBeShortStaysSoAndShowsWhatLeft() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs")) {
            bugs.run(
                    "CREATE TABLE bugs (id BIGINT PRIMARY KEY)",
                    "CREATE PUBLICATION suite FOR TABLE bugs",
                    "GRANT SELECT ON PUBLICATION suite TO APP 'DeveloperNotes'");
            assertThat(bugs.query("SHOW audit_keep")).containsExactly("all");
            bugs.run("SET audit_keep = 20");
            try (TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
                notes.run("ATTACH '" + SOURCE + "' AS s");
                for (int i = 0; i < 200; i++) {
                    notes.query("SELECT id FROM s.bugs WHERE id = " + i);
                }
            }
            List<String> kept = bugs.query("SELECT number FROM blaze.audit ORDER BY number");
            assertThat(kept).hasSizeBetween(20, 20 + 2 * 64);
            long first = Long.parseLong(kept.get(0));
            assertThat(first).isGreaterThan(64);
            assertThat(bugs.query(
                            "SELECT detail FROM blaze.audit WHERE action = 'SHORTEN' ORDER BY number DESC LIMIT 1"))
                    .singleElement()
                    .asString()
                    .startsWith("entries up to " + (first - 1) + " have left the log; hash ");
            byte[] hash = HexFormat.of()
                    .parseHex(bugs.query("SELECT hash FROM blaze.audit WHERE number = " + first)
                            .get(0));
            ReadTransaction before = bugs.engine().store().beginRead();
            byte[] entry = Objects.requireNonNull(before.get(SyncTrees.AUDIT, key(first)));
            byte[] stub = Objects.requireNonNull(before.get(SyncTrees.AUDIT, key(0)));
            before.close();

            change(bugs, transaction -> transaction.delete(SyncTrees.AUDIT, key(first)));
            assertThatThrownBy(() -> bugs.query("SELECT * FROM blaze.audit")).isInstanceOf(BlazeSqlException.class);
            change(bugs, transaction -> {
                byte[] cut = ByteBuffer.allocate(Long.BYTES + 32)
                        .putLong(first)
                        .put(hash)
                        .array();
                transaction.put(SyncTrees.AUDIT, key(0), cut);
            });
            assertThatThrownBy(() -> bugs.query("SELECT * FROM blaze.audit")).isInstanceOf(BlazeSqlException.class);
            change(bugs, transaction -> {
                transaction.put(SyncTrees.AUDIT, key(first), entry);
                transaction.put(SyncTrees.AUDIT, key(0), stub);
            });
            assertThat(bugs.query("SELECT number FROM blaze.audit ORDER BY number"))
                    .isEqualTo(kept);
            change(bugs, transaction -> transaction.delete(SyncTrees.AUDIT, key(0)));
            assertThatThrownBy(() -> bugs.query("SELECT * FROM blaze.audit")).isInstanceOf(BlazeSqlException.class);
        }
    }
}
