/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Indexes of expressions, of some rows, and in other orders. */
class ComputedIndexTest {
    private static final String ROWS = "SELECT i, 'User' || i, CASE WHEN i % 10 = 0 THEN 'open' ELSE 'closed' END,"
            + " CASE WHEN i % 7 = 0 THEN NULL ELSE i % 50 END, i % 3 = 0 FROM generate_series(1, 400) AS g (i)";
    private static final String COLUMNS = "(id INTEGER PRIMARY KEY, name TEXT, status TEXT, n INTEGER, active BOOLEAN)";

    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void table() {
        database.run("CREATE TABLE t " + COLUMNS + "; INSERT INTO t " + ROWS);
    }

    @AfterEach
    void close() {
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
        database.close();
    }

    private String plan(String sql) {
        return String.join("\n", database.rows("EXPLAIN " + sql));
    }

    @Test
    void expressionsAreFoundAndOrderedBy() {
        database.run("CREATE INDEX t_lower ON t (lower(name)); CREATE INDEX t_sum ON t ((id + n), id DESC)");
        assertThat(plan("SELECT id FROM t WHERE lower(name) = 'user77'"))
                .contains("using t_lower on lower(name) = 'user77'")
                .doesNotContain("filter");
        assertThat(database.rows("SELECT id FROM t WHERE lower(name) = 'user77'"))
                .containsExactly("77");
        assertThat(database.rows("SELECT id FROM t WHERE lower(name) = ?", "user78"))
                .containsExactly("78");
        assertThat(plan("SELECT id FROM t WHERE lower(name) LIKE 'user39%'")).contains("using t_lower on");
        assertThat(database.rows("SELECT count(*) FROM t WHERE lower(name) LIKE 'user39%'"))
                .containsExactly("11");
        assertThat(plan("SELECT id FROM t ORDER BY lower(name) DESC LIMIT 2"))
                .contains("using t_lower backwards")
                .doesNotContain("Sort")
                .doesNotContain("TopN");
        assertThat(database.rows("SELECT name FROM t ORDER BY lower(name) DESC LIMIT 2"))
                .containsExactly("User99", "User98");
        assertThat(plan("SELECT id FROM t WHERE id + n = 20 ORDER BY id DESC"))
                .contains("using t_sum")
                .doesNotContain("Sort");
        assertThat(database.rows("SELECT id FROM t WHERE id + n = 20 ORDER BY id DESC"))
                .containsExactly("10");
        database.run("UPDATE t SET name = 'Renamed' WHERE id = 77; DELETE FROM t WHERE id = 78");
        assertThat(database.rows("SELECT id FROM t WHERE lower(name) IN ('user77', 'user78', 'renamed')"))
                .containsExactly("77");
    }

    @Test
    void uniqueExpressions() {
        database.run("CREATE UNIQUE INDEX t_name ON t (lower(name))");
        assertThat(database.failure("INSERT INTO t VALUES (1000, 'USER1', 'open', 1, TRUE)"))
                .startsWith("23505")
                .contains("(lower(name))");
        assertThat(database.run("INSERT INTO t VALUES (1000, 'USER1', 'open', 1, TRUE)"
                        + " ON CONFLICT (lower(name)) DO UPDATE SET n = 77"))
                .isEqualTo(1);
        assertThat(database.rows("SELECT n FROM t WHERE id = 1")).containsExactly("77");
        assertThat(database.failure("INSERT INTO t VALUES (1, 'x', 'x', 1, TRUE) ON CONFLICT (upper(name)) DO NOTHING"))
                .startsWith("42P10");
        assertThat(database.failure("CREATE UNIQUE INDEX t_len ON t (length(name))"))
                .startsWith("23505");
    }

    @Test
    void someRowsOnly() {
        database.run("CREATE INDEX t_open ON t (n) WHERE status = 'open'");
        assertThat(plan("SELECT id FROM t WHERE status = 'open' AND n > 20")).contains("using t_open on n > 20");
        assertThat(plan("SELECT id FROM t WHERE status = 'closed' AND n > 20")).doesNotContain("t_open");
        assertThat(plan("SELECT id FROM t WHERE n > 20")).doesNotContain("t_open");
        assertThat(plan("SELECT count(*) FROM t WHERE status = 'open'"))
                .contains("BlazeCount")
                .contains("t_open");
        assertThat(database.rows("SELECT count(*) FROM t WHERE status = 'open'"))
                .containsExactly("40");
        assertThat(database.rows("SELECT count(*) FROM t WHERE status = 'closed'"))
                .containsExactly("360");
        database.run("UPDATE t SET status = 'open' WHERE id <= 5; UPDATE t SET status = 'gone' WHERE id = 10");
        assertThat(database.rows("SELECT count(*) FROM t WHERE status = 'open'"))
                .containsExactly("44");
        database.run("DELETE FROM t WHERE id = 20");
        assertThat(database.rows("SELECT count(*) FROM t WHERE status = 'open'"))
                .containsExactly("43");
    }

    @Test
    void uniqueAmongSomeRows() {
        database.run("CREATE TABLE job (id INTEGER PRIMARY KEY, k TEXT, active BOOLEAN);"
                + "CREATE UNIQUE INDEX job_k ON job (k) WHERE active");
        database.run("INSERT INTO job VALUES (1, 'a', TRUE), (2, 'a', FALSE), (3, 'a', FALSE), (4, 'a', NULL)");
        assertThat(database.failure("INSERT INTO job VALUES (5, 'a', TRUE)")).startsWith("23505");
        assertThat(database.failure("UPDATE job SET active = TRUE WHERE id = 2"))
                .startsWith("23505");
        assertThat(database.run("INSERT INTO job VALUES (5, 'a', TRUE) ON CONFLICT (k) WHERE active DO NOTHING"))
                .isZero();
        assertThat(database.run("INSERT INTO job VALUES (5, 'a', FALSE) ON CONFLICT (k) WHERE active DO NOTHING"))
                .isEqualTo(1);
        assertThat(database.failure("INSERT INTO job VALUES (6, 'a', TRUE) ON CONFLICT (k) DO NOTHING"))
                .startsWith("42P10");
        assertThat(database.failure("CREATE TABLE child (k TEXT REFERENCES job (k))"))
                .startsWith("42830");
        assertThat(database.rows("SELECT id FROM job WHERE k = 'a' ORDER BY id"))
                .containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void ordersOfNull() {
        database.run("CREATE INDEX t_n ON t (n DESC NULLS LAST, id)");
        assertThat(plan("SELECT id FROM t ORDER BY n DESC NULLS LAST LIMIT 1"))
                .contains("using t_n")
                .doesNotContain("TopN");
        assertThat(plan("SELECT id FROM t ORDER BY n DESC LIMIT 1")).contains("TopN");
        assertThat(database.rows("SELECT n, id FROM t ORDER BY n DESC NULLS LAST, id LIMIT 2"))
                .containsExactly("49,99", "49,149");
        assertThat(database.rows("SELECT n, id FROM t ORDER BY n NULLS FIRST, id DESC LIMIT 2"))
                .containsExactly("null,399", "null,392");
        assertThat(database.rows("SELECT count(*) FROM t WHERE n IS NULL")).containsExactly("57");
        assertThat(database.rows("SELECT count(*) FROM t WHERE n < 10")).containsExactly("69");
        database.run("CREATE INDEX t_f ON t (n NULLS FIRST) INCLUDE (name, status)");
        assertThat(database.rows("SELECT columns, included, predicate FROM blaze.indexes WHERE index_name = 't_f'"))
                .containsExactly("n NULLS FIRST,name, status,null");
    }

    @Test
    void refused() {
        assertThat(database.failure("CREATE INDEX b ON t (now())")).startsWith("42P17");
        assertThat(database.failure("CREATE INDEX b ON t (id) WHERE random() > 0.5"))
                .startsWith("42P17");
        assertThat(database.failure("CREATE INDEX b ON t (nope(id))")).startsWith("42883");
        assertThat(database.failure("CREATE INDEX b ON t (id) WHERE n")).startsWith("42804");
        assertThat(database.failure("CREATE INDEX b ON t ((n / 0))")).startsWith("22012");
    }

    @Test
    void changesOfTheTable() {
        database.run("CREATE INDEX a ON t (lower(name)) WHERE n > 3; CREATE INDEX b ON t (id) WHERE status = 'open'");
        database.run("ALTER TABLE t RENAME COLUMN name TO label; ALTER TABLE t RENAME TO renamed");
        assertThat(plan("SELECT id FROM renamed WHERE lower(label) = 'user9' AND n > 5"))
                .contains("using a");
        database.run("ALTER TABLE renamed ALTER COLUMN n TYPE BIGINT");
        assertThat(database.rows("SELECT id FROM renamed WHERE lower(label) = 'user9' AND n > 5"))
                .containsExactly("9");
        database.run("ALTER TABLE renamed DROP COLUMN status");
        assertThat(database.rows("SELECT index_name FROM blaze.indexes WHERE NOT is_primary_key"))
                .containsExactly("a");
        database.run("CREATE TABLE copied (LIKE renamed INCLUDING ALL); INSERT INTO copied SELECT * FROM renamed");
        assertThat(plan("SELECT id FROM copied WHERE lower(label) = 'user9' AND n > 5"))
                .contains("using copied_lower_idx");
    }

    /** What a partial index answers is what a table without indexes answers. */
    @Test
    void randomConditions() {
        long seed = Long.getLong("blazedb.seed", 20_261_125L);
        Random random = new Random(seed);
        database.run("CREATE TABLE plain " + COLUMNS + "; INSERT INTO plain " + ROWS);
        List<String> predicates = List.of(
                "n > 10",
                "n IS NOT NULL",
                "status = 'open'",
                "active",
                "n BETWEEN 5 AND 30",
                "status IN ('open', 'x')",
                "n <> 7",
                "NOT active",
                "n < 5 OR n > 40",
                "n > 10 AND status <> 'open'");
        for (int i = 0; i < predicates.size(); i++) {
            database.run("CREATE INDEX p" + i + " ON t ("
                    + List.of("n", "id", "lower(status)", "(n + 1)").get(i % 4) + ") WHERE " + predicates.get(i));
        }
        for (int i = 0; i < 150; i++) {
            String condition = condition(random)
                    + (random.nextBoolean() ? " AND " + condition(random) : "")
                    + (random.nextInt(5) == 0 ? " OR " + condition(random) : "");
            String order = List.of("", " ORDER BY n", " ORDER BY lower(status), id", " ORDER BY n + 1 DESC")
                    .get(random.nextInt(4));
            List<String> rows = database.rows("SELECT id FROM t WHERE " + condition + order);
            List<String> expected = database.rows("SELECT id FROM plain WHERE " + condition + order);
            assertThat(rows).as("seed %d: %s", seed, condition).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static String condition(Random random) {
        int value = random.nextInt(52);
        return List.of(
                        "n > " + value,
                        "n >= " + value,
                        "n = " + value,
                        "n < " + value,
                        "n <> " + value,
                        "n BETWEEN " + value + " AND " + (value + random.nextInt(20)),
                        "n IS NOT NULL",
                        "n IS NULL",
                        "status = 'open'",
                        "status = 'closed'",
                        "status <> 'open'",
                        "status IN ('x', 'open')",
                        "active",
                        "NOT active",
                        "active = TRUE",
                        "active IS NOT TRUE",
                        "n IN (" + value + ", 3)",
                        "lower(status) = 'open'",
                        "n + 1 > " + value,
                        "(n < 3 OR n > 45)")
                .get(random.nextInt(20));
    }
}
