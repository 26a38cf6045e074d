/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.watch.RowChange;
import io.blazedb.calcite.watch.WatchListener;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final String LINK = "CREATE LINK l ON notes (title) REFERENCES bugs.bugs (title)"
            + " ON (notes.bug = bugs.bugs.id) ON DELETE SET NULL";

    private final String name = "bugs-" + UUID.randomUUID();

    @Test
    @SuppressWarnings("try") // the watch is only kept open
    void linksFollowAttachedDatabases() throws Exception {
        try (TestDatabase bugs = TestDatabase.inMemory(name);
                TestDatabase main = TestDatabase.inMemory()) {
            bugs.run(
                    "CREATE TABLE bugs (id INT PRIMARY KEY, title TEXT); INSERT INTO bugs VALUES (1, 'crash'), (2, 'leak')");
            main.run(
                    "CREATE TABLE notes (id INT PRIMARY KEY, bug INT, title TEXT); INSERT INTO notes (id, bug) VALUES (7, 1)");
            main.run("ATTACH 'mem:" + name + "' AS bugs");
            main.run(LINK);
            assertThat(main.rows("SELECT title FROM notes")).containsExactly("crash");
            main.run("INSERT INTO notes (id, bug) VALUES (8, 2)");
            assertThat(main.rows("SELECT title FROM notes WHERE id = 8")).containsExactly("leak");
            BlockingQueue<RowChange> changes = new LinkedBlockingQueue<>();
            try (Registration watch = main.engine().watch("notes", 0, collecting(changes))) {
                bugs.run("UPDATE bugs SET title = 'boom' WHERE id = 1");
                RowChange change = changes.poll(20, TimeUnit.SECONDS);
                assertThat(change).isNotNull();
                assertThat(change.kind()).isEqualTo(RowChange.Kind.UPDATE);
                assertThat(change.oldValues()).containsEntry("title", "crash");
                assertThat(change.newValues()).containsEntry("title", "boom").containsEntry("id", 7);
                bugs.run("DELETE FROM bugs WHERE id = 2");
                change = changes.poll(20, TimeUnit.SECONDS);
                assertThat(change).isNotNull();
                assertThat(change.newValues()).containsEntry("title", null).containsEntry("id", 8);
            }
            assertThat(main.failure("DETACH bugs")).startsWith("2BP01");
            main.run("DROP LINK l; DETACH bugs");
        }
    }

    @Test
    void aLinkHoldsForTransactionsThatHaveWrittenBefore() {
        try (TestDatabase bugs = TestDatabase.inMemory(name);
                TestDatabase main = TestDatabase.inMemory();
                SqlSession other = main.engine().openSession(SessionOptions.owner())) {
            bugs.run("CREATE TABLE bugs (id INT PRIMARY KEY, title TEXT); INSERT INTO bugs VALUES (1, 'crash')");
            main.run("CREATE TABLE notes (id INT PRIMARY KEY, bug INT, title TEXT); ATTACH 'mem:" + name + "' AS bugs");
            main.run("BEGIN; INSERT INTO notes VALUES (1, 1, 'x')");
            main.run(LINK);
            main.run("INSERT INTO notes VALUES (2, 1, 'x')");
            main.run("COMMIT");
            assertThat(main.rows("SELECT title FROM notes")).containsExactly("crash", "crash");
            main.run("DROP LINK l");
            TestDatabase.run(other, "BEGIN ISOLATION LEVEL READ COMMITTED; DELETE FROM notes WHERE id = 99");
            main.run(LINK);
            TestDatabase.run(other, "INSERT INTO notes VALUES (3, 1, 'x'); COMMIT");
            assertThat(main.rows("SELECT title FROM notes WHERE id = 3")).containsExactly("crash");
        }
    }

    @Test
    void linksFollowReplicasInTheTransactionOfTheChange() {
        try (Store store = Store.openInMemory(name, StoreOptions.defaults());
                TestDatabase publisher = TestDatabase.inMemory();
                TestDatabase main = TestDatabase.on(store)) {
            publisher.run("CREATE TABLE bugs (id INT PRIMARY KEY, title TEXT)");
            TableDefinition published = publisher.session().table("main", "public", "bugs");
            main.run(
                    "CREATE TABLE notes (id INT PRIMARY KEY, bug INT, title TEXT); INSERT INTO notes (id, bug) VALUES (7, 1)");
            main.run("ATTACH 'mem:" + name + "x' AS unrelated (READ_WRITE)");
            int namespace = 1_000;
            TableDefinition replica;
            try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                replica = new CatalogWriter(transaction)
                        .replaceNamespaceTables(namespace, List.of(published))
                        .get(0);
                transaction.commit();
            }
            try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                TableWriter writer = main.engine().writer(transaction, replica);
                byte[] key = writer.insert(new Object[] {1, "crash"});
                writer.update(key, new Object[] {1, "crash"}, new Object[] {1, "boom"});
                transaction.commit();
                CatalogView catalog;
                try (var view = store.beginRead()) {
                    catalog = main.engine().catalog().view(view);
                    assertThat(catalog.tables(namespace, "public")).hasSize(1);
                }
            }
        }
    }

    private static WatchListener collecting(BlockingQueue<RowChange> changes) {
        return (sequence, committedAtMillis, rows) -> changes.addAll(rows);
    }
}
