/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What PostgreSQL's users write, and get here too. */
class DialectTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void rowsAreComparedWithRowsOfParameters() {
        database.run("CREATE TABLE t (a INTEGER, b VARCHAR(5)); INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z')");
        assertThat(database.rows("SELECT a FROM t WHERE (a, b) IN ((?, ?))", 1, "x"))
                .containsExactly("1");
        assertThat(database.rows("SELECT a FROM t WHERE (a, b) IN ((?, ?), (?, ?)) ORDER BY a", 1, "y", 3, "z"))
                .containsExactly("3");
        assertThat(database.rows("SELECT a FROM t WHERE (a, b) NOT IN ((1, ?), (?, 'y')) ORDER BY a", "x", 2))
                .containsExactly("3");
        assertThat(database.rows("SELECT a FROM t WHERE (b, a) = (?, ?)", "y", 2))
                .containsExactly("2");
    }

    @Test
    void aRowMayBeNothingButDefaults() {
        database.run(
                "CREATE TABLE t (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a INTEGER DEFAULT 7, b TEXT)");
        assertThat(database.run("INSERT INTO t DEFAULT VALUES")).isEqualTo(1);
        database.run("INSERT INTO main.public.t DEFAULT VALUES");
        assertThat(database.rows("SELECT id, a, b FROM t ORDER BY id")).containsExactly("1,7,null", "2,7,null");
        database.run("CREATE TABLE n (a INTEGER NOT NULL)");
        assertThat(database.failure("INSERT INTO n DEFAULT VALUES")).startsWith("23502");
        assertThat(database.failure("INSERT INTO nowhere DEFAULT VALUES")).startsWith("42P01");
    }

    @Test
    void unknownFunctionsAreNamedWithTheTypesOfTheirArguments() {
        assertThat(database.failure("SELECT nofunc('a', DATE '2020-01-01')"))
                .startsWith("42883 function nofunc(CHARACTER, DATE) does not exist");
    }

    @Test
    void secondsHaveAFraction() {
        assertThat(database.rows("SELECT EXTRACT(SECOND FROM TIMESTAMP '2020-01-01 00:00:01.25')"))
                .containsExactly("1.250000");
        assertThat(database.rows(
                        "SELECT EXTRACT(SECOND FROM TIME '10:20:30.5'), EXTRACT(MINUTE FROM TIME '10:20:30.5')"))
                .containsExactly("30.500000,20");
        assertThat(database.rows("SELECT EXTRACT(MILLISECOND FROM TIMESTAMP '2020-01-01 00:00:01.2505')"))
                .containsExactly("1250.500");
        assertThat(database.rows(
                        "SELECT EXTRACT(SECOND FROM INTERVAL '-1.25' SECOND), EXTRACT(EPOCH FROM DATE '1970-01-02')"))
                .containsExactly("-1.250000,86400.000000");
        assertThat(database.rows("SELECT EXTRACT(EPOCH FROM TIMESTAMP '1969-12-31 23:59:59.5')"))
                .containsExactly("-0.500000");
        assertThat(database.rows("SELECT DATE_PART('second', TIMESTAMP '2020-01-01 00:00:01.25')"))
                .containsExactly("1.25");
        database.run(
                "CREATE TABLE t (at TIMESTAMP); INSERT INTO t VALUES (TIMESTAMP '2020-01-01 00:00:01.25'), (NULL)");
        assertThat(database.rows("SELECT SUM(EXTRACT(SECOND FROM at)), MAX(EXTRACT(YEAR FROM at)) FROM t"))
                .containsExactly("1.250000,2020");
        assertThat(database.rows("SELECT COUNT(*) FROM t WHERE EXTRACT(SECOND FROM at) > 1.2"))
                .containsExactly("1");
    }

    @Test
    void aViewsColumnNeedsNoQuotes() {
        assertThat(database.rows("SELECT alias, state, position, lag_micros, rows FROM blaze.attachments"))
                .isEmpty();
        database.run("CREATE TABLE t (id INTEGER PRIMARY KEY, rows INTEGER, row INTEGER, values TEXT, range INTEGER)");
        database.run("INSERT INTO t (id, rows, row, values, range) VALUES (1, 2, 3, 'v', 4)");
        database.run("UPDATE t SET rows = rows + 1 WHERE range BETWEEN 1 AND 9 AND values = 'v'");
        assertThat(database.rows("SELECT rows, t.row, values FROM t ORDER BY rows"))
                .containsExactly("3,3,v");
    }

    @Test
    void plansAsDocuments() {
        database.run("CREATE TABLE plan_t (id INT PRIMARY KEY, v TEXT)");
        String json = database.rows(
                        "EXPLAIN (ANALYZE, FORMAT JSON) SELECT a.v FROM plan_t a JOIN plan_t b ON a.id = b.id")
                .get(0);
        assertThat(json)
                .startsWith("[\n  {\n    \"Plan\": {")
                .contains("\"Plans\": [", "\"Actual Rows\": 0", "\"Detail\"");
        assertThat(database.rows("SELECT '" + json.replace("'", "''") + "'::jsonb -> 0 -> 'Plan' ->> 'Node Type'"))
                .hasSize(1);
        String svg = database.rows("EXPLAIN (FORMAT SVG) SELECT * FROM plan_t WHERE v < 'x'")
                .get(0);
        assertThat(svg)
                .startsWith("<svg xmlns")
                .endsWith("</svg>")
                .contains("&lt;")
                .doesNotContain("< 'x'");
        assertThat(database.failure("EXPLAIN (FORMAT XML) SELECT 1")).startsWith("22023");
    }
}
