/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spellings of queries that PostgreSQL has beside those of the standard. */
class SpellingTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void create() {
        database.run("CREATE TABLE t (a INT PRIMARY KEY, b TEXT, c NUMERIC(8,2))");
        database.run("INSERT INTO t SELECT i, 'x' || i, i * 1.5 FROM generate_series(1, 5) AS i");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void selectIntoMakesATable() {
        assertThat(database.run("SELECT a, b INTO u FROM t WHERE a > 3 ORDER BY a"))
                .isEqualTo(2);
        assertThat(database.rows("SELECT * FROM u ORDER BY a")).containsExactly("4,x4", "5,x5");
        database.run("WITH q AS (SELECT 5 AS z) SELECT z INTO TEMP TABLE w FROM q; SELECT 'into' AS s INTO x;");
        assertThat(database.rows("SELECT z FROM w, x WHERE s = 'into'")).containsExactly("5");
        assertThat(database.failure("SELECT a INTO u FROM t")).startsWith("42P07");
        database.run("WITH q AS (SELECT 9 AS a) INSERT INTO u SELECT a, 'q' FROM q");
        assertThat(database.rows("SELECT b FROM u WHERE a = 9")).containsExactly("q");
    }

    @Test
    void columnsWithoutANewNameKeepTheirs() {
        assertThat(database.rows("SELECT z.k, b FROM t AS z (k) WHERE k = 2 AND c > 0"))
                .containsExactly("2,x2");
        assertThat(database.rows("SELECT * FROM (VALUES (1, 2)) AS v (x)")).containsExactly("1,2");
        assertThat(database.rows("SELECT l.k, r.k2, r.b FROM t l (k) JOIN t r (k2) ON l.k = r.k2 WHERE k = 1"))
                .containsExactly("1,1,x1");
        assertThat(database.rows("WITH q (x) AS (SELECT a, b FROM t) SELECT x, b FROM q WHERE x = 3"))
                .containsExactly("3,x3");
        database.run("CREATE VIEW v (x) AS SELECT a, b FROM t AS s (a); CREATE TABLE n (x) AS SELECT a, b FROM t");
        assertThat(database.rows("SELECT v.b, n.b FROM v JOIN n ON v.x = n.x WHERE n.x = 1"))
                .containsExactly("x1,x1");
        assertThat(database.failure("ALTER TABLE t DROP COLUMN b")).startsWith("2BP01");
        assertThat(database.failure("SELECT * FROM t AS z (k, l, m, n)")).startsWith("42P10");
        assertThat(database.failure("WITH q (x, y) AS (SELECT 1) SELECT * FROM q"))
                .startsWith("42P10");
        assertThat(database.failure("CREATE VIEW w (x, y) AS SELECT 1")).startsWith("42601");
    }

    @Test
    void limitsAreQueries() {
        assertThat(database.rows("SELECT a FROM t ORDER BY a LIMIT (SELECT 2)")).containsExactly("1", "2");
        assertThat(database.rows("SELECT a FROM t ORDER BY a DESC OFFSET (SELECT count(*) - 1 FROM t)"))
                .containsExactly("1");
        assertThat(database.rows("SELECT a FROM t ORDER BY a LIMIT (SELECT 1) + 1 OFFSET (SELECT 2)"))
                .containsExactly("3", "4");
        assertThat(database.rows("SELECT count(*) FROM (SELECT a FROM t LIMIT (SELECT NULL::int)) AS s"))
                .containsExactly("5");
        assertThat(database.rows("TABLE t ORDER BY a DESC LIMIT 1")).containsExactly("5,x5,7.50");
        database.run("CREATE VIEW v AS TABLE t ORDER BY a DESC LIMIT 2; ALTER TABLE t ADD COLUMN d INT");
        assertThat(database.rows("SELECT * FROM v ORDER BY a")).containsExactly("4,x4,6.00", "5,x5,7.50");
    }
}
