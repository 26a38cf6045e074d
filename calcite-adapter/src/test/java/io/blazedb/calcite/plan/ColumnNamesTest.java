/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which column a name means when the select list gives it to something else. */
class ColumnNamesTest {
    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestDatabase.inMemory();
        database.run("CREATE TABLE t (a INTEGER, b INTEGER, c INTEGER);"
                + "INSERT INTO t VALUES (97, 1, 99), (15, 81, 47), (87, 21, 10)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aNameAloneInOrderByIsOneOfTheSelectList() {
        assertThat(database.rows("SELECT - a AS a FROM t ORDER BY a")).containsExactly("-97", "-87", "-15");
        assertThat(database.rows("SELECT - a AS a FROM t ORDER BY a DESC NULLS LAST"))
                .containsExactly("-15", "-87", "-97");
    }

    @Test
    void inAnExpressionOfOrderByAColumnOfTheTableComesFirst() {
        assertThat(database.rows("SELECT - a AS a FROM t ORDER BY - a")).containsExactly("-97", "-87", "-15");
        assertThat(database.rows("SELECT DISTINCT - a AS a FROM t ORDER BY - a DESC"))
                .containsExactly("-15", "-87", "-97");
        assertThat(database.rows("SELECT b AS a, SUM(a) AS s FROM t GROUP BY b ORDER BY - SUM(a)"))
                .containsExactly("1,97", "21,87", "81,15");
        assertThat(database.rows("SELECT b AS a FROM t ORDER BY CASE WHEN a > 90 THEN 1 ELSE 2 END, t.b"))
                .containsExactly("1", "21", "81");
    }

    @Test
    void otherNamesOfTheSelectListMayBeUsedInExpressions() {
        assertThat(database.rows("SELECT a AS x FROM t ORDER BY x * -1")).containsExactly("97", "87", "15");
        assertThat(database.rows("SELECT b, SUM(a) AS s FROM t GROUP BY b ORDER BY - s"))
                .containsExactly("1,97", "21,87", "81,15");
    }

    @Test
    void namesInHaving() {
        assertThat(database.rows("SELECT - a AS c, 5 AS c FROM t GROUP BY a HAVING SUM(c) > 20 ORDER BY a"))
                .containsExactly("-15,5", "-97,5");
        assertThat(database.rows("SELECT a AS b, MAX(c) FROM t GROUP BY a, b HAVING b > 11 ORDER BY 1"))
                .containsExactly("15,47", "87,10");
        assertThat(database.rows(
                        "SELECT a / 10 AS x, COUNT(*) AS n FROM t GROUP BY x HAVING x > 1 AND n = 1 ORDER BY 1"))
                .containsExactly("8,1", "9,1");
    }

    @Test
    void groupsByAColumnRatherThanByANameOfTheSelectList() {
        assertThat(database.rows("SELECT a / 50 AS a, COUNT(*) FROM t GROUP BY a ORDER BY 1"))
                .containsExactly("0,1", "1,1", "1,1");
        assertThat(database.rows("SELECT a / 50 AS x, COUNT(*) FROM t GROUP BY x ORDER BY 1"))
                .containsExactly("0,1", "1,2");
    }

    @Test
    void havingWithAComparisonThatIsNeverTrue() {
        assertThat(database.rows("SELECT DISTINCT b * c AS a FROM t GROUP BY b, c, a HAVING - b BETWEEN NULL AND NULL"))
                .isEmpty();
        assertThat(database.rows(
                        "SELECT DISTINCT COUNT(*) * a FROM t GROUP BY a HAVING NULL BETWEEN NULL AND COUNT(*)"))
                .isEmpty();
    }
}
