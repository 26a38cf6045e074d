/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.catalog.TableDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    private TableDefinition table(String name) {
        return database.session().table("main", "public", name);
    }

    @Test
    void tables() {
        database.run("CREATE TABLE t (a INT, b TEXT UNIQUE, c DECIMAL(5,2) CHECK (c > 0), PRIMARY KEY (a, b))");
        TableDefinition t = table("t");
        assertThat(t.primaryKey()).containsExactly(0, 1);
        assertThat(t.primaryKeyName()).isEqualTo("t_pkey");
        assertThat(t.columns().get(1).nullable()).isFalse();
        assertThat(t.indexes().get(0).name()).isEqualTo("t_b_key");
        assertThat(t.checks().get(0).name()).isEqualTo("t_c_check");
        assertThat(database.failure("CREATE TABLE t (x INT)")).startsWith("42P07");
        database.run("CREATE TABLE IF NOT EXISTS t (x INT)");
        assertThat(database.failure("INSERT INTO t VALUES (1, 'x', -1)"))
                .startsWith("23514")
                .contains("t_c_check");
        database.run("INSERT INTO t VALUES (1, 'x', NULL)");
        assertThat(database.failure("CREATE TABLE u (a INT, a TEXT)")).startsWith("42701");
        assertThat(database.failure("CREATE TABLE u (a INT PRIMARY KEY, b INT PRIMARY KEY)"))
                .startsWith("42P16");
        assertThat(database.failure("CREATE TABLE u (a INT, PRIMARY KEY (z))")).startsWith("42703");
        assertThat(database.failure("CREATE TABLE u (a INT CHECK (z > 1))")).startsWith("42703");
        assertThat(database.failure("CREATE TABLE nowhere.u (a INT)")).startsWith("3F000");
        assertThat(database.failure("CREATE TABLE u (a TEXT GENERATED ALWAYS AS IDENTITY)"))
                .startsWith("42P16");
        database.run("DROP TABLE t; DROP TABLE IF EXISTS t");
        assertThat(table("t")).isNull();
    }

    @Test
    void droppedTablesComeBackEmpty() {
        database.run("CREATE TABLE t (id SERIAL PRIMARY KEY, a INT); INSERT INTO t (a) VALUES (1), (2)");
        database.run("DROP TABLE t; CREATE TABLE t (id SERIAL PRIMARY KEY, a INT); INSERT INTO t (a) VALUES (3)");
        assertThat(database.rows("SELECT * FROM t")).containsExactly("1,3");
    }

    @Test
    void definitionsRollBack() {
        database.run("BEGIN; CREATE TABLE t (id SERIAL PRIMARY KEY, a INT); INSERT INTO t (a) VALUES (5)");
        assertThat(database.rows("SELECT * FROM t")).containsExactly("1,5");
        database.run("ROLLBACK");
        assertThat(table("t")).isNull();
        database.run("BEGIN; CREATE TABLE t (id SERIAL PRIMARY KEY, a INT); SAVEPOINT s; DROP TABLE t; ROLLBACK TO s");
        database.run("INSERT INTO t (a) VALUES (6); COMMIT; INSERT INTO t (a) VALUES (7)");
        assertThat(database.rows("SELECT * FROM t ORDER BY id")).containsExactly("1,6", "2,7");
    }

    @Test
    void createTableAs() {
        assertThat(database.run("CREATE TABLE t AS SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y'"))
                .isEqualTo(2);
        assertThat(database.rows("SELECT a, b FROM t ORDER BY a")).containsExactly("1,x", "2,y");
        database.run("CREATE TABLE u (c, d) AS SELECT a, b FROM t WITH NO DATA");
        assertThat(database.rows("SELECT c, d FROM u")).isEmpty();
    }

    @Test
    void alterations() {
        database.run(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT, b TEXT); INSERT INTO t VALUES (1, 10, 'x'), (2, 20, 'y')");
        database.run("CREATE INDEX ab ON t (a, b); CREATE INDEX i_b ON t (b)");
        database.run("ALTER TABLE t ADD COLUMN c INT; ALTER TABLE t ADD d INT NOT NULL DEFAULT 7");
        assertThat(database.rows("SELECT * FROM t ORDER BY id")).containsExactly("1,10,x,null,7", "2,20,y,null,7");
        assertThat(database.failure("ALTER TABLE t ADD e INT NOT NULL")).startsWith("23502");
        database.run("UPDATE t SET c = 3 WHERE id = 1; ALTER TABLE t DROP COLUMN a");
        assertThat(table("t").indexes()).hasSize(1);
        assertThat(database.rows("SELECT id FROM t WHERE b = 'y'")).containsExactly("2");
        database.run("ALTER TABLE t DROP COLUMN d, ADD COLUMN d2 INT");
        assertThat(database.rows("SELECT * FROM t ORDER BY id")).containsExactly("1,x,3,null", "2,y,null,null");
        database.run("ALTER TABLE t RENAME COLUMN c TO cc; ALTER TABLE t RENAME TO tt");
        assertThat(database.rows("SELECT cc FROM tt WHERE b = 'x'")).containsExactly("3");
        assertThat(database.failure("ALTER TABLE tt ADD CONSTRAINT p CHECK (cc > 5)"))
                .startsWith("23514");
        database.run("ALTER TABLE tt ADD CONSTRAINT p CHECK (cc > 1); ALTER TABLE tt ADD CONSTRAINT u UNIQUE (b)");
        assertThat(database.failure("INSERT INTO tt VALUES (3, 'x', 5, 5)"))
                .startsWith("23505")
                .contains("\"u\"");
        assertThat(database.failure("UPDATE tt SET cc = 0")).startsWith("23514");
        database.run(
                "ALTER TABLE tt DROP CONSTRAINT u; ALTER TABLE tt DROP CONSTRAINT p; INSERT INTO tt VALUES (3, 'x', 0, 1)");
        assertThat(database.failure("ALTER TABLE tt ALTER cc SET NOT NULL")).startsWith("23502");
        assertThat(database.failure("ALTER TABLE tt DROP COLUMN id")).startsWith("2BP01");
        assertThat(database.failure("ALTER TABLE tt DROP COLUMN nope")).startsWith("42703");
        database.run("ALTER TABLE tt ALTER d2 SET DEFAULT 4; INSERT INTO tt (id) VALUES (9)");
        assertThat(database.rows("SELECT d2 FROM tt WHERE id = 9")).containsExactly("4");
    }

    @Test
    void indexes() {
        database.run("CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (1, 2), (1, 3), (2, NULL), (2, NULL)");
        assertThat(database.failure("CREATE UNIQUE INDEX u ON t (a)"))
                .startsWith("23505")
                .contains("\"u\"");
        database.run("CREATE UNIQUE INDEX u ON t (b); CREATE INDEX ON t (a DESC)");
        assertThat(table("t").indexes().get(1).name()).isEqualTo("t_a_idx");
        assertThat(database.rows("SELECT b FROM t WHERE a = 1 ORDER BY b")).containsExactly("2", "3");
        assertThat(database.rows("SELECT a FROM t WHERE b = 3")).containsExactly("1");
        database.run("UPDATE t SET b = 9 WHERE b = 3; DELETE FROM t WHERE a = 2");
        assertThat(database.rows("SELECT a FROM t WHERE b = 9")).containsExactly("1");
        assertThat(database.rows("SELECT a FROM t WHERE b = 3")).isEmpty();
        assertThat(database.failure("CREATE INDEX u ON t (a)")).startsWith("42P07");
        database.run("DROP INDEX u; DROP INDEX IF EXISTS u; CREATE INDEX IF NOT EXISTS t_a_idx ON t (b)");
        assertThat(database.failure("DROP INDEX u")).startsWith("42704");
        database.run("CREATE TABLE v (a INT UNIQUE)");
        assertThat(database.failure("DROP INDEX v_a_key")).startsWith("2BP01");
    }

    @Test
    void viewsAndSchemas() {
        database.run("CREATE SCHEMA s; CREATE TABLE s.t (a INT); INSERT INTO s.t VALUES (1), (2)");
        database.run("CREATE VIEW s.v AS SELECT a * 2 AS b FROM t WHERE a > 1");
        assertThat(database.rows("SELECT b FROM s.v")).containsExactly("4");
        assertThat(database.rows("SELECT b FROM main.s.v")).containsExactly("4");
        assertThat(database.failure("CREATE VIEW s.v AS SELECT 1 AS x")).startsWith("42P07");
        database.run("CREATE OR REPLACE VIEW s.v (b) AS SELECT a FROM s.t");
        assertThat(database.rows("SELECT b FROM s.v ORDER BY b")).containsExactly("1", "2");
        assertThat(database.failure("DROP TABLE s.v")).startsWith("42809");
        assertThat(database.failure("DROP SCHEMA s")).startsWith("2BP01");
        assertThat(database.failure("CREATE SCHEMA s")).startsWith("42710");
        database.run("SET SCHEMA s");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("2");
        database.run("SET SCHEMA public; DROP SCHEMA s CASCADE");
        assertThat(database.session().schemas("main"))
                .containsExactly("blaze", "information_schema", "pg_catalog", "public");
        assertThat(database.failure("CREATE TABLE blaze.x (a INT)")).startsWith("42501");
    }

    @Test
    void truncateAndComments() {
        database.run("CREATE TABLE t (a INT UNIQUE); INSERT INTO t VALUES (1), (2); TRUNCATE TABLE t");
        database.run("INSERT INTO t VALUES (1); COMMENT ON TABLE t IS 'things'; COMMENT ON COLUMN t.a IS 'number'");
        assertThat(table("t").comment()).isEqualTo("things");
        assertThat(table("t").columns().get(0).comment()).isEqualTo("number");
        assertThat(database.rows("SELECT a FROM t")).containsExactly("1");
    }

    @Test
    void publications() {
        database.run("CREATE TABLE bugs (id INT PRIMARY KEY, title TEXT, status TEXT, secret TEXT)");
        database.run("CREATE PUBLICATION p FOR TABLE bugs EXCEPT (secret) WHERE (status <> 'draft')");
        database.run(
                "GRANT SELECT, SUBSCRIBE ON PUBLICATION p TO APP GROUP 'suite'; GRANT SELECT ON PUBLICATION p TO PUBLIC");
        assertThat(database.rows("SELECT COUNT(*) FROM blaze.grants")).containsExactly("3");
        assertThat(database.failure("DROP TABLE bugs")).startsWith("2BP01").contains("\"p\"");
        assertThat(database.failure("ALTER TABLE bugs DROP COLUMN title")).startsWith("2BP01");
        assertThat(database.failure("CREATE PUBLICATION q FOR TABLE bugs (title)"))
                .startsWith("42P16")
                .contains("\"id\"");
        assertThat(database.failure("CREATE PUBLICATION q FOR TABLE bugs (nope)"))
                .startsWith("42703");
        assertThat(database.failure("CREATE PUBLICATION q FOR TABLE bugs WHERE (nope = 1)"))
                .startsWith("42703");
        assertThat(database.failure("GRANT SELECT ON PUBLICATION q TO PUBLIC")).startsWith("42704");
        database.run("REVOKE ALL ON PUBLICATION p FROM APP GROUP 'suite'");
        assertThat(database.rows("SELECT COUNT(*) FROM blaze.grants")).containsExactly("1");
        database.run("CREATE TABLE more (id INT PRIMARY KEY); ALTER PUBLICATION p ADD TABLE more");
        database.run("ALTER PUBLICATION p DROP TABLE bugs; DROP PUBLICATION p; DROP TABLE bugs");
        assertThat(database.rows("SELECT COUNT(*) FROM blaze.publications")).containsExactly("0");
    }

    @Test
    void links() {
        database.run("CREATE TABLE bugs (id INT PRIMARY KEY, title VARCHAR(20), status TEXT)");
        database.run("CREATE TABLE notes (id INT PRIMARY KEY, bug_id INT, bug_title TEXT, bug_status TEXT)");
        database.run("INSERT INTO bugs VALUES (1, 'crash', 'open'), (2, 'leak', 'open')");
        database.run("INSERT INTO notes VALUES (10, 1, NULL, NULL), (11, 1, NULL, NULL), (12, 3, NULL, NULL)");
        database.run("CREATE LINK l ON notes (bug_title, bug_status) REFERENCES bugs (title, status)"
                + " ON (notes.bug_id = bugs.id) ON DELETE SET NULL");
        assertThat(database.rows("SELECT id, bug_title, bug_status FROM notes ORDER BY id"))
                .containsExactly("10,crash,open", "11,crash,open", "12,null,null");
        database.run("UPDATE bugs SET title = 'boom' WHERE id = 1; INSERT INTO bugs VALUES (3, 'late', 'new')");
        database.run("INSERT INTO notes (id, bug_id) VALUES (13, 2)");
        assertThat(database.rows("SELECT id, bug_title, bug_status FROM notes ORDER BY id"))
                .containsExactly("10,boom,open", "11,boom,open", "12,late,new", "13,leak,open");
        database.run("UPDATE notes SET bug_id = 2 WHERE id = 11; DELETE FROM bugs WHERE id = 3");
        assertThat(database.rows("SELECT id, bug_title FROM notes ORDER BY id"))
                .containsExactly("10,boom", "11,leak", "12,null", "13,leak");
        assertThat(database.failure("DROP TABLE bugs")).startsWith("2BP01").contains("\"l\"");
        database.run("DROP LINK l; UPDATE bugs SET title = 'free'");
        assertThat(database.rows("SELECT bug_title FROM notes WHERE id = 10")).containsExactly("boom");
    }

    @Test
    void identityValues() {
        database.run("CREATE TABLE a (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x INT)");
        database.run("CREATE TABLE d (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, x INT)");
        database.run(
                "INSERT INTO a (x) VALUES (1), (2); INSERT INTO d (id, x) VALUES (100, 1); INSERT INTO d (x) VALUES (2)");
        assertThat(database.rows("SELECT id FROM a ORDER BY id")).containsExactly("1", "2");
        assertThat(database.rows("SELECT id FROM d ORDER BY id")).containsExactly("1", "100");
        assertThat(database.failure("INSERT INTO a (id, x) VALUES (5, 1)")).startsWith("428C9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX conc_i ON conc (a)",
                "ALTER TABLE conc ADD UNIQUE (a)",
                "ALTER TABLE conc ADD CHECK (a > 0)",
                "ALTER TABLE conc ALTER COLUMN a SET NOT NULL",
                "ALTER TABLE conc ADD COLUMN b INTEGER DEFAULT 5 NOT NULL"
            })
    void aDefinitionMissesNoRowWrittenMeanwhile(String definition) {
        try (TestDatabase shared = TestDatabase.inMemory();
                SqlSession other = shared.engine().openSession(SessionOptions.owner())) {
            shared.run("CREATE TABLE conc (a INTEGER); INSERT INTO conc VALUES (1)");
            TestDatabase.run(other, "BEGIN");
            TestDatabase.run(other, definition);
            shared.run("INSERT INTO conc VALUES (NULL)");
            assertThat(TestDatabase.failure(other, "COMMIT")).startsWith("40001");
        }
    }
}
