/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ANALYZE finds out what is in a table, and plans follow. */
class StatisticsTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void fill() {
        database.run(
                "CREATE TABLE big (id INTEGER PRIMARY KEY, flag VARCHAR(8), amount INTEGER, note VARCHAR(10), owner INTEGER);"
                        + "CREATE INDEX big_flag ON big (flag); CREATE INDEX big_amount ON big (amount);"
                        + "CREATE TABLE small (id INTEGER PRIMARY KEY, owner INTEGER, name VARCHAR(10))");
        for (int start = 0; start < 20_000; start += 5_000) {
            database.run(
                    "INSERT INTO big SELECT n + " + start + ", CASE WHEN MOD(n, 100) = 0 THEN 'rare' ELSE 'usual' END,"
                            + " n, CASE WHEN MOD(n, 4) = 0 THEN NULL ELSE 'x' END, MOD(n, 50) FROM ("
                            + "WITH RECURSIVE r (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM r WHERE n < 4999) SELECT n FROM r) AS s");
        }
        database.run("INSERT INTO small SELECT id, id, 's' FROM big WHERE id < 50");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private String plan(String sql) {
        return String.join("\n", database.rows("EXPLAIN PLAN FOR " + sql));
    }

    @Test
    void theViewShowsWhatIsKnown() {
        assertThat(database.rows(
                        "SELECT column_name, rows, analyzed_rows FROM blaze.statistics WHERE table_name = 'small'"))
                .containsExactly("id,50,null", "owner,50,null", "name,50,null");
        database.run("ANALYZE small, big");
        assertThat(database.rows(
                        "SELECT column_name, analyzed_rows, null_share, min_value, max_value FROM blaze.statistics"
                                + " WHERE table_name = 'big'"))
                .containsExactly(
                        "id,20000,0.0,0,19999",
                        "flag,20000,0.0,rare,usual",
                        "amount,20000,0.0,0,4999",
                        "note,20000,0.25,x,x",
                        "owner,20000,0.0,0,49");
        assertThat(database.rows("SELECT COUNT(*) FROM blaze.statistics WHERE table_name = 'big' AND buckets > 0 AND ("
                        + "column_name = 'id' AND distinct_values BETWEEN 19000 AND 20000"
                        + " OR column_name = 'flag' AND distinct_values = 2 OR column_name = 'note' AND distinct_values = 1"
                        + " OR column_name = 'amount' AND distinct_values BETWEEN 4750 AND 5250"
                        + " OR column_name = 'owner' AND distinct_values BETWEEN 49 AND 51)"))
                .containsExactly("5");
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }

    @Test
    void aRareValueIsWorthAnIndexAndACommonOneIsNot() {
        database.run("ANALYZE");
        assertThat(plan("SELECT * FROM big WHERE flag = 'rare'")).contains("BlazeIndexScan", "big_flag");
        assertThat(plan("SELECT * FROM big WHERE flag = 'usual'")).doesNotContain("BlazeIndexScan");
        assertThat(plan("SELECT * FROM big WHERE flag = 'unheard'")).contains("BlazeIndexScan", "big_flag");
    }

    @Test
    void aNarrowRangeIsWorthAnIndexAndAWideOneIsNot() {
        assertThat(plan("SELECT * FROM big WHERE amount > 4950")).doesNotContain("BlazeIndexScan");
        database.run("ANALYZE big");
        assertThat(plan("SELECT * FROM big WHERE amount > 4950")).contains("BlazeIndexScan", "big_amount");
        assertThat(plan("SELECT * FROM big WHERE amount > 50")).doesNotContain("BlazeIndexScan");
        assertThat(plan("SELECT * FROM big WHERE amount BETWEEN 100 AND 120")).contains("BlazeIndexScan");
        assertThat(plan("SELECT * FROM big WHERE amount BETWEEN 100 AND 4800")).doesNotContain("BlazeIndexScan");
    }

    @Test
    void theSideWithFewerRowsLeads() {
        database.run("ANALYZE");
        String rare = plan(
                "SELECT COUNT(*) FROM small JOIN big ON small.id = big.id WHERE big.flag = 'usual' AND big.amount < 3000");
        assertThat(rare.indexOf("main.public.small")).isLessThan(rare.indexOf("main.public.big"));
        String few = plan("SELECT COUNT(*) FROM small JOIN big ON small.id = big.id WHERE big.amount = 7");
        assertThat(few.indexOf("main.public.big")).isLessThan(few.indexOf("main.public.small"));
    }

    @Test
    void statisticsBelongToTheTransaction() {
        try (SqlSession other = database.engine().openSession(SessionOptions.owner())) {
            String known = "SELECT COUNT(*) FROM blaze.statistics WHERE analyzed_rows IS NOT NULL";
            database.run("BEGIN; ANALYZE small");
            assertThat(database.rows(known)).containsExactly("3");
            assertThat(TestDatabase.rows(other, known)).containsExactly("0");
            database.run("ROLLBACK");
            assertThat(database.rows(known)).containsExactly("0");
            database.run("BEGIN; ANALYZE small; COMMIT");
            assertThat(TestDatabase.rows(other, known)).containsExactly("3");
        }
    }

    @Test
    void statisticsFollowTheirTable() {
        String known = "SELECT table_name, column_name FROM blaze.statistics WHERE analyzed_rows = 50";
        database.run("ANALYZE small; ALTER TABLE small RENAME TO little; ALTER TABLE little ADD COLUMN more INTEGER;"
                + "ALTER TABLE little DROP COLUMN name");
        assertThat(database.rows(known)).containsExactly("little,id", "little,owner");
        database.run("DROP TABLE little; CREATE TABLE little (id INTEGER)");
        assertThat(database.rows(known)).isEmpty();
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }

    @Test
    void whatCannotBeAnalyzedIsSaid() {
        database.run("CREATE VIEW v AS SELECT id FROM small; CREATE TABLE empty (a INTEGER, b DECIMAL(10, 2), c BLOB)");
        assertThat(database.failure("ANALYZE v")).startsWith("42P16");
        assertThat(database.failure("ANALYZE nowhere")).startsWith("42P01");
        database.run("ANALYZE empty");
        assertThat(plan("SELECT * FROM empty WHERE a > 3 AND b = 1.5")).contains("main.public.empty");
        database.run("INSERT INTO empty VALUES (1, -2.5, NULL), (NULL, NULL, NULL); ANALYZE empty");
        assertThat(database.rows("SELECT null_share, min_value FROM blaze.statistics WHERE table_name = 'empty'"))
                .containsExactly("0.5,1", "0.5,-2.50", "1.0,null");
        database.run("SET default_transaction_read_only = on");
        assertThat(database.failure("ANALYZE small")).startsWith("25006");
    }
}
