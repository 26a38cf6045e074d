/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of a file: a key slot each, picked by the property {@code user}. */
class UsersTest {
    @TempDir
    private Path directory;

    private Connection connect(String user, String password) throws SQLException {
        String url = "jdbc:blazedb:" + directory.resolve("users.blazedb") + "?synchronous=off";
        return user.isEmpty()
                ? DriverManager.getConnection(url + "&password=" + password)
                : DriverManager.getConnection(url, user, password);
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return texts(rows);
        }
    }

    private static List<String> texts(ResultSet rows) throws SQLException {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
            StringBuilder text = new StringBuilder();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                text.append(i == 1 ? "" : ",").append(rows.getString(i));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private void assertRefused(String state, String user, String password) {
        assertThatThrownBy(() -> connect(user, password).close())
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getSQLState()).isEqualTo(state));
    }

    @Test
    void eachUserHasAPasswordAndRights() throws SQLException {
        assertRefused("28000", "alice", "first");
        try (Connection owner = connect("owner", "owner-password")) {
            run(
                    owner,
                    "CREATE TABLE t (id INT PRIMARY KEY, who VARCHAR(20), secret INT)",
                    "INSERT INTO t VALUES (1, 'alice', 7), (2, 'bob', 8)",
                    "CREATE USER alice PASSWORD 'alice-password'",
                    "CREATE USER bob PASSWORD 'bob-password'",
                    "CREATE USER silent",
                    "CREATE ROLE group_role",
                    "GRANT SELECT (id, who) ON t TO alice",
                    "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
                    "CREATE POLICY own ON t USING (who = CURRENT_USER)");
            try (Connection alice = connect("alice", "alice-password")) {
                check(alice);
            }
            // Whose secret it is, if no user is named; a secret opens nobody else's sessions.
            try (Connection alice = connect("", "alice-password")) {
                assertThat(alice.getMetaData().getUserName()).isEqualTo("alice");
            }
            assertRefused("28P01", "bob", "alice-password");
            assertRefused("28P01", "owner", "alice-password");
            assertRefused("28P01", "alice", "wrong-password");
            assertRefused("28000", "group_role", "owner-password");
            assertRefused("28000", "nobody", "owner-password");
            // Who has the owner's secret may put it aside.
            try (Connection silent = connect("silent", "owner-password")) {
                assertThat(rows(silent, "SELECT CURRENT_USER")).containsExactly("silent");
                assertThatThrownBy(() -> run(silent, "SET SESSION AUTHORIZATION owner"))
                        .hasMessageContaining("permission denied");
            }
        }
        // Nothing of it depends on a process that has the file open already.
        try (Connection alice = connect("alice", "alice-password")) {
            check(alice);
            run(alice, "ALTER USER alice PASSWORD 'another-password'");
            assertThatThrownBy(() -> run(alice, "ALTER USER bob PASSWORD 'mine'"))
                    .hasMessageContaining("permission denied");
        }
        assertRefused("28P01", "alice", "alice-password");
        connect("alice", "another-password").close();
        try (Connection owner = connect("owner", "owner-password")) {
            run(owner, "DROP OWNED BY alice", "DROP USER alice");
            owner.setAutoCommit(false);
            run(owner, "ALTER USER bob PASSWORD 'unused'");
            owner.rollback();
        }
        assertRefused("28P01", "alice", "another-password");
        connect("bob", "bob-password").close();
    }

    private static void check(Connection alice) throws SQLException {
        assertThat(rows(alice, "SELECT id, who, CURRENT_USER FROM t")).containsExactly("1,alice,alice");
        assertThatThrownBy(() -> rows(alice, "SELECT secret FROM t")).isInstanceOf(SQLException.class);
        try (ResultSet columns = alice.getMetaData().getColumns(null, null, "t", "%")) {
            assertThat(texts(columns)).hasSize(2);
        }
        try (ResultSet tables = alice.getMetaData().getTables(null, "public", "%", null)) {
            assertThat(texts(tables)).hasSize(1);
        }
        try (ResultSet rights = alice.getMetaData().getColumnPrivileges(null, "public", "t", "%")) {
            assertThat(texts(rights))
                    .containsExactly(
                            "main,public,t,id,owner,alice,SELECT,NO", "main,public,t,who,owner,alice,SELECT,NO");
        }
        try (ResultSet rights = alice.getMetaData().getTablePrivileges(null, "public", "t")) {
            assertThat(texts(rights)).isEmpty();
        }
        assertThat(rows(alice, "SELECT column_name FROM information_schema.columns WHERE table_name = 't'"))
                .containsExactly("id", "who");
        assertThat(rows(alice, "SELECT role_name FROM information_schema.enabled_roles"))
                .containsExactly("alice");
    }

    @Test
    void theOwnersRightsAreListed() throws SQLException {
        try (Connection owner = connect("owner", "owner-password")) {
            run(
                    owner,
                    "CREATE TABLE t (id INT)",
                    "CREATE ROLE r",
                    "GRANT SELECT ON t TO r WITH GRANT OPTION",
                    "GRANT DELETE ON t TO PUBLIC");
            try (ResultSet rights = owner.getMetaData().getTablePrivileges(null, "public", "t")) {
                assertThat(texts(rights))
                        .contains(
                                "main,public,t,owner,owner,SELECT,YES",
                                "main,public,t,owner,r,SELECT,YES",
                                "main,public,t,owner,PUBLIC,DELETE,NO");
            }
            run(owner, "CREATE USER u1 PASSWORD '1'", "CREATE USER u2 PASSWORD '2'");
            assertThat(rows(owner, "SELECT role FROM blaze.roles WHERE can_login"))
                    .containsExactly("owner", "u1", "u2");
        }
    }
}
