/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.sync.support.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What statements on another app's tables can do, what the owner's rules make of it, and what a rejection tells. */
class WriteRulesTest {
    @TempDir
    Path directory;

    private TestEngine owner;
    private TestEngine writer;

    @BeforeEach
    void open() {
        owner = TestEngine.open(directory, "Owner", "shop");
        writer = TestEngine.open(directory, "Writer", "desk");
    }

    @AfterEach
    void close() {
        writer.close();
        owner.close();
    }

    private void publish(String tables) {
        owner.run(
                "CREATE PUBLICATION p FOR " + tables,
                "GRANT SELECT, SUBSCRIBE, WRITE ON PUBLICATION p TO APP 'Writer'");
        writer.run("ATTACH 'app://" + TestEngine.GROUP + "/Owner/shop' AS s (READ_WRITE)");
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void awaitDecided() {
        await(() -> writer.query("SELECT pending_writes FROM blaze.attachments").equals(List.of("0")));
    }

    private List<String> conflicts() {
        awaitDecided();
        return writer.query("SELECT operation, sqlstate, cause FROM blaze.conflicts ORDER BY number");
    }

    private static String failure(Runnable statement) {
        try {
            statement.run();
            return "none";
        } catch (BlazeSqlException e) {
            return e.sqlState();
        }
    }

    @Test
    void statementsWriteAsOnOwnTables() {
        owner.run(
                "CREATE TABLE item (id INTEGER PRIMARY KEY, name VARCHAR(20), price NUMERIC(10, 2) DEFAULT 1.50,"
                        + " total NUMERIC(10, 2) GENERATED ALWAYS AS (price * 2) STORED)",
                "INSERT INTO item (id, name) VALUES (1, 'nut'), (2, 'bolt')");
        publish("TABLE item");
        writer.run("CREATE TABLE own (id INTEGER PRIMARY KEY, name VARCHAR(20))", "INSERT INTO own VALUES (7, 'gear')");
        assertThat(writer.query("INSERT INTO s.item (id, name, price) VALUES (3, 'cog', 2) RETURNING id, name"))
                .containsExactly("3|cog");
        writer.run(
                "INSERT INTO s.item (id, name) SELECT id, name FROM own",
                "INSERT INTO s.item (id, name) VALUES (1, 'nut!') ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                "BEGIN",
                "INSERT INTO s.item (id, name) VALUES (20, 'kept')",
                "SAVEPOINT a",
                "INSERT INTO s.item (id, name) VALUES (21, 'undone')",
                "DELETE FROM s.item WHERE id = 2",
                "ROLLBACK TO SAVEPOINT a",
                "UPDATE s.item SET name = 'kept, changed' WHERE id = 20",
                "COMMIT",
                "UPDATE s.item SET id = 30 WHERE id = 2");
        assertThat(conflicts()).isEmpty();
        List<String> expected = List.of(
                "1|nut!|1.50|3.00",
                "3|cog|2.00|4.00",
                "7|gear|1.50|3.00",
                "20|kept, changed|1.50|3.00",
                "30|bolt|1.50|3.00");
        assertThat(owner.query("SELECT * FROM item ORDER BY id")).isEqualTo(expected);
        await(() -> writer.query("SELECT * FROM s.item ORDER BY id").equals(expected));
        assertThat(failure(() -> writer.run("UPDATE s.item SET total = 1 WHERE id = 1")))
                .isEqualTo("428C9");
        assertThat(failure(() -> writer.run("DROP TABLE s.item"))).isEqualTo("42501");
        assertThat(failure(() -> writer.run("CREATE INDEX i ON s.item (name)"))).isEqualTo("42501");
        assertThat(failure(() -> writer.run("TRUNCATE TABLE s.item"))).isEqualTo("42501");
    }

    @Test
    void aTransactionIsAppliedWholeOrNotAtAll() {
        owner.run(
                "CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER CHECK (balance >= 0))",
                "INSERT INTO account VALUES (1, 100), (2, 0)");
        publish("TABLE account");
        writer.run(
                "BEGIN",
                "UPDATE s.account SET balance = balance + 500 WHERE id = 2",
                "UPDATE s.account SET balance = balance - 500 WHERE id = 1",
                "COMMIT");
        assertThat(conflicts()).containsExactly("UPDATE|23514|false", "UPDATE|23514|true");
        assertThat(writer.query("SELECT balance FROM s.account ORDER BY id")).containsExactly("100", "0");
        writer.run(
                "BEGIN",
                "UPDATE s.account SET balance = balance + 60 WHERE id = 2",
                "UPDATE s.account SET balance = balance - 60 WHERE id = 1",
                "COMMIT");
        assertThat(conflicts()).hasSize(2);
        assertThat(owner.query("SELECT balance FROM account ORDER BY id")).containsExactly("40", "60");
    }

    @Test
    void foreignKeysAndPoliciesDecide() {
        owner.run(
                "CREATE TABLE kind (id INTEGER PRIMARY KEY)",
                "CREATE TABLE thing (id INTEGER PRIMARY KEY, kind INTEGER REFERENCES kind (id), state VARCHAR(10))",
                "INSERT INTO kind VALUES (1), (2)",
                "INSERT INTO thing VALUES (1, 1, 'open'), (2, 1, 'locked')",
                "ALTER TABLE thing ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY see ON thing FOR SELECT TO PUBLIC USING (TRUE)",
                "CREATE POLICY put ON thing FOR INSERT TO PUBLIC WITH CHECK (state = 'open')",
                "CREATE POLICY set ON thing FOR UPDATE TO PUBLIC USING (state <> 'locked')");
        publish("TABLE kind, TABLE thing");
        writer.run(
                "INSERT INTO s.thing VALUES (3, 99, 'open')",
                "INSERT INTO s.thing VALUES (4, 1, 'locked')",
                "UPDATE s.thing SET kind = 2 WHERE id = 2",
                "UPDATE s.thing SET kind = 2 WHERE id = 1",
                "DELETE FROM s.thing WHERE id = 1",
                "DELETE FROM s.kind WHERE id = 1");
        assertThat(conflicts())
                .containsExactly(
                        "INSERT|23503|true",
                        "INSERT|42501|true",
                        "UPDATE|42501|true",
                        "DELETE|42501|true",
                        "DELETE|23503|true");
        assertThat(owner.query("SELECT * FROM thing ORDER BY id")).containsExactly("1|2|open", "2|1|locked");
    }

    @Test
    void aRejectionTellsNothingThatIsHidden() {
        owner.run(
                "CREATE TABLE person (id INTEGER PRIMARY KEY, name VARCHAR(40) UNIQUE, canary_column VARCHAR(40) NOT NULL"
                        + " DEFAULT 'canary-value-4711', CONSTRAINT canary_check CHECK (canary_column <> name))",
                "INSERT INTO person VALUES (1, 'Ann', 'canary-value-1'), (2, 'canary-hidden-name', 'canary-value-2')");
        owner.run("CREATE UNIQUE INDEX canary_index ON person (canary_column, name)");
        publish("TABLE person (id, name) WHERE (id <> 2)");
        writer.run(
                "INSERT INTO s.person VALUES (5, 'canary-hidden-name')",
                "INSERT INTO s.person VALUES (2, 'Bob')",
                "INSERT INTO s.person VALUES (3, 'canary-value-4711')",
                "UPDATE s.person SET name = 'canary-value-1' WHERE id = 1");
        assertThat(conflicts())
                .containsExactly("INSERT|23505|true", "INSERT|44000|true", "INSERT|23514|true", "UPDATE|23514|true");
        assertThat(String.join("\n", writer.query("SELECT message, owner_values, row_key FROM blaze.conflicts")))
                .doesNotContain("canary");
        assertThat(writer.query("SELECT owner_values FROM blaze.conflicts")).containsOnly("null");
        assertThat(writer.query("SELECT name FROM s.person")).containsExactly("Ann");
    }

    @Test
    void rowsOfATableWithoutKey() {
        owner.run("CREATE TABLE line (text VARCHAR(20))", "INSERT INTO line VALUES ('one'), ('two')");
        publish("TABLE line");
        writer.run(
                "BEGIN",
                "INSERT INTO s.line VALUES ('three'), ('four')",
                "UPDATE s.line SET text = 'THREE' WHERE text = 'three'",
                "DELETE FROM s.line WHERE text = 'four'",
                "COMMIT",
                "DELETE FROM s.line WHERE text = 'one'");
        assertThat(conflicts()).isEmpty();
        await(() -> writer.query("SELECT text FROM s.line ORDER BY text").equals(List.of("THREE", "two")));
        writer.run("UPDATE s.line SET text = '3' WHERE text = 'THREE'");
        assertThat(conflicts()).isEmpty();
        assertThat(owner.query("SELECT text FROM line ORDER BY text")).containsExactly("3", "two");
    }

    @Test
    void whatWaitsIsShownOnANewSnapshot() {
        owner.run(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER)",
                "INSERT INTO t VALUES (1, 1, 1), (2, 2, 2)");
        publish("TABLE t");
        writer.run("CREATE TABLE mine (id INTEGER PRIMARY KEY, a INTEGER)", "INSERT INTO mine VALUES (1, NULL)");
        writer.run("CREATE LINK l ON mine (a) REFERENCES s.t (a) ON (mine.id = s.t.id)");
        owner.close();
        writer.run("UPDATE s.t SET a = 10 WHERE id = 1", "INSERT INTO s.t VALUES (3, 3, 3)");
        assertThat(writer.query("SELECT a FROM mine")).containsExactly("10");
        writer.close();
        owner = TestEngine.open(directory, "Owner", "shop");
        owner.run("ALTER PUBLICATION p SET TABLE t (id, a)");
        writer = TestEngine.open(directory, "Writer", "desk");
        awaitDecided();
        await(() -> writer.query("SELECT * FROM s.t ORDER BY id").equals(List.of("1|10", "2|2")));
        assertThat(writer.query("SELECT operation, sqlstate FROM blaze.conflicts"))
                .containsExactly("INSERT|42501");
        assertThat(owner.query("SELECT * FROM t ORDER BY id")).containsExactly("1|10|1", "2|2|2");
        assertThat(writer.query("SELECT a FROM mine")).containsExactly("10");
    }

    @Test
    void detachingKeepsWhatWasNotDecided() {
        owner.run("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        publish("TABLE t");
        owner.close();
        writer.run("INSERT INTO s.t VALUES (1)", "DETACH s");
        assertThat(writer.query("SELECT operation, sqlstate, own_values FROM blaze.conflicts"))
                .containsExactly("INSERT|08007|{\"id\": 1}");
        owner = TestEngine.open(directory, "Owner", "shop");
        assertThat(owner.query("SELECT count(*) FROM t")).containsExactly("0");
    }
}
