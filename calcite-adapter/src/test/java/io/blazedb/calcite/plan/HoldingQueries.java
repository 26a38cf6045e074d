/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.TestDatabase;
import java.util.List;

/** Queries whose operators hold many rows. */
public final class HoldingQueries {
    private HoldingQueries() {}

    /**
     * A query.
     *
     * @param operator the name under which its rows go beyond memory
     */
    public record Query(String operator, String sql) {}

    /** Queries with every kind of operator that holds rows. */
    public static final List<Query> ALL = List.of(
            new Query("Sort", "SELECT * FROM a ORDER BY s DESC, n, id"),
            new Query("Sort", "SELECT id, s, u FROM a ORDER BY n, id OFFSET 17 ROWS FETCH NEXT 2500 ROWS ONLY"),
            new Query("HashJoin", "SELECT a.id, a.s, c.id, c.s FROM a JOIN c ON a.k = c.k WHERE a.n + c.id > 3"),
            new Query("HashJoin", "SELECT a.id, a.s, c.id FROM a LEFT JOIN c ON a.k = c.k AND c.id > a.g * 100"),
            new Query("HashJoin", "SELECT a.id, a.s, c.id, c.s FROM a RIGHT JOIN c ON a.k = c.k"),
            new Query("HashJoin", "SELECT a.id, a.s, c.id, c.s FROM a FULL JOIN c ON a.k = c.k AND a.s <> c.s"),
            new Query("HashJoin", "SELECT x.id, y.id FROM a x JOIN a y ON x.g = y.g AND x.s = y.s"),
            new Query(
                    "NestedLoopJoin",
                    "SELECT x.id, c.id FROM (SELECT * FROM a WHERE id < 200) x LEFT JOIN c ON x.k > c.k + 1300"),
            new Query(
                    "NestedLoopJoin",
                    "SELECT x.id, a.id FROM (SELECT * FROM c WHERE id < 150) x FULL JOIN a ON a.k > x.k + 1400 OR a.id = x.id"),
            new Query("Aggregate", "SELECT k, s, COUNT(*), SUM(n), AVG(d), MIN(u), MAX(t) FROM a GROUP BY k, s"),
            new Query(
                    "Aggregate",
                    "SELECT s, STRING_AGG(u, ',' ORDER BY id), COUNT(DISTINCT k) FROM a WHERE s IS NOT NULL GROUP BY s"),
            new Query("Aggregate", "SELECT COUNT(DISTINCT u), SUM(DISTINCT n), COUNT(DISTINCT s) FROM a"),
            new Query("Aggregate", "SELECT g, s, k, COUNT(*), SUM(n) FROM a GROUP BY GROUPING SETS ((g, s), (k), ())"),
            new Query(
                    "Aggregate",
                    "SELECT s, PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY d) FROM a WHERE s IS NOT NULL GROUP BY s"),
            new Query("SetOperation", "SELECT k, s FROM a UNION SELECT k, s FROM c"),
            new Query("Aggregate|SetOperation", "SELECT s, n FROM a INTERSECT SELECT s, n FROM a WHERE g < 5"),
            new Query("Aggregate|SetOperation", "SELECT k, s FROM a EXCEPT SELECT k, s FROM c"),
            new Query("SetOperation", "SELECT k, s FROM a EXCEPT ALL SELECT k, s FROM c"),
            new Query("SetOperation", "SELECT s FROM a INTERSECT ALL SELECT s FROM c"),
            new Query(
                    "Window",
                    "SELECT id, ROW_NUMBER() OVER (PARTITION BY s ORDER BY id), SUM(n) OVER (PARTITION BY s ORDER BY id) FROM a"),
            new Query(
                    "Window",
                    "SELECT id, RANK() OVER (ORDER BY k, id), LAG(s, 3) OVER (ORDER BY k, id), DENSE_RANK() OVER (ORDER BY k),"
                            + " NTILE(7) OVER (ORDER BY k, id), AVG(d) OVER (ORDER BY id ROWS BETWEEN 5 PRECEDING AND 3 FOLLOWING) FROM a"),
            new Query(
                    "Window",
                    "SELECT id, SUM(n) OVER (PARTITION BY g ORDER BY k RANGE BETWEEN 10 PRECEDING AND 20 FOLLOWING),"
                            + " CUME_DIST() OVER (PARTITION BY g ORDER BY k), LAST_VALUE(id) OVER (PARTITION BY g ORDER BY id) FROM a"),
            new Query("SubQuery", "SELECT id FROM a WHERE s IN (SELECT s FROM c WHERE c.id > a.g)"),
            new Query(
                    "SubQuery",
                    "SELECT id FROM a WHERE (k, s) NOT IN (SELECT k, s FROM c WHERE k IS NOT NULL) OR id > 2990"),
            new Query(
                    "RecursiveUnion",
                    "WITH RECURSIVE r(i, t) AS (SELECT id, s || ' of the first round' FROM a UNION ALL"
                            + " SELECT i + 3000, t FROM r WHERE i < 6000) SELECT i, t FROM r"));

    /** Two tables of 3,000 and 2,000 rows. */
    public static TestDatabase database() {
        TestDatabase database = TestDatabase.inMemory();
        database.run("CREATE TABLE a (id INTEGER PRIMARY KEY, k INTEGER, g INTEGER, s VARCHAR, n DECIMAL(20,2),"
                + " d DOUBLE PRECISION, b BOOLEAN, u UUID, y VARBINARY, t TIMESTAMP)");
        database.run(
                "INSERT INTO a SELECT i, CASE WHEN MOD(i, 13) = 0 THEN NULL ELSE MOD(i * 7919, 1500) END, MOD(i, 7),"
                        + " CASE WHEN MOD(i, 11) = 0 THEN NULL ELSE 'text number ' || MOD(i * 31, 900) END,"
                        + " MOD(i * 17, 2000) / 4.0, SQRT(i), MOD(i, 3) = 1,"
                        + " CAST('00000000-0000-0000-0000-' || LPAD(CAST(i AS VARCHAR), 12, '0') AS UUID),"
                        + " CAST('bytes ' || i AS VARBINARY), TIMESTAMP '2020-01-01 00:00:00' + MOD(i, 50) * INTERVAL '1' HOUR"
                        + " FROM generate_series(1, 3000) AS x(i)");
        database.run("CREATE TABLE c (id INTEGER PRIMARY KEY, k BIGINT, s VARCHAR)");
        database.run("INSERT INTO c SELECT i, CASE WHEN MOD(i, 17) = 0 THEN NULL ELSE MOD(i * 31, 2500) END,"
                + " 'text number ' || MOD(i, 1100) FROM generate_series(1, 2000) AS x(i)");
        return database;
    }
}
