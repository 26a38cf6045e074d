/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Identity columns under the names that PostgreSQL gives to their sequences. */
class IdentitySequenceTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theCounterIsASequence() {
        database.run("CREATE TABLE t (id SERIAL PRIMARY KEY, v INT); INSERT INTO t (v) VALUES (1), (2), (3)");
        assertThat(database.rows("SELECT currval('t_id_seq'), lastval()")).containsExactly("3,3");
        assertThat(database.rows("SELECT nextval('t_id_seq'), currval('public.t_id_seq')"))
                .containsExactly("4,4");
        assertThat(database.rows("INSERT INTO t (v) VALUES (5) RETURNING id")).containsExactly("5");
    }

    @Test
    void itCanBeSet() {
        database.run("CREATE TABLE t (id SERIAL PRIMARY KEY, v INT); INSERT INTO t (v) VALUES (1)");
        assertThat(database.rows("SELECT pg_catalog.setval('public.t_id_seq', 1000, true)"))
                .containsExactly("1000");
        assertThat(database.rows("INSERT INTO t (v) VALUES (2) RETURNING id")).containsExactly("1001");
        assertThat(database.rows("SELECT setval('t_id_seq', 2000, false)")).containsExactly("2000");
        assertThat(database.rows("INSERT INTO t (v) VALUES (3) RETURNING id")).containsExactly("2000");
        assertThat(database.rows("SELECT setval(pg_get_serial_sequence('t', 'id'), max(id) + 10) FROM t"))
                .containsExactly("2010");
        assertThat(database.rows("INSERT INTO t (v) VALUES (4) RETURNING id")).containsExactly("2011");
        assertThat(database.failure("SELECT setval('t_id_seq', 0)")).startsWith("22003");
    }

    @Test
    void theColumnNamesIt() {
        database.run("CREATE TABLE two_words (my_id BIGSERIAL, x INT);"
                + "CREATE TABLE \"Caps\" (id INT GENERATED ALWAYS AS IDENTITY, y INT)");
        assertThat(database.rows("SELECT pg_get_serial_sequence('two_words', 'my_id'),"
                        + " pg_get_serial_sequence('\"Caps\"', 'id'), pg_get_serial_sequence('two_words', 'x')"))
                .containsExactly("public.two_words_my_id_seq,public.\"Caps_id_seq\",null");
        assertThat(database.rows("SELECT nextval('two_words_my_id_seq'), nextval('public.\"Caps_id_seq\"')"))
                .containsExactly("1,1");
        assertThat(database.failure("SELECT pg_get_serial_sequence('two_words', 'z')"))
                .startsWith("42703");
        assertThat(database.failure("SELECT pg_get_serial_sequence('nope', 'z')"))
                .startsWith("42P01");
        assertThat(database.failure("SELECT nextval('two_words_x_seq')")).startsWith("42P01");
        assertThat(database.failure("SELECT currval('nope_id_seq')")).startsWith("42P01");
    }

    @Test
    void aCounterOfThisTransactionIsSetInIt() {
        database.run("BEGIN; CREATE TABLE t (id SERIAL, v INT)");
        assertThat(database.rows("SELECT nextval('t_id_seq')")).containsExactly("1");
        assertThat(database.rows("SELECT setval('t_id_seq', 50)")).containsExactly("50");
        assertThat(database.rows("INSERT INTO t (v) VALUES (1) RETURNING id")).containsExactly("51");
        database.run("COMMIT");
        assertThat(database.rows("INSERT INTO t (v) VALUES (1) RETURNING id")).containsExactly("52");
    }

    @Test
    void whatASequenceIsOwnedByMustBeThere() {
        database.run("CREATE TABLE t (id INT, v INT); CREATE SEQUENCE s");
        database.run(
                "ALTER SEQUENCE s OWNED BY t.id; ALTER SEQUENCE s OWNED BY public.t.v; ALTER SEQUENCE s OWNED BY NONE");
        assertThat(database.failure("ALTER SEQUENCE s OWNED BY t.nope")).startsWith("42703");
        assertThat(database.failure("ALTER SEQUENCE s OWNED BY nope.id")).startsWith("42P01");
    }
}
