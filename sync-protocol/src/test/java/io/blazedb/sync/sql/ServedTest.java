/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.watch.WatchListener;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.local.Announcement;
import io.blazedb.sync.support.SocketTap;
import io.blazedb.sync.support.TestEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that their owner answers for: grants of SELECT alone. */
class ServedTest {
    private static final String SOURCE = "app://" + TestEngine.GROUP + "/BugTracker/bugs";

    @TempDir
    Path directory;

    private static void fill(TestEngine bugs) {
        bugs.run(
                "CREATE TABLE bugs (id BIGINT PRIMARY KEY, title VARCHAR(100), status VARCHAR(20), priority INTEGER, cost DECIMAL(10,2), secret VARCHAR(50))",
                "INSERT INTO bugs VALUES (1, 'Crash', 'open', 8, 1.50, 'hush'), (2, 'Typo', 'draft', 1, 2.50, 'hush'),"
                        + " (3, 'Slow', 'open', 5, NULL, 'hush'), (4, NULL, 'closed', 5, 4.00, 'hush')",
                "CREATE PUBLICATION suite FOR TABLE bugs (id, title, status, priority, cost) WHERE (status <> 'draft')",
                "GRANT SELECT ON PUBLICATION suite TO APP GROUP '" + TestEngine.GROUP + "'");
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
    void queriesAreAnsweredByTheOwner() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            fill(bugs);
            notes.run("ATTACH '" + SOURCE + "' AS bugs");
            long commits = notes.engine().store().committedSequence();
            assertThat(notes.query("SELECT kind, state FROM blaze.attachments")).containsExactly("SERVED|LIVE");
            assertThat(notes.query("SELECT * FROM bugs.bugs ORDER BY id"))
                    .containsExactly("1|Crash|open|8|1.50", "3|Slow|open|5|null", "4|null|closed|5|4.00");
            assertThat(notes.query("SELECT title FROM bugs.bugs WHERE id = 3")).containsExactly("Slow");
            assertThat(notes.query("SELECT title FROM bugs.bugs WHERE id = 2")).isEmpty();
            assertThat(notes.query("SELECT id FROM bugs.bugs WHERE status IN ('open', 'draft') AND priority > 5"))
                    .containsExactly("1");
            assertThat(notes.query("SELECT count(*), sum(priority), min(title), avg(cost) FROM bugs.bugs"))
                    .isEqualTo(List.of("3|18|Crash|"
                            + bugs.query("SELECT avg(cost) FROM bugs WHERE id <> 2")
                                    .get(0)));
            assertThat(notes.query("SELECT priority, count(*) FROM bugs.bugs GROUP BY priority ORDER BY priority"))
                    .containsExactly("5|2", "8|1");
            assertThat(notes.query("SELECT id FROM bugs.bugs ORDER BY priority DESC, id DESC LIMIT 2"))
                    .containsExactly("1", "4");
            assertThat(notes.query("EXPLAIN SELECT status, count(*) FROM bugs.bugs WHERE priority > 3 GROUP BY status")
                            .toString())
                    .contains("BlazeRemote bugs: SELECT \"status\", COUNT(*)");
            assertThat(notes.engine().store().committedSequence())
                    .as("nothing is left here by a query")
                    .isEqualTo(commits);
            bugs.run("UPDATE bugs SET title = 'Crash!' WHERE id = 1");
            assertThat(notes.query("SELECT title FROM bugs.bugs WHERE id = 1")).containsExactly("Crash!");
            assertThat(sqlState(() -> notes.query("SELECT secret FROM bugs.bugs")))
                    .isEqualTo("42703");
            assertThat(sqlState(() -> notes.run("DELETE FROM bugs.bugs WHERE id = 1")))
                    .isNotEqualTo("none");
            assertThat(bugs.query("SELECT count(*) FROM bugs")).containsExactly("4");
            assertThat(sqlState(() -> notes.engine().watch("bugs.bugs", 0, new WatchListener() {
                        @Override
                        public void onTransaction(
                                long sequence,
                                long committedAtMillis,
                                List<io.blazedb.calcite.watch.RowChange> changes) {}
                    })))
                    .isEqualTo("0A000");
            assertThat(bugs.query("SELECT action, allowed FROM blaze.audit WHERE action = 'SELECT'"))
                    .contains("SELECT|true");
        }
    }

    @Test
    void joinsAskForManyKeysAtOnce() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            bugs.run("CREATE TABLE bugs (id BIGINT PRIMARY KEY, title VARCHAR(100))");
            bugs.run("INSERT INTO bugs SELECT n, 'bug ' || n FROM generate_series(0, 1999) AS s(n)");
            bugs.run("CREATE PUBLICATION p FOR TABLE bugs", "GRANT SELECT ON PUBLICATION p TO SAME USER");
            notes.run(
                    "ATTACH '" + SOURCE + "' AS bugs",
                    "CREATE TABLE notes (id BIGINT PRIMARY KEY, bug_id BIGINT)",
                    "INSERT INTO notes SELECT n, n * 3 FROM generate_series(1, 700) AS s(n)",
                    "INSERT INTO notes VALUES (0, NULL)");
            String join = "SELECT n.id, b.title FROM notes n JOIN bugs.bugs b ON b.id = n.bug_id ORDER BY n.id";
            assertThat(notes.query("EXPLAIN " + join).toString()).contains("BlazeRemoteJoin");
            List<String> rows = notes.query(join);
            assertThat(rows).hasSize(666).startsWith("1|bug 3", "2|bug 6").endsWith("666|bug 1998");
            assertThat(notes.query(
                            "SELECT count(*) FROM notes n LEFT JOIN bugs.bugs b ON b.id = n.bug_id WHERE b.id IS NULL"))
                    .containsExactly("35");
            assertThat(notes.query("SELECT count(*) FROM notes WHERE bug_id IN (SELECT id FROM bugs.bugs)"))
                    .containsExactly("666");
            assertThat(notes.query("SELECT count(*) FROM bugs.bugs a JOIN bugs.bugs b ON a.id = b.id + 1"))
                    .containsExactly("1999");
        }
    }

    /** The same statements against the owner's own rows, a view of them and the served ones. */
    @Test
    void answersAreThoseOfADatabaseWithNothingElse() {
        Random random = new Random(Long.getLong("blazedb.seed", 7));
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            bugs.run(
                    "CREATE TABLE t (id BIGINT PRIMARY KEY, a INTEGER, b VARCHAR(10), c DOUBLE PRECISION, d TIMESTAMP, e BOOLEAN, hidden INTEGER)");
            notes.run(
                    "CREATE TABLE t (id BIGINT PRIMARY KEY, a INTEGER, b VARCHAR(10), c DOUBLE PRECISION, d TIMESTAMP, e BOOLEAN)");
            bugs.run("BEGIN");
            notes.run("BEGIN");
            for (int i = 0; i < 300; i++) {
                String a = random.nextInt(5) == 0 ? "NULL" : "" + random.nextInt(10);
                String row = i + ", " + a + ", "
                        + (random.nextInt(5) == 0 ? "NULL" : "'" + (char) ('a' + random.nextInt(4)) + "'")
                        + ", " + random.nextInt(100) / 4.0 + ", TIMESTAMP '2026-01-0" + (1 + random.nextInt(9))
                        + " 00:00:00', " + (random.nextBoolean() ? "TRUE" : "FALSE");
                bugs.run("INSERT INTO t VALUES (" + row + ", 0)");
                if (!a.equals("NULL") && !a.equals("3")) {
                    notes.run("INSERT INTO t VALUES (" + row + ")");
                }
            }
            notes.run("COMMIT");
            bugs.run(
                    "COMMIT",
                    "CREATE INDEX t_a ON t (a, hidden)",
                    "CREATE INDEX t_b ON t (b DESC, a)",
                    "CREATE UNIQUE INDEX t_c ON t (c, id)",
                    "CREATE INDEX t_d ON t (d DESC NULLS LAST)",
                    "CREATE PUBLICATION p FOR TABLE t EXCEPT (hidden) WHERE (a <> 3)",
                    "GRANT SELECT ON PUBLICATION p TO SAME USER");
            notes.run("ATTACH '" + SOURCE + "' AS s");
            String[] columns = {"id", "a", "b", "c", "d", "e"};
            String[] conditions = {
                "a > 4",
                "a = 3",
                "b = 'a'",
                "b <> 'b'",
                "b IN ('a', 'c')",
                "b IS NULL",
                "NOT (a < 5 OR b = 'c')",
                "c BETWEEN 3 AND 12.5",
                "d >= TIMESTAMP '2026-01-05 00:00:00'",
                "e",
                "NOT e",
                "a = id",
                "a + 1 = 5",
                "b LIKE 'a%'",
                "id IN (1, 5, 9, 700)",
                "c = 12.5",
                "d = TIMESTAMP '2026-01-05 00:00:00'",
                "id = 17",
                "1 / (a - 3) > 0",
                "b > 'a' AND c < 20",
                "a IN (3, NULL)",
                "upper(b) = 'A'",
                "b = 'a ' OR a = 2",
                "coalesce(a, 1) = 1",
                "id > (SELECT min(a) FROM TABLE_T)"
            };
            for (int i = 0; i < 60; i++) {
                String where = conditions[random.nextInt(conditions.length)]
                        + (random.nextBoolean() ? " AND " : " OR ")
                        + conditions[random.nextInt(conditions.length)];
                String sql = switch (random.nextInt(4)) {
                    case 0 ->
                        "SELECT " + columns[random.nextInt(6)] + ", id FROM TABLE_T WHERE " + where + " ORDER BY id";
                    case 1 ->
                        "SELECT b, count(*), sum(a), min(d), max(c), avg(c) FROM TABLE_T WHERE " + where
                                + " GROUP BY b ORDER BY b";
                    case 2 -> "SELECT count(*), count(b), count(DISTINCT a) FROM TABLE_T WHERE " + where;
                    default ->
                        "SELECT id, " + columns[random.nextInt(6)] + " AS v FROM TABLE_T WHERE " + where
                                + " ORDER BY v" + (random.nextBoolean() ? " DESC" : "") + ", id LIMIT "
                                + random.nextInt(20);
                };
                assertThat(answer(notes, sql.replace("TABLE_T", "s.t")))
                        .as(sql)
                        .isEqualTo(answer(notes, sql.replace("TABLE_T", "t")));
            }
        }
    }

    /** Entries of rows that are not published are not there: not for counts, not for the first or last one of an order. */
    @Test
    void indexesOfTheOwnerHelpAndTellNothing() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            bugs.run(
                    "CREATE TABLE t (id BIGINT PRIMARY KEY, code VARCHAR(20) UNIQUE, n INTEGER, secret INTEGER)",
                    "CREATE INDEX t_n ON t (n)",
                    "INSERT INTO t SELECT n, 'code ' || n, mod(n, 1000), mod(n, 2) FROM generate_series(1, 20000) AS s(n)",
                    "CREATE PUBLICATION p FOR TABLE t EXCEPT (secret) WHERE (secret = 0)",
                    "GRANT SELECT ON PUBLICATION p TO SAME USER");
            notes.run("ATTACH '" + SOURCE + "' AS s");
            assertThat(notes.query("SELECT id FROM s.t WHERE code = 'code 778'"))
                    .containsExactly("778");
            assertThat(notes.query("SELECT id FROM s.t WHERE code = 'code 777'"))
                    .isEmpty();
            assertThat(notes.query("SELECT count(*) FROM s.t WHERE n = 777")).containsExactly("0");
            assertThat(notes.query("SELECT count(*), min(id) FROM s.t WHERE n = 778"))
                    .containsExactly("20|778");
            assertThat(notes.query("SELECT count(*) FROM s.t WHERE n BETWEEN 1 AND 10"))
                    .containsExactly("100");
            assertThat(notes.query("SELECT min(n), max(n) FROM s.t WHERE n > 2"))
                    .containsExactly("4|998");
            assertThat(notes.query("SELECT n FROM s.t ORDER BY n DESC, id LIMIT 1"))
                    .containsExactly("998");
        }
    }

    @Test
    void whatTakesAReplicaSaysSo() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            fill(bugs);
            notes.run(
                    "ATTACH '" + SOURCE + "' AS bugs",
                    "CREATE TABLE notes (id BIGINT PRIMARY KEY, bug_id BIGINT, title VARCHAR(100))");
            assertThatThrownBy(
                            () -> notes.run(
                                    "CREATE LINK l ON notes (title) REFERENCES bugs.bugs (title) ON (notes.bug_id = bugs.bugs.id)"))
                    .hasMessageContaining("it takes a replica (GRANT SUBSCRIBE)")
                    .isInstanceOfSatisfying(
                            BlazeSqlException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("0A000"));
            try (SqlSession session = notes.engine().openSession(SessionOptions.owner())) {
                assertThatThrownBy(() ->
                                session.live("SELECT * FROM bugs.bugs", List.of(), (columns, removed, added) -> {}))
                        .hasMessageContaining("it takes a replica (GRANT SUBSCRIBE)")
                        .isInstanceOfSatisfying(
                                BlazeSqlException.class,
                                e -> assertThat(e.sqlState()).isEqualTo("0A000"));
            }
        }
    }

    private static List<String> answer(TestEngine engine, String sql) {
        try {
            return engine.query(sql);
        } catch (BlazeSqlException e) {
            return List.of(e.sqlState());
        }
    }

    @Test
    void revokedInTheMiddleOfACursor() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            bugs.run(
                    "CREATE TABLE t (id BIGINT PRIMARY KEY, text VARCHAR(200))",
                    "INSERT INTO t SELECT n, repeat('x', 100) FROM generate_series(1, 20000) AS s(n)",
                    "CREATE PUBLICATION p FOR TABLE t",
                    "GRANT SELECT ON PUBLICATION p TO SAME USER");
            notes.run("ATTACH '" + SOURCE + "' AS s");
            try (SqlSession session = notes.engine().openSession(SessionOptions.owner());
                    SqlResult result = session.execute("SELECT id, text FROM s.t");
                    RowCursor cursor = result.rows()) {
                assertThat(cursor.next()).isTrue();
                bugs.run("REVOKE SELECT ON PUBLICATION p FROM SAME USER");
                List<Long> after = new ArrayList<>();
                assertThatThrownBy(() -> {
                            while (cursor.next()) {
                                after.add((Long) cursor.value(0));
                            }
                        })
                        .isInstanceOfSatisfying(
                                BlazeSqlException.class,
                                e -> assertThat(e.sqlState()).isEqualTo("42501"));
                assertThat(after.size()).as("no more than was on its way").isLessThan(3_000);
            }
            assertThat(sqlState(() -> notes.query("SELECT count(*) FROM s.t"))).isEqualTo("42501");
            bugs.run("GRANT SELECT ON PUBLICATION p TO SAME USER");
            assertThat(notes.query("SELECT count(*) FROM s.t")).containsExactly("20000");
            assertThat(bugs.query("SELECT count(*) FROM blaze.audit WHERE NOT allowed AND action = 'SELECT'"))
                    .isNotEqualTo(List.of("0"));
        }
    }

    @Test
    void oneStateForATransactionAndErrorsWhenTheOwnerIsGone() {
        try (TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs")) {
                fill(bugs);
                notes.run("ATTACH '" + SOURCE + "' AS bugs", "BEGIN");
                assertThat(notes.query("SELECT count(*) FROM bugs.bugs")).containsExactly("3");
                bugs.run("DELETE FROM bugs WHERE id = 1");
                assertThat(notes.query("SELECT count(*) FROM bugs.bugs")).containsExactly("3");
                notes.run("COMMIT");
                assertThat(notes.query("SELECT count(*) FROM bugs.bugs")).containsExactly("2");
                bugs.run(
                        "ALTER TABLE bugs ADD COLUMN extra INTEGER",
                        "ALTER PUBLICATION suite SET TABLE bugs (id, extra)");
                assertThat(sqlState(() -> notes.query("SELECT title FROM bugs.bugs")))
                        .isNotEqualTo("none");
                assertThat(notes.query("SELECT * FROM bugs.bugs ORDER BY id"))
                        .hasSize(3)
                        .startsWith("2|null");
            }
            assertThatThrownBy(() -> notes.query("SELECT count(*) FROM bugs.bugs"))
                    .isInstanceOf(BlazeSqlException.class)
                    .hasMessageContaining("is not running")
                    .satisfies(
                            e -> assertThat(((BlazeSqlException) e).sqlState()).isEqualTo("08001"));
            assertThat(notes.query("SELECT state FROM blaze.attachments")).containsExactly("OFFLINE");
        }
        try (TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes");
                TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs")) {
            assertThat(bugs.query("SELECT count(*) FROM bugs")).containsExactly("3");
            bugs.run("CREATE PUBLICATION again FOR TABLE bugs (id)");
            assertThat(notes.query("SELECT count(*) FROM bugs.bugs")).containsExactly("3");
        }
    }

    @Test
    void policiesHideRowsFromQueriesToo() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "Notes", "notes")) {
            bugs.run(
                    "CREATE TABLE bugs (id INT PRIMARY KEY, app VARCHAR(20))",
                    "INSERT INTO bugs VALUES (1, 'Notes'), (2, 'Other'), (3, 'Notes'), (4, 'Notes')",
                    "CREATE PUBLICATION suite FOR TABLE bugs WHERE (id < 4)",
                    "GRANT SELECT ON PUBLICATION suite TO APP GROUP '" + TestEngine.GROUP + "'");
            notes.run("ATTACH '" + SOURCE + "' AS bugs");
            assertThat(notes.query("SELECT count(*) FROM bugs.bugs")).containsExactly("3");
            bugs.run(
                    "CREATE POLICY own ON bugs USING (app = CURRENT_APP)",
                    "ALTER TABLE bugs ENABLE ROW LEVEL SECURITY");
            assertThat(notes.query("SELECT id FROM bugs.bugs ORDER BY id")).containsExactly("1", "3");
            assertThat(bugs.query("EXPLAIN PUBLICATION suite FOR APP 'Notes'").toString())
                    .contains("|2|");
        }
    }

    /** Neither the socket nor the subscriber's file nor an error or plan shows a value that is not published. */
    @Test
    void canariesStayWithTheOwner() throws IOException {
        String inColumn = "c4naryInAHiddenColumn";
        String inRow = "c4naryInAHiddenRow";
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "DeveloperNotes", "notes")) {
            bugs.run(
                    "CREATE TABLE bugs (id BIGINT PRIMARY KEY, title VARCHAR(100), n INTEGER, secret VARCHAR(50))",
                    "INSERT INTO bugs VALUES (1, 'plainly visible', 1, '" + inColumn + "'), (2, '" + inRow
                            + "', 0, 'x')",
                    "CREATE PUBLICATION p FOR TABLE bugs (id, title, n) WHERE (n > 0)",
                    "GRANT SELECT ON PUBLICATION p TO SAME USER");
            Home home = Home.open(directory.resolve("home"));
            Announcement real = Announcement.find(home, TestEngine.GROUP, "BugTracker", "bugs")
                    .orElseThrow();
            Path socket = Files.createTempDirectory("tap").resolve("s");
            try (SocketTap tap = new SocketTap(socket, Path.of(real.socket()))) {
                new Announcement(
                                real.group(),
                                real.app(),
                                real.database(),
                                real.databaseId(),
                                real.userId(),
                                socket.toString(),
                                real.processId(),
                                real.sinceMicros())
                        .write(home);
                notes.run("ATTACH '" + SOURCE + "' AS bugs");
                StringBuilder shown = new StringBuilder();
                for (String sql : List.of(
                        "SELECT * FROM bugs.bugs",
                        "SELECT * FROM bugs.bugs WHERE id = 2",
                        "SELECT max(title), count(*), min(id) FROM bugs.bugs",
                        "SELECT title FROM bugs.bugs ORDER BY title LIMIT 5",
                        "SELECT secret FROM bugs.bugs",
                        "SELECT title FROM bugs.bugs WHERE 1 / n > 0",
                        "SELECT title FROM bugs.bugs WHERE CAST(title AS INTEGER) = 1",
                        "SELECT id FROM bugs.bugs WHERE title LIKE 'c%' OR title > 'a'",
                        "EXPLAIN SELECT title FROM bugs.bugs WHERE id > 1",
                        "SELECT * FROM blaze.attachments",
                        "SELECT * FROM information_schema.columns")) {
                    try {
                        shown.append(notes.query(sql));
                    } catch (BlazeSqlException e) {
                        shown.append(e.getMessage());
                    }
                }
                String traffic = new String(tap.bytes(), StandardCharsets.ISO_8859_1);
                assertThat(traffic).as("the tap works").contains("plainly visible");
                assertThat(traffic + shown)
                        .doesNotContain(inColumn)
                        .doesNotContain(inRow)
                        .doesNotContain("secret (");
                assertThat(notes.query("SELECT count(*), count(title), max(id) FROM bugs.bugs"))
                        .containsExactly("1|1|1");
                assertThat(notes.query("SELECT title FROM bugs.bugs WHERE 1 / n > 0"))
                        .containsExactly("plainly visible");
            }
        }
    }
}
