/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.error.BlazeSqlException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Calcite 1.42 gets wrong on its own, or refuses, and BlazeDB must get right. */
class WrongResultsTest {
    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestDatabase.inMemory();
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** SQLSTATE and message of a failure, which may come with the first row. */
    private String failure(String sql) {
        try {
            if (sql.startsWith("SELECT")) {
                database.rows(sql);
            } else {
                database.run(sql);
            }
        } catch (BlazeSqlException failure) {
            return failure.sqlState() + " " + failure.getMessage();
        }
        throw new AssertionError("no failure: " + sql);
    }

    @Test
    void membershipInAnEmptySubQueryOrSomethingElse() {
        database.run("CREATE TABLE t (pk INTEGER PRIMARY KEY, c0 INTEGER, c3 INTEGER, c4 DOUBLE);"
                + "INSERT INTO t VALUES (1, 1, 60, 1.5), (2, 2, 40, 2.5), (3, 3, 70, 3.5)");
        assertThat(database.rows(
                        "SELECT pk FROM t WHERE c3 IN (SELECT c0 FROM t WHERE c4 = 652.38 AND c4 > 763.56) OR c3 > 51"))
                .containsExactly("1", "3");
    }

    @Test
    void outerOrderSurvivesWindows() {
        database.run("CREATE TABLE v (a INTEGER); INSERT INTO v VALUES (3), (1), (2)");
        assertThat(database.rows(
                        "SELECT a, NTILE(2) OVER (ORDER BY a), SUM(a) OVER (ORDER BY a DESC) FROM v ORDER BY a"))
                .containsExactly("1,1,6", "2,1,5", "3,2,3");
    }

    @Test
    void windowsBesideExpressionsThatBecomeSimpler() {
        database.run("CREATE TABLE v (a INTEGER NOT NULL, b TEXT); INSERT INTO v VALUES (3, 'x'), (1, NULL)");
        assertThat(
                        database.rows(
                                "SELECT CASE a WHEN 1 THEN b WHEN 1 THEN b ELSE b END, RANK() OVER (ORDER BY a) FROM v ORDER BY 2"))
                .containsExactly("null,1", "x,2");
        assertThat(database.rows("SELECT COALESCE(a, a, a), LEAST(CAST(NULL AS BIGINT), CAST(NULL AS BIGINT)),"
                        + " COUNT(*) OVER (ORDER BY a) FROM v ORDER BY a"))
                .containsExactly("1,null,1", "3,null,2");
    }

    @Test
    void literalsKeepTheirBlanksInColumns() {
        database.run("CREATE TABLE v (a INTEGER); INSERT INTO v VALUES (1)");
        assertThat(database.rows(
                        "SELECT LENGTH(c), c || 'x', c = 'b' FROM v FULL JOIN (SELECT 'b ' AS c FROM v) AS q ON TRUE"))
                .containsExactly("2,b x,false");
        assertThat(database.rows(
                        "WITH q AS (SELECT 'b ' AS c FROM v) SELECT LENGTH(x.c), x.c = 'b' FROM q AS x, q AS y"))
                .containsExactly("2,false");
        assertThat(database.rows("SELECT LENGTH((SELECT 'b ')), MAX(c) || 'x' FROM (SELECT 'b ' AS c FROM v) AS q"))
                .containsExactly("2,b x");
    }

    @Test
    void integersDoNotWrap() {
        database.run("CREATE TABLE i (a INTEGER, b BIGINT); INSERT INTO i VALUES (2147483647, 9223372036854775807),"
                + " (2147483647, 9223372036854775807)");
        assertThat(failure("SELECT 2147483647 + 1")).startsWith("22003");
        assertThat(failure("SELECT a + a FROM i")).startsWith("22003");
        assertThat(failure("SELECT a * 2 FROM i")).startsWith("22003");
        assertThat(failure("SELECT b + 1 FROM i")).startsWith("22003");
        assertThat(failure("SELECT -(-9223372036854775807 - 1)")).startsWith("22003");
        assertThat(database.rows("SELECT SUM(a), SUM(b), AVG(a) FROM i"))
                .containsExactly("4294967294,18446744073709551614,2147483647.0000000000000000");
    }

    @Test
    void averagesOfIntegersKeepTheirFraction() {
        database.run("CREATE TABLE i (a INTEGER); INSERT INTO i VALUES (1), (2), (4)");
        assertThat(database.rows("SELECT AVG(a) FROM i")).containsExactly("2.3333333333333333");
        assertThat(database.rows("SELECT CAST(STDDEV_POP(a) AS DECIMAL(6,4)) FROM i"))
                .containsExactly("1.2472");
        assertThat(database.rows("SELECT CAST(COVAR_POP(a, a) AS DECIMAL(6,4)) FROM i"))
                .containsExactly("1.5556");
    }

    @Test
    void textTooLongIsRefused() {
        database.run("CREATE TABLE s (a VARCHAR(3))");
        assertThat(failure("INSERT INTO s VALUES ('abcdef')")).startsWith("22001");
        assertThat(failure("INSERT INTO s SELECT 'abcdef'")).startsWith("22001");
        database.run("INSERT INTO s VALUES ('abc')");
        assertThat(failure("UPDATE s SET a = a || 'd'")).startsWith("22001");
    }

    @Test
    void literalsOfDifferentLengthsDoNotPadEachOther() {
        database.run("CREATE TABLE i (a INTEGER); INSERT INTO i VALUES (1), (2)");
        assertThat(database.rows("SELECT CASE WHEN a = 1 THEN 'one' ELSE 'other' END || '|' FROM i"))
                .containsExactly("one|", "other|");
        assertThat(database.rows("SELECT x || '|' FROM (VALUES ('a'), ('bcd')) AS v (x)"))
                .containsExactly("a|", "bcd|");
        assertThat(database.rows("SELECT x || '|' FROM (SELECT 'a' AS x UNION ALL SELECT 'bcd') AS v"))
                .containsExactly("a|", "bcd|");
    }

    @Test
    void correlatedSubQueries() {
        database.run(
                "CREATE TABLE o (i INTEGER, j INTEGER); INSERT INTO o VALUES (1, 10), (2, 20), (2, 30), (3, NULL)");
        assertThat(database.rows(
                        "SELECT i, (SELECT ROW_NUMBER() OVER (ORDER BY i) FROM o AS t WHERE t.j = o.j) FROM o"))
                .containsExactly("1,1", "2,1", "2,1", "3,null");
        assertThat(database.rows("SELECT i, j FROM o WHERE EXISTS (SELECT 1 FROM o a JOIN o b ON a.i = b.i"
                        + " WHERE a.j = o.j AND b.j > o.j)"))
                .containsExactly("2,20");
        assertThat(database.rows(
                        "SELECT i, CASE WHEN (SELECT COUNT(*) FROM o t WHERE t.j > o.j) = 0 THEN 'last' END FROM o"))
                .containsExactly("1,null", "2,null", "2,last", "3,last");
        assertThat(database.rows("SELECT i FROM o WHERE NULL IN (SELECT j FROM o t WHERE t.i = o.i)"))
                .isEmpty();
        assertThat(database.rows(
                        "SELECT i, (SELECT COUNT(*) FROM (SELECT j, COUNT(*) AS c FROM o GROUP BY j) t WHERE t.j < o.j)"
                                + " FROM o"))
                .containsExactly("1,0", "2,1", "2,2", "3,0");
        assertThat(database.rows("SELECT a.i, b.i FROM o a RIGHT JOIN o b ON a.i = b.i"
                        + " AND EXISTS (SELECT 1 FROM o t WHERE t.j = a.j AND t.i = 1) ORDER BY 2, 1"))
                .containsExactly("1,1", "null,2", "null,2", "null,3");
        assertThat(database.rows("SELECT o.i, w.s FROM o, LATERAL (SELECT SUM(t.j) OVER (ORDER BY t.j) AS s FROM o t"
                        + " WHERE t.i = o.i) AS w WHERE o.j = 30"))
                .containsExactly("2,20", "2,50");
    }

    @Test
    void rowsCompareFieldByField() {
        assertThat(database.rows("SELECT (2, 0) > ANY (SELECT 1, 5)")).containsExactly("true");
        assertThat(database.rows("SELECT (1, 2) > ANY (SELECT 1, 1)")).containsExactly("true");
        assertThat(database.rows("SELECT (1, 2) IN (SELECT 1, 2)")).containsExactly("true");
        database.run("CREATE TABLE r (a INTEGER, b INTEGER); INSERT INTO r VALUES (1, 2), (3, 4)");
        assertThat(database.rows("SELECT x.a FROM r x JOIN r y ON (x.a, x.b) = (y.a, y.b) ORDER BY 1"))
                .containsExactly("1", "3");
    }

    @Test
    void truthTestsOfUnknown() {
        database.run("CREATE TABLE n (a INTEGER, b BOOLEAN); INSERT INTO n VALUES (1, TRUE), (5, FALSE), (NULL, NULL)");
        assertThat(database.rows("SELECT a FROM n WHERE (a > 3) IS FALSE")).containsExactly("1");
        assertThat(database.rows("SELECT a FROM n WHERE (a > 3) IS NOT TRUE")).containsExactly("1", "null");
        assertThat(database.rows("SELECT a FROM n WHERE NOT (b IS FALSE)")).containsExactly("1", "null");
        assertThat(database.rows("SELECT b IS FALSE, b IS NOT FALSE, b IS UNKNOWN FROM n"))
                .containsExactly("false,true,false", "true,false,false", "false,true,true");
        assertThat(database.rows("SELECT CAST(TRUE AS VARCHAR(5)), a FROM n WHERE CAST(b AS VARCHAR(5)) = 'true'"))
                .containsExactly("true,1");
    }

    @Test
    void whatIsComparedWithNullIsNotComputed() {
        database.run("CREATE TABLE n (a INTEGER, b INTEGER); INSERT INTO n VALUES (2147483647, 0), (1, 2)");
        assertThat(database.rows("SELECT a FROM n WHERE NOT (a + a) = NULL")).isEmpty();
        assertThat(database.rows("SELECT a FROM n WHERE NOT a NOT BETWEEN NULL AND a / b"))
                .isEmpty();
        assertThat(database.rows("SELECT a FROM n WHERE NOT 7 / b - a >= NULL OR a * 2 < - CAST(NULL AS INTEGER)"))
                .isEmpty();
        assertThat(database.rows("SELECT a FROM n WHERE (a / b > NULL) IS NULL ORDER BY b"))
                .containsExactly("2147483647", "1");
        assertThat(database.rows("SELECT a / b + NULL, a * 2 > NULL FROM n")).containsExactly("null,null", "null,null");
        assertThat(database.rows("SELECT a FROM n WHERE b = 2 OR a = NULL")).containsExactly("1");
        assertThat(failure("SELECT a FROM n WHERE a / b > 1 OR a = NULL")).startsWith("22012");
    }

    @Test
    void arraysInsideAQuery() {
        database.run("CREATE TABLE m (a INTEGER, b INTEGER); INSERT INTO m VALUES (1, 2), (3, 4)");
        assertThat(database.rows("SELECT a, x FROM m, LATERAL UNNEST(ARRAY[a, b]) AS t (x) ORDER BY a, x"))
                .containsExactly("1,1", "1,2", "3,3", "3,4");
        assertThat(database.rows("SELECT SUM(x) FROM UNNEST(ARRAY[1, 2, 3]) AS t (x) WHERE x > 1"))
                .containsExactly("5");
        assertThat(database.rows("SELECT ARRAY[1, 2]")).containsExactly("{1,2}");
    }

    @Test
    void generatedCodeNeedsNoClassLoaderOfTheCaller() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            assertThat(database.rows("SELECT JSON_VALUE('{\"a\": 5}', '$.a')")).containsExactly("5");
            assertThat(database.rows("SELECT x FROM UNNEST(ARRAY['a', 'b']) AS t (x)"))
                    .containsExactly("a", "b");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void uuidsCompareWithTextInAnyCase() {
        assertThat(database.rows("SELECT CAST('0E984725-C51C-4BF4-9960-E1C80E27ABA0' AS UUID)"
                        + " = CAST('0e984725-c51c-4bf4-9960-e1c80e27aba0' AS UUID)"))
                .containsExactly("true");
    }

    @Test
    void textOfAllAlphabets() {
        assertThat(database.rows("SELECT 'ä€😀', CHAR_LENGTH('ä€😀'), UPPER('straße')"))
                .containsExactly("ä€😀,3,STRASSE");
    }

    @Test
    void nullsBesideDecimalsInValuesForDoubles() {
        database.run("CREATE TABLE d (id INTEGER PRIMARY KEY, x DOUBLE);"
                + "INSERT INTO d VALUES (1, 1.5), (2, NULL), (3, 2), (4, '2.25')");
        assertThat(database.rows("SELECT x FROM d ORDER BY id")).containsExactly("1.5", "null", "2.0", "2.25");
        assertThat(database.rows("SELECT AVG(x) FROM d")).containsExactly("1.9166666666666667");
    }

    @Test
    void insertFromItselfEnds() {
        database.run("CREATE TABLE g (a INTEGER); INSERT INTO g VALUES (1), (2)");
        assertThat(database.run("INSERT INTO g SELECT a + 10 FROM g")).isEqualTo(2);
        assertThat(database.run("UPDATE g SET a = a + 100")).isEqualTo(4);
        assertThat(database.run("DELETE FROM g WHERE a > 105")).isEqualTo(2);
        assertThat(database.rows("SELECT a FROM g ORDER BY a")).containsExactly("101", "102");
    }

    @Test
    void percentilesAndFilters() {
        database.run("CREATE TABLE p (g INTEGER, x INTEGER); INSERT INTO p VALUES (1, 1), (1, 2), (1, 4), (2, 10)");
        assertThat(database.rows(
                        "SELECT g, PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY x), COUNT(*) FILTER (WHERE x > 1)"
                                + " FROM p GROUP BY g ORDER BY g"))
                .containsExactly("1,2.0,2", "2,10.0,1");
        assertThat(database.rows("SELECT g, GROUPING(g), COUNT(*) FROM p GROUP BY ROLLUP (g) ORDER BY 1"))
                .containsExactly("1,0,3", "2,0,1", "null,1,4");
    }

    @Test
    void aPlusSignDoesNothing() {
        database.run("CREATE TABLE s (a VARCHAR(3), b INTEGER); INSERT INTO s VALUES ('xyz', 1), (NULL, 2)");
        assertThat(database.rows("SELECT + + a, + b FROM s WHERE + a IS NOT NULL"))
                .containsExactly("xyz,1");
        assertThat(database.rows("SELECT + b, + INTERVAL '1' DAY, + NULL FROM s WHERE NOT + a IS NOT NULL"))
                .containsExactly("2,1 day,null");
    }

    @Test
    void roundingIsHalfUp() {
        assertThat(
                        database.rows(
                                "SELECT CAST(2.5 AS INTEGER), CAST(-2.5 AS INTEGER), ROUND(1.005, 2), 7 / 2, -7 / 2, MOD(-7, 3)"))
                .containsExactly("3,-3,1.01,3,-3,-1");
    }

    @Test
    void errorsAreSentences() {
        database.run("CREATE TABLE e (a INTEGER, b VARCHAR(5))");
        assertThat(failure("SELECT x FROM e")).startsWith("42703 column \"x\" does not exist");
        assertThat(failure("SELECT a FROM nope")).startsWith("42P01 table \"nope\" does not exist");
        assertThat(failure("SELECT nope(a) FROM e")).startsWith("42883 function nope(");
        assertThat(failure("SELECT a FROM e x, e y")).startsWith("42702 column reference \"a\" is ambiguous");
        assertThat(failure("SELECT a, COUNT(*) FROM e")).startsWith("42803");
        assertThat(failure("SELECT CAST(2 AS DATE)"))
                .isEqualTo("42846 a value of type INTEGER cannot be cast to DATE (line 1, column 8)");
        assertThat(failure("SELECT NOT 1")).startsWith("42804 the argument of NOT must be of type BOOLEAN");
        assertThat(failure("SELECT 1 AND TRUE")).startsWith("42804 the argument of AND must be");
        assertThat(failure("SELECT CASE WHEN 1 THEN 2 END")).startsWith("42804");
        assertThat(failure("SELECT DATE '2020-13-01'")).startsWith("22008");
        assertThat(failure("SELECT DATE 'x'")).startsWith("22007");
        assertThat(failure("SELECT EXTRACT(foo FROM now())")).startsWith("22023 \"foo\" is no unit of time");
        assertThat(failure("SELECT a FROM e WHERE a")).startsWith("42804");
        assertThat(failure("SELECT a FROM e WHERE COUNT(*) > 1")).startsWith("42803");
        assertThat(failure("SELECT 1 / 0")).startsWith("22012");
        assertThat(failure("SELECT CAST('x' AS INTEGER)")).startsWith("22P02");
        assertThat(failure("SELECT CAST('x' AS DATE)")).startsWith("22007");
        assertThat(failure("SELECT (SELECT a FROM (VALUES (1), (2)) AS v (a))")).startsWith("21000");
        assertThat(failure("INSERT INTO e VALUES (1, 'a', 2)")).startsWith("21S01");
        assertThat(failure("INSERT INTO e (a, zz) VALUES (1, 'a')")).startsWith("42703");
    }

    @Test
    void numericWithoutPrecisionKeepsItsFraction() {
        database.run("CREATE TABLE n (a NUMERIC, b DECIMAL(10, 2)); INSERT INTO n VALUES (1.25, 1.25), (0.5, 7)");
        assertThat(database.rows("SELECT a * 1.5, a + 0.001, a - 1, a * a, ROUND(a, 1) FROM n WHERE b < 2"))
                .containsExactly("1.875,1.251,0.25,1.5625,1.3");
        assertThat(database.rows("SELECT SUM(a), MAX(a), SUM(a * b) FROM n")).containsExactly("1.75,1.25,5.0625");
        assertThat(database.rows(
                        "SELECT DECIMAL '0.06' - DECIMAL '0.01', CAST('1.10' AS NUMERIC), (1.10)::numeric::text"))
                .containsExactly("0.05,1.10,1.1");
        assertThat(database.rows(
                        "SELECT b::numeric, CAST(b AS DECIMAL(5)), CAST(2.5 AS DECIMAL(5, 0)) FROM n WHERE a > 1"))
                .containsExactly("1.25,1,3");
    }

    @Test
    void mergedColumnsOfOuterJoins() {
        database.run("CREATE TABLE ja (i INT, a TEXT); INSERT INTO ja VALUES (1, 'x'), (2, 'y');"
                + "CREATE TABLE jb (i INT, b TEXT); INSERT INTO jb VALUES (2, 'p'), (3, 'q')");
        assertThat(database.rows("SELECT * FROM ja LEFT JOIN jb USING (i) WHERE i = 1"))
                .containsExactly("1,x,null");
        assertThat(database.rows("SELECT * FROM ja RIGHT JOIN jb USING (i) WHERE i = 3"))
                .containsExactly("3,null,q");
        assertThat(database.rows("SELECT i FROM ja FULL JOIN jb USING (i) WHERE i <> 2 ORDER BY i"))
                .containsExactly("1", "3");
        assertThat(failure("SELECT * FROM ja FULL JOIN jb USING (i) FULL JOIN jb AS jc USING (i)"))
                .startsWith("0A000");
    }

    @Test
    void namedWindowsWithFrames() {
        database.run("CREATE TABLE nw (x INT); INSERT INTO nw VALUES (1), (2), (3)");
        assertThat(database.rows(
                        "SELECT SUM(x) OVER (w ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM nw WINDOW w AS (ORDER BY x)"
                                + " ORDER BY x"))
                .containsExactly("6", "5", "3");
        assertThat(database.rows("SELECT x FROM nw WINDOW w AS (ORDER BY x DESC) ORDER BY rank() OVER w"))
                .containsExactly("3", "2", "1");
    }

    @Test
    void subQueriesBesideWindows() {
        database.run(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER); INSERT INTO t VALUES (1, 2), (2, NULL), (3, 1)");
        assertThat(database.rows("SELECT id, id IN (SELECT a FROM t), COUNT(*) OVER (ORDER BY id) FROM t ORDER BY id"))
                .containsExactly("1,true,1", "2,true,2", "3,null,3");
        assertThat(database.rows("SELECT EXISTS (SELECT 1 FROM t AS u WHERE u.a = t.id), SUM(id) OVER (ORDER BY id),"
                        + " (SELECT MAX(u.id) FROM t AS u WHERE u.id < t.id) FROM t ORDER BY 2"))
                .containsExactly("true,1,null", "true,3,1", "false,6,2");
        assertThat(database.rows(
                        "SELECT id, COUNT(*) OVER (ORDER BY id) IN (SELECT u.a FROM t AS u WHERE u.id <> t.id) FROM t"
                                + " ORDER BY id"))
                .containsExactly("1,true", "2,true", "3,null");
        assertThat(database.rows(
                        "SELECT SUM(CASE WHEN id IN (SELECT a FROM t) THEN 1 ELSE 0 END) OVER (ORDER BY id) FROM t"))
                .containsExactly("1", "2", "2");
    }

    @Test
    void rowsOfDifferentTypes() {
        database.run(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER); INSERT INTO t VALUES (1, 2), (2, NULL), (3, 1)");
        assertThat(database.rows("SELECT id FROM t WHERE (a, id) <> (2, id)")).containsExactly("3");
        assertThat(database.rows("SELECT id FROM t WHERE (1.5, a) <> (7, a) ORDER BY id"))
                .containsExactly("1", "2", "3");
        assertThat(database.rows("SELECT (a, id) IS DISTINCT FROM (2, id), (a, id) IS NOT DISTINCT FROM (NULL, 2),"
                        + " (a, id) IS DISTINCT FROM (a, id) FROM t ORDER BY id"))
                .containsExactly("false,false,false", "true,true,false", "true,false,false");
    }

    @Test
    void functionsOfSelectedColumnsInOrderBy() {
        database.run("CREATE TABLE t (i INT, s TEXT); INSERT INTO t VALUES (1, 'ccc'), (2, 'a'), (3, 'bb')");
        assertThat(database.rows("SELECT s FROM t ORDER BY LENGTH(s)")).containsExactly("a", "bb", "ccc");
        assertThat(database.rows("SELECT s, i FROM t ORDER BY LENGTH(s) % 2, i DESC"))
                .containsExactly("bb,3", "a,2", "ccc,1");
        assertThat(database.rows("SELECT s FROM t GROUP BY s ORDER BY LENGTH(s) DESC"))
                .containsExactly("ccc", "bb", "a");
        assertThat(database.rows("SELECT i FROM t ORDER BY i % 2, LENGTH(s)")).containsExactly("2", "3", "1");
    }

    @Test
    void spreadsInWindows() {
        database.run("CREATE TABLE t (i INT, n INT, d DECIMAL(10, 2));"
                + "INSERT INTO t VALUES (1, 600, 600), (2, 470, 470), (3, 170, 170), (4, 430, 430), (5, 300, 300)");
        assertThat(database.rows("SELECT i, ROUND(VAR_SAMP(n) OVER w, 2), ROUND(STDDEV_POP(d) OVER w, 4) FROM t"
                        + " WINDOW w AS (ORDER BY i ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) ORDER BY i"))
                .containsExactly(
                        "1,27130.00,147.3228",
                        "2,18491.67,117.7657",
                        "3,16900.00,106.1446",
                        "4,8450.00,65.0000",
                        "5,null,0.0000");
    }

    @Test
    void subQueriesInConditionsOfLateralJoins() {
        database.run("CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2), (3)");
        assertThat(database.rows("SELECT x.a, l.b FROM t AS x JOIN LATERAL (SELECT x.a + 1 AS b) AS l"
                        + " ON (2 IN (SELECT y.a FROM t AS y WHERE y.a >= x.a AND y.a < l.b)) ORDER BY 1"))
                .containsExactly("2,3");
        assertThat(database.rows("SELECT x.a, l.b FROM t AS x LEFT JOIN LATERAL (SELECT x.a + 1 AS b) AS l"
                        + " ON EXISTS (SELECT 1 FROM t AS y JOIN t AS z ON y.a = l.b AND z.a > x.a) ORDER BY 1"))
                .containsExactly("1,2", "2,3", "3,null");
    }
}
