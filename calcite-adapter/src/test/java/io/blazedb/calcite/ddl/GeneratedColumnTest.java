/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Columns GENERATED ALWAYS AS. */
class GeneratedColumnTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void table() {
        database.run("CREATE TABLE t (id INTEGER PRIMARY KEY, w NUMERIC(6, 2) NOT NULL, h INTEGER DEFAULT 2,"
                + " area NUMERIC(10, 2) GENERATED ALWAYS AS (w * h) STORED CHECK (area < 1000), name TEXT,"
                + " folded TEXT GENERATED ALWAYS AS (lower(name)) STORED)");
        database.run("INSERT INTO t (id, w, name) VALUES (1, 3.5, 'Bob'), (2, 1, 'ALICE')");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void isComputedByEveryStatementThatWrites() {
        assertThat(database.rows("SELECT id, area, folded FROM t ORDER BY id"))
                .containsExactly("1,7.00,bob", "2,2.00,alice");
        assertThat(database.rows("INSERT INTO t VALUES (3, 2, 3, DEFAULT, 'X', DEFAULT) RETURNING area, folded"))
                .containsExactly("6.00,x");
        assertThat(database.rows("UPDATE t SET h = 10, area = DEFAULT WHERE id = 1 RETURNING area"))
                .containsExactly("35.00");
        assertThat(database.run("UPDATE t SET name = 'New' WHERE id = 2")).isEqualTo(1);
        database.run("INSERT INTO t (id, w, name) VALUES (1, 9, 'N') ON CONFLICT (id) DO UPDATE SET w = excluded.w");
        database.run("MERGE INTO t USING (VALUES (2, 'Y'), (4, 'Z')) AS s (i, n) ON t.id = s.i"
                + " WHEN MATCHED THEN UPDATE SET name = n WHEN NOT MATCHED THEN INSERT (id, w, name) VALUES (i, 1, n)");
        assertThat(database.rows("SELECT id, area, folded FROM t ORDER BY id"))
                .containsExactly("1,90.00,bob", "2,2.00,y", "3,6.00,x", "4,2.00,z");
        assertThat(database.failure("UPDATE t SET w = 900 WHERE id = 1"))
                .startsWith("23514")
                .contains("t_area_check");
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }

    @Test
    void takesDefaultOnly() {
        assertThat(database.failure("INSERT INTO t (id, w, area) VALUES (4, 1, 7)"))
                .startsWith("428C9");
        assertThat(database.failure("INSERT INTO t (id, w, area) VALUES (4, 1, NULL)"))
                .startsWith("428C9");
        assertThat(database.failure("INSERT INTO t (id, w, area) SELECT 4, 1, 7"))
                .startsWith("428C9");
        assertThat(database.failure("INSERT INTO t (id, w, area) OVERRIDING SYSTEM VALUE SELECT 4, 1, 7"))
                .startsWith("428C9");
        assertThat(database.failure("UPDATE t SET area = 5")).startsWith("428C9");
        assertThat(database.failure("UPDATE t SET area = 5 WHERE id = 1")).startsWith("428C9");
    }

    @Test
    void standsInIndexesAndKeys() {
        database.run("CREATE UNIQUE INDEX t_folded ON t (folded)");
        assertThat(database.rows("EXPLAIN SELECT id FROM t WHERE folded = 'bob'")
                        .toString())
                .contains("using t_folded");
        assertThat(database.rows("SELECT id FROM t WHERE folded = 'bob'")).containsExactly("1");
        assertThat(database.failure("INSERT INTO t (id, w, name) VALUES (5, 1, 'bOB')"))
                .startsWith("23505");
        database.run("CREATE TABLE k (a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 10) STORED PRIMARY KEY)");
        database.run("INSERT INTO k VALUES (1), (2); UPDATE k SET a = 7 WHERE b = 10");
        assertThat(database.rows("SELECT * FROM k WHERE b = 70")).containsExactly("7,70");
        assertThat(database.failure("INSERT INTO k VALUES (2)")).startsWith("23505");
    }

    @Test
    void definitionsThatAreRefused() {
        assertThat(database.failure("CREATE TABLE b (a INT GENERATED ALWAYS AS (random()) STORED)"))
                .startsWith("42P17");
        assertThat(database.failure("CREATE TABLE b (a DATE GENERATED ALWAYS AS (current_date) STORED)"))
                .startsWith("42P17");
        assertThat(database.failure("CREATE TABLE b (a INT, b INT GENERATED ALWAYS AS (a) STORED,"
                        + " c INT GENERATED ALWAYS AS (b) STORED)"))
                .startsWith("42P17");
        assertThat(database.failure("CREATE TABLE b (a INT, b INT DEFAULT 4 GENERATED ALWAYS AS (a) STORED)"))
                .startsWith("42601");
        assertThat(database.failure("CREATE TABLE b (a INT, b INT GENERATED ALWAYS AS (a) VIRTUAL)"))
                .startsWith("0A000");
        assertThat(database.failure("CREATE TABLE b (a INT, b INT GENERATED ALWAYS AS (z) STORED)"))
                .startsWith("42703");
        assertThat(database.failure("ALTER TABLE t ALTER folded SET DEFAULT 'x'"))
                .startsWith("42601");
    }

    @Test
    void changesOfTheTable() {
        assertThat(database.failure("ALTER TABLE t DROP COLUMN h")).startsWith("2BP01");
        database.run("ALTER TABLE t RENAME COLUMN w TO \"Width\"");
        database.run("UPDATE t SET \"Width\" = 4 WHERE id = 1");
        assertThat(database.rows("SELECT area FROM t WHERE id = 1")).containsExactly("8.00");
        database.run("ALTER TABLE t ADD COLUMN twice NUMERIC GENERATED ALWAYS AS (\"Width\" * 2) STORED NOT NULL");
        assertThat(database.rows("SELECT twice FROM t ORDER BY id")).containsExactly("8.00", "2.00");
        database.run("ALTER TABLE t ALTER COLUMN twice SET EXPRESSION AS (\"Width\" + 100)");
        assertThat(database.rows("SELECT twice FROM t ORDER BY id")).containsExactly("104.00", "101.00");
        database.run("ALTER TABLE t ALTER COLUMN twice DROP EXPRESSION; UPDATE t SET twice = 1");
        database.run("ALTER TABLE t DROP COLUMN h CASCADE");
        assertThat(database.rows("SELECT * FROM t ORDER BY id"))
                .containsExactly("1,4.00,Bob,bob,1", "2,1.00,ALICE,alice,1");
        assertThat(database.rows("SELECT column_name, is_generated, generation_expression"
                        + " FROM information_schema.columns WHERE table_name = 't' AND is_generated = 'ALWAYS'"))
                .containsExactly("folded,ALWAYS,lower(name)");
        database.run("CREATE TABLE plain (LIKE t); CREATE TABLE like_t (LIKE t INCLUDING GENERATED)");
        database.run("INSERT INTO plain (id, \"Width\", folded, twice) VALUES (1, 1, 'AbC', 1)");
        database.run("INSERT INTO like_t (id, \"Width\", name, twice) VALUES (1, 1, 'AbC', 1)");
        assertThat(database.rows("SELECT folded FROM plain UNION ALL SELECT folded FROM like_t"))
                .containsExactly("AbC", "abc");
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }
}
