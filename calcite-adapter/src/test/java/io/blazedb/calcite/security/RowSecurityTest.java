/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.security;

import static io.blazedb.calcite.TestDatabase.failure;
import static io.blazedb.calcite.TestDatabase.rows;
import static io.blazedb.calcite.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.TestDatabase;
import io.blazedb.storage.IsolationLevel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies on every path that leads to rows. */
class RowSecurityTest {
    private final TestDatabase database = TestDatabase.inMemory();
    private SqlSession alice;

    @BeforeEach
    void tables() {
        database.run("CREATE TABLE docs (id INT PRIMARY KEY, author TEXT, n INT, title TEXT UNIQUE);"
                + "CREATE INDEX docs_n ON docs (n);"
                + "INSERT INTO docs VALUES (1, 'alice', 1, 'a1'), (2, 'bob', 0, 'b2'), (3, 'alice', 3, 'a3'),"
                + " (4, 'bob', 4, 'b4'), (5, 'carol', 5, 'c5');"
                + "CREATE TABLE plain (id INT PRIMARY KEY, doc INT);"
                + "INSERT INTO plain VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 5);"
                + "CREATE USER alice; CREATE USER bob;"
                + "GRANT ALL ON docs, plain TO alice, bob;"
                + "ALTER TABLE docs ENABLE ROW LEVEL SECURITY;"
                + "CREATE POLICY own ON docs USING (author = CURRENT_USER)");
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
    void everyWayToReadSeesTheVisibleRowsOnly() {
        assertThat(rows(alice, "SELECT id FROM docs ORDER BY id")).containsExactly("1", "3");
        assertThat(rows(alice, "SELECT COUNT(*) FROM docs")).containsExactly("2");
        assertThat(rows(alice, "SELECT COUNT(*) FROM docs WHERE id = 2")).containsExactly("0");
        assertThat(rows(alice, "SELECT * FROM docs WHERE id = 2")).isEmpty();
        assertThat(rows(alice, "SELECT author FROM docs WHERE id = ?", 3)).containsExactly("alice");
        assertThat(rows(alice, "SELECT author FROM docs WHERE title = 'b4'")).isEmpty();
        assertThat(rows(alice, "SELECT id FROM docs WHERE n BETWEEN 0 AND 4 ORDER BY n DESC LIMIT 3"))
                .containsExactly("3", "1");
        assertThat(rows(alice, "SELECT MIN(n), MAX(n), SUM(n) FROM docs")).containsExactly("1,3,4");
        assertThat(rows(alice, "SELECT author, COUNT(*) FROM docs GROUP BY author"))
                .containsExactly("alice,2");
        assertThat(rows(alice, "SELECT p.id, d.title FROM plain p LEFT JOIN docs d ON d.id = p.doc ORDER BY 1"))
                .containsExactly("1,a1", "2,null", "3,a3", "4,null", "5,null");
        assertThat(rows(alice, "SELECT p.id FROM plain p WHERE EXISTS (SELECT 1 FROM docs d WHERE d.id = p.doc)"))
                .containsExactlyInAnyOrder("1", "3");
        assertThat(rows(alice, "SELECT p.id FROM plain p WHERE p.doc IN (SELECT id FROM docs) ORDER BY 1"))
                .containsExactly("1", "3");
        assertThat(rows(alice, "SELECT (SELECT MAX(id) FROM docs)")).containsExactly("3");
        assertThat(rows(alice, "WITH w AS (SELECT * FROM docs) SELECT COUNT(*) FROM w a, w b"))
                .containsExactly("4");
        assertThat(database.rows("SELECT COUNT(*) FROM docs")).containsExactly("5");
    }

    @Test
    void whatCouldFailOrTellNeverMeetsHiddenRows() {
        for (String condition : List.of(
                "1 / n > 0",
                "1 / n > 0 AND id < 100",
                "id < 100 AND 1 / n > 0",
                "CAST(title || 'x' AS INT) > 0 AND author <> 'alice'",
                "CASE WHEN author = 'bob' THEN 1 / (n - n) ELSE 1 END = 1",
                "author LIKE 'bo%' ESCAPE 'ab' AND id = 2",
                "title LIKE 'b%' AND 1 / (n - n) = 1",
                "NULLIF(n, 0) IS NULL AND 1 / n = 1")) {
            String sql = "SELECT id FROM docs WHERE " + condition;
            try {
                rows(alice, sql).forEach(id -> assertThat(id).as(sql).isIn("1", "3"));
            } catch (io.blazedb.calcite.error.BlazeSqlException failure) {
                // The same statement fails in the same way where the hidden rows are not there at all.
                try (TestDatabase without = TestDatabase.inMemory()) {
                    without.run("CREATE TABLE docs (id INT PRIMARY KEY, author TEXT, n INT, title TEXT UNIQUE);"
                            + "INSERT INTO docs VALUES (1, 'alice', 1, 'a1'), (3, 'alice', 3, 'a3')");
                    assertThat(without.failure(sql)).isEqualTo(failure.sqlState() + " " + failure.getMessage());
                }
            }
        }
        assertThat(rows(alice, "SELECT SUM(1 / n) FROM docs WHERE 1 / n >= 0")).containsExactly("1");
        assertThat(rows(alice, "SELECT p.id FROM plain p JOIN docs d ON d.id = p.doc AND 6 / d.n > 0 ORDER BY 1"))
                .containsExactly("1", "3");
        assertThat(rows(alice, "SELECT COUNT(*) FROM (SELECT 1 / n AS q FROM docs) s WHERE q >= 0"))
                .containsExactly("2");
    }

    @Test
    void harmlessConditionsStillChooseTheAccessPath() {
        String byKey = String.join("\n", rows(alice, "EXPLAIN SELECT title FROM docs WHERE id = 3"));
        assertThat(byKey).contains("BlazeKeySeek main.public.docs on id = 3");
        String both = String.join("\n", rows(alice, "EXPLAIN SELECT title FROM docs WHERE n = 3 AND 1 / n > 0"));
        assertThat(both)
                .contains("BlazeIndexScan main.public.docs using docs_n on n = 3")
                .contains("BlazeFilter");
    }

    @Test
    void rowsAreCheckedBeforeAndAfterTheyAreWritten() {
        run(alice, "INSERT INTO docs VALUES (10, 'alice', 1, 'a10')");
        assertThat(failure(alice, "INSERT INTO docs VALUES (11, 'bob', 1, 'b11')"))
                .isEqualTo("42501 new row violates row-level security policy for table \"docs\"");
        assertThat(failure(alice, "INSERT INTO docs SELECT id + 20, 'bob', n, title || 'x' FROM docs"))
                .startsWith("42501");
        assertThat(failure(alice, "UPDATE docs SET author = 'bob' WHERE id = 1"))
                .startsWith("42501");
        assertThat(run(alice, "UPDATE docs SET n = 100")).isEqualTo(3);
        assertThat(run(alice, "UPDATE docs SET n = 100 WHERE id = 2")).isEqualTo(0);
        assertThat(run(alice, "DELETE FROM docs WHERE id = 2")).isEqualTo(0);
        assertThat(run(alice, "UPDATE docs SET n = d.id FROM plain d WHERE d.doc = docs.id"))
                .isEqualTo(2);
        assertThat(run(alice, "DELETE FROM docs USING plain p WHERE p.doc = docs.id AND p.id > 2"))
                .isEqualTo(1);
        assertThat(run(alice, "DELETE FROM docs")).isEqualTo(2);
        assertThat(database.rows("SELECT id, n FROM docs ORDER BY id")).containsExactly("2,0", "4,4", "5,5");
    }

    @Test
    void statementsThatWriteInsideWithAreChecked() {
        assertThat(failure(
                        alice, "WITH w AS (INSERT INTO docs VALUES (20, 'bob', 1, 'w') RETURNING id) SELECT * FROM w"))
                .startsWith("42501 new row");
        assertThat(rows(alice, "WITH w AS (DELETE FROM docs WHERE id < 4 RETURNING id) SELECT COUNT(*) FROM w"))
                .containsExactly("2");
        assertThat(database.rows("SELECT id FROM docs ORDER BY id")).containsExactly("2", "4", "5");
        database.run("REVOKE DELETE ON docs FROM alice");
        assertThat(failure(alice, "WITH w AS (DELETE FROM docs RETURNING id) SELECT COUNT(*) FROM w"))
                .startsWith("42501 permission denied");
    }

    @Test
    void upsertAndMergeMeetHiddenRowsWithAnErrorOnly() {
        String taken = "INSERT INTO docs VALUES (2, 'alice', 1 , 'mine') ON CONFLICT (id) DO UPDATE SET n = 1 / docs.n";
        assertThat(failure(alice, taken))
                .isEqualTo("42501 target row violates row-level security policy for table \"docs\"");
        assertThat(run(alice, "INSERT INTO docs VALUES (2, 'alice', 1, 'mine') ON CONFLICT DO NOTHING"))
                .isEqualTo(0);
        assertThat(run(alice, "INSERT INTO docs VALUES (1, 'alice', 9, 'x') ON CONFLICT (id) DO UPDATE SET n = 9"))
                .isEqualTo(1);
        assertThat(failure(
                        alice,
                        "INSERT INTO docs VALUES (1, 'alice', 9, 'x') ON CONFLICT (id) DO UPDATE SET author = 'bob'"))
                .startsWith("42501 new row");
        assertThat(run(alice, "MERGE INTO docs USING plain p ON docs.id = p.doc WHEN MATCHED THEN UPDATE SET n = 7"))
                .isEqualTo(2);
        assertThat(failure(
                        alice,
                        "MERGE INTO docs USING plain p ON docs.id = p.doc WHEN NOT MATCHED THEN INSERT"
                                + " VALUES (p.id + 100, 'bob', 1, 'm' || p.id)"))
                .startsWith("42501 new row");
        String unique = failure(alice, "INSERT INTO docs VALUES (2, 'alice', 1, 'new')");
        assertThat(unique).startsWith("23505").doesNotContain("bob").doesNotContain("b2");
    }

    @Test
    void policiesForSingleCommandsAndRestrictiveOnes() {
        database.run("DROP POLICY own ON docs; CREATE POLICY see ON docs FOR SELECT USING (TRUE);"
                + "CREATE POLICY change ON docs FOR UPDATE TO alice USING (author = CURRENT_USER)");
        assertThat(rows(alice, "SELECT COUNT(*) FROM docs")).containsExactly("5");
        assertThat(run(alice, "UPDATE docs SET n = 1 WHERE id > 0")).isEqualTo(2);
        assertThat(run(alice, "DELETE FROM docs WHERE id > 0")).isEqualTo(0);
        assertThat(failure(alice, "INSERT INTO docs VALUES (9, 'alice', 1, 'z')"))
                .startsWith("42501");
        database.run("CREATE POLICY few ON docs AS RESTRICTIVE FOR SELECT USING (id < 3)");
        assertThat(rows(alice, "SELECT id FROM docs ORDER BY id")).containsExactly("1", "2");
        database.run("ALTER POLICY few ON docs USING (id < 2)");
        assertThat(rows(alice, "SELECT id FROM docs")).containsExactly("1");
        database.run("CREATE POLICY adding ON docs FOR INSERT WITH CHECK (n > 10)");
        run(alice, "INSERT INTO docs VALUES (9, 'x', 11, 'z')");
        assertThat(failure(alice, "INSERT INTO docs VALUES (10, 'x', 9, 'zz')")).startsWith("42501");
        // A row that comes back has to be one that may be seen.
        assertThat(failure(alice, "INSERT INTO docs VALUES (12, 'x', 12, 'zzz') RETURNING id"))
                .startsWith("42501");
        database.run("ALTER TABLE docs DISABLE ROW LEVEL SECURITY");
        assertThat(rows(alice, "SELECT COUNT(*) FROM docs")).containsExactly("6");
    }

    @Test
    void ownersAreFreeUnlessForced() {
        database.run("ALTER TABLE docs OWNER TO bob");
        try (SqlSession bob = session("bob")) {
            assertThat(rows(bob, "SELECT COUNT(*) FROM docs")).containsExactly("5");
            run(bob, "ALTER TABLE docs FORCE ROW LEVEL SECURITY");
            assertThat(rows(bob, "SELECT COUNT(*) FROM docs")).containsExactly("2");
            run(bob, "ALTER TABLE docs NO FORCE ROW LEVEL SECURITY; SET row_security = off");
            assertThat(rows(bob, "SELECT COUNT(*) FROM docs")).containsExactly("5");
        }
        run(alice, "SET row_security = off");
        assertThat(failure(alice, "SELECT COUNT(*) FROM docs")).startsWith("42501 query would be affected");
        run(alice, "SET row_security = on");
        database.run("ALTER ROLE alice BYPASSRLS");
        assertThat(rows(alice, "SELECT COUNT(*) FROM docs")).containsExactly("5");
    }

    @Test
    void policiesMayAskOtherTables() {
        database.run("CREATE TABLE shares (doc INT, who TEXT); INSERT INTO shares VALUES (5, 'alice'), (2, 'bob');"
                + "DROP POLICY own ON docs;"
                + "CREATE POLICY shared ON docs USING (EXISTS (SELECT 1 FROM shares s WHERE s.doc = docs.id"
                + " AND s.who = CURRENT_USER)) WITH CHECK (id IN (SELECT doc FROM shares))");
        // As in PostgreSQL the sub-query runs with the rights of who asks.
        assertThat(failure(alice, "SELECT id FROM docs")).startsWith("42501 permission denied for table shares");
        database.run("GRANT SELECT ON shares TO alice");
        assertThat(rows(alice, "SELECT id FROM docs")).containsExactly("5");
        assertThat(rows(alice, "SELECT id FROM docs WHERE id = 5 AND 5 / n = 1"))
                .containsExactly("5");
        assertThat(rows(alice, "SELECT id FROM docs WHERE id = 2")).isEmpty();
        assertThat(run(alice, "UPDATE docs SET n = 50 WHERE id > 0")).isEqualTo(1);
        assertThat(failure(alice, "INSERT INTO docs VALUES (77, 'alice', 1, 'q')"))
                .startsWith("42501 new row");
    }

    @Test
    void aPolicyThatAsksItsOwnTableIsRefused() {
        database.run("DROP POLICY own ON docs");
        assertThat(database.failure("CREATE POLICY r ON docs USING (nothing = 1)"))
                .startsWith("42703");
        assertThat(database.failure("CREATE POLICY r ON docs USING (id)")).startsWith("42804");
        assertThat(database.failure("CREATE POLICY r ON docs USING (id = ?)")).startsWith("42P16");
        database.run("CREATE POLICY r ON docs USING (id IN (SELECT id FROM docs))");
        assertThat(failure(alice, "SELECT * FROM docs")).startsWith("42P17");
        database.run("DROP POLICY r ON docs;"
                + "CREATE POLICY r ON docs USING (id IN (SELECT doc FROM plain));"
                + "CREATE POLICY r ON plain USING (doc IN (SELECT id FROM docs));"
                + "ALTER TABLE plain ENABLE ROW LEVEL SECURITY");
        assertThat(failure(alice, "SELECT * FROM plain")).startsWith("42P17");
        assertThat(database.failure("ALTER TABLE docs DROP COLUMN id")).startsWith("2BP01");
    }

    @Test
    void policiesSeeComputedColumnsAndIndexesOfExpressionsTellNothing() {
        database.run("CREATE TABLE made (id INT PRIMARY KEY, n INT, twice INT GENERATED ALWAYS AS (n * 2) STORED);"
                + "CREATE INDEX made_half ON made ((10 / n)); INSERT INTO made VALUES (1, 1), (2, 5), (3, 9);"
                + "GRANT ALL ON made TO alice; ALTER TABLE made ENABLE ROW LEVEL SECURITY;"
                + "CREATE POLICY few ON made USING (twice < 12)");
        assertThat(rows(alice, "SELECT id FROM made ORDER BY id")).containsExactly("1", "2");
        assertThat(rows(alice, "SELECT id FROM made WHERE 10 / n = 1")).isEmpty();
        run(alice, "INSERT INTO made (id, n) VALUES (4, 5)");
        assertThat(failure(alice, "INSERT INTO made (id, n) VALUES (5, 6)")).startsWith("42501 new row");
        assertThat(failure(alice, "UPDATE made SET n = 7 WHERE id = 4")).startsWith("42501 new row");
        database.run("REVOKE SELECT ON made FROM alice; GRANT SELECT (id) ON made TO alice");
        assertThat(failure(alice, "INSERT INTO made (id, n) VALUES (4, 5) ON CONFLICT (n) DO NOTHING"))
                .startsWith("42");
    }

    @Test
    void policiesMayAskSettingsOfTheSession() {
        database.run("DROP POLICY own ON docs;"
                + "CREATE POLICY tenant ON docs USING (author = CURRENT_SETTING('app.tenant', TRUE))");
        assertThat(rows(alice, "SELECT id FROM docs")).isEmpty();
        run(alice, "SET app.tenant = 'bob'");
        assertThat(rows(alice, "SELECT id FROM docs ORDER BY id")).containsExactly("2", "4");
        run(alice, "SET app.tenant = 'carol'");
        assertThat(rows(alice, "SELECT id FROM docs")).containsExactly("5");
        assertThat(rows(alice, "SELECT CURRENT_SETTING('app.tenant'), CURRENT_SETTING('search_path')"))
                .containsExactly("carol,public");
        assertThat(failure(alice, "SELECT CURRENT_SETTING('app.nothing')")).startsWith("42704");
    }

    @Test
    void temporaryTablesAreTheirSessions() {
        run(alice, "CREATE TEMPORARY TABLE mine (id INT); INSERT INTO mine VALUES (1); CREATE INDEX ON mine (id)");
        run(alice, "CREATE TEMPORARY VIEW seen AS SELECT d.id FROM docs d");
        assertThat(rows(alice, "SELECT d.id FROM docs d JOIN mine m ON d.id = m.id"))
                .containsExactly("1");
        assertThat(rows(alice, "SELECT id FROM seen ORDER BY id")).containsExactly("1", "3");
        database.run("REVOKE ALL ON docs FROM alice");
        assertThat(failure(alice, "SELECT id FROM seen")).startsWith("42501");
        run(alice, "DROP TABLE mine");
    }

    @Test
    void viewsShowWhatTheirOwnerSees() {
        database.run("GRANT CREATE ON SCHEMA public TO bob; CREATE VIEW all_docs AS SELECT id, author FROM docs;"
                + "CREATE VIEW seen WITH (security_invoker) AS SELECT id, author FROM docs;"
                + "GRANT SELECT ON all_docs, seen TO alice, bob");
        assertThat(rows(alice, "SELECT COUNT(*) FROM all_docs")).containsExactly("5");
        assertThat(rows(alice, "SELECT id FROM seen ORDER BY id")).containsExactly("1", "3");
        assertThat(database.rows("SELECT COUNT(*) FROM seen")).containsExactly("5");
        try (SqlSession bob = session("bob")) {
            run(bob, "CREATE VIEW bobs AS SELECT id FROM docs; GRANT SELECT ON bobs TO alice");
            assertThat(rows(bob, "SELECT id FROM bobs ORDER BY id")).containsExactly("2", "4");
            // Policies for bob, but CURRENT_USER is who asks, as in PostgreSQL.
            assertThat(rows(alice, "SELECT id FROM bobs ORDER BY id")).containsExactly("1", "3");
        }
    }

    @Test
    void policiesChangeUnderPreparedStatementsAndRoles() {
        var prepared = alice.prepare("SELECT id FROM docs ORDER BY id");
        assertThat(texts(prepared)).containsExactly("1", "3");
        database.run("ALTER POLICY own ON docs USING (author = CURRENT_USER AND n > 1)");
        assertThat(texts(prepared)).containsExactly("3");
        database.run("DROP POLICY own ON docs");
        assertThat(texts(prepared)).isEmpty();
        var mine = database.session().prepare("SELECT COUNT(*) FROM docs");
        assertThat(texts(mine)).containsExactly("5");
        database.run("SET ROLE alice");
        assertThat(texts(mine)).containsExactly("0");
        database.run("RESET ROLE");
        assertThat(texts(mine)).containsExactly("5");
    }

    private static List<String> texts(io.blazedb.calcite.PreparedQuery query) {
        try (var result = query.execute(List.of(), io.blazedb.calcite.ExecuteOptions.DEFAULT)) {
            return TestDatabase.texts(result.rows());
        }
    }
}
