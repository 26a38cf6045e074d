/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Views follow the tables that they read, or hold them back, as in PostgreSQL. */
class ViewDependencyTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void tables() {
        database.run(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT, b TEXT, c NUMERIC); INSERT INTO t VALUES (1, 2, 'x', 3.5);"
                        + "CREATE TABLE u (id INT PRIMARY KEY, d INT); INSERT INTO u VALUES (1, 7)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aStarMeansTheColumnsOfItsDay() {
        database.run(
                "CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT t.*, d FROM t JOIN u ON t.id = u.d - 6");
        database.run("CREATE VIEW x AS TABLE u; CREATE VIEW y AS SELECT * FROM t NATURAL JOIN u;"
                + "CREATE VIEW z (a, b, c, d, e, f) AS SELECT * FROM t JOIN u ON t.id = u.id");
        database.run("ALTER TABLE t ADD COLUMN e INT; ALTER TABLE u ADD COLUMN f INT DEFAULT 9");
        assertThat(database.rows("SELECT * FROM v")).containsExactly("1,2,x,3.5");
        assertThat(database.rows("SELECT * FROM w")).containsExactly("1,2,x,3.5,7");
        assertThat(database.rows("SELECT * FROM x")).containsExactly("1,7");
        assertThat(database.rows("SELECT * FROM y")).containsExactly("1,2,x,3.5,7");
        assertThat(database.rows("SELECT * FROM z")).containsExactly("1,2,x,3.5,1,7");
    }

    @Test
    void whatViewsReadStays() {
        database.run("CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT id FROM v");
        assertThat(database.failure("DROP TABLE t"))
                .startsWith("2BP01")
                .contains("view v depends on table t, view w depends on view v");
        assertThat(database.failure("DROP VIEW v RESTRICT")).startsWith("2BP01");
        assertThat(database.failure("ALTER TABLE t DROP COLUMN a")).startsWith("2BP01");
        assertThat(database.failure("ALTER TABLE t ALTER COLUMN a TYPE BIGINT")).startsWith("0A000");
        database.run("ALTER TABLE t DROP COLUMN c; ALTER TABLE t ALTER COLUMN b TYPE VARCHAR(9)");
        assertThat(database.rows("SELECT * FROM v")).containsExactly("1,2");
        database.run("DROP VIEW w, v; DROP TABLE t");
    }

    /** As in SQLite and others, whose scripts drop views in any order. */
    @Test
    void aViewMayBeDroppedUnderAnother() {
        database.run("CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT id FROM v; DROP VIEW v");
        assertThat(database.failure("SELECT * FROM w")).startsWith("42P01");
        database.run("CREATE VIEW v AS SELECT 7 AS id");
        assertThat(database.rows("SELECT * FROM w")).containsExactly("7");
        database.run("DROP VIEW v; DROP VIEW w; DROP TABLE t");
    }

    @Test
    void cascadeTakesThemAlong() {
        database.run("CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT id FROM v;"
                + "CREATE VIEW x AS SELECT d FROM u WHERE EXISTS (SELECT 1 FROM t WHERE t.b = 'x')");
        database.run("ALTER TABLE t DROP COLUMN a CASCADE");
        assertThat(database.failure("SELECT * FROM w")).startsWith("42P01");
        assertThat(database.rows("SELECT * FROM x")).containsExactly("7");
        database.run("DROP TABLE t CASCADE");
        assertThat(database.failure("SELECT * FROM x")).startsWith("42P01");
        database.run(
                "CREATE SCHEMA s; CREATE TABLE s.t (a INT); CREATE VIEW y AS SELECT * FROM s.t; DROP SCHEMA s CASCADE");
        assertThat(database.failure("SELECT * FROM y")).startsWith("42P01");
    }

    @Test
    void aColumnWithAnotherNameIsTheSame() {
        database.run("CREATE VIEW v AS SELECT id, a FROM t WHERE a > 1;"
                + "CREATE VIEW w AS SELECT x.a, y.k FROM (SELECT a FROM t) x, (SELECT a AS k FROM t ORDER BY a) y;"
                + "CREATE VIEW x AS WITH q AS (SELECT * FROM t) SELECT q.a, count(*) AS n FROM q GROUP BY q.a;"
                + "CREATE VIEW y AS SELECT a FROM v");
        database.run("ALTER TABLE t RENAME COLUMN a TO \"A b\"");
        assertThat(database.rows("SELECT id, a FROM v")).containsExactly("1,2");
        assertThat(database.rows("SELECT a, k FROM w")).containsExactly("2,2");
        assertThat(database.rows("SELECT a, n FROM x")).containsExactly("2,1");
        assertThat(database.rows("SELECT a FROM y")).containsExactly("2");
        database.run("INSERT INTO v VALUES (5, 6)");
        assertThat(database.rows("SELECT \"A b\" FROM t ORDER BY id")).containsExactly("2", "6");
    }

    @Test
    void aTableWithAnotherNameIsTheSame() {
        database.run("CREATE VIEW v AS SELECT t.id, a FROM t WHERE t.a > 1;"
                + "CREATE VIEW w AS SELECT z.a, u.d FROM public.t z, u WHERE z.id = u.id");
        database.run("ALTER TABLE t RENAME TO \"T two\"; ALTER TABLE u RENAME TO uu");
        assertThat(database.rows("SELECT * FROM v")).containsExactly("1,2");
        assertThat(database.rows("SELECT * FROM w")).containsExactly("2,7");
        assertThat(database.failure("DROP TABLE \"T two\"")).startsWith("2BP01");
    }

    @Test
    void aNameThatJoinsStays() {
        database.run("CREATE VIEW v AS SELECT t.a, u.d FROM t JOIN u USING (id)");
        assertThat(database.failure("ALTER TABLE u RENAME COLUMN id TO key")).startsWith("0A000");
        assertThat(database.rows("SELECT * FROM v")).containsExactly("2,7");
        database.run("CREATE VIEW w AS SELECT * FROM t NATURAL LEFT JOIN u ORDER BY b");
        database.run(
                "ALTER TABLE u ADD COLUMN a INT; ALTER TABLE t RENAME COLUMN b TO x; ALTER TABLE t RENAME COLUMN c TO d");
        assertThat(database.rows("SELECT * FROM w")).containsExactly("1,2,x,3.5,7");
    }

    @Test
    void aViewIsReplacedByOneWithTheSameColumns() {
        database.run("CREATE VIEW v AS SELECT id, a FROM t");
        assertThat(database.failure("CREATE OR REPLACE VIEW v AS SELECT id FROM t"))
                .startsWith("42P16");
        assertThat(database.failure("CREATE OR REPLACE VIEW v AS SELECT id, b AS a FROM t"))
                .startsWith("42P16");
        assertThat(database.failure("CREATE OR REPLACE VIEW v AS SELECT id, a AS b FROM t"))
                .startsWith("42P16");
        database.run("CREATE OR REPLACE VIEW v AS SELECT id, a, b FROM t");
        assertThat(database.rows("SELECT b FROM v")).containsExactly("x");
    }
}
