/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CREATE, ALTER and DROP DOMAIN. */
class DomainTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void domains() {
        database.run("CREATE DOMAIN email AS VARCHAR(40) DEFAULT 'x@y' NOT NULL CHECK (VALUE LIKE '%@%')"
                + " CONSTRAINT short CHECK (length(value) < 12); CREATE DOMAIN positive INT CHECK (VALUE > 0)");
        database.run("CREATE TABLE t (id INTEGER PRIMARY KEY, e email, p positive, q public.positive DEFAULT 7)");
        database.run("INSERT INTO t (id, p) VALUES (1, 5)");
    }

    @AfterEach
    void close() {
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
        database.close();
    }

    @Test
    void columns() {
        assertThat(database.rows("SELECT * FROM t")).containsExactly("1,x@y,5,7");
        assertThat(database.failure("INSERT INTO t (id, e) VALUES (2, 'nope')"))
                .startsWith("23514")
                .contains("email_check");
        assertThat(database.failure("INSERT INTO t (id, e) VALUES (2, NULL)")).startsWith("23502");
        assertThat(database.failure("INSERT INTO t (id, p) VALUES (2, -1)"))
                .startsWith("23514")
                .contains("positive_check");
        assertThat(database.run("INSERT INTO t (id, p) VALUES (2, NULL)")).isEqualTo(1);
        assertThat(database.failure("UPDATE t SET e = 'muchtoolong@x' WHERE id = 2"))
                .contains("\"short\"");
        assertThat(database.failure("CREATE TABLE u (a unknown_type)")).startsWith("42704");
    }

    @Test
    void casts() {
        assertThat(database.rows("SELECT CAST('a@b' AS email), 5::positive, '7'::positive, CAST(p AS positive) FROM t"))
                .containsExactly("a@b,5,7,5");
        assertThat(database.failure("SELECT (-5)::positive")).startsWith("23514");
        assertThat(database.failure("SELECT 'nope'::email")).startsWith("23514");
        assertThat(database.failure("SELECT NULL::email")).startsWith("23502");
        assertThat(database.failure("SELECT 1::unknown_type")).startsWith("42704");
        assertThat(database.rows("SELECT sum(x::positive) FROM (VALUES (1), (2)) AS v (x)"))
                .containsExactly("3");
    }

    @Test
    void alterations() {
        assertThat(database.failure("ALTER DOMAIN positive ADD CONSTRAINT big CHECK (VALUE < 6)"))
                .startsWith("23514");
        database.run("ALTER DOMAIN positive ADD CONSTRAINT big CHECK (VALUE < 100)");
        assertThat(database.failure("INSERT INTO t (id, p) VALUES (3, 100)")).contains("\"big\"");
        assertThat(database.failure("SELECT 100::positive")).contains("\"big\"");
        database.run("ALTER DOMAIN positive DROP CONSTRAINT big; INSERT INTO t (id, p) VALUES (3, 100)");
        database.run("INSERT INTO t (id, p) VALUES (4, NULL)");
        assertThat(database.failure("ALTER DOMAIN positive SET NOT NULL")).startsWith("23502");
        database.run("ALTER DOMAIN positive RENAME TO pos; ALTER DOMAIN email SET DEFAULT 'n@n'");
        assertThat(database.rows("INSERT INTO t (id) VALUES (5) RETURNING e, q"))
                .containsExactly("n@n,7");
        assertThat(database.failure("INSERT INTO t (id, p) VALUES (9, -1)")).startsWith("23514");
        assertThat(database.rows("SELECT domain_name, data_type FROM information_schema.domains ORDER BY 1"))
                .containsExactly("email,character varying", "pos,integer");
        database.run("ALTER TABLE t ADD COLUMN z pos; ALTER TABLE t ALTER COLUMN p TYPE BIGINT");
        assertThat(database.rows("SELECT column_name FROM information_schema.column_domain_usage"
                        + " WHERE domain_name = 'pos' ORDER BY 1"))
                .containsExactly("q", "z");
        assertThat(database.failure("DROP DOMAIN pos")).startsWith("2BP01");
        database.run("BEGIN; DROP DOMAIN pos CASCADE; ROLLBACK; DROP DOMAIN pos CASCADE");
        assertThat(database.rows("SELECT * FROM t WHERE id = 1")).containsExactly("1,x@y,5");
        assertThat(database.failure("DROP DOMAIN pos")).startsWith("42704");
    }
}
