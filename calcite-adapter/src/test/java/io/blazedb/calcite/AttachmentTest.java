/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.session.DistributedCommit;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachmentTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @BeforeEach
    void create() throws IOException {
        Files.write(directory.resolve("key"), KEY);
        try (TestDatabase bugs = open("bugs")) {
            bugs.run(
                    "CREATE TABLE bugs (id INT PRIMARY KEY, title TEXT); INSERT INTO bugs VALUES (1, 'crash'), (2, 'leak')");
        }
    }

    private Store store(String name) {
        try (KeySource key = KeySource.rawKey(KEY)) {
            return Store.open(directory.resolve(name + ".blazedb"), key, StoreOptions.defaults());
        }
    }

    private TestDatabase open(String name) {
        return TestDatabase.on(store(name));
    }

    private String attach(String name, String alias, String options) {
        return "ATTACH '" + directory.resolve(name + ".blazedb") + "' AS " + alias + " (KEY_FILE '"
                + directory.resolve("key") + "'" + options + ")";
    }

    @Test
    void joinsOverFiles() {
        try (TestDatabase main = open("main")) {
            main.run(
                    "CREATE TABLE notes (id INT PRIMARY KEY, bug INT, text TEXT); INSERT INTO notes VALUES (7, 2, 'hm')");
            main.run(attach("bugs", "bugs", ""));
            assertThat(main.rows("SELECT n.text, b.title FROM notes n JOIN bugs.bugs b ON b.id = n.bug"))
                    .containsExactly("hm,leak");
            assertThat(main.rows("SELECT COUNT(*) FROM bugs.public.bugs")).containsExactly("2");
            assertThat(main.session().databases()).containsExactly("main", "bugs");
            main.run("USE bugs");
            assertThat(main.rows("SELECT title FROM bugs WHERE id = 1")).containsExactly("crash");
        }
    }

    @Test
    void readOnlyIsRefused() {
        try (TestDatabase main = open("main")) {
            main.run(attach("bugs", "bugs", ""));
            String refusal = "25006 database \"bugs\" is attached read-only";
            assertThat(main.failure("INSERT INTO bugs.bugs VALUES (3, 'x')")).isEqualTo(refusal);
            assertThat(main.failure("UPDATE bugs.bugs SET title = 'x' WHERE id = 99"))
                    .isEqualTo(refusal);
            assertThat(main.failure("DELETE FROM bugs.bugs")).isEqualTo(refusal);
            assertThat(main.failure("DROP TABLE bugs.bugs")).isEqualTo(refusal);
            assertThat(main.failure("CREATE TABLE bugs.t (a INT)")).isEqualTo(refusal);
        }
    }

    @Test
    void attachmentsComeBack() throws IOException {
        try (TestDatabase main = open("main")) {
            main.run(attach("bugs", "bugs", ""));
            main.run(attach("bugs", "gone", ", TEMPORARY"));
        }
        try (TestDatabase main = open("main")) {
            assertThat(main.rows("SELECT COUNT(*) FROM bugs.bugs")).containsExactly("2");
            assertThat(main.session().databases()).containsExactly("main", "bugs");
        }
        Files.move(directory.resolve("bugs.blazedb"), directory.resolve("moved.blazedb"));
        try (TestDatabase main = open("main")) {
            assertThat(main.rows("SELECT 1")).containsExactly("1");
            assertThat(main.failure("SELECT * FROM bugs.bugs"))
                    .startsWith("08001")
                    .contains("\"bugs\"");
            assertThat(main.rows("SELECT alias FROM blaze.attachments")).containsExactly("bugs");
            Files.move(directory.resolve("moved.blazedb"), directory.resolve("bugs.blazedb"));
            assertThat(main.rows("SELECT COUNT(*) FROM bugs.bugs")).containsExactly("2");
            main.run("DETACH bugs; DETACH IF EXISTS bugs");
            assertThat(main.failure("DETACH bugs")).startsWith("3D000");
        }
        try (TestDatabase main = open("main")) {
            assertThat(main.session().databases()).containsExactly("main");
        }
    }

    @Test
    void failuresOfAttaching() {
        try (TestDatabase main = open("main")) {
            assertThat(main.failure("ATTACH '" + directory.resolve("nope.blazedb") + "' AS x (PASSWORD 'p')"))
                    .startsWith("08001");
            assertThat(main.failure("ATTACH '" + directory.resolve("bugs.blazedb") + "' AS x"))
                    .startsWith("28P01");
            assertThat(main.failure("ATTACH '" + directory.resolve("bugs.blazedb") + "' AS x (PASSWORD 'wrong')"))
                    .startsWith("28P01")
                    .doesNotContain("wrong'");
            assertThat(main.failure(attach("main", "x", ""))).startsWith("42P04");
            main.run(attach("bugs", "bugs", ""));
            assertThat(main.failure(attach("bugs", "bugs", ""))).startsWith("42P04");
            assertThat(main.failure(attach("bugs", "main", ""))).startsWith("42P04");
            assertThat(main.failure("DETACH main")).startsWith("42501");
            assertThat(main.session().databases()).containsExactly("main", "bugs");
        }
    }

    @Test
    void severalFilesCommitTogether() {
        try (TestDatabase main = open("main")) {
            main.run("CREATE TABLE log (id INT PRIMARY KEY)");
            main.run(attach("bugs", "bugs", ", READ_WRITE"));
            main.run("BEGIN; INSERT INTO log VALUES (1); INSERT INTO bugs.bugs VALUES (3, 'new')");
            try (TestDatabase owner = open("bugs")) {
                assertThat(owner.rows("SELECT COUNT(*) FROM bugs")).containsExactly("2");
                main.run("COMMIT");
                assertThat(owner.rows("SELECT COUNT(*) FROM bugs")).containsExactly("3");
            }
            main.run("BEGIN; INSERT INTO log VALUES (2); DELETE FROM bugs.bugs; ROLLBACK");
            assertThat(main.rows("SELECT COUNT(*) FROM bugs.bugs b, log l")).containsExactly("3");
            main.run("BEGIN; UPDATE bugs.bugs SET title = 'x' WHERE id = 1; INSERT INTO log VALUES (3)");
            try (TestDatabase owner = open("bugs")) {
                owner.run("UPDATE bugs SET title = 'y' WHERE id = 1");
            }
            assertThat(main.failure("COMMIT")).startsWith("40001");
            assertThat(main.rows("SELECT COUNT(*) FROM log")).containsExactly("1");
            main.run("BEGIN; UPDATE bugs.bugs SET title = 'z' WHERE id = 1; INSERT INTO log VALUES (3); COMMIT");
            assertThat(main.rows("SELECT title, l.id FROM bugs.bugs b, log l WHERE b.id = 1 ORDER BY l.id"))
                    .containsExactly("z,1", "z,3");
        }
    }

    /** Stands for the death of a process. */
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void deathAfterPrepareUndoes() {
        Store main = store("main");
        Store bugs = store("bugs");
        UUID name = UUID.randomUUID();
        try (TestDatabase database = TestDatabase.on(main)) {
            database.run("CREATE TABLE log (id INT PRIMARY KEY)");
            database.run(attach("bugs", "bugs", ", READ_WRITE"));
        }
        WriteTransaction prepared = bugs.beginWrite(IsolationLevel.SNAPSHOT);
        prepared.put(200, new byte[] {1}, new byte[] {2});
        UUID id = id("main");
        prepared.prepare(name, id);
        assertThat(bugs.preparedTransactions()).hasSize(1);
        try (TestDatabase database = open("main")) {
            assertThat(database.rows("SELECT COUNT(*) FROM bugs.bugs")).containsExactly("2");
            assertThat(bugs.preparedTransactions()).isEmpty();
            assertThat(bugs.beginRead().get(200, new byte[] {1})).isNull();
        }
        bugs.close();
    }

    private UUID id(String name) {
        try (Store store = store(name)) {
            return store.id();
        }
    }

    @Test
    void deathAfterTheDecisionCommits() {
        try (TestDatabase database = open("main")) {
            database.run("CREATE TABLE log (id INT PRIMARY KEY)");
            database.run(attach("bugs", "bugs", ", READ_WRITE"));
            database.session().setPhases(new DistributedCommit.Phases() {
                @Override
                public void decided(UUID transaction) {
                    throw new Death();
                }
            });
            database.run("BEGIN; INSERT INTO log VALUES (1); INSERT INTO bugs.bugs VALUES (3, 'new')");
            assertThatThrownBy(() -> database.session().commit()).hasRootCauseInstanceOf(Death.class);
            // Whoever reads both files next completes what was decided.
            assertThat(database.rows("SELECT COUNT(*) FROM bugs.bugs b, log l")).containsExactly("3");
        }
        try (TestDatabase database = open("main")) {
            database.session().setPhases(new DistributedCommit.Phases() {
                @Override
                public void decided(UUID transaction) {
                    throw new Death();
                }
            });
            database.run("BEGIN; INSERT INTO log VALUES (2); INSERT INTO bugs.bugs VALUES (4, 'newer')");
            assertThatThrownBy(() -> database.session().commit()).hasRootCauseInstanceOf(Death.class);
        }
        try (TestDatabase bugs = open("bugs")) {
            assertThat(bugs.rows("SELECT COUNT(*) FROM bugs")).containsExactly("3");
        }
        try (TestDatabase database = open("main")) {
            assertThat(database.rows("SELECT COUNT(*) FROM bugs.bugs")).containsExactly("4");
        }
    }

    @Test
    void failureBetweenThePhasesUndoes() {
        try (TestDatabase database = open("main")) {
            database.run("CREATE TABLE log (id INT PRIMARY KEY)");
            database.run(attach("bugs", "bugs", ", READ_WRITE"));
            database.session().setPhases(new DistributedCommit.Phases() {
                @Override
                public void prepared(UUID transaction) {
                    throw new Death();
                }
            });
            database.run("BEGIN; INSERT INTO log VALUES (1); INSERT INTO bugs.bugs VALUES (3, 'new')");
            assertThatThrownBy(() -> database.session().commit()).hasRootCauseInstanceOf(Death.class);
            database.session().setPhases(new DistributedCommit.Phases() {});
            assertThat(database.rows("SELECT COUNT(*) FROM bugs.bugs")).containsExactly("2");
            assertThat(database.rows("SELECT COUNT(*) FROM log")).containsExactly("0");
            database.run("BEGIN; INSERT INTO log VALUES (1); INSERT INTO bugs.bugs VALUES (3, 'new'); COMMIT");
            assertThat(database.rows("SELECT COUNT(*) FROM bugs.bugs")).containsExactly("3");
        }
    }

    @Test
    void identityValuesGoOnAfterACleanClose() {
        try (TestDatabase main = open("main")) {
            main.run("CREATE TABLE t (id SERIAL PRIMARY KEY, a INT); INSERT INTO t (a) VALUES (1), (2)");
        }
        try (TestDatabase main = open("main")) {
            main.run("INSERT INTO t (a) VALUES (3)");
            assertThat(main.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2", "3");
        }
    }

    @Test
    @SuppressWarnings("try") // one of two engines is closed early
    void enginesOnOneFileShare() {
        try (TestDatabase first = open("main");
                TestDatabase second = open("main")) {
            first.run("CREATE TABLE t (a INT); INSERT INTO t VALUES (1)");
            first.run(attach("bugs", "bugs", ""));
            assertThat(second.rows("SELECT COUNT(*) FROM t, bugs.bugs")).containsExactly("2");
            first.close();
            second.run("INSERT INTO t VALUES (2)");
            assertThat(second.rows("SELECT COUNT(*) FROM t")).containsExactly("2");
        }
    }
}
