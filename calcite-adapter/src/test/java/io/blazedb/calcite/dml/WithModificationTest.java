/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.error.BlazeSqlException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements that write inside WITH. */
class WithModificationTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void tables() {
        database.run("CREATE TABLE y (a INT PRIMARY KEY); INSERT INTO y SELECT generate_series(1, 6);"
                + "CREATE TABLE archive (a INT, b TEXT)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void refused(String state, String sql) {
        assertThatThrownBy(() -> database.rows(sql))
                .isInstanceOfSatisfying(
                        BlazeSqlException.class, e -> assertThat(e.sqlState()).isEqualTo(state));
    }

    @Test
    void rowsMove() {
        assertThat(
                        database.run(
                                "WITH moved AS (DELETE FROM y WHERE a <= 2 RETURNING *) INSERT INTO archive SELECT a, 'old' FROM moved"))
                .isEqualTo(2);
        assertThat(database.rows("SELECT * FROM archive ORDER BY a")).containsExactly("1,old", "2,old");
        assertThat(database.rows("SELECT COUNT(*) FROM y")).containsExactly("4");
    }

    @Test
    void queriesReadWhatWasWritten() {
        assertThat(database.rows(
                        "WITH t AS (UPDATE y SET a = a * 10 WHERE a > 4 RETURNING a) SELECT * FROM t ORDER BY a DESC"))
                .containsExactly("60", "50");
        assertThat(database.rows("WITH t (x) AS (INSERT INTO y VALUES (7), (8) RETURNING a) SELECT SUM(x) FROM t"))
                .containsExactly("15");
        assertThat(database.rows(
                        "WITH t AS (DELETE FROM y WHERE a = 50 RETURNING a), u AS (INSERT INTO archive SELECT a, 'x' FROM t RETURNING b, a)"
                                + " SELECT * FROM u, t"))
                .containsExactly("x,50,50");
        assertThat(database.rows("WITH t AS (INSERT INTO archive VALUES (0, 'alone')) SELECT 1"))
                .containsExactly("1");
        assertThat(database.rows("SELECT b FROM archive ORDER BY b")).containsExactly("alone", "x");
    }

    @Test
    void queriesBesideThem() {
        assertThat(database.rows(
                        "WITH big AS (SELECT a FROM y WHERE a > 5), gone AS (DELETE FROM y WHERE a IN (SELECT a FROM big) RETURNING a),"
                                + " twice AS (SELECT a * 2 AS d FROM gone) SELECT d FROM twice"))
                .containsExactly("12");
    }

    @Test
    void parameters() {
        assertThat(database.rows(
                        "WITH t AS (DELETE FROM y WHERE a = ? RETURNING a) SELECT a + CAST(? AS INT) FROM t", 3, 100))
                .containsExactly("103");
    }

    @Test
    void allOrNothing() {
        refused("23505", "WITH t AS (DELETE FROM y WHERE a = 1 RETURNING a) INSERT INTO y SELECT a + 1 FROM t");
        assertThat(database.rows("SELECT COUNT(*) FROM y")).containsExactly("6");
    }

    @Test
    void whatIsRefused() {
        refused("0A000", "WITH t AS (DELETE FROM y RETURNING a) SELECT COUNT(*) FROM y");
        refused("0A000", "SELECT * FROM (WITH t AS (DELETE FROM y RETURNING a) SELECT a FROM t) AS s");
        refused("42P01", "WITH t AS (DELETE FROM y) SELECT * FROM t");
        assertThat(database.rows("SELECT COUNT(*) FROM y")).containsExactly("6");
    }

    @Test
    void countsOfRowsThatAreComputed() {
        assertThat(database.rows("SELECT a FROM y ORDER BY a LIMIT 4 - 2 OFFSET 1 + 1"))
                .containsExactly("3", "4");
        assertThat(database.rows("SELECT a FROM y ORDER BY a LIMIT NULL OFFSET 4"))
                .containsExactly("5", "6");
        assertThat(database.rows("SELECT a FROM y ORDER BY a DESC FETCH FIRST (1 + 1) ROWS ONLY"))
                .containsExactly("6", "5");
        assertThat(database.rows("SELECT a FROM y ORDER BY a LIMIT ?", 1)).containsExactly("1");
    }

    @Test
    void valuesAmongOthers() {
        database.run("INSERT INTO archive VALUES (1, 'p'), (1, 'q'), (3, 'q')");
        assertThat(
                        database.rows(
                                "SELECT mode() WITHIN GROUP (ORDER BY a), mode() WITHIN GROUP (ORDER BY b DESC),"
                                        + " rank(2) WITHIN GROUP (ORDER BY a), dense_rank(2) WITHIN GROUP (ORDER BY a),"
                                        + " percent_rank(3) WITHIN GROUP (ORDER BY a), cume_dist(1) WITHIN GROUP (ORDER BY a) FROM archive"))
                .containsExactly("1,q,3,2,0.6666666666666666,0.75");
    }
}
