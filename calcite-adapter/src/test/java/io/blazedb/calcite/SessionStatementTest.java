/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a session keeps by name: prepared statements and cursors; and LOCK TABLE. */
class SessionStatementTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void create() {
        database.run("CREATE TABLE t (a INT PRIMARY KEY, b TEXT)");
        database.run("INSERT INTO t SELECT i, 'x' || i FROM generate_series(1, 5) AS i");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void preparedStatementsRunWithNumberedParameters() {
        database.run("PREPARE p AS SELECT b FROM t WHERE a = $2 OR b = $1 OR a = $2 + 1 ORDER BY a");
        assertThat(database.rows("EXECUTE p('x5', 1 + 1)")).containsExactly("x2", "x3", "x5");
        database.run("PREPARE \"Add\" (int, text) AS INSERT INTO t VALUES ($1, $2) RETURNING a, b");
        assertThat(database.rows("EXECUTE \"Add\"('6', 'six')")).containsExactly("6,six");
        assertThatThrownBy(() -> database.run("EXECUTE \"Add\"(6, 'six')")).hasMessageContaining("t_pkey");
        database.run("PREPARE change AS UPDATE t SET b = '' WHERE a > 4");
        assertThat(database.run("EXECUTE change")).isEqualTo(2);
        database.run("ALTER TABLE t ADD COLUMN c INT DEFAULT 7");
        assertThat(database.rows("EXECUTE p('', 1)")).containsExactly("x1", "x2", "", "");
    }

    @Test
    void preparedStatementsAreKnownByName() {
        database.run("PREPARE p AS SELECT 1");
        fails("42P05", "PREPARE p AS SELECT 2");
        fails("42601", "EXECUTE p(1)");
        fails("42601", "PREPARE q AS DROP TABLE t");
        fails("42P02", "PREPARE q AS SELECT $0");
        fails("26000", "EXECUTE q");
        database.run("DEALLOCATE PREPARE p");
        fails("26000", "DEALLOCATE p");
        database.run("PREPARE p AS SELECT 3; DEALLOCATE ALL; PREPARE p AS SELECT 4");
        assertThat(database.rows("EXECUTE p")).containsExactly("4");
        database.run("DISCARD ALL");
        fails("26000", "EXECUTE p");
    }

    @Test
    void cursorsMoveInBothDirections() {
        database.run("BEGIN; DECLARE c CURSOR FOR SELECT a FROM t ORDER BY a");
        assertThat(database.rows("FETCH c")).containsExactly("1");
        assertThat(database.rows("FETCH 2 FROM c")).containsExactly("2", "3");
        assertThat(database.rows("FETCH PRIOR FROM c")).containsExactly("2");
        assertThat(database.rows("FETCH 0 FROM c")).containsExactly("2");
        assertThat(database.rows("FETCH ABSOLUTE -2 c")).containsExactly("4");
        assertThat(database.rows("FETCH RELATIVE -2 c")).containsExactly("2");
        assertThat(database.run("MOVE FORWARD ALL IN c")).isEqualTo(3);
        assertThat(database.rows("FETCH NEXT IN c")).isEmpty();
        assertThat(database.rows("FETCH BACKWARD 2 FROM c")).containsExactly("5", "4");
        assertThat(database.rows("FETCH LAST c")).containsExactly("5");
        assertThat(database.rows("FETCH FIRST c")).containsExactly("1");
        assertThat(database.rows("FETCH -1 c")).isEmpty();
        assertThat(database.rows("FETCH ALL c")).hasSize(5);
        database.run("DECLARE n NO SCROLL CURSOR FOR SELECT a FROM t ORDER BY a");
        assertThat(database.rows("FETCH 3 n")).containsExactly("1", "2", "3");
        fails("55000", "FETCH PRIOR n");
        fails("42P03", "DECLARE n CURSOR FOR SELECT 1");
        fails("34000", "FETCH x");
        database.run("COMMIT");
        fails("34000", "FETCH c");
    }

    @Test
    void aCursorShowsTheStateInWhichItWasDeclared() {
        database.run("BEGIN; DECLARE c CURSOR FOR SELECT a FROM t ORDER BY a");
        assertThat(database.rows("FETCH c")).containsExactly("1");
        database.run("DELETE FROM t WHERE a > 2");
        assertThat(database.rows("FETCH 2 c")).containsExactly("2", "3");
        database.run("ROLLBACK");
        fails("34000", "CLOSE c");
    }

    @Test
    void cursorsWithHoldOutliveTheirTransaction() {
        fails("25P01", "DECLARE c CURSOR FOR SELECT 1");
        database.run("BEGIN; DECLARE h NO SCROLL CURSOR WITH HOLD FOR SELECT a FROM t ORDER BY a; FETCH h; COMMIT");
        database.run("DELETE FROM t");
        assertThat(database.rows("FETCH 2 FROM h")).containsExactly("2", "3");
        database.run("BEGIN; DECLARE r CURSOR WITH HOLD FOR SELECT 1; ROLLBACK");
        fails("34000", "FETCH r");
        database.run("DECLARE i SCROLL CURSOR WITH HOLD FOR VALUES (1), (2)");
        assertThat(database.rows("FETCH LAST i")).containsExactly("2");
        assertThat(database.rows("FETCH PRIOR i")).containsExactly("1");
        database.run("CLOSE ALL");
        fails("34000", "FETCH h");
    }

    @Test
    void aLockedTableMustNotBeWrittenByOthersBeforeTheCommit() {
        fails("25P01", "LOCK TABLE t");
        try (SqlSession other = database.engine().openSession(SessionOptions.owner())) {
            database.run("CREATE TABLE u (a INT)");
            database.run("BEGIN; LOCK TABLE t IN EXCLUSIVE MODE; INSERT INTO u VALUES (1)");
            TestDatabase.run(other, "INSERT INTO t VALUES (6, '')");
            assertThatThrownBy(() -> database.run("COMMIT"))
                    .isInstanceOfSatisfying(
                            BlazeSqlException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("40001"));
            database.run("BEGIN; LOCK t IN ACCESS SHARE MODE NOWAIT; INSERT INTO u VALUES (1)");
            TestDatabase.run(other, "INSERT INTO t VALUES (7, '')");
            database.run("COMMIT; BEGIN");
            fails("42P01", "LOCK TABLE nowhere");
            fails("42601", "LOCK TABLE t IN SOME MODE");
        }
    }

    @Test
    void optionsOfAnotherStorageAreAccepted() {
        database.run("CREATE TABLE w (a INT) WITH (fillfactor = 70, autovacuum_enabled = false)");
        database.run("CREATE TABLE v WITH (fillfactor = 70) AS SELECT 1 AS a");
        database.run("CREATE INDEX i ON w (a) WITH (fillfactor = 70)");
        fails("22023", "CREATE TABLE x (a INT) WITH (nonsense = 1)");
        fails("0A000", "CREATE TABLE x (a INT) PARTITION BY RANGE (a)");
        fails("0A000", "CREATE TABLE x PARTITION OF t FOR VALUES FROM (1) TO (2)");
        fails("0A000", "CREATE TABLE x (b INT) INHERITS (t)");
        fails("0A000", "DO 'begin null; end'");
    }

    private void fails(String state, String sql) {
        assertThatThrownBy(() -> database.run(sql))
                .isInstanceOfSatisfying(
                        BlazeSqlException.class,
                        e -> assertThat(e.sqlState()).as(sql).isEqualTo(state));
    }
}
