/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Enumerated types: CREATE, ALTER and DROP TYPE, and values of them. Answers are PostgreSQL's. */
class EnumTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void types() {
        database.run("CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy'); CREATE TYPE shade AS ENUM ('dark', 'light')");
        database.run("CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT, m mood DEFAULT 'ok', ms mood[])");
        database.run("INSERT INTO p VALUES (1, 'Moe', 'happy', '{sad,ok}'), (2, 'Larry', 'sad', ARRAY['ok'::mood]),"
                + " (3, 'Curly', 'ok', NULL), (5, 'X', NULL, '{}')");
        database.run("INSERT INTO p (id, name) VALUES (4, 'Shemp')");
    }

    @AfterEach
    void close() {
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
        database.close();
    }

    @Test
    void orderIsThatOfTheDeclaration() {
        assertThat(database.rows("SELECT id, m FROM p ORDER BY m, id"))
                .containsExactly("2,sad", "3,ok", "4,ok", "1,happy", "5,null");
        assertThat(database.rows("SELECT min(m), max(m), count(DISTINCT m) FROM p"))
                .containsExactly("sad,happy,3");
        assertThat(database.rows("SELECT id FROM p WHERE m > 'sad' AND m < 'happy' ORDER BY id"))
                .containsExactly("3", "4");
        assertThat(database.rows("SELECT id FROM p WHERE m IN ('sad', 'happy') ORDER BY id"))
                .containsExactly("1", "2");
        assertThat(database.rows(
                        "SELECT 'happy'::mood > 'ok', greatest('sad'::mood, 'ok'), 'sad'::mood BETWEEN 'sad' AND 'ok'"))
                .containsExactly("true,ok,true");
    }

    @Test
    void valuesAndTexts() {
        assertThat(database.rows("SELECT m::text || '!', 'x' || m, concat(m, 1), format('%s', m), to_json(m)"
                        + " FROM p WHERE id = 1"))
                .containsExactly("happy!,xhappy,happy1,happy,\"happy\"");
        assertThat(database.rows(
                        "SELECT CASE WHEN id = 1 THEN m ELSE 'sad' END, coalesce(m, 'sad') FROM p ORDER BY id"))
                .containsExactly("happy,happy", "sad,sad", "sad,ok", "sad,ok", "sad,sad");
        assertThat(database.rows("SELECT m FROM p UNION SELECT 'sad' ORDER BY 1"))
                .containsExactly("sad", "ok", "happy", "null");
        assertThat(database.failure("SELECT 'mad'::mood")).startsWith("22P02");
        assertThat(database.failure("INSERT INTO p VALUES (6, 'X', 'mad')")).startsWith("22P02");
        assertThat(database.failure("SELECT * FROM p WHERE m = 'mad'")).startsWith("22P02");
    }

    @Test
    void whatThereIsNot() {
        for (String expression : new String[] {
            "m + 1",
            "upper(m)",
            "length(m)",
            "sum(m)",
            "abs(m)",
            "m = 1",
            "m = name",
            "m LIKE 's%'",
            "-m",
            "m = 'dark'::shade"
        }) {
            assertThat(database.failure("SELECT " + expression + " FROM p"))
                    .as(expression)
                    .startsWith("42883");
        }
        assertThat(database.failure("SELECT 1::mood")).startsWith("42846");
        assertThat(database.failure("SELECT m::integer FROM p")).startsWith("42846");
        assertThat(database.failure("SELECT m::shade FROM p")).startsWith("42846");
    }

    @Test
    void arraysAndFunctions() {
        assertThat(database.rows("SELECT ms, ms[1], 'sad' = ANY(ms) FROM p WHERE id = 1"))
                .containsExactly("{sad,ok},sad,true");
        assertThat(database.rows("SELECT id FROM p WHERE m = ANY('{ok,sad}'::mood[]) ORDER BY id"))
                .containsExactly("2", "3", "4");
        assertThat(database.rows("SELECT enum_first(NULL::mood), enum_last(NULL::mood), enum_range(NULL::mood),"
                        + " enum_range('ok'::mood, NULL), enum_range(NULL, 'ok'::mood)"))
                .containsExactly("sad,happy,{sad,ok,happy},{ok,happy},{sad,ok}");
        assertThat(database.rows("SELECT array_agg(m ORDER BY m) FROM p")).containsExactly("{sad,ok,ok,happy,NULL}");
        assertThat(database.rows("SELECT unnest(enum_range(NULL::shade))")).containsExactly("dark", "light");
    }

    @Test
    void addedAndRenamedValues() {
        database.run("CREATE VIEW v AS SELECT id, m FROM p WHERE m <> 'sad'; CREATE INDEX i ON p (m)");
        database.run("ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok'; ALTER TYPE mood ADD VALUE 'glad' AFTER 'happy';"
                + " ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad'; ALTER TYPE mood ADD VALUE 'worst' BEFORE 'sad'");
        assertThat(database.rows("SELECT enum_range(NULL::mood)")).containsExactly("{worst,sad,meh,ok,happy,glad}");
        database.run("INSERT INTO p VALUES (7, 'New', 'meh'), (8, 'New', 'glad')");
        assertThat(database.rows("SELECT id FROM p WHERE m BETWEEN 'sad' AND 'meh' ORDER BY m"))
                .containsExactly("2", "7");
        assertThat(database.rows("SELECT m FROM v WHERE id > 6 ORDER BY m")).containsExactly("meh", "glad");
        database.run("ALTER TYPE mood RENAME VALUE 'meh' TO 'so so'");
        assertThat(database.rows("SELECT m FROM v WHERE id = 7")).containsExactly("so so");
        assertThat(database.failure("ALTER TYPE mood ADD VALUE 'ok'")).startsWith("42710");
        assertThat(database.failure("ALTER TYPE mood ADD VALUE 'x' AFTER 'y'")).startsWith("22023");
        assertThat(database.failure("ALTER TYPE mood RENAME VALUE 'y' TO 'x'")).startsWith("22023");
        for (int i = 0; i < 40; i++) {
            database.run("ALTER TYPE shade ADD VALUE 'grey" + i + "' BEFORE 'light'");
        }
        assertThat(database.rows("SELECT 'grey38'::shade < 'grey39' AND 'grey39'::shade < 'light'"))
                .containsExactly("true");
        assertThat(database.failure("ALTER TYPE shade ADD VALUE 'last' BEFORE 'light'"))
                .startsWith("54000");
    }

    @Test
    void keys() {
        database.run("CREATE TABLE k (m mood PRIMARY KEY, v INTEGER); INSERT INTO k VALUES ('happy', 1), ('ok', 2)");
        assertThat(database.failure("INSERT INTO k VALUES ('happy', 3)")).startsWith("23505");
        assertThat(database.rows("SELECT v FROM k WHERE m = 'ok'")).containsExactly("2");
        assertThat(database.rows("SELECT m FROM k ORDER BY m")).containsExactly("ok", "happy");
        assertThat(database.run("DELETE FROM k WHERE m >= 'happy'")).isEqualTo(1);
        assertThat(database.rows("SELECT p.id FROM p JOIN k ON p.m = k.m ORDER BY 1"))
                .containsExactly("3", "4");
    }

    @Test
    void definitions() {
        assertThat(database.failure("CREATE TYPE mood AS ENUM ()")).startsWith("42710");
        assertThat(database.failure("CREATE TYPE twice AS ENUM ('a', 'a')")).startsWith("23505");
        assertThat(database.failure("CREATE TYPE empty AS ENUM ('')")).startsWith("42602");
        assertThat(database.failure("CREATE TYPE pair AS (a INTEGER, b INTEGER)"))
                .startsWith("0A000");
        assertThat(database.failure("DROP TYPE nothing")).startsWith("42704");
        assertThat(database.failure("DROP DOMAIN mood")).startsWith("42809");
        assertThat(database.failure("ALTER DOMAIN mood SET NOT NULL")).startsWith("42809");
        assertThat(database.failure("DROP TYPE mood")).startsWith("2BP01");
        assertThat(database.rows("SELECT data_type, udt_name FROM information_schema.columns WHERE column_name = 'm'"))
                .containsExactly("USER-DEFINED,mood");
        database.run(
                "ALTER TABLE p ALTER COLUMN name TYPE shade USING 'light'::shade; ALTER TYPE shade RENAME TO tint");
        assertThat(database.rows("SELECT name < 'light', name::tint FROM p WHERE id = 1"))
                .containsExactly("false,light");
        database.run("DROP TYPE mood CASCADE; DROP TYPE IF EXISTS mood");
        assertThat(database.rows("SELECT * FROM p WHERE id = 1")).containsExactly("1,light");
    }
}
