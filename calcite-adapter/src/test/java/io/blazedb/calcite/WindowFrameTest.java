/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames of groups and rows that frames leave out, with PostgreSQL's sums. */
class WindowFrameTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void rows() {
        database.run("CREATE TABLE w (u INT, f INT); INSERT INTO w SELECT i, i % 4 FROM generate_series(0, 9) AS i");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GROUPS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW ; 12 12 12 27 27 27 35 35 45 45",
                "GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING ; 27 27 27 35 35 35 33 33 18 18",
                "GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE GROUP ; 15 15 15 20 20 20 25 25 8 8",
                "GROUPS BETWEEN 0 PRECEDING AND 0 FOLLOWING EXCLUDE CURRENT ROW ; 12 8 4 14 10 6 6 2 7 3",
                "GROUPS BETWEEN 2 PRECEDING AND 2 PRECEDING ; null null null null null null 12 12 15 15",
                "GROUPS BETWEEN 1 FOLLOWING AND 2 FOLLOWING ; 23 23 23 18 18 18 10 10 null null",
                "GROUPS 1 PRECEDING ; 12 12 12 27 27 27 23 23 18 18",
                "RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE TIES ; 33 37 41 19 23 27 12 16 3 7"
            })
    void sums(String frame, String sums) {
        assertThat(String.join(
                        " ",
                        database.rows("SELECT s FROM (SELECT u, f, SUM(u) OVER (ORDER BY f " + frame
                                + ") AS s FROM w) AS t ORDER BY f, u")))
                .isEqualTo(sums);
    }

    @Test
    void firstAndLastRows() {
        assertThat(
                        database.rows(
                                "SELECT first_value(u) OVER x, last_value(u) OVER x, nth_value(u, 2) OVER x FROM w"
                                        + " WINDOW x AS (ORDER BY f, u GROUPS BETWEEN 1 PRECEDING AND 2 FOLLOWING EXCLUDE CURRENT ROW) ORDER BY f, u LIMIT 3"))
                .containsExactly("4,8,8", "0,1,8", "4,5,1");
    }

    @Test
    void groupsNeedAnOrder() {
        assertThatThrownBy(() -> database.rows("SELECT SUM(u) OVER (GROUPS 1 PRECEDING) FROM w"))
                .hasMessageContaining("ORDER BY");
    }

    @Test
    void groupsIsAName() {
        database.run("CREATE TABLE groups (groups INT); INSERT INTO groups VALUES (1)");
        assertThat(database.rows("SELECT SUM(groups) OVER groups FROM groups WINDOW groups AS (ORDER BY groups)"))
                .containsExactly("1");
    }
}
