/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.ExecuteOptions;
import io.blazedb.calcite.PreparedQuery;
import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ON CONFLICT and RETURNING. */
class UpsertTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void tables() {
        database.run("CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT, n INTEGER DEFAULT 7 CHECK (n < 100),"
                + " CONSTRAINT t_code UNIQUE (code))");
        database.run("INSERT INTO t VALUES (1, 'a', 10), (2, 'b', 20), (3, NULL, 30)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void doesNothingOnAnyConflict() {
        assertThat(database.run("INSERT INTO t VALUES (1, 'x', 1), (4, 'b', 1), (5, 'e', 5), (5, 'f', 6), (6, NULL, 6)"
                        + " ON CONFLICT DO NOTHING"))
                .isEqualTo(2);
        assertThat(database.rows("SELECT * FROM t WHERE id > 3 ORDER BY id")).containsExactly("5,e,5", "6,null,6");
    }

    @Test
    void aConflictOnAnotherKeyThanTheNamedOneFails() {
        assertThat(database.failure("INSERT INTO t VALUES (9, 'a', 1) ON CONFLICT (id) DO NOTHING"))
                .startsWith("23505")
                .contains("t_code");
        assertThat(database.run("INSERT INTO t VALUES (9, 'a', 1) ON CONFLICT (code) DO NOTHING"))
                .isZero();
        assertThat(database.run("INSERT INTO t VALUES (9, 'a', 1) ON CONFLICT ON CONSTRAINT t_code DO NOTHING"))
                .isZero();
        assertThat(database.run("INSERT INTO t VALUES (1, 'q', 1) ON CONFLICT ON CONSTRAINT t_pkey DO NOTHING"))
                .isZero();
    }

    @Test
    void updatesTheRowThatIsThere() {
        assertThat(database.rows("INSERT INTO t AS old (id, code) VALUES (1, 'z'), (8, 'h')"
                        + " ON CONFLICT (id) DO UPDATE SET code = excluded.code, n = old.n + excluded.n"
                        + " RETURNING id, code, n AS total"))
                .containsExactly("1,z,17", "8,h,7");
        assertThat(database.rows("SELECT id FROM t WHERE code = 'z'")).containsExactly("1");
        assertThat(database.rows("SELECT id FROM t WHERE code = 'a'")).isEmpty();
    }

    @Test
    void whereLeavesRowsAlone() {
        assertThat(database.rows("INSERT INTO t VALUES (1, 'a', 50), (2, 'b', 50)"
                        + " ON CONFLICT (id) DO UPDATE SET n = excluded.n WHERE t.n > 15 RETURNING *"))
                .containsExactly("2,b,50");
    }

    @Test
    void mayMoveTheKeyAndUseSubQueries() {
        database.run("INSERT INTO t VALUES (2, 'b', 1) ON CONFLICT (code) DO UPDATE"
                + " SET (id, n) = (SELECT o.id + 12, excluded.n FROM t o WHERE o.id = t.id - 1)");
        assertThat(database.rows("SELECT * FROM t ORDER BY id")).containsExactly("1,a,10", "3,null,30", "13,b,1");
    }

    @Test
    void takesParameters() {
        for (int i = 0; i < 2; i++) {
            database.run(
                    "INSERT INTO t VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET n = t.n + ? WHERE t.n < ?",
                    20,
                    "t",
                    1,
                    2,
                    50);
        }
        assertThat(database.rows("SELECT * FROM t WHERE id = 20")).containsExactly("20,t,3");
    }

    @Test
    void refusesToChangeARowTwice() {
        assertThat(database.failure("INSERT INTO t VALUES (7, 'g', 1), (7, 'h', 2)"
                        + " ON CONFLICT (id) DO UPDATE SET n = excluded.n"))
                .startsWith("21000");
        assertThat(database.failure(
                        "INSERT INTO t VALUES (1, 'g', 1), (1, 'h', 2) ON CONFLICT (id) DO UPDATE SET n = excluded.n"))
                .startsWith("21000");
        assertThat(database.rows("SELECT count(*) FROM t")).containsExactly("3");
    }

    @Test
    void checksConstraintsOfBothRows() {
        assertThat(database.failure("INSERT INTO t VALUES (1, 'a', 100) ON CONFLICT DO NOTHING"))
                .startsWith("23514");
        assertThat(database.failure("INSERT INTO t VALUES (NULL, 'a', 1) ON CONFLICT DO NOTHING"))
                .startsWith("23502");
        assertThat(database.failure("INSERT INTO t VALUES (1, 'a', 1) ON CONFLICT (id) DO UPDATE SET n = 100"))
                .startsWith("23514");
        assertThat(database.failure("INSERT INTO t VALUES (1, 'a', 1) ON CONFLICT (id) DO UPDATE SET code = 'b'"))
                .startsWith("23505");
    }

    @Test
    void refusesWhatHasNoMeaning() {
        assertThat(database.failure("INSERT INTO t VALUES (1, 'a', 1) ON CONFLICT (n) DO NOTHING"))
                .startsWith("42P10");
        assertThat(database.failure("INSERT INTO t VALUES (1, 'a', 1) ON CONFLICT (zz) DO NOTHING"))
                .startsWith("42703");
        assertThat(database.failure("INSERT INTO t VALUES (1, 'a', 1) ON CONFLICT ON CONSTRAINT no DO NOTHING"))
                .startsWith("42704");
        assertThat(database.failure("INSERT INTO t VALUES (1, 'a', 1) ON CONFLICT DO UPDATE SET n = 1"))
                .startsWith("42601");
        assertThat(database.failure("INSERT INTO t VALUES (1, 'a', 1) ON CONFLICT (id) DO UPDATE SET n = count(*)"))
                .startsWith("42803");
        assertThat(database.failure("INSERT INTO t VALUES (1, 'a', 1) RETURNING count(*)"))
                .startsWith("42803");
        assertThat(database.failure("DELETE FROM t RETURNING row_number() OVER (ORDER BY id)"))
                .startsWith("42P20");
        assertThat(database.failure("DELETE FROM t RETURNING excluded.id")).startsWith("42");
    }

    @Test
    void returnsExpressionsWithNamesAndTypes() {
        PreparedQuery query = database.session()
                .prepare("UPDATE t SET n = n + 1 WHERE id = 1 RETURNING id, code, n, upper(code), n * 2 AS twice,"
                        + " (SELECT count(*) FROM t) all_rows");
        assertThat(query.kind()).isEqualTo(PreparedQuery.Kind.DML);
        assertThat(query.columns().stream().map(column -> column.label()).toList())
                .containsExactly("id", "code", "n", "upper", "twice", "all_rows");
        try (SqlResult result = query.execute(List.of(), ExecuteOptions.DEFAULT)) {
            assertThat(result.updateCount()).isEqualTo(1);
            assertThat(TestDatabase.texts(result.rows())).containsExactly("1,a,11,A,22,3");
        }
        assertThat(database.rows("DELETE FROM t x WHERE x.id < 3 RETURNING x.id, n"))
                .containsExactly("1,11", "2,20");
        assertThat(database.rows("INSERT INTO t SELECT id + 10, code, n FROM t RETURNING id"))
                .containsExactly("13");
        assertThat(database.rows("DELETE FROM t WHERE id = 77 RETURNING *")).isEmpty();
    }

    @Test
    void identityValuesComeBack() {
        database.run("CREATE TABLE i (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v TEXT UNIQUE)");
        assertThat(database.rows("INSERT INTO i (v) VALUES ('a'), ('b') RETURNING id, v"))
                .containsExactly("1,a", "2,b");
        assertThat(database.rows("INSERT INTO i (v) VALUES ('b'), ('c') ON CONFLICT (v) DO UPDATE SET v = 'bb'"
                        + " RETURNING id, v"))
                .containsExactly("2,bb", "4,c");
    }

    @Test
    void explainSaysWhatIsDone() {
        assertThat(database.rows(
                                "EXPLAIN INSERT INTO t VALUES (1, 'a', 1) ON CONFLICT (id) DO UPDATE SET n = 1 RETURNING *")
                        .get(0))
                .startsWith("BlazeInsert into main.public.t on conflict do update returning");
    }

    @Test
    void concurrentUpsertsOfTheSameKeyConflict() {
        try (SqlSession other = database.engine().openSession(SessionOptions.owner())) {
            TestDatabase.run(other, "BEGIN");
            TestDatabase.run(other, "INSERT INTO t VALUES (40, 'x', 1) ON CONFLICT (id) DO UPDATE SET n = t.n + 1");
            database.run("INSERT INTO t VALUES (40, 'x', 1) ON CONFLICT (id) DO UPDATE SET n = t.n + 1");
            assertThat(TestDatabase.failure(other, "COMMIT")).startsWith("40001");
        }
        assertThat(database.rows("SELECT n FROM t WHERE id = 40")).containsExactly("1");
    }

    @Test
    void rollsBackToASavepoint() {
        database.run("BEGIN; SAVEPOINT s; INSERT INTO t VALUES (1, 'a', 1) ON CONFLICT (id) DO UPDATE SET n = 0;"
                + " ROLLBACK TO s; INSERT INTO t VALUES (2, 'b', 1) ON CONFLICT (id) DO UPDATE SET n = 0; COMMIT");
        assertThat(database.rows("SELECT id FROM t WHERE n = 0")).containsExactly("2");
    }

    @Test
    void agreesWithAModel() {
        long seed = Long.getLong("blazedb.seed", 20_261_101L);
        Random random = new Random(seed);
        database.run("CREATE TABLE m (k INTEGER PRIMARY KEY, v INTEGER); CREATE INDEX m_v ON m (v)");
        TreeMap<Integer, Integer> model = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            int from = random.nextInt(30);
            int value = random.nextInt(20);
            List<String> expected = new ArrayList<>();
            String sql;
            switch (random.nextInt(5)) {
                case 0 -> {
                    sql = "INSERT INTO m VALUES (" + from + ", " + value + ") ON CONFLICT DO NOTHING RETURNING k, v";
                    if (model.putIfAbsent(from, value) == null) {
                        expected.add(from + "," + value);
                    }
                }
                case 1 -> {
                    sql = "INSERT INTO m VALUES (" + from + ", " + value + "), (" + (from + 1) + ", " + value
                            + ") ON CONFLICT (k) DO UPDATE SET v = m.v + excluded.v WHERE m.v < 60 RETURNING k, v";
                    for (int k = from; k <= from + 1; k++) {
                        Integer before = model.get(k);
                        if (before == null || before < 60) {
                            model.put(k, before == null ? value : before + value);
                            expected.add(k + "," + model.get(k));
                        }
                    }
                }
                case 2 -> {
                    sql = "UPDATE m SET v = v - 1 WHERE v >= " + value + " RETURNING k, v";
                    model.replaceAll((k, v) -> {
                        if (v < value) {
                            return v;
                        }
                        expected.add(k + "," + (v - 1));
                        return v - 1;
                    });
                }
                case 3 -> {
                    sql = "UPDATE m SET v = v + s.w FROM (VALUES (" + from + ", 1), (" + from + ", 1), (" + value
                            + ", 1)) AS s (j, w) WHERE m.k = s.j RETURNING k, v";
                    for (int k : from == value ? new int[] {from} : new int[] {from, value}) {
                        if (model.computeIfPresent(k, (key, v) -> v + 1) != null) {
                            expected.add(k + "," + model.get(k));
                        }
                    }
                }
                default -> {
                    sql = "DELETE FROM m USING (VALUES (" + from + "), (" + from + ")) AS s (j)"
                            + " WHERE m.k = s.j AND v > " + value + " RETURNING k, v";
                    Integer v = model.get(from);
                    if (v != null && v > value) {
                        model.remove(from);
                        expected.add(from + "," + v);
                    }
                }
            }
            assertThat(database.rows(sql))
                    .as("seed " + seed + ": " + sql)
                    .containsExactlyInAnyOrderElementsOf(expected);
            List<String> all = new ArrayList<>();
            model.forEach((k, v) -> all.add(k + "," + v));
            assertThat(database.rows("SELECT k, v FROM m ORDER BY k"))
                    .as("seed " + seed)
                    .isEqualTo(all);
            assertThat(database.rows("SELECT count(*) FROM m WHERE v = " + value))
                    .containsExactly(String.valueOf(
                            model.values().stream().filter(v -> v == value).count()));
        }
    }
}
