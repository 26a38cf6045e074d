/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.TemporaryBlocks;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What SET work_mem does, and which statements hold their rows. */
class StatementMemoryTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void tables() {
        database.run("CREATE TABLE a (id INTEGER PRIMARY KEY, g INTEGER, s VARCHAR);"
                + "CREATE TABLE b (id INTEGER PRIMARY KEY, g INTEGER, s VARCHAR);"
                + "INSERT INTO a SELECT i, MOD(i, 10), 'a text that is rather long, number ' || i FROM generate_series(1, 2000) AS x(i);"
                + "SET work_mem = '64kB'");
    }

    @AfterEach
    void nothingIsLeft() {
        database.close();
        assertThat(TemporaryBlocks.openFiles()).isZero();
    }

    @Test
    void theSettingIsThatOfPostgresql() {
        assertThat(database.rows("SHOW work_mem")).containsExactly("64kB");
        database.run("SET work_mem = '1GB'");
        assertThat(database.rows("SHOW work_mem")).containsExactly("1GB");
        database.run("SET work_mem = 8192");
        assertThat(database.rows("SHOW work_mem")).containsExactly("8MB");
        assertThat(database.failure("SET work_mem = '63kB'")).startsWith("22023");
        assertThat(database.failure("SET work_mem = 'much'")).startsWith("22023");
        database.run("RESET work_mem");
        assertThat(database.rows("SHOW work_mem").get(0)).endsWith("MB");
    }

    @Test
    void whatCannotGoBeyondMemoryFailsAndNamesTheSetting() {
        String sql = "SELECT STRING_AGG(s, ',') FROM a";
        assertThat(database.failure(sql))
                .startsWith("53200")
                .contains("work_mem")
                .contains("64kB");
        assertThat(database.failure("WITH RECURSIVE r(n) AS (VALUES (1) UNION SELECT n + 1 FROM r WHERE n < 100000)"
                        + " SELECT COUNT(*) FROM r"))
                .startsWith("53200");
        database.run("SET work_mem = '4MB'");
        assertThat(database.rows(sql)).hasSize(1);
    }

    @Test
    void anInsertThatDoesNotReadItsTableHoldsNoRows() {
        assertThat(spilled("INSERT INTO b SELECT * FROM a WHERE s <> ''")).isEmpty();
        assertThat(
                        spilled(
                                "INSERT INTO b SELECT id + 5000, g, s FROM a WHERE g NOT IN (SELECT id FROM b WHERE id > 5000)"))
                .contains("Modify");
        assertThat(database.rows("SELECT COUNT(*), COUNT(DISTINCT s) FROM b")).containsExactly("4000,2000");
    }

    @Test
    void anInsertNeverMeetsItsOwnRows() {
        database.run("INSERT INTO a SELECT id + 10000, g, s FROM a");
        assertThat(database.rows("SELECT COUNT(*), MAX(id) FROM a")).containsExactly("4000,12000");
        database.run("INSERT INTO b SELECT x.id, x.g, y.s FROM a x JOIN a y ON x.id = y.id + 10000");
        assertThat(database.rows("SELECT COUNT(*) FROM b")).containsExactly("2000");
    }

    @Test
    void statementsThatChangeRowsHoldThemBeyondMemory() {
        assertThat(spilled("UPDATE a SET id = id + 100000, s = s || '!' WHERE g < 9"))
                .contains("Modify");
        assertThat(database.rows("SELECT COUNT(*), MIN(id) FROM a WHERE s LIKE '%!'"))
                .containsExactly("1800,100001");
        assertThat(spilled("DELETE FROM a WHERE id > 100000")).contains("Modify");
        assertThat(database.rows("SELECT COUNT(*) FROM a")).containsExactly("200");
        assertThat(database.run("CREATE TABLE c AS SELECT x.id, y.s FROM a x JOIN a y ON x.g = y.g"))
                .isEqualTo(40_000);
        assertThat(database.rows("SELECT COUNT(*) FROM c")).containsExactly("40000");
    }

    @Test
    void returnedRowsMayBeMoreThanMemory() {
        try (SqlResult result = database.session().execute("DELETE FROM a RETURNING id, s")) {
            assertThat(result.updateCount()).isEqualTo(2000);
            assertThat(TemporaryBlocks.openFiles()).isEqualTo(1);
            assertThat(TestDatabase.texts(Objects.requireNonNull(result.rows())))
                    .hasSize(2000)
                    .contains("77,a text that is rather long, number 77");
        }
        assertThat(TemporaryBlocks.openFiles()).isZero();
    }

    @Test
    void anOpenCursorKeepsItsRowsBeyondMemory() {
        database.run("BEGIN");
        try (SqlResult result = database.session().execute("SELECT id, s FROM a ORDER BY id")) {
            RowCursor cursor = Objects.requireNonNull(result.rows());
            assertThat(cursor.next()).isTrue();
            database.run("DELETE FROM a WHERE id < 1500");
            assertThat(TemporaryBlocks.openFiles()).isEqualTo(1);
            List<String> rest = TestDatabase.texts(cursor);
            assertThat(rest).hasSize(1999);
            assertThat(rest.get(1000)).isEqualTo("1002,a text that is rather long, number 1002");
        }
        database.run("ROLLBACK");
    }

    @Test
    void aCursorThatIsLeftOpenEndsWithItsSession() {
        try (SqlSession session = database.engine().openSession(SessionOptions.owner())) {
            TestDatabase.run(session, "SET work_mem = '64kB'");
            RowCursor sorted = Objects.requireNonNull(
                    session.execute("SELECT s, id FROM a ORDER BY s DESC").rows());
            assertThat(sorted.next()).isTrue();
            session.execute("DELETE FROM a WHERE id < 1900 RETURNING s");
            assertThat(TemporaryBlocks.openFiles()).isEqualTo(2);
        }
        assertThat(TemporaryBlocks.openFiles()).isZero();
    }

    @Test
    void aRecursiveQueryComputesNoMoreRoundsThanAreTaken() {
        assertThat(database.rows(
                        "WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r) SELECT n FROM r LIMIT 3"))
                .containsExactly("1", "2", "3");
    }

    /** What EXPLAIN ANALYZE says of memory. */
    private String spilled(String sql) {
        StringBuilder lines = new StringBuilder();
        database.rows("EXPLAIN ANALYZE " + sql).stream()
                .filter(line -> line.startsWith("Spilled"))
                .forEach(lines::append);
        return lines.toString();
    }
}
