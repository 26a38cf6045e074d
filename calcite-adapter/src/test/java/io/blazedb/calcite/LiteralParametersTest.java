/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.plan.CompiledQuery;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements that differ in literals only share a plan, and mean what they meant. */
class LiteralParametersTest {
    private final TestDatabase database = TestDatabase.inMemory();
    private final SqlSession session = database.session();

    @BeforeEach
    void fill() {
        session.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(10), fixed CHAR(4), price DECIMAL(8, 2),"
                + " day DATE, j JSON, big BIGINT, d DOUBLE)");
        session.execute("INSERT INTO t VALUES (1, 'one', 'a', 1.50, '2020-01-01', '{\"a\": 1}', 1, 0.5)");
        session.execute("INSERT INTO t VALUES (2, 'two', 'b', 2.25, '2020-01-02', '{\"a\": 2}', 2, 1.5)");
        session.execute("INSERT INTO t VALUES (3, 'it''s', 'c', 3, '2020-01-03', '{\"a\": 3}', 3, 2.5)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void plansAreShared() {
        assertThat(plan("SELECT name FROM t WHERE id = 1")).isSameAs(plan("select  name from T where id=2 -- two"));
        assertThat(plan("SELECT name FROM t WHERE name = 'x' AND id BETWEEN 1 AND 9"))
                .isSameAs(plan("SELECT name FROM t WHERE name = 'it''s' AND id BETWEEN 3 AND 4"));
        assertThat(plan("UPDATE t SET name = 'a' WHERE id = 1"))
                .isSameAs(plan("UPDATE t SET name = 'bcd' WHERE id = 77"));
        assertThat(plan("DELETE FROM t WHERE id = 1")).isSameAs(plan("DELETE FROM t WHERE id = 12"));
        assertThat(plan("INSERT INTO t (id, name) VALUES (10, 'x')"))
                .isSameAs(plan("INSERT INTO t (id, name) VALUES (-11, 'yz')".replace("-", "")));
        assertThat(plan("SELECT COUNT(*) FROM t a JOIN t b ON a.id = b.id AND b.id > 1"))
                .isSameAs(plan("SELECT COUNT(*) FROM t a JOIN t b ON a.id = b.id AND b.id > 2"));
    }

    @Test
    void whatDecidesTheMeaningStays() {
        assertThat(plan("SELECT name FROM t ORDER BY 1 LIMIT 1"))
                .isNotSameAs(plan("SELECT name FROM t ORDER BY 1 LIMIT 2"));
        assertThat(plan("SELECT 1 + id FROM t WHERE id = 1")).isNotSameAs(plan("SELECT 2 + id FROM t WHERE id = 1"));
        assertThat(plan("SELECT name FROM t WHERE name LIKE 'a%'"))
                .isNotSameAs(plan("SELECT name FROM t WHERE name LIKE 'b%'"));
        assertThat(plan("SELECT name FROM t WHERE id = 1")).isNotSameAs(plan("SELECT name FROM t WHERE id = 1.5"));
        assertThat(plan("SELECT name FROM t WHERE id = 1"))
                .isNotSameAs(plan("SELECT \"name\" FROM \"t\" WHERE id = 1"));
        assertThat(session.prepare("SELECT name FROM t WHERE id = 1").parameterTypes())
                .isEmpty();
        assertThatThrownBy(() ->
                        session.prepare("SELECT name FROM t WHERE id = 1").execute(List.of(1), ExecuteOptions.DEFAULT))
                .isInstanceOf(BlazeSqlException.class);
    }

    @Test
    void everyLiteralHasItsOwnValue() {
        for (int round = 0; round < 2; round++) {
            assertThat(one("SELECT name FROM t WHERE id = 1")).isEqualTo("one");
            assertThat(one("SELECT name FROM t WHERE id = 2")).isEqualTo("two");
            assertThat(one("SELECT id FROM t WHERE name = 'it''s'")).isEqualTo("3");
            assertThat(one("SELECT id FROM t WHERE name = 'two'")).isEqualTo("2");
            assertThat(one("SELECT id FROM t WHERE fixed = 'b'")).isEqualTo("2");
            assertThat(one("SELECT id FROM t WHERE fixed = 'c   '")).isEqualTo("3");
            assertThat(one("SELECT id FROM t WHERE 'b' = fixed")).isEqualTo("2");
            assertThat(one("SELECT COUNT(*) FROM t WHERE fixed IN ('b', 'c')")).isEqualTo("2");
            assertThat(one("SELECT COUNT(*) FROM t WHERE fixed > 'a'")).isEqualTo("2");
            assertThat(one("SELECT COUNT(*) FROM t WHERE fixed <> 'a'")).isEqualTo("2");
            assertThat(one("SELECT id FROM t WHERE price = 2.25")).isEqualTo("2");
            assertThat(one("SELECT id FROM t WHERE price = 1.5")).isEqualTo("1");
            assertThat(one("SELECT id FROM t WHERE price = 3")).isEqualTo("3");
            assertThat(one("SELECT id FROM t WHERE day = '2020-01-02'")).isEqualTo("2");
            assertThat(one("SELECT id FROM t WHERE day > '2020-01-02'")).isEqualTo("3");
            assertThat(one("SELECT id FROM t WHERE d = 2.5")).isEqualTo("3");
            assertThat(one("SELECT COUNT(*) FROM t WHERE id = 1.5")).isEqualTo("0");
            assertThat(one("SELECT COUNT(*) FROM t WHERE id < 2.5")).isEqualTo("2");
            assertThat(one("SELECT COUNT(*) FROM t WHERE big > 3000000000")).isEqualTo("0");
            assertThat(one("SELECT COUNT(*) FROM t WHERE big < 3000000000")).isEqualTo("3");
            assertThat(one("SELECT COUNT(*) FROM t WHERE id = 3000000000")).isEqualTo("0");
            assertThat(one("SELECT COUNT(*) FROM t WHERE NOT (id = 1 OR id = 2)"))
                    .isEqualTo("1");
            assertThat(one("SELECT COUNT(*) FROM t WHERE id IN (SELECT b.id FROM t b WHERE b.id > 1)"))
                    .isEqualTo("2");
            assertThat(one("WITH w AS (SELECT * FROM t WHERE id > 2) SELECT COUNT(*) FROM w WHERE id < 4"))
                    .isEqualTo("1");
        }
        session.execute("UPDATE t SET price = 9.995, day = '2021-05-06', fixed = 'zz', j = '[5]' WHERE id = 3");
        assertThat(one("SELECT price FROM t WHERE id = 3")).isEqualTo("10.00");
        assertThat(one("SELECT fixed FROM t WHERE id = 3")).isEqualTo("zz  ");
        session.execute("INSERT INTO t (id, name, big) VALUES (-4, 'minus', -5000000000)");
        session.execute("INSERT INTO t (id, name, big) VALUES (-5, 'minus', -6000000000)");
        assertThat(one("SELECT big FROM t WHERE id = -5")).isEqualTo("-6000000000");
    }

    @Test
    void failuresAreThoseOfLiterals() {
        session.execute("INSERT INTO t (id, name) VALUES (20, 'short')");
        assertFails("22001", "INSERT INTO t (id, name) VALUES (21, 'much too long')");
        assertFails("22003", "INSERT INTO t (id, name) VALUES (3000000000, 'x')");
        assertFails("23505", "INSERT INTO t (id, name) VALUES (20, 'x')");
        assertFails("42703", "SELECT nothing FROM t WHERE id = 1");
    }

    @Test
    void aChangedTableIsPlannedAnew() {
        assertThat(one("SELECT COUNT(*) FROM t WHERE name = 'one'")).isEqualTo("1");
        session.execute("CREATE INDEX by_name ON t (name)");
        assertThat(one("SELECT COUNT(*) FROM t WHERE name = 'two'")).isEqualTo("1");
        PreparedQuery held = session.prepare("SELECT COUNT(*) FROM t WHERE name = 'one'");
        session.execute("DROP TABLE t");
        session.execute("CREATE TABLE t (name DATE)");
        session.execute("INSERT INTO t VALUES ('2020-02-02')");
        assertThat(one("SELECT COUNT(*) FROM t WHERE name = '2020-02-02'")).isEqualTo("1");
        assertThatThrownBy(() -> held.execute(List.of(), ExecuteOptions.DEFAULT))
                .isInstanceOf(BlazeSqlException.class);
    }

    private CompiledQuery plan(String sql) {
        return ((PlannedQuery) session.prepare(sql)).compiled();
    }

    private String one(String sql) {
        return database.rows(sql).get(0);
    }

    private void assertFails(String state, String sql) {
        assertThatThrownBy(() -> session.execute(sql))
                .isInstanceOfSatisfying(
                        BlazeSqlException.class, e -> assertThat(e.sqlState()).isEqualTo(state));
    }
}
