/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements that programs make: long, wide and deep. They give an answer, or 54001. */
class LargeStatementsTest {
    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestDatabase.inMemory();
        database.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER)");
        database.run("INSERT INTO t VALUES " + list(200, ", ", i -> "(" + i + ", " + i % 10 + ")"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static String list(int count, String separator, IntFunction<String> item) {
        return IntStream.range(0, count).mapToObj(item).collect(Collectors.joining(separator));
    }

    @Test
    void longLists() {
        assertThat(database.rows("SELECT COUNT(*) FROM t WHERE a IN (" + list(10_000, ", ", i -> "" + i * 2) + ")"))
                .containsExactly("100");
        assertThat(database.rows(
                        "SELECT COUNT(*) FROM t WHERE id NOT IN (" + list(10_000, ", ", i -> "" + i * 2) + ")"))
                .containsExactly("100");
        assertThat(database.rows("SELECT COUNT(*) FROM t WHERE " + list(3_000, " OR ", i -> "a = " + i * 2)))
                .containsExactly("100");
        assertThat(database.rows("SELECT COUNT(*) FROM t WHERE "
                        + list(1_500, " OR ", i -> "(a = " + i + " AND id > " + (i + 100) + ")")))
                .containsExactly("90");
        assertThat(database.rows("SELECT COUNT(*) FROM t WHERE " + list(1_000, " AND ", i -> "a <> " + i * 2)))
                .containsExactly("100");
    }

    @Test
    void longExpressions() {
        assertThat(database.rows("SELECT 1" + " + 1".repeat(1_500))).containsExactly("1501");
        assertThat(database.rows("SELECT " + "(".repeat(5_000) + "1" + ")".repeat(5_000)))
                .containsExactly("1");
        assertThat(database.rows("SELECT " + "- ".repeat(1_000) + "a FROM t WHERE id = 7"))
                .containsExactly("7");
        assertThat(database.failure("SELECT " + "ABS(".repeat(40_000) + "1" + ")".repeat(40_000)))
                .startsWith("54001");
    }

    @Test
    void manyBranches() {
        assertThat(database.rows("SELECT COUNT(*), SUM(x) FROM ("
                        + list(1_000, " UNION ALL ", i -> "SELECT " + i + " AS x") + ") AS b"))
                .containsExactly("1000,499500");
        assertThat(database.rows(list(1_000, " UNION ", i -> "SELECT id FROM t WHERE id = " + i % 7) + " ORDER BY 1"))
                .containsExactly("0", "1", "2", "3", "4", "5", "6");
    }

    @Test
    void unionsInsideOfUnionsKeepTheirMeaning() {
        assertThat(database.rows("SELECT 1 UNION ALL SELECT 1 UNION SELECT 2 UNION ALL SELECT 2 ORDER BY 1"))
                .containsExactly("1", "2", "2");
        assertThat(database.rows("SELECT 1 UNION ALL (SELECT 1 UNION SELECT 1) ORDER BY 1"))
                .containsExactly("1", "1");
        assertThat(database.rows("SELECT 1 UNION (SELECT 1.5 UNION ALL SELECT 1) ORDER BY 1"))
                .containsExactly("1.0", "1.5");
    }

    @Test
    void joinsOfManyTables() {
        for (int i = 0; i < 64; i++) {
            database.run("CREATE TABLE j" + i + " (k INTEGER PRIMARY KEY, v INTEGER);" + "INSERT INTO j" + i
                    + " VALUES (1, 2), (2, 3), (3, 1)");
        }
        String tables = list(64, ", ", i -> "j" + i);
        assertThat(database.rows("SELECT COUNT(*) FROM " + tables + " WHERE "
                        + list(63, " AND ", i -> "j" + i + ".v = j" + (i + 1) + ".k")))
                .containsExactly("3");
        assertThat(database.rows("SELECT COUNT(*) FROM " + tables + " WHERE "
                        + list(63, " AND ", i -> "j0.v = j" + (i + 1) + ".k")))
                .containsExactly("3");
        assertThat(database.rows("SELECT COUNT(*) FROM j0 "
                        + list(63, " ", i -> "LEFT JOIN j" + (i + 1) + " ON j" + i + ".v = j" + (i + 1) + ".k")))
                .containsExactly("3");
    }
}
