/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Other names and other schemas for what is there, and the search path. */
class MovingTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aTableGoesToAnotherSchema() {
        database.run("CREATE SCHEMA s; CREATE TABLE p (id INT PRIMARY KEY, v INT CHECK (v > 0)); CREATE INDEX p_v ON p (v);"
                + "CREATE TABLE c (id INT PRIMARY KEY, p INT CONSTRAINT c_p REFERENCES p); INSERT INTO p VALUES (1, 5);"
                + "INSERT INTO c VALUES (1, 1); CREATE VIEW w AS SELECT p.id, v FROM p");
        database.run("ALTER TABLE p SET SCHEMA s");
        assertThat(database.rows("SELECT * FROM s.p WHERE v = 5")).containsExactly("1,5");
        assertThat(database.rows("SELECT * FROM w")).containsExactly("1,5");
        assertThat(database.failure("INSERT INTO c VALUES (2, 9)")).startsWith("23503");
        assertThat(database.failure("DELETE FROM s.p")).startsWith("23503");
        database.run("ALTER TABLE c RENAME CONSTRAINT c_p TO c_parent; ALTER TABLE w RENAME COLUMN v TO x;"
                + "ALTER VIEW w SET SCHEMA s; ALTER VIEW s.w RENAME TO w2");
        assertThat(database.failure("INSERT INTO c VALUES (2, 9)")).contains("c_parent");
        assertThat(database.rows("SELECT x FROM s.w2")).containsExactly("5");
        database.run("ALTER SCHEMA s RENAME TO \"S 2\"; DROP INDEX \"S 2\".p_v");
        assertThat(database.rows("SELECT x FROM \"S 2\".w2")).containsExactly("5");
        assertThat(database.failure("CREATE TABLE s.q (a INT)")).startsWith("3F000");
        assertThat(database.failure("INSERT INTO c VALUES (2, 9)")).startsWith("23503");
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }

    @Test
    void aSequenceTakesItsDefaultsAlong() {
        database.run("CREATE SCHEMA s; CREATE SEQUENCE q START 7; CREATE TABLE t (id INT DEFAULT nextval('q'), v INT);"
                + "INSERT INTO t (v) VALUES (1); ALTER SEQUENCE q RENAME TO \"Q\"; ALTER SEQUENCE \"Q\" SET SCHEMA s;"
                + "INSERT INTO t (v) VALUES (2)");
        assertThat(database.rows("SELECT id FROM t ORDER BY v")).containsExactly("7", "8");
        assertThat(database.rows("SELECT nextval('s.\"Q\"')")).containsExactly("9");
        assertThat(database.failure("SELECT nextval('q')")).startsWith("42P01");
        assertThat(database.failure("ALTER SEQUENCE s.\"Q\" SET SCHEMA nowhere")).startsWith("3F000");
    }

    @Test
    void namesAreLookedForAlongThePath() {
        database.run("CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE b.t (x INT); INSERT INTO b.t VALUES (2);"
                + "CREATE TABLE p (x INT); INSERT INTO p VALUES (3); CREATE SEQUENCE b.q");
        database.run("SET search_path = a, b, \"$user\", public, nowhere");
        assertThat(database.rows("SHOW search_path")).containsExactly("a, b, public");
        assertThat(database.rows("SELECT current_schema(), current_schemas(false)")).containsExactly("a,{a,b,public}");
        assertThat(database.rows("SELECT t.x, p.x, nextval('q') FROM t, p")).containsExactly("2,3,1");
        database.run("CREATE VIEW v AS SELECT t.x + p.x AS s FROM t, p; CREATE TABLE t (x INT); INSERT INTO t VALUES (9)");
        assertThat(database.rows("SELECT x FROM t")).containsExactly("9");
        database.run("SET search_path TO public");
        assertThat(database.rows("SELECT s FROM a.v")).containsExactly("5");
        assertThat(database.failure("SELECT x FROM t")).startsWith("42P01");
        assertThat(database.failure("SET search_path = nowhere")).startsWith("3F000");
    }
}
