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

    /** Calcite makes trees of such conditions in time with the cube of their number. */
    @Test
    void longConditionsWithSpecialOperators() {
        database.run(
                "CREATE TABLE w (s TEXT, i INTEGER); INSERT INTO w VALUES ('k7', 7), ('k2500', 2500), ('z', NULL)");
        assertThat(database.rows("SELECT s FROM w WHERE " + list(2_000, " OR ", i -> "s LIKE '%k" + i + "'")))
                .containsExactly("k7");
        assertThat(database.rows("SELECT s FROM w WHERE "
                        + list(
                                1_000,
                                " AND ",
                                i -> "s NOT LIKE 'a" + i + "%' AND NOT i BETWEEN " + (i + 8) + " AND 2400 + " + i)
                        + " ORDER BY s"))
                .containsExactly("k7");
        String mixed = list(
                300,
                " OR ",
                i -> "i BETWEEN " + i * 10 + " AND " + i * 10
                        + " + 3 AND s IS NOT NULL AND NOT s LIKE 'z%' OR i IS NULL AND s IN ('y')");
        assertThat(database.rows("SELECT s FROM w WHERE " + mixed + " ORDER BY s"))
                .containsExactly("k2500");
        assertThat(database.rows("SELECT s FROM w WHERE NOT (" + mixed + ") ORDER BY s"))
                .containsExactly("k7", "z");
    }

    @Test
    void longExpressions() {
        assertThat(database.rows("SELECT 1" + " + 1".repeat(1_500))).containsExactly("1501");
        assertThat(database.rows("SELECT " + "(".repeat(5_000) + "1" + ")".repeat(5_000)))
                .containsExactly("1");
        assertThat(database.rows("SELECT " + "- ".repeat(1_000) + "a FROM t WHERE id = 7"))
                .containsExactly("7");
        assertThat(database.failure("SELECT 1" + " + 1".repeat(200_000))).startsWith("54001");
        assertThat(database.failure("SELECT " + "ABS(".repeat(40_000) + "1" + ")".repeat(40_000)))
                .startsWith("54001");
    }

    @Test
    void numbersThatAreOutOfAnyRange() {
        assertThat(database.rows("SELECT COUNT(*) FROM (SELECT * FROM t LIMIT 9223372036854775807 OFFSET 150) AS q"))
                .containsExactly("50");
        assertThat(database.rows("SELECT id FROM t ORDER BY a, id LIMIT 9223372036854775807 OFFSET 199"))
                .containsExactly("199");
        assertThat(database.rows("SELECT id FROM t LIMIT 1 OFFSET 9223372036854775807"))
                .isEmpty();
        assertThat(database.failure("SELECT to_timestamp(1e300)")).startsWith("22008");
        assertThat(database.failure("SELECT to_timestamp(a * 1e300) FROM t WHERE id = 1"))
                .startsWith("22008");
        assertThat(database.failure("SELECT length(replace(repeat('a', 10000000), 'a', repeat('b', 1000)))"))
                .startsWith("22003");
        assertThat(database.rows("SELECT length(replace(repeat('ab', 100), 'a', repeat('b', 1000)))"))
                .containsExactly("100100");
    }

    @Test
    void manyGroupingSets() {
        assertThat(database.failure("SELECT COUNT(*) FROM t GROUP BY CUBE (" + list(13, ", ", i -> "a + " + i) + ")"))
                .startsWith("54000");
        assertThat(database.failure("SELECT COUNT(*) FROM t GROUP BY CUBE (" + list(7, ", ", i -> "a + " + i)
                        + "), CUBE (" + list(6, ", ", i -> "id + " + i) + ")"))
                .startsWith("54001");
    }

    @Test
    void messagesStayShort() {
        assertThat(database.failure("SELECT " + "9".repeat(100_000)))
                .startsWith("22003")
                .hasSizeLessThan(1_000);
        assertThat(database.failure("SELECT 1 AS " + "a".repeat(100_000))).hasSizeLessThan(1_000);
    }

    @Test
    void commentsInComments() {
        database.run("INSERT /*+ append */ INTO t /* all /* of */ it */ VALUES (1000, 0) /*/**/*/");
        assertThat(database.rows("/* one /* two */ */ SELECT /*+ hint */ a /*/ - 1 /**/ */ FROM t WHERE id = 1000"))
                .containsExactly("0");
        assertThat(database.rows(
                        "SELECT " + "/*".repeat(50_000) + "*/".repeat(50_000) + " '/* /*' || a FROM t WHERE id = 7"))
                .containsExactly("/* /*7");
        assertThat(database.failure("SELECT 1 /* /* */")).startsWith("42601");
        assertThat(database.failure("SELECT 1 /* /* */ */\n + x")).contains("line 2, column 4");
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
