/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.storage.IsolationLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a restricted role can find out: the same random statements, run by it on a database with rows and columns that it must not see, and
 * on one where those rows are not there and those columns are empty, give the same rows, counts, failures, plans and metadata.
 */
class InferenceTest {
    private static final int ROWS = 60;
    private static final int STATEMENTS = 20;
    private static final int STATEMENTS_LONG = 1_000;
    private static final String SEEN = "SELECT id, who, a, b, s FROM t ORDER BY id";

    /** Policies of {@code t}: a condition for alice, as policies write it and as its owner can ask it. */
    private enum Rule {
        OWN("who = CURRENT_USER", "who = 'alice'"),
        RANGE("a BETWEEN 2 AND 6", "a BETWEEN 2 AND 6"),
        TABLE("EXISTS (SELECT 1 FROM plain p WHERE p.n = t.b)", "EXISTS (SELECT 1 FROM plain p WHERE p.n = t.b)"),
        MEMBERS("id IN (SELECT id FROM plain) OR s LIKE '1%'", "id IN (SELECT id FROM plain) OR s LIKE '1%'"),
        NOTHING("FALSE", "FALSE");

        private final String policy;
        private final String plain;

        Rule(String policy, String plain) {
            this.policy = policy;
            this.plain = plain;
        }
    }

    private final Random random;
    private final long seed;

    InferenceTest() {
        seed = Long.getLong("blazedb.seed", new Random().nextLong());
        random = new Random(seed);
    }

    @Test
    void aRoleFindsOutNothing() {
        compare(STATEMENTS);
    }

    @Test
    @Tag("soak")
    void aRoleFindsOutNothingInALongTime() {
        compare(STATEMENTS_LONG);
    }

    private void compare(int statements) {
        for (Rule rule : Rule.values()) {
            long data = random.nextLong();
            try (TestDatabase full = database(data, rule);
                    TestDatabase bare = database(data, rule)) {
                bare.run("DELETE FROM u WHERE t_id NOT IN (SELECT id FROM t WHERE " + rule.plain + ");"
                        + "DELETE FROM t WHERE NOT COALESCE((" + rule.plain + "), FALSE);"
                        + "UPDATE t SET secret = NULL");
                full.run("ANALYZE");
                bare.run("ANALYZE");
                String hidden = "SELECT * FROM t WHERE NOT COALESCE((" + rule.plain + "), FALSE) ORDER BY id";
                List<String> before = full.rows(hidden);
                try (SqlSession fully = alice(full);
                        SqlSession barely = alice(bare)) {
                    compare(fully, barely, statements);
                }
                assertThat(full.rows(hidden)).as("hidden rows, seed %d", seed).isEqualTo(before);
                assertThat(full.rows("SELECT id FROM t WHERE secret IS NULL AND id < 1000"))
                        .as("hidden values, seed %d", seed)
                        .isEmpty();
            }
        }
    }

    private void compare(SqlSession full, SqlSession bare, int statements) {
        for (int i = 0; i < statements; i++) {
            String sql = statement();
            if (i % 3 == 0) {
                assertThat(outcome(full, "EXPLAIN " + sql))
                        .as("plan of %s, seed %d", sql, seed)
                        .isEqualTo(outcome(bare, "EXPLAIN " + sql));
            }
            assertThat(outcome(full, sql)).as("%s, seed %d", sql, seed).isEqualTo(outcome(bare, sql));
            if (i % 10 == 0) {
                assertThat(outcome(full, SEEN))
                        .as("after %s, seed %d", sql, seed)
                        .isEqualTo(outcome(bare, SEEN));
            }
        }
        for (String view : List.of(
                "information_schema.tables",
                "information_schema.columns",
                "information_schema.table_constraints",
                "information_schema.key_column_usage",
                "information_schema.table_privileges",
                "information_schema.column_privileges",
                "blaze.indexes",
                "blaze.policies",
                "blaze.privileges",
                "blaze.statistics",
                "blaze.databases",
                "blaze.settings")) {
            String sql = "SELECT * FROM " + view;
            assertThat(outcome(full, sql)).as(sql).isEqualTo(outcome(bare, sql));
        }
        assertThat(full.tables("main", "public").toString())
                .isEqualTo(bare.tables("main", "public").toString())
                .doesNotContain("secret");
    }

    /** Rows, a count or a failure as text. */
    private static String outcome(SqlSession session, String sql) {
        try {
            boolean query = sql.startsWith("SELECT") || sql.startsWith("EXPLAIN") || sql.contains("RETURNING");
            return query
                    ? String.join("\n", TestDatabase.rows(session, sql))
                    : "count " + TestDatabase.run(session, sql);
        } catch (BlazeSqlException failure) {
            return failure.sqlState() + " " + failure.getMessage();
        }
    }

    private static SqlSession alice(TestDatabase database) {
        return database.engine().openSession(new SessionOptions("alice", IsolationLevel.SNAPSHOT, false));
    }

    private static TestDatabase database(long data, Rule rule) {
        Random values = new Random(data);
        TestDatabase database = TestDatabase.inMemory();
        database.run("CREATE TABLE t (id INT PRIMARY KEY, who TEXT, a INT, b INT, s TEXT, secret INT);"
                + "CREATE INDEX t_a ON t (a); CREATE INDEX t_s ON t (s, b);"
                + "CREATE TABLE u (id INT PRIMARY KEY, t_id INT, c INT); CREATE INDEX u_t ON u (t_id);"
                + "CREATE TABLE plain (id INT PRIMARY KEY, n INT);"
                + "CREATE USER alice; GRANT SELECT (id, who, a, b, s), INSERT (id, who, a, b, s),"
                + " UPDATE (id, who, a, b, s), DELETE ON t TO alice; GRANT ALL ON u, plain TO alice");
        String[] texts = {"'1'", "'12'", "'x'", "'15y'", "NULL", "''"};
        List<String> rows = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            String who = values.nextBoolean() ? "'alice'" : "'bob'";
            String a = values.nextInt(8) == 0 ? "NULL" : "" + values.nextInt(9);
            rows.add("(" + id + ", " + who + ", " + a + ", " + values.nextInt(4) + ", "
                    + texts[values.nextInt(texts.length)] + ", " + values.nextInt(1_000_000) + ")");
            others.add("(" + id + ", " + values.nextInt(ROWS) + ", " + values.nextInt(5) + ")");
        }
        database.run("INSERT INTO t VALUES " + String.join(", ", rows) + "; INSERT INTO u VALUES "
                + String.join(", ", others));
        database.run("INSERT INTO plain VALUES (1, 0), (2, 2), (7, 5), (20, 3), (31, 3)");
        database.run("ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE u ENABLE ROW LEVEL SECURITY;"
                + "CREATE POLICY seen ON t USING (" + rule.policy + ");"
                + "CREATE POLICY following ON u USING (t_id IN (SELECT id FROM t))");
        return database;
    }

    // Statements.

    private String statement() {
        return switch (random.nextInt(14)) {
            case 0 -> "SELECT COUNT(*) FROM t" + where("t");
            case 1 -> "SELECT COUNT(*), SUM(a), MIN(s), MAX(" + number("t", 1) + ") FROM t" + where("t");
            case 2 ->
                "SELECT b, COUNT(*), AVG(a) FROM t" + where("t") + " GROUP BY b HAVING COUNT(*) > " + random.nextInt(3)
                        + " ORDER BY b";
            case 3 ->
                "SELECT t.id, u.id, " + number("u", 1) + " FROM t JOIN u ON u.t_id = t.id" + where("t")
                        + " ORDER BY 1, 2";
            case 4 ->
                "SELECT p.id, t.id FROM plain p LEFT JOIN t ON t.b = p.n AND " + condition("t", 1)
                        + " ORDER BY 1, 2 LIMIT 20";
            case 5 ->
                "SELECT id FROM plain WHERE " + (random.nextBoolean() ? "NOT " : "")
                        + "EXISTS (SELECT 1 FROM t WHERE t.b = plain.n AND " + condition("t", 1) + ") ORDER BY id";
            case 6 -> "SELECT id FROM u WHERE t_id IN (SELECT id FROM t" + where("t") + ") ORDER BY id";
            case 7 -> "SELECT a, s FROM t WHERE id = " + random.nextInt(ROWS);
            case 8 -> "SELECT id, secret FROM t" + where("t");
            case 9 -> "UPDATE t SET a = " + number("t", 1) + where("t");
            case 10 ->
                random.nextInt(3) == 0
                        ? "DELETE FROM t WHERE id = " + random.nextInt(ROWS) + " AND " + condition("t", 1)
                        : "UPDATE t SET s = s || 'z', b = b WHERE id = " + random.nextInt(ROWS) + " RETURNING id, s";
            case 11 ->
                "INSERT INTO t (id, who, a, b, s) SELECT id + " + (1000 + random.nextInt(100_000_000))
                        + ", who, a, b, s" + " FROM t WHERE id < " + random.nextInt(ROWS) + " AND " + condition("t", 1);
            case 12 ->
                "MERGE INTO t USING plain p ON t.id = p.id AND " + condition("t", 1)
                        + " WHEN MATCHED THEN UPDATE SET b = t.b + 1 - 1";
            default -> "SELECT id, " + number("t", 2) + " FROM t" + where("t") + " ORDER BY id";
        };
    }

    private String where(String table) {
        return random.nextInt(5) == 0 ? "" : " WHERE " + condition(table, 2);
    }

    private String condition(String table, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            String left = condition(table, depth - 1);
            String right = condition(table, depth - 1);
            return switch (random.nextInt(3)) {
                case 0 -> "(" + left + " AND " + right + ")";
                case 1 -> "(" + left + " OR " + right + ")";
                default -> "NOT (" + left + ")";
            };
        }
        return switch (random.nextInt(9)) {
            case 0 -> table + ".id = " + random.nextInt(ROWS);
            case 1 -> number(table, 1) + " > " + number(table, 1);
            case 2 -> "t.s LIKE '1%'".replace("t.", table.equals("t") ? "t." : "'x' || " + table + ".");
            case 3 -> text(table) + " = '12'";
            case 4 -> "CAST(" + text(table) + " AS INT) > 3";
            case 5 -> "1 / " + number(table, 0) + " >= 0";
            case 6 -> number(table, 0) + " IN (0, 2, " + random.nextInt(9) + ")";
            case 7 -> number(table, 0) + " IS NULL";
            default -> number(table, 0) + " BETWEEN 1 AND " + random.nextInt(9);
        };
    }

    private String number(String table, int depth) {
        List<String> columns =
                new ArrayList<>(table.equals("t") ? List.of("id", "a", "b") : List.of("id", "t_id", "c"));
        String column = table + "." + columns.get(random.nextInt(columns.size()));
        if (depth == 0) {
            return column;
        }
        String left = number(table, depth - 1);
        String right = number(table, depth - 1);
        return switch (random.nextInt(7)) {
            case 0 -> "(" + left + " + " + right + ")";
            case 1 -> "(" + left + " - " + right + ")";
            case 2 -> "(" + left + " / " + right + ")";
            case 3 -> "COALESCE(" + left + ", 0)";
            case 4 -> "LENGTH(" + text(table) + ")";
            case 5 -> "CASE WHEN " + condition(table, 0) + " THEN " + left + " ELSE 0 END";
            default -> column;
        };
    }

    private static String text(String table) {
        return table.equals("t") ? "t.s" : "CAST(u.c AS VARCHAR(10))";
    }
}
