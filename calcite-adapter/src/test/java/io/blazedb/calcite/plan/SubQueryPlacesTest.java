/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sub-queries that know the row around them, in every place where an expression may stand; answers are PostgreSQL's. */
class SubQueryPlacesTest {
    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestDatabase.inMemory();
        database.run("CREATE TABLE r (id INTEGER PRIMARY KEY, a INTEGER, b TEXT);"
                + "CREATE TABLE s (id INTEGER PRIMARY KEY, rid INTEGER, x INTEGER NOT NULL, y TEXT);"
                + "INSERT INTO r VALUES (1, 10, 'a'), (2, 20, 'b'), (3, NULL, 'c'), (4, 20, NULL), (5, 50, 'a');"
                + "INSERT INTO s VALUES (1, 1, 10, 'a'), (2, 1, 20, 'b'), (3, 2, 20, NULL), (4, NULL, 50, 'a'),"
                + " (5, 4, 5, 'c'), (6, 7, 1, 'z');"
                + "CREATE VIEW v AS SELECT r.id, r.a, s.x, s.y FROM r LEFT JOIN s ON s.rid = r.id;"
                + "CREATE VIEW w AS SELECT b AS g, SUM(a) AS t, COUNT(*) AS n FROM r GROUP BY b");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void assertRows(String sql, String... rows) {
        assertThat(database.rows(sql)).as(sql).containsExactly(rows);
    }

    @Test
    void insideAggregatesOverViews() {
        assertRows(
                "SELECT SUM(CASE WHEN (a, y) IN (SELECT x, y FROM s WHERE s.rid = v.id) THEN 1 ELSE 0 END) FROM v",
                "1");
        assertRows(
                "SELECT SUM(CASE WHEN a IN (SELECT x FROM s WHERE s.rid = v.id) AND y IN (SELECT g FROM w WHERE w.t > v.a)"
                        + " THEN 1 ELSE 0 END) FROM v",
                "2");
        // Columns of one type in another order: looked for below the view, they would be found, but others.
        database.run("CREATE VIEW u AS SELECT id + 100 AS i, x AS rid, rid AS x FROM s");
        assertRows("SELECT SUM(CASE WHEN x IN (SELECT id FROM r WHERE r.a = u.rid) THEN 1 ELSE 0 END) FROM u", "2");
    }

    @Test
    void severalInHaving() {
        assertRows(
                "SELECT id FROM r GROUP BY id, a HAVING a IN (SELECT x FROM s WHERE s.rid = r.id)"
                        + " OR COUNT(*) > (SELECT COUNT(*) FROM s WHERE s.rid = r.id) ORDER BY id",
                "1",
                "2",
                "3",
                "5");
        assertRows(
                "SELECT id, (SELECT MAX(x) FROM s WHERE s.rid = r.id) FROM r GROUP BY id"
                        + " HAVING EXISTS (SELECT 1 FROM s WHERE s.rid = r.id)"
                        + " AND COUNT(*) < (SELECT COUNT(*) FROM s WHERE s.rid = r.id)",
                "1,20");
    }

    @Test
    void asPartitionsOfWindows() {
        assertRows(
                "SELECT id, COUNT(*) OVER (PARTITION BY EXISTS (SELECT 1 FROM s WHERE s.rid = r.id)) FROM r ORDER BY id",
                "1,3",
                "2,3",
                "3,2",
                "4,3",
                "5,2");
        assertRows(
                "SELECT id, ROW_NUMBER() OVER (PARTITION BY (SELECT COUNT(*) FROM s WHERE s.rid = r.id) ORDER BY id DESC)"
                        + " FROM r ORDER BY id",
                "1,1",
                "2,2",
                "3,2",
                "4,1",
                "5,1");
    }

    @Test
    void rowsAreComparedWithTheRowOfAQuery() {
        assertRows("SELECT id FROM r WHERE (a, b) = (SELECT x, y FROM s WHERE s.rid = r.id ORDER BY x LIMIT 1)", "1");
        assertRows("SELECT id FROM r WHERE (a, b) < (SELECT MAX(x), MAX(y) FROM s WHERE s.rid = r.id)", "1");
        assertRows("SELECT id FROM r WHERE (SELECT MAX(x), MAX(y) FROM s WHERE s.rid = r.id) > (a, b)", "1");
        assertRows("SELECT id FROM r WHERE NOT (a, b) = (SELECT x, y FROM s WHERE s.rid = r.id + 100)");
        assertRows(
                "SELECT id FROM r WHERE ((a, b) = (SELECT x, y FROM s WHERE s.rid = r.id + 100)) IS NULL AND id < 3",
                "1",
                "2");
        assertThatThrownBy(() -> database.rows("SELECT id FROM r WHERE (a, b) = (SELECT x, y FROM s)"))
                .hasMessageContaining("more than one row");
    }

    @Test
    void aggregatesThatMayBeNullAreSo() {
        database.run("CREATE TABLE z (i INTEGER NOT NULL, t TEXT NOT NULL, d DOUBLE PRECISION NOT NULL)");
        for (String aggregate : new String[] {
            "STRING_AGG(t, ',')",
            "STRING_AGG(t, ',' ORDER BY i)",
            "LISTAGG(t, ',') WITHIN GROUP (ORDER BY i)",
            "ARRAY_AGG(i)",
            "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY i)",
            "PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY i)",
            "VAR_SAMP(d)",
            "STDDEV(d)",
            "COVAR_SAMP(d, d)"
        }) {
            assertRows("SELECT 1 FROM z HAVING " + aggregate + " IS NULL", "1");
        }
        database.run("INSERT INTO z VALUES (1, 'a', 1.5), (1, 'b', 2.5)");
        for (String aggregate : new String[] {
            "VAR_SAMP(d)",
            "STDDEV_SAMP(d)",
            "COVAR_SAMP(d, i)",
            "STRING_AGG(t, ',') FILTER (WHERE i > 1)",
            "ARRAY_AGG(i) FILTER (WHERE i > 1)",
            "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY d) FILTER (WHERE i > 1)",
            "PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY i + 1) FILTER (WHERE i > 1)"
        }) {
            assertRows("SELECT 1 FROM z GROUP BY d HAVING " + aggregate + " IS NULL", "1", "1");
        }
        assertRows("SELECT STRING_AGG(t || 'x', ',' ORDER BY t DESC) FILTER (WHERE i = 1) FROM z", "bx,ax");
        assertRows("SELECT STRING_AGG(UPPER('q'), ',' ORDER BY 'a') FILTER (WHERE TRUE) FROM z", "Q,Q");
    }
}
