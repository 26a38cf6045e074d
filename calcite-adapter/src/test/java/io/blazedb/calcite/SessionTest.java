/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.ExecuteOptions.GeneratedKeys;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.storage.IsolationLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {
    private final TestDatabase database = TestDatabase.inMemory();
    private final SqlSession other = database.engine().openSession(SessionOptions.owner());

    @BeforeEach
    void create() {
        database.run("CREATE TABLE t (id INT PRIMARY KEY, name TEXT NOT NULL, note VARCHAR(5) DEFAULT 'x' UNIQUE)");
        database.run("INSERT INTO t (id, name, note) VALUES (1, 'one', 'a'), (2, 'two', 'b')");
    }

    @AfterEach
    void close() {
        other.close();
        database.close();
    }

    @Test
    void rowsComeBack() {
        assertThat(database.rows("SELECT id, name, note FROM t ORDER BY id")).containsExactly("1,one,a", "2,two,b");
        assertThat(database.run("UPDATE t SET name = 'zwei' WHERE id = 2")).isEqualTo(1);
        assertThat(database.rows("SELECT name FROM t WHERE id = 2")).containsExactly("zwei");
        assertThat(database.run("INSERT INTO t (id, name) VALUES (3, 'three')")).isEqualTo(1);
        assertThat(database.rows("SELECT note FROM t WHERE id = 3")).containsExactly("x");
        assertThat(database.run("DELETE FROM t WHERE id = 1")).isEqualTo(1);
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("2");
        assertThat(database.rows("SELECT id FROM t WHERE note = 'b'")).containsExactly("2");
    }

    @Test
    void parametersAreConverted() {
        PreparedQuery insert = database.session().prepare("INSERT INTO t (id, name, note) VALUES (?, ?, ?)");
        assertThat(insert.kind()).isEqualTo(PreparedQuery.Kind.DML);
        assertThat(insert.parameterTypes()).hasSize(3);
        insert.execute(Arrays.asList("7", "seven", null), ExecuteOptions.DEFAULT)
                .close();
        insert.execute(Arrays.asList(8L, "eight", "e"), ExecuteOptions.DEFAULT).close();
        assertThat(database.rows("SELECT id, name, note FROM t WHERE id > ? ORDER BY id", 6))
                .containsExactly("7,seven,null", "8,eight,e");
        assertThatThrownBy(() -> insert.execute(List.of(1), ExecuteOptions.DEFAULT))
                .isInstanceOf(BlazeSqlException.class)
                .hasMessageContaining("3 parameters");
    }

    @Test
    void constraintsAreNamed() {
        assertThat(database.failure("INSERT INTO t VALUES (1, 'x', 'y')"))
                .startsWith("23505")
                .contains("\"t_pkey\"")
                .contains("(id)");
        assertThat(database.failure("INSERT INTO t VALUES (9, 'x', 'a')"))
                .startsWith("23505")
                .contains("\"t_note_key\"");
        assertThat(database.failure("INSERT INTO t VALUES (9, NULL, 'y')"))
                .startsWith("23502")
                .contains("\"name\"");
        assertThat(database.failure("INSERT INTO t VALUES (9, 'x', 'toolong')")).startsWith("22001");
        assertThat(database.failure("UPDATE t SET note = 'a'")).startsWith("23505");
        assertThat(database.failure("INSERT INTO t VALUES (99999999999, 'x', 'y')"))
                .startsWith("22003");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("2");
    }

    @Test
    void failuresHaveTheirState() {
        assertThat(database.failure("SELECT * FROM nowhere"))
                .startsWith("42P01")
                .contains("nowhere");
        assertThat(database.failure("SELECT nothing FROM t"))
                .startsWith("42703")
                .contains("nothing");
        assertThat(database.failure("SELECT * FROM WHERE")).startsWith("42601").contains("line 1, column 15");
        assertThat(database.failure("INSERT INTO nowhere VALUES (1)")).startsWith("42P01");
        assertThat(database.failure("SELECT 1 / 0")).startsWith("22012");
        assertThat(database.failure("DROP TABLE nowhere")).startsWith("42P01");
        assertThat(database.failure("ROLLBACK TO nowhere")).startsWith("3B001");
        assertThat(database.failure("SELECT * FROM nodb.public.t")).startsWith("42P01");
    }

    @Test
    void transactionsAreIsolated() {
        database.run("BEGIN");
        assertThat(database.session().inTransaction()).isTrue();
        database.run("INSERT INTO t VALUES (3, 'three', 'c')");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("3");
        assertThat(TestDatabase.rows(other, "SELECT COUNT(*) FROM t")).containsExactly("2");
        database.run("COMMIT");
        assertThat(TestDatabase.rows(other, "SELECT COUNT(*) FROM t")).containsExactly("3");
        database.run("BEGIN; DELETE FROM t; ROLLBACK");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("3");
    }

    @Test
    void aSnapshotStays() {
        database.run("BEGIN");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("2");
        TestDatabase.run(other, "INSERT INTO t VALUES (3, 'three', 'c')");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("2");
        database.run("COMMIT");
        database.session().setIsolation(IsolationLevel.READ_COMMITTED);
        database.run("BEGIN");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("3");
        TestDatabase.run(other, "INSERT INTO t VALUES (4, 'four', 'd')");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("4");
        database.run("ROLLBACK");
    }

    @Test
    void theFirstCommitterWins() {
        database.run("BEGIN; UPDATE t SET name = 'mine' WHERE id = 1");
        TestDatabase.run(other, "UPDATE t SET name = 'theirs' WHERE id = 1");
        assertThat(database.failure("COMMIT")).startsWith("40001");
        assertThat(database.session().inTransaction()).isFalse();
        assertThat(database.rows("SELECT name FROM t WHERE id = 1")).containsExactly("theirs");
    }

    @Test
    void aFailedStatementChangesNothing() {
        database.run("BEGIN; INSERT INTO t VALUES (3, 'three', 'c')");
        assertThat(database.failure("INSERT INTO t VALUES (4, 'four', 'd'), (5, 'five', 'e'), (1, 'one', 'f')"))
                .startsWith("23505");
        database.run("COMMIT");
        assertThat(database.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2", "3");
        assertThat(database.rows("SELECT id FROM t WHERE note IN ('d', 'e')")).isEmpty();
    }

    @Test
    void savepoints() {
        database.run(
                "BEGIN; INSERT INTO t VALUES (3, 'three', 'c'); SAVEPOINT a; INSERT INTO t VALUES (4, 'four', 'd')");
        database.run("SAVEPOINT b; DELETE FROM t; ROLLBACK TO b");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("4");
        database.run("ROLLBACK TO SAVEPOINT a");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("3");
        assertThat(database.failure("ROLLBACK TO b")).startsWith("3B001");
        database.run("RELEASE a; COMMIT");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("3");
        assertThat(database.failure("SAVEPOINT c")).startsWith("25P01");
    }

    @Test
    void readOnlyIsRefused() {
        database.session().setReadOnly(true);
        assertThat(database.failure("INSERT INTO t VALUES (3, 'x', 'y')")).startsWith("25006");
        assertThat(database.failure("CREATE TABLE u (a INT)")).startsWith("25006");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("2");
        database.session().setReadOnly(false);
        database.run("BEGIN READ ONLY");
        assertThat(database.failure("DELETE FROM t")).startsWith("25006");
        database.run("ROLLBACK; DELETE FROM t");
    }

    @Test
    void manualCommit() {
        database.session().setAutoCommit(false);
        assertThat(database.session().inTransaction()).isFalse();
        database.run("INSERT INTO t VALUES (3, 'three', 'c')");
        assertThat(database.session().inTransaction()).isTrue();
        database.session().rollback();
        database.run("INSERT INTO t VALUES (3, 'three', 'c')");
        database.session().setAutoCommit(true);
        assertThat(TestDatabase.rows(other, "SELECT COUNT(*) FROM t")).containsExactly("3");
    }

    @Test
    void cursorsShowTheStateTheyBeganWith() {
        database.run("BEGIN");
        try (SqlResult result = database.session().execute("SELECT id FROM t ORDER BY id")) {
            RowCursor rows = result.rows();
            assertThat(rows.next()).isTrue();
            database.run("DELETE FROM t");
            database.run("COMMIT");
            assertThat(TestDatabase.texts(rows)).containsExactly("2");
        }
        try (SqlResult result = other.execute("SELECT COUNT(*) FROM t")) {
            assertThat(TestDatabase.texts(result.rows())).containsExactly("0");
        }
    }

    @Test
    void generatedKeysComeBack() {
        database.run("CREATE TABLE g (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a INT DEFAULT 7, b INT)");
        ExecuteOptions keys = new ExecuteOptions(0, 0, GeneratedKeys.DEFAULT, List.of());
        try (SqlResult result =
                database.session().prepare("INSERT INTO g (b) VALUES (1), (2)").execute(List.of(), keys)) {
            assertThat(result.updateCount()).isEqualTo(2);
            assertThat(TestDatabase.texts(result.generatedKeys())).containsExactly("1,7", "2,7");
        }
        ExecuteOptions named = new ExecuteOptions(0, 0, GeneratedKeys.NAMED, List.of("B", "id"));
        try (SqlResult result =
                database.session().prepare("INSERT INTO g (b) VALUES (3)").execute(List.of(), named)) {
            assertThat(TestDatabase.texts(result.generatedKeys())).containsExactly("3,3");
        }
    }

    @Test
    void limitsOfRowsAndTime() {
        ExecuteOptions one = new ExecuteOptions(1, 0, GeneratedKeys.NONE, List.of());
        try (SqlResult result = database.session().prepare("SELECT id FROM t").execute(List.of(), one)) {
            assertThat(TestDatabase.texts(result.rows())).hasSize(1);
        }
        database.run("CREATE TABLE n (i INT PRIMARY KEY)");
        PreparedQuery insert = database.session().prepare("INSERT INTO n VALUES (?)");
        database.session().setAutoCommit(false);
        for (int i = 0; i < 1_000; i++) {
            insert.execute(List.of(i), ExecuteOptions.DEFAULT).close();
        }
        database.session().setAutoCommit(true);
        ExecuteOptions brief = new ExecuteOptions(0, 50, GeneratedKeys.NONE, List.of());
        assertThatThrownBy(() -> {
                    try (SqlResult result = database.session()
                            .prepare("SELECT COUNT(*) FROM n a, n b, n c WHERE a.i + b.i + c.i < 0")
                            .execute(List.of(), brief)) {
                        TestDatabase.texts(result.rows());
                    }
                })
                .isInstanceOfSatisfying(
                        BlazeSqlException.class,
                        failure -> assertThat(failure.sqlState()).isEqualTo("57014"));
    }

    @Test
    void plansFollowTheCatalog() {
        PreparedQuery query = database.session().prepare("SELECT * FROM t WHERE id = 1");
        TestDatabase.run(other, "ALTER TABLE t ADD COLUMN extra INT DEFAULT 5");
        try (SqlResult result = query.execute(List.of(), ExecuteOptions.DEFAULT)) {
            assertThat(TestDatabase.texts(result.rows())).containsExactly("1,one,a,5");
        }
        TestDatabase.run(other, "DROP TABLE t");
        assertThatThrownBy(() -> query.execute(List.of(), ExecuteOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        BlazeSqlException.class,
                        failure -> assertThat(failure.sqlState()).isEqualTo("42P01"));
    }

    @Test
    void settings() {
        assertThat(database.rows("SHOW transaction_isolation")).containsExactly("repeatable read");
        database.run("SET app.theme = 'dark'; SET default_transaction_isolation TO serializable");
        assertThat(database.session().settings()).containsEntry("app.theme", "dark");
        assertThat(database.session().isolation()).isEqualTo(IsolationLevel.SERIALIZABLE);
        assertThat(database.failure("SET nonsense = 1")).startsWith("42704");
        assertThat(database.rows("EXPLAIN SELECT * FROM t WHERE id = 1")).isNotEmpty();
    }

    @Test
    void concurrentInsertsDoNotConflict() throws Exception {
        database.run(
                "CREATE TABLE c (id INT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a INT); CREATE TABLE h (a INT)");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                futures.add(threads.submit(() -> {
                    try (SqlSession session = database.engine().openSession(SessionOptions.owner())) {
                        for (int i = 0; i < 100; i++) {
                            TestDatabase.run(session, "BEGIN; INSERT INTO c (a) VALUES (1)");
                            TestDatabase.run(session, "INSERT INTO h VALUES (1); COMMIT");
                        }
                    }
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(database.rows("SELECT COUNT(*), COUNT(DISTINCT id), MIN(id) FROM c"))
                .containsExactly("400,400,1");
        assertThat(database.rows("SELECT COUNT(*) FROM h")).containsExactly("400");
    }

    @Test
    void conflictingStatementsAreRepeated() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> futures = new ArrayList<>();
            database.run("CREATE TABLE counter (id INT PRIMARY KEY, n INT); INSERT INTO counter VALUES (1, 0)");
            for (int thread = 0; thread < 4; thread++) {
                futures.add(threads.submit(() -> {
                    try (SqlSession session = database.engine().openSession(SessionOptions.owner())) {
                        for (int i = 0; i < 50; i++) {
                            TestDatabase.run(session, "UPDATE counter SET n = n + 1 WHERE id = 1");
                        }
                    }
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(database.rows("SELECT n FROM counter")).containsExactly("200");
    }

    @Test
    void aNewIndexMissesNoRow() {
        database.run("BEGIN; INSERT INTO t VALUES (3, 'three', 'c')");
        TestDatabase.run(other, "CREATE INDEX by_name ON t (name)");
        assertThat(database.failure("COMMIT")).startsWith("40001");
        database.run("BEGIN; INSERT INTO t VALUES (3, 'three', 'c'); COMMIT");
        assertThat(database.rows("SELECT id FROM t WHERE name = 'three'")).containsExactly("3");
    }

    @Test
    void aBatchOfRowsEndsWithTheFirstThatFails() {
        database.run("CREATE TABLE c (id INT PRIMARY KEY, t INT REFERENCES t, tag TEXT UNIQUE, day DATE)");
        PreparedQuery insert = database.session().prepare("INSERT INTO c (id, t, tag) VALUES (?, ?, ?)");
        for (String begin : List.of("", "BEGIN", "BEGIN ISOLATION LEVEL READ COMMITTED")) {
            database.run(begin);
            // What a foreign key demands is found out when the row and its index entries are written already.
            PreparedQuery.BatchResult done = insert.executeBatch(
                    List.of(List.of(1, 1, "a"), List.of(2, 2, "b"), List.of(3, 99, "c"), List.of(4, 1, "d")),
                    ExecuteOptions.DEFAULT);
            assertThat(done.results()).hasSize(2).allMatch(result -> result.updateCount() == 1);
            assertThat(done.failure()).hasMessageContaining("foreign key");
            done = insert.executeBatch(List.of(List.of(3, 1, "c"), List.of(5, 1, "a")), ExecuteOptions.DEFAULT);
            assertThat(done.results()).hasSize(1);
            assertThat(done.failure()).hasMessageContaining("unique");
            assertThat(insert.executeBatch(List.of(), ExecuteOptions.DEFAULT).results())
                    .isEmpty();
            database.run(begin.isEmpty() ? "" : "COMMIT");
            assertThat(database.rows("SELECT id, t, tag, day FROM c ORDER BY tag"))
                    .containsExactly("1,1,a,null", "2,2,b,null", "3,1,c,null");
            database.run("DELETE FROM c");
        }
    }
}
