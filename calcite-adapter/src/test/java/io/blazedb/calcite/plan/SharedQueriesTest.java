/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A query of WITH that is named in several places runs once, unless it sees rows around it. */
class SharedQueriesTest {
    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestDatabase.inMemory();
        database.run("CREATE SEQUENCE q; CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
        database.run("INSERT INTO t SELECT i, 'b' || (i % 3) FROM generate_series(1, 100) AS g(i)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void chanceAndSequencesGiveAllPlacesTheSame() {
        assertThat(database.rows("WITH r AS (SELECT random() AS x) SELECT p.x = q.x FROM r AS p, r AS q"))
                .containsExactly("true");
        assertThat(database.rows("WITH r AS (SELECT nextval('q') AS x) SELECT p.x, q.x, (SELECT x FROM r)"
                        + " FROM r AS p, r AS q"))
                .containsExactly("1,1,1");
        assertThat(database.rows("WITH r AS (SELECT gen_random_uuid() AS x FROM t), s AS (SELECT x FROM r)"
                        + " SELECT COUNT(*) FROM s AS p JOIN s AS q ON p.x = q.x JOIN r ON r.x = p.x"))
                .containsExactly("100");
    }

    @Test
    void workIsDoneOnce() {
        String query = "WITH g AS (SELECT b, COUNT(*) AS n FROM t GROUP BY b)"
                + " SELECT x.b, y.n FROM g AS x JOIN g AS y ON x.b = y.b WHERE x.n > (SELECT MIN(n) FROM g) ORDER BY 1";
        assertThat(database.rows(query)).containsExactly("b1,34");
        String plan = String.join("\n", database.rows("EXPLAIN " + query));
        assertThat(plan.split("BlazeShared g", -1)).hasSize(4);
        assertThat(plan.split("BlazeAggregate by b", -1)).hasSize(2);
    }

    @Test
    void correlatedSubQueriesInsideOfThemSeeTheirOwnRows() {
        String query = "WITH RECURSIVE w (i) AS (SELECT 1 FROM t AS x LEFT JOIN t AS y ON NOT EXISTS"
                + " (SELECT 1 FROM t WHERE t.a <= x.a) UNION SELECT w.i + 1 FROM w WHERE w.i < 3),"
                + " v AS (SELECT 1 FROM t JOIN w ON TRUE) SELECT a FROM t WHERE a NOT IN (SELECT i FROM w) AND a < 6";
        assertThat(database.rows(query)).containsExactly("4", "5");
    }

    @Test
    void whatOnlyPicksRowsOfATableIsFoundByKey() {
        String plan = String.join(
                "\n",
                database.rows("EXPLAIN WITH p AS (SELECT a, b FROM t WHERE b <> 'b0')"
                        + " SELECT * FROM p AS x JOIN p AS y ON x.a = y.a WHERE x.a = 5"));
        assertThat(plan).contains("BlazeKeySeek").doesNotContain("BlazeShared", "BlazeTableScan");
    }

    @Test
    void rowsAroundAQueryAreSeenByIt() {
        assertThat(database.rows("SELECT t.a, (WITH z AS (SELECT t.a + 1 AS v UNION SELECT t.a)"
                        + " SELECT SUM(p.v * q.v) FROM z AS p, z AS q) FROM t WHERE a < 4 ORDER BY 1"))
                .containsExactly("1,9", "2,25", "3,49");
        assertThat(database.rows("SELECT t.a, s.n FROM t, LATERAL (WITH z AS (SELECT COUNT(*) AS c FROM t AS u"
                        + " WHERE u.a < t.a) SELECT p.c + q.c AS n FROM z AS p, z AS q) AS s WHERE t.a < 4 ORDER BY 1"))
                .containsExactly("1,0", "2,2", "3,4");
    }

    @Test
    void recursionIsSharedAndSeesItsRounds() {
        assertThat(database.rows("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 10)"
                        + " SELECT COUNT(*), SUM(x.n * y.n) FROM r AS x, r AS y"))
                .containsExactly("100,3025");
        assertThat(database.rows("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT MAX(m) + 1 FROM ("
                        + "WITH x AS (SELECT n AS m FROM r WHERE n < 5 GROUP BY n)"
                        + " SELECT p.m FROM x AS p JOIN x AS q ON p.m = q.m) AS u HAVING MAX(m) < 5) SELECT * FROM r"))
                .containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void chainsDoNotGrow() {
        String queries = IntStream.range(1, 40)
                .mapToObj(i -> ", c" + i + " AS (SELECT p.x FROM c" + (i - 1) + " AS p, c" + (i - 1) + " AS q)")
                .collect(Collectors.joining());
        assertThat(database.rows("WITH c0 AS (SELECT 1 AS x)" + queries + " SELECT * FROM c39"))
                .containsExactly("1");
    }

    @Test
    void statementsThatWriteShareToo() {
        database.run("INSERT INTO t WITH u AS (SELECT MAX(a) AS m FROM t)"
                + " SELECT x.m + 1, 'new' FROM u AS x UNION ALL SELECT y.m + 2, 'new' FROM u AS y");
        assertThat(database.rows("SELECT a FROM t WHERE b = 'new' ORDER BY a")).containsExactly("101", "102");
        database.run(
                "UPDATE t SET b = (WITH u AS (SELECT MAX(a) AS m FROM t) SELECT x.m || '/' || y.m FROM u AS x, u AS y)"
                        + " WHERE a < 3");
        assertThat(database.rows("SELECT b FROM t WHERE a < 3")).containsExactly("102/102", "102/102");
    }

    @Test
    void itHoldsBeyondMemoryAndForOneRunEach() {
        database.run("SET work_mem = '64kB'");
        String query = "WITH r AS (SELECT a, random() AS x FROM generate_series(1, 20000) AS g(a) ORDER BY x)"
                + " SELECT COUNT(*), SUM(CASE WHEN p.x = q.x THEN 1 ELSE 0 END) FROM r AS p JOIN r AS q ON p.a = q.a";
        assertThat(database.rows(query)).containsExactly("20000,20000");
        String one = "WITH r AS (SELECT random() AS x FROM t) SELECT MAX(p.x) = MAX(q.x) FROM r AS p, r AS q";
        assertThat(database.rows(one)).isEqualTo(database.rows(one)).containsExactly("true");
        String value = "WITH r AS (SELECT random() AS x) SELECT p.x FROM r AS p, r AS q";
        assertThat(database.rows(value)).isNotEqualTo(database.rows(value));
    }
}
