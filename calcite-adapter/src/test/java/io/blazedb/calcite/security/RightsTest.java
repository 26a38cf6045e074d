/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.security;

import static io.blazedb.calcite.TestDatabase.failure;
import static io.blazedb.calcite.TestDatabase.rows;
import static io.blazedb.calcite.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.ExecuteOptions;
import io.blazedb.calcite.PreparedQuery;
import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.storage.IsolationLevel;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roles and rights as PostgreSQL has them. */
class RightsTest {
    private final TestDatabase database = TestDatabase.inMemory();
    private SqlSession alice;

    @BeforeEach
    void tables() {
        database.run("CREATE TABLE t (id INT PRIMARY KEY, a INT, secret TEXT);"
                + "INSERT INTO t VALUES (1, 10, 'x'), (2, 20, 'y');"
                + "CREATE TABLE other (id INT PRIMARY KEY);"
                + "CREATE USER alice PASSWORD 'pw'; CREATE ROLE readers");
        alice = session("alice");
    }

    @AfterEach
    void close() {
        alice.close();
        database.close();
    }

    private SqlSession session(String user) {
        return database.engine().openSession(new SessionOptions(user, IsolationLevel.SNAPSHOT, false));
    }

    @Test
    void nothingIsAllowedBeforeItIsGranted() {
        for (String sql : List.of(
                "SELECT * FROM t",
                "SELECT id FROM t WHERE id = 1",
                "SELECT COUNT(*) FROM t",
                "SELECT 1 FROM t",
                "SELECT 1 WHERE EXISTS (SELECT 1 FROM t)",
                "INSERT INTO t VALUES (3, 3, 'z')",
                "UPDATE t SET a = 1",
                "UPDATE t SET a = 1 WHERE id = 1",
                "DELETE FROM t",
                "DELETE FROM t WHERE id = 1",
                "TRUNCATE t",
                "EXPLAIN SELECT * FROM t",
                "CREATE TABLE mine AS SELECT * FROM t",
                "CREATE VIEW v AS SELECT 1 AS a",
                "CREATE SCHEMA s",
                "DROP TABLE t",
                "ALTER TABLE t ADD COLUMN b INT",
                "CREATE INDEX ON t (a)",
                "ANALYZE t",
                "COMMENT ON TABLE t IS 'mine'",
                "GRANT SELECT ON t TO alice",
                "CREATE ROLE r",
                "ALTER ROLE alice SUPERUSER",
                "DROP ROLE readers",
                "GRANT readers TO alice",
                "SET ROLE readers",
                "SET ROLE owner",
                "SET SESSION AUTHORIZATION owner",
                "CREATE PUBLICATION p FOR TABLE t",
                "CREATE POLICY p ON t USING (TRUE)",
                "ALTER TABLE t DISABLE ROW LEVEL SECURITY",
                "ALTER TABLE t OWNER TO alice",
                "SELECT * FROM blaze.databases",
                "SELECT * FROM blaze.statistics",
                "CHECK DATABASE",
                "ATTACH 'x' AS x",
                "BACKUP TO 'x'",
                "SET hub = 'h:1'",
                "SET audit = 'session'")) {
            assertThat(failure(alice, sql)).as(sql).startsWith("42501");
        }
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("2");
    }

    @Test
    void rightsOnTables() {
        database.run("GRANT SELECT, INSERT ON t TO alice");
        assertThat(rows(alice, "SELECT id, a FROM t ORDER BY id")).containsExactly("1,10", "2,20");
        assertThat(rows(alice, "SELECT a FROM t WHERE id = 2")).containsExactly("20");
        run(alice, "INSERT INTO t VALUES (3, 30, 'z')");
        assertThat(failure(alice, "UPDATE t SET a = 1 WHERE id = 1")).startsWith("42501 permission denied for table t");
        database.run("REVOKE INSERT ON t FROM alice; GRANT UPDATE, DELETE ON t TO PUBLIC");
        assertThat(failure(alice, "INSERT INTO t VALUES (4, 40, 'z')")).startsWith("42501");
        run(alice, "UPDATE t SET a = 31 WHERE id = 3; DELETE FROM t WHERE id = 2");
        database.run("REVOKE ALL ON t FROM alice");
        assertThat(failure(alice, "DELETE FROM t WHERE id = 1")).startsWith("42501");
        assertThat(failure(alice, "UPDATE t SET a = a + 1")).startsWith("42501");
        run(alice, "UPDATE t SET a = 7; DELETE FROM t");
        assertThat(database.rows("SELECT * FROM t")).isEmpty();
    }

    @Test
    void rightsOnColumns() {
        database.run("GRANT SELECT (id, a), UPDATE (a), INSERT (id) ON t TO alice");
        assertThat(rows(alice, "SELECT id + a FROM t WHERE a > 5 ORDER BY id")).containsExactly("11", "22");
        assertThat(rows(alice, "SELECT COUNT(*) FROM t")).containsExactly("2");
        for (String sql : List.of(
                "SELECT * FROM t",
                "SELECT secret FROM t",
                "SELECT id FROM t WHERE secret = 'x'",
                "SELECT id FROM t ORDER BY secret",
                "SELECT MAX(secret) FROM t",
                "SELECT COUNT(*) FROM t GROUP BY secret",
                "SELECT id FROM t WHERE EXISTS (SELECT 1 FROM other o WHERE t.secret = 'x')",
                "SELECT x.id FROM t x JOIN t y ON x.secret = y.secret",
                "SELECT id, ROW_NUMBER() OVER (ORDER BY secret) FROM t",
                "UPDATE t SET a = 1 WHERE secret = 'x'",
                "UPDATE t SET a = LENGTH(secret)",
                "UPDATE t SET a = 1 RETURNING secret",
                "UPDATE t SET secret = 'q'",
                "INSERT INTO t (id, a) VALUES (9, 9)",
                "INSERT INTO t (id) VALUES (9) RETURNING secret",
                "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET secret = 'q'",
                "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET a = LENGTH(t.secret)")) {
            assertThat(failure(alice, sql)).as(sql).startsWith("42501");
        }
        // What a statement names is asked for, used in the end or not, as in PostgreSQL.
        assertThat(failure(alice, "SELECT id FROM (SELECT id, secret FROM t) s ORDER BY id"))
                .startsWith("42501");
        run(alice, "UPDATE t SET a = a + 1 WHERE id = 1; INSERT INTO t (id) VALUES (5) RETURNING id");
        run(alice, "INSERT INTO t (id) VALUES (5) ON CONFLICT (id) DO UPDATE SET a = 55");
        assertThat(database.rows("SELECT id, a FROM t ORDER BY id")).containsExactly("1,11", "2,20", "5,55");
    }

    @Test
    void rolesAreInherited() {
        database.run("GRANT SELECT ON t TO readers; GRANT readers TO alice");
        assertThat(rows(alice, "SELECT COUNT(*) FROM t")).containsExactly("2");
        assertThat(rows(alice, "SELECT CURRENT_USER, SESSION_USER")).containsExactly("alice,alice");
        run(alice, "SET ROLE readers");
        assertThat(rows(alice, "SELECT CURRENT_USER, SESSION_USER, CURRENT_ROLE"))
                .containsExactly("readers,alice,readers");
        run(alice, "RESET ROLE");
        database.run("ALTER ROLE alice NOINHERIT");
        assertThat(failure(alice, "SELECT COUNT(*) FROM t")).startsWith("42501");
        run(alice, "SET ROLE readers");
        assertThat(rows(alice, "SELECT COUNT(*) FROM t")).containsExactly("2");
        run(alice, "SET ROLE NONE");
        database.run("REVOKE readers FROM alice");
        assertThat(failure(alice, "SET ROLE readers")).startsWith("42501");
        assertThat(database.failure("GRANT readers TO readers")).startsWith("0LP01");
        assertThat(database.failure("DROP ROLE readers")).startsWith("2BP01");
        database.run("DROP OWNED BY readers; DROP ROLE readers");
    }

    @Test
    void grantOptionsAndWhatDependsOnThem() {
        database.run("CREATE USER bob; GRANT SELECT ON t TO alice WITH GRANT OPTION");
        run(alice, "GRANT SELECT ON t TO bob");
        try (SqlSession bob = session("bob")) {
            assertThat(rows(bob, "SELECT COUNT(*) FROM t")).containsExactly("2");
            assertThat(failure(bob, "GRANT SELECT ON t TO alice")).startsWith("42501");
            assertThat(database.failure("REVOKE SELECT ON t FROM alice")).startsWith("2BP01");
            database.run("REVOKE SELECT ON t FROM alice CASCADE");
            assertThat(failure(bob, "SELECT COUNT(*) FROM t")).startsWith("42501");
        }
    }

    @Test
    void ownersMayDoEverythingWithWhatTheyOwn() {
        database.run("GRANT CREATE ON SCHEMA public TO alice");
        run(alice, "CREATE TABLE mine (id INT PRIMARY KEY, v INT); INSERT INTO mine VALUES (1, 1)");
        run(alice, "CREATE VIEW v AS SELECT id FROM mine; CREATE SEQUENCE s; ALTER TABLE mine ADD COLUMN w INT");
        assertThat(rows(alice, "SELECT NEXTVAL('s')")).containsExactly("1");
        database.run("CREATE USER bob; REVOKE CREATE ON SCHEMA public FROM alice");
        try (SqlSession bob = session("bob")) {
            assertThat(failure(bob, "SELECT * FROM mine")).startsWith("42501");
            run(alice, "GRANT SELECT ON v TO bob; GRANT USAGE ON SEQUENCE s TO bob");
            assertThat(rows(bob, "SELECT * FROM v")).containsExactly("1");
            assertThat(rows(bob, "SELECT NEXTVAL('s')")).containsExactly("2");
            assertThat(failure(bob, "SELECT SETVAL('s', 9)")).startsWith("42501");
            assertThat(failure(bob, "DROP VIEW v")).startsWith("42501 must be owner");
            assertThat(failure(bob, "DROP SEQUENCE s")).startsWith("42501 must be owner");
            database.run("ALTER TABLE mine OWNER TO bob");
            assertThat(rows(bob, "SELECT id FROM mine")).containsExactly("1");
            assertThat(failure(alice, "SELECT id FROM mine")).startsWith("42501");
            // The view reads with the rights of its owner, who no longer has any.
            assertThat(failure(bob, "SELECT * FROM v")).startsWith("42501");
        }
        assertThat(database.failure("DROP ROLE alice")).startsWith("2BP01");
        database.run("REASSIGN OWNED BY alice TO owner; DROP OWNED BY alice; DROP ROLE alice");
        assertThat(failure(alice, "SELECT 1")).startsWith("42704");
    }

    @Test
    void viewsReadWithTheirOwnersRightsOrWithThoseOfWhoAsks() {
        database.run("CREATE VIEW own AS SELECT id FROM t WHERE secret = 'x';"
                + "CREATE VIEW asked WITH (security_invoker = true) AS SELECT id FROM t WHERE secret = 'x';"
                + "GRANT SELECT ON own, asked TO alice");
        assertThat(rows(alice, "SELECT id FROM own")).containsExactly("1");
        assertThat(failure(alice, "SELECT id FROM asked")).startsWith("42501 permission denied for table t");
        database.run("GRANT SELECT ON t TO alice");
        assertThat(rows(alice, "SELECT id FROM asked")).containsExactly("1");
    }

    @Test
    void schemasAndDefaultRights() {
        database.run("CREATE SCHEMA s; CREATE TABLE s.a (id INT)");
        assertThat(failure(alice, "SELECT * FROM s.a")).startsWith("42501 permission denied for schema s");
        database.run("GRANT USAGE ON SCHEMA s TO alice; GRANT SELECT ON ALL TABLES IN SCHEMA s TO alice");
        assertThat(rows(alice, "SELECT * FROM s.a")).isEmpty();
        database.run("CREATE TABLE s.b (id INT)");
        assertThat(failure(alice, "SELECT * FROM s.b")).startsWith("42501 permission denied for table b");
        database.run("ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO alice; CREATE TABLE s.c (id INT)");
        assertThat(rows(alice, "SELECT * FROM s.c")).isEmpty();
        database.run("REVOKE USAGE ON SCHEMA public FROM PUBLIC");
        assertThat(failure(alice, "SELECT * FROM t")).startsWith("42501 permission denied for schema public");
    }

    @Test
    void aPreparedStatementIsRefusedAfterRevoke() {
        database.run("GRANT SELECT, UPDATE ON t TO alice");
        for (String sql : List.of("SELECT a FROM t WHERE id = ?", "UPDATE t SET a = a + 1 WHERE id = ?")) {
            PreparedQuery prepared = alice.prepare(sql);
            prepared.execute(List.of(1), ExecuteOptions.DEFAULT).close();
            database.run("REVOKE ALL ON t FROM alice");
            Assertions.assertThatThrownBy(() -> prepared.execute(List.of(1), ExecuteOptions.DEFAULT))
                    .isInstanceOf(BlazeSqlException.class)
                    .hasMessageContaining("permission denied for table t");
            database.run("GRANT SELECT, UPDATE ON t TO alice");
            prepared.execute(List.of(1), ExecuteOptions.DEFAULT).close();
        }
        PreparedQuery asOwner = database.session().prepare("SELECT secret FROM t");
        database.run("REVOKE ALL ON t FROM alice; SET ROLE alice");
        Assertions.assertThatThrownBy(() -> asOwner.execute(List.of(), ExecuteOptions.DEFAULT))
                .hasMessageContaining("permission denied");
    }

    @Test
    void rightsSurviveRenamesAndGoWithTheirTable() {
        database.run("GRANT SELECT (a) ON t TO alice; ALTER TABLE t RENAME COLUMN a TO b; ALTER TABLE t RENAME TO u;"
                + "ALTER TABLE u ALTER COLUMN b TYPE BIGINT");
        assertThat(rows(alice, "SELECT b FROM u ORDER BY b")).containsExactly("10", "20");
        database.run("DROP TABLE u; CREATE TABLE u (b INT)");
        assertThat(failure(alice, "SELECT b FROM u")).startsWith("42501");
    }

    @Test
    void rightsAreTransactional() {
        database.run("BEGIN; CREATE ROLE temp; GRANT SELECT ON t TO alice; ROLLBACK");
        assertThat(failure(alice, "SELECT * FROM t")).startsWith("42501");
        assertThat(database.failure("DROP ROLE temp")).startsWith("42704");
        run(alice, "BEGIN");
        database.run("GRANT SELECT ON t TO alice");
        assertThat(rows(alice, "SELECT COUNT(*) FROM t")).containsExactly("2");
        database.run("REVOKE SELECT ON t FROM alice");
        run(alice, "COMMIT");
        assertThat(failure(alice, "SELECT COUNT(*) FROM t")).startsWith("42501");
    }

    @Test
    void usersAreChecked() {
        Assertions.assertThatThrownBy(() -> session("nobody")).hasMessageContaining("does not exist");
        Assertions.assertThatThrownBy(() -> session("readers")).hasMessageContaining("not permitted to log in");
        assertThat(database.failure("CREATE ROLE alice")).startsWith("42710");
        assertThat(database.failure("CREATE USER owner")).startsWith("42710");
        assertThat(database.failure("CREATE ROLE public")).startsWith("22023");
        assertThat(database.failure("GRANT SELECT ON t TO nobody")).startsWith("42704");
        assertThat(database.failure("DROP ROLE owner")).startsWith("55006");
        database.run("CREATE USER maker CREATEROLE");
        try (SqlSession maker = session("maker")) {
            run(maker, "CREATE ROLE made");
            assertThat(failure(maker, "CREATE ROLE mighty SUPERUSER")).startsWith("42501");
            assertThat(failure(maker, "GRANT owner TO made")).startsWith("42501");
            assertThat(failure(maker, "CREATE ROLE sly IN ROLE owner")).startsWith("42501");
            assertThat(failure(maker, "ALTER ROLE alice NOLOGIN")).startsWith("42501");
            run(maker, "GRANT made TO alice; DROP ROLE made");
        }
    }
}
