/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.error.BlazeSqlException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignKeyTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    private void tables(String options) {
        database.run("CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE);"
                + " INSERT INTO p VALUES (0, 'z'), (1, 'a'), (2, 'b'), (3, 'c');"
                + " CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER DEFAULT 0 REFERENCES p " + options + ");"
                + " INSERT INTO c VALUES (10, 1), (11, 1), (12, 2), (13, NULL)");
    }

    private List<String> children() {
        return database.rows("SELECT id, p FROM c ORDER BY id");
    }

    @Test
    void refusesWhatBreaksAReference() {
        tables("");
        assertThat(database.failure("INSERT INTO c VALUES (20, 9)"))
                .startsWith("23503")
                .contains("\"c_p_fkey\"", "(p)", "table \"p\"");
        assertThat(database.failure("UPDATE c SET p = 9 WHERE id = 10")).startsWith("23503");
        assertThat(database.failure("DELETE FROM p WHERE id = 1"))
                .startsWith("23503")
                .contains("still referenced from table \"c\"");
        assertThat(database.failure("UPDATE p SET id = 9 WHERE id = 1")).startsWith("23503");
        assertThat(database.run("DELETE FROM p WHERE id = 3")).isEqualTo(1);
        assertThat(database.run("UPDATE p SET code = 'q', id = 1 WHERE id = 1")).isEqualTo(1);
        assertThat(database.run("UPDATE c SET p = NULL WHERE p = 2")).isEqualTo(1);
        assertThat(database.run("DELETE FROM p WHERE id = 2")).isEqualTo(1);
        assertThat(children()).containsExactly("10,1", "11,1", "12,null", "13,null");
    }

    @Test
    void aStatementIsCheckedAtItsEnd() {
        database.run("CREATE TABLE n (id INTEGER PRIMARY KEY, up INTEGER REFERENCES n (id));"
                + " INSERT INTO n VALUES (1, 2), (2, 3), (3, 1)");
        assertThat(database.failure("DELETE FROM n WHERE id = 1")).startsWith("23503");
        assertThat(database.failure("INSERT INTO n VALUES (4, 5)")).startsWith("23503");
        assertThat(database.run("INSERT INTO n VALUES (4, 4)")).isEqualTo(1);
        assertThat(database.run("DELETE FROM n")).isEqualTo(4);
    }

    @Test
    void cascades() {
        tables("ON DELETE CASCADE ON UPDATE CASCADE");
        database.run(
                "CREATE TABLE g (c INTEGER REFERENCES c ON DELETE CASCADE); INSERT INTO g VALUES (10), (12), (NULL)");
        assertThat(database.run("UPDATE p SET id = id + 100 WHERE id = 2")).isEqualTo(1);
        assertThat(children()).containsExactly("10,1", "11,1", "12,102", "13,null");
        assertThat(database.run("DELETE FROM p WHERE id = 1")).isEqualTo(1);
        assertThat(children()).containsExactly("12,102", "13,null");
        assertThat(database.rows("SELECT c FROM g ORDER BY c")).containsExactly("12", "null");
    }

    @Test
    void setsNull() {
        tables("ON DELETE SET NULL ON UPDATE SET NULL");
        database.run("DELETE FROM p WHERE id = 1; UPDATE p SET id = 7 WHERE id = 2");
        assertThat(children()).containsExactly("10,null", "11,null", "12,null", "13,null");
    }

    @Test
    void setsTheDefaultWhichMustBeThere() {
        tables("ON DELETE SET DEFAULT");
        database.run("DELETE FROM p WHERE id = 1");
        assertThat(children()).containsExactly("10,0", "11,0", "12,2", "13,null");
        assertThat(database.failure("DELETE FROM p WHERE id = 0")).startsWith("23503");
    }

    @Test
    void restrictIsNotDeferred() {
        tables("ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED");
        assertThat(database.failure("DELETE FROM p WHERE id = 1")).startsWith("23503");
        database.run("BEGIN");
        assertThat(database.failure("DELETE FROM p WHERE id = 1")).startsWith("23503");
        database.run("INSERT INTO c VALUES (20, 9); INSERT INTO p VALUES (9, 'n'); COMMIT");
    }

    @Test
    void deferredConstraintsAreCheckedAtCommit() {
        tables("DEFERRABLE INITIALLY DEFERRED");
        database.run("BEGIN; INSERT INTO c VALUES (20, 9); DELETE FROM p WHERE id = 1; INSERT INTO p VALUES (9, 'n');"
                + " UPDATE c SET p = 9 WHERE p = 1; COMMIT");
        assertThat(database.rows("SELECT count(*) FROM c WHERE p = 9")).containsExactly("3");
        database.run("BEGIN; INSERT INTO c VALUES (21, 77)");
        assertThat(database.failure("COMMIT")).startsWith("23503");
        assertThat(database.rows("SELECT count(*) FROM c WHERE id = 21")).containsExactly("0");
        assertThat(database.failure("INSERT INTO c VALUES (21, 77)")).startsWith("23503");
        database.run("BEGIN; SAVEPOINT s; INSERT INTO c VALUES (21, 77); ROLLBACK TO s; COMMIT");
        database.run("BEGIN; INSERT INTO c VALUES (21, 77); SAVEPOINT s; INSERT INTO p VALUES (77, 's');"
                + " SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK TO s");
        assertThat(database.failure("COMMIT")).startsWith("23503");
    }

    @Test
    void setConstraintsChangesTheMoment() {
        tables("DEFERRABLE");
        assertThat(database.failure("INSERT INTO c VALUES (20, 9)")).startsWith("23503");
        database.run("BEGIN; SET CONSTRAINTS c_p_fkey DEFERRED; INSERT INTO c VALUES (20, 9)");
        assertThat(database.failure("SET CONSTRAINTS ALL IMMEDIATE")).startsWith("23503");
        database.run("INSERT INTO p VALUES (9, 'n'); SET CONSTRAINTS ALL IMMEDIATE");
        assertThat(database.failure("INSERT INTO c VALUES (21, 99)")).startsWith("23503");
        database.run("COMMIT");
        assertThat(database.rows("SELECT p FROM c WHERE id = 20")).containsExactly("9");
        assertThat(database.failure("ALTER TABLE c ADD FOREIGN KEY (nothing) REFERENCES p"))
                .startsWith("42703");
    }

    @Test
    void compositeKeysAndOtherTypes() {
        database.run(
                "CREATE TABLE k (a INTEGER, b VARCHAR(5), c BIGINT, PRIMARY KEY (a, b), UNIQUE (c));"
                        + " INSERT INTO k VALUES (1, 'x', 5), (2, 'y', 6);"
                        + " CREATE TABLE r (id INTEGER PRIMARY KEY, b TEXT, a BIGINT, c SMALLINT,"
                        + " CONSTRAINT r_k FOREIGN KEY (b, a) REFERENCES k (b, a) ON UPDATE CASCADE ON DELETE CASCADE,"
                        + " FOREIGN KEY (c) REFERENCES k (c) ON UPDATE CASCADE);"
                        + " CREATE INDEX r_a ON r (a, b); INSERT INTO r VALUES (1, 'x', 1, 5), (2, 'y', 2, NULL), (3, NULL, 9, 6)");
        assertThat(database.failure("INSERT INTO r VALUES (4, 'x', 2, NULL)"))
                .startsWith("23503")
                .contains("r_k");
        assertThat(database.failure("INSERT INTO r VALUES (4, 'x', 1, 7)"))
                .startsWith("23503")
                .contains("r_c_fkey");
        database.run("UPDATE k SET b = 'w', c = 50 WHERE a = 1");
        assertThat(database.rows("SELECT * FROM r ORDER BY id"))
                .containsExactly("1,w,1,50", "2,y,2,null", "3,null,9,6");
        assertThat(database.failure("DELETE FROM k WHERE a = 2"))
                .startsWith("23503")
                .contains("r_c_fkey");
        database.run("UPDATE r SET c = NULL WHERE id = 3; DELETE FROM k WHERE a = 2");
        assertThat(database.rows("SELECT id FROM r ORDER BY id")).containsExactly("1", "3");
    }

    @Test
    void definitionsAreChecked() {
        tables("");
        assertThat(database.failure("CREATE TABLE x (a INTEGER REFERENCES nowhere)"))
                .startsWith("42P01");
        assertThat(database.failure("CREATE TABLE x (a INTEGER REFERENCES p (nothing))"))
                .startsWith("42703");
        assertThat(database.failure("CREATE TABLE x (a DATE REFERENCES p)")).startsWith("42804");
        assertThat(database.failure("CREATE TABLE x (a INTEGER, FOREIGN KEY (a) REFERENCES p (id, code))"))
                .startsWith("42830");
        assertThat(database.failure("CREATE TABLE x (a INTEGER REFERENCES c (p))"))
                .startsWith("42830");
        assertThat(database.rows("SELECT table_name FROM information_schema.tables WHERE table_name = 'x'"))
                .isEmpty();
        database.run("CREATE TABLE x (a INTEGER, b TEXT); INSERT INTO x VALUES (1, 'a'), (8, 'b')");
        assertThat(database.failure("ALTER TABLE x ADD CONSTRAINT x_p FOREIGN KEY (a) REFERENCES p"))
                .startsWith("23503")
                .contains("x_p");
        database.run("DELETE FROM x WHERE a = 8; ALTER TABLE x ADD CONSTRAINT x_p FOREIGN KEY (a) REFERENCES p");
        assertThat(database.failure("INSERT INTO x VALUES (8, 'b')")).startsWith("23503");
        database.run("ALTER TABLE x DROP CONSTRAINT x_p; INSERT INTO x VALUES (8, 'b')");
        database.run("ALTER TABLE x ADD COLUMN p TEXT REFERENCES p (code)");
        assertThat(database.failure("UPDATE x SET p = 'none'")).startsWith("23503");
    }

    @Test
    void whatIsReferredToStays() {
        tables("");
        database.run("CREATE TABLE d (code TEXT REFERENCES p (code))");
        assertThat(database.failure("DROP TABLE p")).startsWith("2BP01").contains("c_p_fkey");
        assertThat(database.failure("TRUNCATE p")).startsWith("0A000");
        assertThat(database.failure("ALTER TABLE p DROP CONSTRAINT p_code_key")).startsWith("2BP01");
        assertThat(database.failure("ALTER TABLE p DROP COLUMN code")).startsWith("2BP01");
        database.run(
                "ALTER TABLE p RENAME COLUMN id TO key; ALTER TABLE p RENAME TO parent; ALTER TABLE c RENAME TO child");
        assertThat(database.failure("DELETE FROM parent WHERE key = 1"))
                .startsWith("23503")
                .contains("child");
        assertThat(database.failure("INSERT INTO child VALUES (30, 30)"))
                .startsWith("23503")
                .contains("parent");
        database.run("TRUNCATE parent, child, d");
        database.run("INSERT INTO parent VALUES (1, 'a'); INSERT INTO child VALUES (1, 1); TRUNCATE parent CASCADE");
        assertThat(database.rows("SELECT * FROM child")).isEmpty();
        database.run("ALTER TABLE parent DROP CONSTRAINT p_code_key CASCADE; INSERT INTO d VALUES ('free')");
        database.run("DROP TABLE parent CASCADE; INSERT INTO child VALUES (30, 30)");
        tables("");
        database.run("DROP TABLE p, c");
        database.run("CREATE TABLE s (id INTEGER PRIMARY KEY, up INTEGER REFERENCES s); ALTER TABLE s RENAME TO s2;"
                + " INSERT INTO s2 VALUES (1, 1)");
        assertThat(database.failure("INSERT INTO s2 VALUES (2, 3)")).startsWith("23503");
        database.run("DROP TABLE s2");
    }

    @Test
    void theCatalogShowsThem() {
        tables("ON DELETE SET NULL DEFERRABLE");
        assertThat(database.rows("SELECT constraint_name, unique_constraint_name, update_rule, delete_rule"
                        + " FROM information_schema.referential_constraints"))
                .containsExactly("c_p_fkey,p_pkey,NO ACTION,SET NULL");
        assertThat(database.rows("SELECT constraint_name, is_deferrable, initially_deferred"
                        + " FROM information_schema.table_constraints WHERE constraint_type = 'FOREIGN KEY'"))
                .containsExactly("c_p_fkey,YES,NO");
        assertThat(database.rows("SELECT column_name, position_in_unique_constraint"
                        + " FROM information_schema.key_column_usage WHERE constraint_name = 'c_p_fkey'"))
                .containsExactly("p,1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aParentsEndAndANewChildExcludeEachOther(boolean childFirst) {
        for (String index : new String[] {"", "CREATE INDEX c_p ON c (p)"}) {
            database.run("DROP TABLE IF EXISTS c; DROP TABLE IF EXISTS p");
            tables("");
            database.run(index);
            try (SqlSession other = database.engine().openSession(SessionOptions.owner())) {
                TestDatabase.run(other, "BEGIN");
                TestDatabase.run(other, childFirst ? "INSERT INTO c VALUES (20, 3)" : "DELETE FROM p WHERE id = 3");
                database.run("BEGIN");
                database.run(childFirst ? "DELETE FROM p WHERE id = 3" : "INSERT INTO c VALUES (20, 3)");
                TestDatabase.run(other, "COMMIT");
                assertThat(database.failure("COMMIT")).startsWith("40001");
            }
            assertThat(database.rows("SELECT * FROM c WHERE p IS NOT NULL AND p NOT IN (SELECT id FROM p)"))
                    .isEmpty();
        }
    }

    @Test
    void childrenOfOneParentDoNotConflict() {
        tables("");
        try (SqlSession other = database.engine().openSession(SessionOptions.owner())) {
            TestDatabase.run(other, "BEGIN");
            TestDatabase.run(other, "INSERT INTO c VALUES (20, 3)");
            database.run("BEGIN; INSERT INTO c VALUES (21, 3); COMMIT");
            TestDatabase.run(other, "COMMIT");
        }
        assertThat(database.rows("SELECT count(*) FROM c WHERE p = 3")).containsExactly("2");
    }

    @Test
    void aNewConstraintAndAConcurrentRowExcludeEachOther() {
        database.run("CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INTEGER)");
        try (SqlSession other = database.engine().openSession(SessionOptions.owner())) {
            TestDatabase.run(other, "BEGIN");
            TestDatabase.run(other, "ALTER TABLE c ADD FOREIGN KEY (p) REFERENCES p");
            database.run("INSERT INTO c VALUES (5)");
            assertThat(TestDatabase.failure(other, "COMMIT")).startsWith("40001");
        }
    }

    @Test
    void agreesWithHsqldb() throws SQLException {
        long seed = Long.getLong("blazedb.seed", 20_261_103L);
        Random random = new Random(seed);
        String[] actions = {"NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"};
        int failed = 0;
        for (int round = 0; round < 3; round++) {
            List<String> ddl = List.of(
                    "CREATE TABLE a" + round + " (id INTEGER PRIMARY KEY, v INTEGER)",
                    "CREATE TABLE b" + round + " (id INTEGER PRIMARY KEY, a INTEGER DEFAULT 1, CONSTRAINT b_a" + round
                            + " FOREIGN KEY (a) REFERENCES a" + round + " (id) ON DELETE "
                            + actions[random.nextInt(5)] + " ON UPDATE " + actions[random.nextInt(5)] + ")",
                    "CREATE TABLE c" + round + " (id INTEGER PRIMARY KEY, b INTEGER DEFAULT 1, CONSTRAINT c_b" + round
                            + " FOREIGN KEY (b) REFERENCES b" + round + " (id) ON DELETE "
                            + actions[random.nextInt(5)] + " ON UPDATE " + actions[random.nextInt(5)] + ")");
            try (Connection peer = DriverManager.getConnection("jdbc:hsqldb:mem:fk" + seed + "_" + round, "SA", "");
                    Statement statement = peer.createStatement()) {
                for (String sql : ddl) {
                    database.run(sql);
                    statement.execute(sql);
                }
                for (int i = 0; i < 70; i++) {
                    String sql = change(random, round);
                    boolean refused = false;
                    try {
                        statement.execute(sql);
                    } catch (SQLException failure) {
                        refused = true;
                        failed++;
                    }
                    String found = "";
                    try {
                        database.run(sql);
                    } catch (BlazeSqlException failure) {
                        found = failure.sqlState();
                    }
                    assertThat(found.isEmpty())
                            .as("seed " + seed + ": " + ddl + " " + sql + " " + found)
                            .isEqualTo(!refused);
                    for (String table : new String[] {"a", "b", "c"}) {
                        String query = "SELECT * FROM " + table + round + " ORDER BY id";
                        assertThat(database.rows(query))
                                .as("seed " + seed + ": " + ddl + " " + sql)
                                .isEqualTo(rows(statement, query));
                    }
                }
                statement.execute("SHUTDOWN");
            }
        }
        assertThat(failed).isPositive();
    }

    private static String change(Random random, int round) {
        int id = 1 + random.nextInt(8);
        int other = 1 + random.nextInt(8);
        return switch (random.nextInt(8)) {
            case 0, 1 -> "INSERT INTO a" + round + " VALUES (" + id + ", 0)";
            case 2, 3 -> "INSERT INTO b" + round + " VALUES (" + id + ", " + other + ")";
            case 4 -> "INSERT INTO c" + round + " VALUES (" + id + ", " + other + ")";
            case 5 -> "DELETE FROM " + "ab".charAt(random.nextInt(2)) + round + " WHERE id = " + id;
            case 6 -> "UPDATE " + "ab".charAt(random.nextInt(2)) + round + " SET id = " + id + " WHERE id = " + other;
            default -> "UPDATE c" + round + " SET b = " + id + " WHERE id = " + other;
        };
    }

    private static List<String> rows(Statement statement, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                rows.add(result.getObject(1) + "," + result.getObject(2));
            }
        }
        return rows;
    }
}
