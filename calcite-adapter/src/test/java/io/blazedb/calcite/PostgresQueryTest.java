/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queries as PostgreSQL's regression tests write them, with PostgreSQL's answers. */
class PostgresQueryTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    private void tables() {
        database.run("CREATE TABLE t (a INTEGER, b TEXT NOT NULL, g BIGINT NOT NULL); "
                + "INSERT INTO t VALUES (1, 'x', 1), (2, 'y', 0), (2, 'z', 2); "
                + "CREATE TABLE u (a INTEGER, c INTEGER); INSERT INTO u VALUES (1, 10), (2, 20)");
    }

    @Test
    void joinsAreNestedWithoutParentheses() {
        tables();
        assertThat(database.rows("SELECT * FROM t JOIN u v JOIN u ON v.c = u.c ON t.a = v.a ORDER BY b"))
                .containsExactly("1,x,1,1,10,1,10", "2,y,0,2,20,2,20", "2,z,2,2,20,2,20");
        assertThat(database.rows("SELECT t.b, x.c FROM t LEFT JOIN u v JOIN u w ON v.c = w.c JOIN u x ON x.a = w.a "
                        + "ON t.a = v.a AND v.c = 10 ORDER BY 1"))
                .containsExactly("x,10", "y,null", "z,null");
        assertThat(database.rows("SELECT t.b, k.c FROM t JOIN u ON t.a = u.a CROSS JOIN u k ORDER BY 1, 2"))
                .hasSize(6);
    }

    @Test
    void argumentsOfFunctionsInFromAreQueries() {
        assertThat(database.rows(
                        "SELECT n FROM generate_series(1, (SELECT MAX(x) FROM (VALUES (2), (4)) AS v(x))) AS g(n)"
                                + " WHERE NOT EXISTS (SELECT 1 FROM (VALUES (3)) AS w(y) WHERE y = n)"))
                .containsExactly("1", "2", "4");
        assertThat(database.failure("SELECT * FROM unnest(1)")).startsWith("42883");
    }

    @Test
    void testsForNullInOneWord() {
        assertThat(database.rows("SELECT x ISNULL, x NOTNULL, x + 1 ISNULL OR x = 1 FROM (VALUES (1), (NULL)) AS v(x)"
                        + " ORDER BY x NULLS LAST"))
                .containsExactly("false,true,true", "true,false,true");
        assertThat(database.rows("SELECT x AS isnull FROM (VALUES (1), (NULL)) AS v(x) WHERE x NOTNULL"))
                .containsExactly("1");
    }

    @Test
    void whatIsMissingIsASyntaxError() {
        assertThat(database.failure("SELECT greatest()")).startsWith("42601");
        assertThat(database.failure("SELECT coalesce()")).startsWith("42601");
        assertThat(database.failure("SELECT 1 WHERE EXISTS (1)")).startsWith("42601");
        assertThat(database.failure("SELECT y.* FROM (VALUES (1)) AS v(x)")).startsWith("42P01");
        assertThat(database.failure("WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a"))
                .startsWith("42712");
        assertThat(database.failure("SELECT 1 FROM (VALUES (1)) AS v(x), (VALUES (1)) AS v(x)"))
                .startsWith("42712");
    }

    @Test
    void aJoinInParenthesesHasAName() {
        tables();
        assertThat(database.rows("SELECT q.y, z FROM (t CROSS JOIN (SELECT c FROM u) k) AS q (w, y, g, z) WHERE z > 10"
                        + " ORDER BY y USING >"))
                .containsExactly("z,20", "y,20", "x,20");
        assertThat(database.rows("SELECT q.* FROM (t JOIN u USING (a)) q ORDER BY b USING <"))
                .containsExactly("1,x,1,10", "2,y,0,20", "2,z,2,20");
        assertThat(database.rows("SELECT o.b FROM ONLY t o, t* s WHERE o.b = 'x' AND s.b = o.b"))
                .containsExactly("x");
    }

    @Test
    void mergeTakesAJoin() {
        tables();
        database.run(
                "MERGE INTO t USING u v JOIN u w ON v.a = w.a ON t.a = v.a WHEN MATCHED THEN UPDATE SET b = 'm' || w.c");
        assertThat(database.rows("SELECT b FROM t ORDER BY g")).containsExactly("m20", "m10", "m20");
    }

    @Test
    void argumentsOfFilteredAggregatesAreOfTheirRowsAlone() {
        tables();
        assertThat(database.rows("SELECT SUM(1 / g) FILTER (WHERE g > 0), COUNT(1 / g) FILTER (WHERE g > 0), "
                        + "STRING_AGG(b, ',' ORDER BY b DESC) FILTER (WHERE g > 0), "
                        + "ARRAY_AGG(b || 'q' ORDER BY g) FILTER (WHERE g > 0) FROM t"))
                .containsExactly("1,2,z,x,{xq,zq}");
        assertThat(database.rows(
                        "SELECT a, GROUPING(a), SUM(10 / g) FILTER (WHERE g > 0), MAX(10 / g) FILTER (WHERE g > 1) "
                                + "FROM t GROUP BY ROLLUP (a) ORDER BY 1"))
                .containsExactly("1,0,10,null", "2,0,5,5", "null,1,15,5");
        assertThat(database.rows(
                        "SELECT COUNT(*) FILTER (WHERE ?), STRING_AGG(b, ? ORDER BY b || ?) FILTER (WHERE ?) FROM t",
                        false,
                        ";",
                        "k",
                        true))
                .containsExactly("0,x;y;z");
    }

    @Test
    void variancesOfExactNumbersAreExact() {
        assertThat(database.rows("SELECT VAR_POP(n) OVER (ORDER BY i ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) "
                        + "FROM (VALUES (1, 600), (2, 470), (3, 170), (4, 430), (5, 300)) r (i, n) ORDER BY i"))
                .containsExactly(
                        "21704.0000000000000000",
                        "13868.7500000000000000",
                        "11266.6666666666666667",
                        "4225.0000000000000000",
                        "0E-16");
        assertThat(database.rows("SELECT VAR_SAMP(x) FROM (VALUES (9223372036854775807), (-9223372036854775808), "
                        + "(3000000000), (3000000001), (3000000002)) v (x)"))
                .containsExactly("42535295865117307931010139913243638529.3000000000000000");
        assertThat(database.rows("SELECT VAR_POP(x::FLOAT8), STDDEV_POP('inf'::FLOAT8) FROM "
                        + "(VALUES (100000003), (100000004), (100000006), (100000007)) v (x)"))
                .containsExactly("2.5,NaN");
    }

    @Test
    void textsThatARecursiveQueryStartsWithMayGrow() {
        assertThat(database.rows(
                        "WITH RECURSIVE t (n) AS (SELECT 'foo' UNION ALL SELECT n || ' bar' FROM t WHERE LENGTH(n) < 8) "
                                + "SELECT n FROM t"))
                .containsExactly("foo", "foo bar", "foo bar bar");
        assertThat(database.rows(
                        "WITH RECURSIVE x (a) AS ((VALUES ('a'), ('b')) UNION ALL (WITH z AS (SELECT * FROM x) "
                                + "SELECT z.a || z.a FROM z WHERE LENGTH(z.a || z.a) < 5)) SELECT * FROM x ORDER BY a"))
                .containsExactly("a", "aa", "aaaa", "b", "bb", "bbbb");
    }

    @Test
    void functionsOverWholePartitionsTakeAnyFrame() {
        tables();
        assertThat(database.rows("SELECT RANK() OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), "
                        + "LAG(g) OVER (PARTITION BY a ORDER BY g GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES) "
                        + "FROM t ORDER BY b"))
                .containsExactly("1,null", "2,null", "2,0");
        assertThat(database.failure(
                        "SELECT SUM(a) OVER (ORDER BY g RANGE BETWEEN -1 PRECEDING AND 2 FOLLOWING) FROM t"))
                .startsWith("22013");
    }

    @Test
    void subQueriesSeeGroupedColumnsAlone() {
        tables();
        assertThat(database.failure("SELECT SUM(a), EXISTS (SELECT 1 FROM u WHERE u.a = t.g) FROM t"))
                .startsWith("42803");
    }

    @Test
    void paddingOfNullIsNull() {
        database.run("CREATE TABLE r (id INTEGER PRIMARY KEY, s TEXT); INSERT INTO r VALUES (1, 'x'), (2, NULL)");
        assertThat(database.rows("SELECT COUNT(*) FROM (SELECT id, s FROM r UNION ALL SELECT 3, NULL) q "
                        + "WHERE id > 0 AND LPAD(s, 2, 'a') IS NULL"))
                .containsExactly("2");
        assertThat(database.rows(
                        "SELECT id, LPAD(s, 2), RPAD(s, 3, 'ab') FROM r WHERE id + 1 > 1 AND RPAD(s, 2) IS NOT NULL"))
                .containsExactly("1, x,xab");
    }

    @Test
    void anIndexOfExpressionsIsDropped() {
        tables();
        database.run("CREATE UNIQUE INDEX k ON t (LOWER(b)); DROP INDEX k");
        database.run("INSERT INTO t VALUES (9, 'X', 9)");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("4");
    }

    private void nested() {
        database.run("CREATE TABLE o (a INTEGER, b INTEGER, x INTEGER); "
                + "INSERT INTO o VALUES (1, 1, 10), (1, 2, 20), (2, 3, 30), (NULL, NULL, NULL); "
                + "CREATE TABLE i (k INTEGER, v INTEGER); INSERT INTO i VALUES (1, 100), (2, 200)");
    }

    @Test
    void anAggregateBelongsToTheQueryOfItsColumns() {
        nested();
        assertThat(database.rows("SELECT (SELECT MAX(o.x) FROM i LIMIT 1) FROM o"))
                .containsExactly("30");
        assertThat(database.rows("SELECT (SELECT MAX(x) FROM i LIMIT 1) FROM o"))
                .containsExactly("30");
        assertThat(database.rows("SELECT a, (SELECT MAX(o.x) FROM i LIMIT 1) AS m FROM o GROUP BY a ORDER BY 1"))
                .containsExactly("1,20", "2,30", "null,null");
        assertThat(database.rows("SELECT a, (SELECT SUM(o.x) + i.v FROM i WHERE i.k = o.a), COUNT(*) FROM o GROUP BY a "
                        + "HAVING (SELECT SUM(o.x) FROM i LIMIT 1) > 20 ORDER BY a"))
                .containsExactly("1,130,2", "2,230,1");
        assertThat(
                        database.rows(
                                "SELECT (SELECT COUNT(*) FILTER (WHERE c <> 0) FROM (VALUES (1)) t0 (d)) FROM (VALUES (2), (3)) t1 (c)"))
                .containsExactly("2");
        assertThat(database.rows("SELECT (SELECT MAX((SELECT i.v FROM i WHERE i.k = o.a))) FROM o"))
                .containsExactly("200");
        assertThat(
                        database.rows(
                                "SELECT a, (SELECT (SELECT SUM(o.x) FROM i ii LIMIT 1) FROM i LIMIT 1) FROM o GROUP BY a ORDER BY a"))
                .containsExactly("1,30", "2,30", "null,null");
        assertThat(database.failure("SELECT a FROM o WHERE EXISTS (SELECT 1 FROM i HAVING MAX(o.x) > 1)"))
                .startsWith("42803");
    }

    @Test
    void aggregatesOfTwoQueriesStandInOneExpression() {
        nested();
        assertThat(database.rows("SELECT a, (SELECT MAX(i.v) - MIN(o.x) FROM i) FROM o GROUP BY a ORDER BY a"))
                .containsExactly("1,190", "2,170", "null,null");
        assertThat(database.rows("SELECT (SELECT MAX(i.v) - MIN(o.x) + o.a FROM i) FROM o GROUP BY a ORDER BY a"))
                .containsExactly("191", "172", "null");
        assertThat(database.rows("SELECT a, (SELECT o.a * 1000 + k + COUNT(*) FROM i GROUP BY k ORDER BY k LIMIT 1), "
                        + "(SELECT MAX(o.x) FROM i LIMIT 1) FROM o GROUP BY a ORDER BY a"))
                .containsExactly("1,1002,20", "2,2002,30", "null,null,null");
    }

    @Test
    void namesOfColumnsAndTablesDoNotMoveAnAggregate() {
        nested();
        assertThat(database.rows("SELECT b FROM o JOIN (SELECT 1 AS c0, 2 AS i) AS s ON TRUE WHERE TRUE IN "
                        + "(SELECT BOOL_OR('A' <> ANY (SELECT 'a' AS c0 FROM i)) AS c0 FROM i) ORDER BY b"))
                .containsExactly("1", "2", "3", "null");
        assertThat(database.rows("SELECT a, (SELECT COUNT(*) AS a FROM i AS x) AS b FROM o ORDER BY a LIMIT 1"))
                .containsExactly("1,2");
    }

    @Test
    void columnsOfTheQueryAroundStandBesideAggregates() {
        nested();
        assertThat(database.rows("SELECT (SELECT o.a + COUNT(*) FROM i) FROM o ORDER BY 1"))
                .containsExactly("3", "3", "4", "null");
        assertThat(database.rows(
                        "SELECT (SELECT o.a || '-' || k || ':' || SUM(v) FROM i GROUP BY k ORDER BY k DESC LIMIT 1) "
                                + "FROM o ORDER BY 1"))
                .containsExactly("1-2:200", "1-2:200", "2-2:200", "null");
        assertThat(database.rows("SELECT (SELECT COUNT(*) FROM i), (SELECT COUNT(o.a) FROM i LIMIT 1) FROM o"))
                .containsExactly("2,3");
    }
}
