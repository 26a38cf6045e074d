/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.error.BlazeSqlException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Statements that change tables in ways that move their rows, and PostgreSQL's spellings of definitions. */
class AlterationTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aPrimaryKeyComesLater() {
        database.run("CREATE TABLE t (id INT, name TEXT UNIQUE); CREATE INDEX t_id ON t (id DESC NULLS LAST);"
                + "INSERT INTO t VALUES (2, 'b'), (1, 'a'), (3, 'c')");
        database.run("ALTER TABLE t ADD CONSTRAINT t_key PRIMARY KEY (id)");
        assertThat(database.rows("SELECT id, name FROM t WHERE id >= 2")).containsExactly("2,b", "3,c");
        assertThat(database.rows("SELECT id FROM t WHERE name = 'a'")).containsExactly("1");
        assertThat(database.failure("INSERT INTO t VALUES (1, 'x')"))
                .startsWith("23505")
                .contains("t_key");
        assertThat(database.failure("INSERT INTO t VALUES (9, 'a')")).startsWith("23505");
        assertThat(database.failure("INSERT INTO t VALUES (NULL, 'x')")).startsWith("23502");
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
        database.run("ALTER TABLE t DROP CONSTRAINT t_key; INSERT INTO t VALUES (1, 'x')");
        assertThat(database.rows("SELECT count(*) FROM t WHERE id = 1")).containsExactly("2");
        assertThat(database.failure("ALTER TABLE t ADD PRIMARY KEY (id)")).startsWith("23505");
        assertThat(database.rows("SELECT count(*) FROM t")).containsExactly("4");
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }

    @Test
    void aColumnChangesItsType() {
        database.run("CREATE TABLE p (id INT PRIMARY KEY, v TEXT, n INT DEFAULT 7);"
                + "CREATE TABLE c (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, p INT REFERENCES p);"
                + "CREATE INDEX p_v ON p (v);"
                + "INSERT INTO p VALUES (1, '10', 1), (2, '-3', 2); INSERT INTO c (p) VALUES (1), (2)");
        database.run("ALTER TABLE p ALTER COLUMN v TYPE NUMERIC(8, 2), ALTER id SET DATA TYPE BIGINT");
        database.run("ALTER TABLE p ALTER COLUMN n TYPE TEXT USING 'n' || n, ALTER n DROP DEFAULT");
        assertThat(database.failure("ALTER TABLE p ALTER v TYPE DATE")).startsWith("42804");
    }

    @Test
    void whatCannotBeConvertedStays() {
        database.run("CREATE TABLE t (id INT PRIMARY KEY, v TEXT); INSERT INTO t VALUES (1, '10'), (2, 'x')");
        assertThat(database.failure("ALTER TABLE t ALTER v TYPE INT")).startsWith("22P02");
        assertThat(database.rows("SELECT v FROM t ORDER BY id")).containsExactly("10", "x");
        database.run("ALTER TABLE t ALTER v TYPE INT USING CASE WHEN v = 'x' THEN NULL ELSE v::int * 2 END");
        assertThat(database.rows("SELECT v + 1 FROM t ORDER BY id")).containsExactly("21", "null");
        database.run("CREATE TABLE c (t INT REFERENCES t); INSERT INTO c VALUES (1);"
                + "ALTER TABLE t ALTER id TYPE BIGINT");
        assertThat(database.failure("INSERT INTO c VALUES (9)")).startsWith("23503");
        assertThat(database.failure("DELETE FROM t WHERE id = 1")).startsWith("23503");
        assertThat(database.failure("ALTER TABLE t ALTER id TYPE TEXT")).startsWith("2BP01");
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }

    @Test
    void aRebuiltTableIsThereAgainAfterARollback() {
        database.run("CREATE TABLE t (id INT, v TEXT); INSERT INTO t VALUES (1, 'a')");
        database.run("BEGIN; ALTER TABLE t ADD PRIMARY KEY (id); SAVEPOINT s; ALTER TABLE t ALTER v TYPE VARCHAR(9);"
                + "INSERT INTO t VALUES (2, 'b'); ROLLBACK TO s; INSERT INTO t VALUES (3, 'c')");
        assertThat(database.rows("SELECT id, v FROM t ORDER BY id")).containsExactly("1,a", "3,c");
        database.run("ROLLBACK; INSERT INTO t VALUES (1, 'again')");
        assertThat(database.rows("SELECT v FROM t ORDER BY v")).containsExactly("a", "again");
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }

    @Test
    void truncateRestartsIdentities() {
        database.run("CREATE TABLE t (id SERIAL PRIMARY KEY, v TEXT); CREATE TABLE c (t INT REFERENCES t);"
                + "INSERT INTO t (v) VALUES ('a'), ('b'); INSERT INTO c VALUES (2);"
                + "TRUNCATE TABLE t RESTART IDENTITY CASCADE; INSERT INTO t (v) VALUES ('c')");
        assertThat(database.rows("SELECT id, v FROM t")).containsExactly("1,c");
        assertThat(database.rows("SELECT count(*) FROM c")).containsExactly("0");
        database.run("TRUNCATE c, t CONTINUE IDENTITY; INSERT INTO t (v) VALUES ('d')");
        assertThat(database.rows("SELECT id > 1 FROM t")).containsExactly("true");
    }

    @Test
    void aTableLikeAnother() {
        database.run("CREATE TABLE a (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v TEXT DEFAULT 'x' NOT NULL,"
                + " n INT CHECK (n > 0), UNIQUE (v, n)); CREATE INDEX a_n ON a (n DESC)");
        database.run("CREATE TABLE b (first INT, LIKE a INCLUDING ALL, last INT)");
        database.run("INSERT INTO b (first, n, last) VALUES (1, 2, 3)");
        assertThat(database.rows("SELECT * FROM b")).containsExactly("1,1,x,2,3");
        assertThat(database.failure("INSERT INTO b (n) VALUES (0)")).startsWith("23514");
        assertThat(database.failure("INSERT INTO b (n) VALUES (2)")).startsWith("23505");
        database.run("CREATE TABLE c (LIKE a); INSERT INTO c VALUES (1, 'y', -1)");
        assertThat(database.failure("INSERT INTO c (id) VALUES (2)")).startsWith("23502");
    }

    @Test
    void identityComesAndGoes() {
        database.run("CREATE TABLE t (id INT NOT NULL, v TEXT)");
        database.run(
                "ALTER TABLE t ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY; INSERT INTO t (v) VALUES ('a')");
        assertThat(database.rows("SELECT id FROM t")).containsExactly("1");
        database.run("ALTER TABLE t ALTER id DROP IDENTITY; ALTER TABLE t ALTER id DROP IDENTITY IF EXISTS");
        assertThat(database.failure("INSERT INTO t (v) VALUES ('b')")).startsWith("23502");
        assertThat(database.failure("ALTER TABLE t ALTER id DROP IDENTITY")).startsWith("55000");
    }

    @Test
    void namesOfIndexesAndConstraintsChange() {
        database.run("CREATE TABLE t (id INT PRIMARY KEY, v TEXT CONSTRAINT u UNIQUE, CONSTRAINT k CHECK (v <> ''));"
                + "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t USING btree (v text_pattern_ops) INCLUDE (id)");
        database.run("ALTER INDEX i RENAME TO j; ALTER TABLE t RENAME CONSTRAINT u TO u2;"
                + "ALTER TABLE t RENAME CONSTRAINT k TO k2; ALTER TABLE t RENAME CONSTRAINT t_pkey TO pk;"
                + "INSERT INTO t VALUES (1, 'a')");
        assertThat(database.failure("INSERT INTO t VALUES (2, 'a')")).contains("u2");
        assertThat(database.failure("INSERT INTO t VALUES (2, '')")).contains("k2");
        assertThat(database.failure("INSERT INTO t VALUES (1, 'b')")).contains("pk");
        assertThat(database.failure("ALTER INDEX i RENAME TO x")).startsWith("42704");
        database.run("DROP INDEX CONCURRENTLY IF EXISTS j");
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }

    @Test
    void whatDumpsAndToolsSay() {
        database.run("SET statement_timeout = '30s'; SET lock_timeout = 0; SET client_min_messages = warning;"
                + "SET standard_conforming_strings = on; SET search_path = \"$user\", public, pg_catalog;"
                + "SET row_security = off; SET extra_float_digits = 3; SET DateStyle = 'ISO'");
        assertThat(database.rows("SHOW statement_timeout")).containsExactly("30000ms");
        assertThat(database.rows("SHOW extra_float_digits")).containsExactly("3");
        assertThat(database.rows("SHOW TRANSACTION ISOLATION LEVEL")).containsExactly("repeatable read");
        assertThat(database.failure("SET nonsense = 1")).startsWith("42704");
        database.run("DISCARD ALL; RESET ALL");
        assertThat(database.rows("SHOW statement_timeout")).containsExactly("0ms");
        database.run("CREATE UNLOGGED TABLE t (id INT, v TEXT COLLATE \"C\"); ALTER TABLE t OWNER TO owner;"
                + "CREATE SCHEMA s AUTHORIZATION owner; VACUUM ANALYZE t; BEGIN; COMMIT AND NO CHAIN");
        assertThat(database.rows("EXPLAIN (ANALYZE, BUFFERS OFF, COSTS FALSE) SELECT * FROM t"))
                .hasSize(2);
        assertThat(database.failure("CREATE TABLE u (v TEXT COLLATE \"de_DE\")"))
                .startsWith("42704");
    }

    @Test
    void theTimeoutOfASessionEndsStatements() {
        database.run("SET statement_timeout = 50");
        Assertions.assertThatThrownBy(
                        () -> database.rows(
                                "WITH RECURSIVE r (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 1000000000) SELECT count(*) FROM r"))
                .isInstanceOfSatisfying(
                        BlazeSqlException.class,
                        failure -> assertThat(failure.sqlState()).isEqualTo("57014"));
    }

    @Test
    void rowsReadForUpdateMustBeRowsOfTables() {
        database.run("CREATE TABLE t (id INT PRIMARY KEY, v INT)");
        assertThat(database.failure("SELECT DISTINCT v FROM t FOR UPDATE")).startsWith("0A000");
    }
}
