/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.security;

import io.blazedb.calcite.SessionCopy;
import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.storage.IsolationLevel;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * The ways beside plain queries on which hidden rows and columns could be told: each statement gives a restricted role on a database that
 * holds them just what it gives on one that never had those rows, nor a value in those columns. (That there is a column of a name can be
 * found out, as in PostgreSQL, by somebody who has a right on other columns of the table; what is published has no such columns.)
 */
class InferenceRoutesTest {
    private static final String CANARY = "qzXv81mLw0pTnB4rJc7KdY2e";

    private static final List<String> QUERIES = List.of(
            "SELECT * FROM seen",
            "SELECT count(*), count(DISTINCT n), sum(n), min(s), max(s) FROM t",
            "SELECT string_agg(s, ',' ORDER BY id), array_agg(n ORDER BY id) FROM t",
            "SELECT json_agg(s ORDER BY id) FROM t",
            "SELECT json_object_agg(id, s) FROM t WHERE id < 4",
            "SELECT json_build_object('id', id, 's', s) FROM t ORDER BY id LIMIT 3",
            "SELECT row_to_json(t) FROM t",
            "SELECT to_json(t.*) FROM t",
            "SELECT t FROM t",
            "SELECT id, row_number() OVER (ORDER BY n, id), lag(s) OVER (ORDER BY id), count(*) OVER () FROM t ORDER BY id",
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n) FROM t",
            "SELECT id FROM t ORDER BY secret",
            "SELECT id FROM t WHERE secret = '" + CANARY + "'",
            "SELECT id FROM t GROUP BY id HAVING max(secret) > 'a'",
            "SELECT id FROM t AS x (a, b, c, d, e, f) WHERE f IS NULL",
            "SELECT x.f FROM t AS x (a, b, c, d, e, f)",
            "SELECT secret FROM t NATURAL JOIN child",
            "SELECT * FROM t JOIN child USING (secret)",
            "SELECT 1 / (n - 7) FROM t ORDER BY id",
            "SELECT CAST(s AS INT) FROM t ORDER BY id",
            "SELECT id FROM t WHERE CAST(s AS INT) > 0 ORDER BY id",
            "SELECT id FROM t TABLESAMPLE BERNOULLI (100) ORDER BY id",
            "SELECT id FROM t ORDER BY id OFFSET 3 FETCH FIRST 2 ROWS WITH TIES",
            "SELECT id FROM t WHERE id IN (SELECT t_id FROM child) ORDER BY id",
            "SELECT (SELECT count(*) FROM t) - count(*) FROM child",
            "SELECT count(*) FROM t FULL JOIN child ON child.t_id = t.id",
            "WITH RECURSIVE r(id) AS (SELECT min(id) FROM t UNION ALL SELECT t.id FROM t JOIN r ON t.id = r.id + 1) SELECT count(*) FROM r",
            "SELECT id FROM t EXCEPT SELECT t_id FROM child ORDER BY 1",
            "SELECT id, n FROM t FOR UPDATE",
            "TABLE child",
            "SHOW row_security",
            "EXPLAIN SELECT * FROM seen WHERE n > 3",
            "EXPLAIN ANALYZE SELECT count(*) FROM t WHERE n > 3",
            "EXPLAIN ANALYZE SELECT id FROM t WHERE s LIKE 'v%'",
            "EXPLAIN ANALYZE SELECT id FROM t WHERE n = 3",
            "EXPLAIN ANALYZE SELECT t.id FROM t JOIN child ON child.t_id = t.id",
            "EXPLAIN ANALYZE SELECT s FROM t WHERE id = 9",
            "EXPLAIN (FORMAT JSON) SELECT id FROM t WHERE n > 3",
            "EXPLAIN (FORMAT SVG) SELECT id FROM t WHERE n > 3",
            "EXPLAIN SELECT secret FROM t",
            "EXPLAIN PUBLICATION p FOR APP 'x'",
            "SELECT currval('t_id_seq')",
            "SELECT nextval('counted')",
            "SELECT * FROM counted",
            "SELECT pg_relation_size('t')",
            "SELECT has_column_privilege('t', 'secret', 'SELECT')",
            "SELECT col_description('t'::regclass, 6)",
            "CHECK DATABASE",
            "ANALYZE t");

    private static final List<String> CHANGES = List.of(
            "UPDATE t SET n = n + 1 WHERE secret IS NOT NULL",
            "UPDATE t SET n = n + 1 WHERE 1 / (n - 7) > 0",
            "UPDATE t SET n = 100 FROM child WHERE child.t_id = t.id RETURNING t.id, n",
            "UPDATE t SET who = 'bob' WHERE id = 2",
            "UPDATE t SET n = n RETURNING secret",
            "DELETE FROM t WHERE secret = 'x'",
            "DELETE FROM t USING child WHERE child.t_id = t.id AND 1 / (t.n - 7) > 5",
            "INSERT INTO t (id, who, n, s) VALUES (500, 'alice', 7, 'mine') RETURNING id",
            "INSERT INTO t (id, who, n, s, secret) VALUES (501, 'alice', 7, 'mine2', 'x')",
            "INSERT INTO t (id, who, n, s) VALUES (502, 'bob', 7, 'his')",
            "INSERT INTO t (id, who, n, s) VALUES (500, 'alice', 1, 'again')",
            "INSERT INTO t (id, who, n, s) VALUES (500, 'alice', 1, 'again') ON CONFLICT DO NOTHING",
            "INSERT INTO t (id, who, n, s) VALUES (500, 'alice', 1, 'again') ON CONFLICT (id) DO UPDATE SET n = t.n + 1 RETURNING n",
            "INSERT INTO child VALUES (900, 500)",
            "INSERT INTO child VALUES (901, 77777)",
            "DELETE FROM t WHERE id = 500",
            "DELETE FROM child WHERE id = 900",
            "MERGE INTO t USING child ON t.id = child.t_id WHEN MATCHED THEN UPDATE SET s = t.s || '!'",
            "TRUNCATE t",
            "CREATE INDEX mine ON t (n)",
            "CREATE VIEW mine AS SELECT id, secret FROM t",
            "ALTER TABLE t DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE t RENAME COLUMN secret TO shown",
            "COMMENT ON COLUMN t.secret IS 'x'",
            "CREATE PUBLICATION mine FOR TABLE t",
            "BACKUP TO 'stolen.blazedb'",
            "SET ROLE owner",
            "SET SESSION AUTHORIZATION owner",
            "SET row_security = off",
            "SELECT count(*) FROM t",
            "RESET row_security");

    private static TestDatabase database(boolean withHidden) {
        TestDatabase database = TestDatabase.inMemory();
        database.run("CREATE SEQUENCE counted; CREATE TABLE t (id INT PRIMARY KEY, who TEXT, n INT, s TEXT,"
                + " secret VARCHAR(40), CONSTRAINT t_s UNIQUE (s)); CREATE INDEX t_n ON t (n, who);"
                + "CREATE TABLE child (id INT PRIMARY KEY, t_id INT REFERENCES t);"
                + "CREATE VIEW seen WITH (security_invoker = true) AS SELECT id, who, n, s FROM t;"
                + "CREATE USER alice;"
                + "GRANT SELECT (id, who, n, s), INSERT (id, who, n, s), UPDATE (id, who, n, s), DELETE ON t TO alice;"
                + "GRANT ALL ON child TO alice; GRANT SELECT ON seen TO alice");
        database.run("ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON t USING (who = CURRENT_USER);"
                + "ALTER TABLE child ENABLE ROW LEVEL SECURITY;"
                + "CREATE POLICY own ON child USING (t_id IS NULL OR t_id >= 500 OR t_id % 3 = 2) WITH CHECK (TRUE)");
        for (int id = 1; id <= 60; id++) {
            boolean own = id % 3 == 2;
            if (own || withHidden) {
                // What is hidden would fail a division, a cast and a length.
                database.run("INSERT INTO t VALUES (" + id + ", '" + (own ? "alice" : "bob") + "', "
                        + (own ? id % 5 : 7) + ", '" + (own ? "" + id : CANARY + id) + "', "
                        + (withHidden ? "'" + CANARY + "'" : "NULL") + ")");
                database.run("INSERT INTO child VALUES (" + id + ", " + id + ")");
            }
        }
        return database;
    }

    @Test
    void noRouteTellsOfWhatIsHidden() {
        SoftAssertions same = new SoftAssertions();
        try (TestDatabase full = database(true);
                TestDatabase bare = database(false);
                SqlSession fully = alice(full);
                SqlSession barely = alice(bare)) {
            full.run("ANALYZE");
            bare.run("ANALYZE");
            List<String> statements = new ArrayList<>(QUERIES);
            for (String view : full.rows("SELECT table_schema || '.' || table_name FROM information_schema.tables"
                    + " WHERE table_schema IN ('information_schema', 'blaze') ORDER BY 1")) {
                statements.add("SELECT * FROM " + view);
            }
            statements.addAll(CHANGES);
            statements.addAll(QUERIES.subList(0, 10));
            for (String sql : statements) {
                String outcome = outcome(fully, sql);
                same.assertThat(outcome).as(sql).isEqualTo(outcome(barely, sql)).doesNotContain(CANARY);
            }
            for (String copied :
                    List.of("t (id, who, n, s)", "t", "t (id, secret)", "seen", "(SELECT s FROM t WHERE n > 1)")) {
                same.assertThat(copy(fully, copied)).as(copied).isEqualTo(copy(barely, copied));
            }
            for (String line : List.of(
                    "700\talice\t1\tnew\n", "701\tbob\t1\tother\n", "2\talice\t1\ttaken\n", "x\talice\t1\tbad\n")) {
                same.assertThat(load(fully, line)).as(line).isEqualTo(load(barely, line));
            }
        }
        same.assertAll();
    }

    private static SqlSession alice(TestDatabase database) {
        return database.engine().openSession(new SessionOptions("alice", IsolationLevel.SNAPSHOT, false));
    }

    private static String outcome(SqlSession session, String sql) {
        try (SqlResult result = session.execute(sql)) {
            String outcome = result.rows() == null
                    ? "count " + result.updateCount()
                    : String.join("\n", TestDatabase.texts(result.rows()));
            return outcome.replaceAll("[0-9.]+ (ms|µs|us)", "TIME");
        } catch (BlazeSqlException failure) {
            return failure.sqlState() + " " + failure.getMessage();
        }
    }

    private static String copy(SqlSession session, String what) {
        StringWriter out = new StringWriter();
        try {
            return SessionCopy.of(session, "COPY " + what + " TO STDOUT").write(out) + "\n" + out;
        } catch (BlazeSqlException failure) {
            return failure.sqlState() + " " + failure.getMessage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String load(SqlSession session, String lines) {
        try {
            return "count "
                    + SessionCopy.of(session, "COPY t (id, who, n, s) FROM STDIN")
                            .read(new StringReader(lines));
        } catch (BlazeSqlException failure) {
            return failure.sqlState() + " " + failure.getMessage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
