/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.session.DistributedCommit;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Money that moves between two files while somebody who has attached both adds it up. */
class SeveralFilesTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final String SUM = "SELECT (SELECT SUM(amount) FROM a.money) + (SELECT SUM(amount) FROM b.money)";
    private static final String JOIN = "SELECT SUM(x.amount + y.amount) FROM a.money x JOIN b.money y ON x.id = y.id";
    private static final String TOTAL = "2000";

    @TempDir
    Path directory;

    @BeforeEach
    void create() throws IOException {
        Files.write(directory.resolve("key"), KEY);
        for (String name : List.of("a", "b")) {
            try (TestDatabase account = open(name)) {
                account.run("CREATE TABLE money (id INT PRIMARY KEY, amount INT)");
                account.run("INSERT INTO money SELECT n, 100 FROM generate_series(1, 10) AS s(n)");
            }
        }
    }

    private TestDatabase open(String name) {
        try (KeySource key = KeySource.rawKey(KEY)) {
            return TestDatabase.on(Store.open(directory.resolve(name + ".blazedb"), key, StoreOptions.defaults()));
        }
    }

    private String attach(String name, String options) {
        return "ATTACH '" + directory.resolve(name + ".blazedb") + "' AS " + name + " (KEY_FILE '"
                + directory.resolve("key") + "', TEMPORARY" + options + ")";
    }

    /** Somebody with a file of their own who may only read both. */
    private TestDatabase reader() {
        return reader("reader");
    }

    private TestDatabase reader(String name) {
        TestDatabase reader = open(name);
        reader.run(attach("a", ""));
        reader.run(attach("b", ""));
        return reader;
    }

    /** Somebody who moves money: with a file of their own, or as the app of the first account. */
    private TestDatabase mover(boolean withOwnFile) {
        TestDatabase mover = open(withOwnFile ? "mover" : "a");
        if (withOwnFile) {
            mover.run(attach("a", ", READ_WRITE"));
            mover.run("CREATE TABLE IF NOT EXISTS log (id INT)");
        }
        mover.run(attach("b", ", READ_WRITE"));
        return mover;
    }

    private static String move(boolean withOwnFile, int id, int amount) {
        String first = withOwnFile ? "a.money" : "money";
        return "BEGIN; UPDATE " + first + " SET amount = amount - " + amount + " WHERE id = " + id
                + "; UPDATE b.money SET amount = amount + " + amount + " WHERE id = " + id
                + (withOwnFile ? "; INSERT INTO log VALUES (1)" : "") + "; COMMIT";
    }

    /** Stands for the death of a process. */
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static void assertWhole(TestDatabase reader) {
        assertThat(reader.rows(SUM)).containsExactly(TOTAL);
        assertThat(reader.rows(JOIN)).containsExactly(TOTAL);
    }

    @Test
    void eachPhaseIsWholeForThoseWhoReadBoth() {
        try (TestDatabase reader = reader()) {
            for (boolean withOwnFile : new boolean[] {true, false}) {
                try (TestDatabase mover = mover(withOwnFile)) {
                    mover.session().setPhases(new DistributedCommit.Phases() {
                        @Override
                        public void prepared(UUID transaction) {
                            assertWhole(reader);
                        }

                        @Override
                        public void decided(UUID transaction) {
                            assertWhole(reader);
                        }

                        @Override
                        public void completed(UUID transaction) {
                            assertWhole(reader);
                        }
                    });
                    mover.run(move(withOwnFile, 1, 7));
                    mover.run(move(withOwnFile, 1, 8));
                    assertWhole(reader);
                    assertThat(reader.rows("SELECT amount FROM a.money WHERE id = 1"))
                            .containsExactly(withOwnFile ? "85" : "70");
                }
            }
        }
    }

    @Test
    void deathInAnyPhaseIsWholeForThoseWhoReadBoth() {
        for (boolean withOwnFile : new boolean[] {true, false}) {
            for (int phase = 0; phase < 4; phase++) {
                int dying = phase;
                try (TestDatabase mover = mover(withOwnFile)) {
                    mover.session().setPhases(new DistributedCommit.Phases() {
                        private int left = dying - 1;

                        @Override
                        public void prepared(UUID transaction) {
                            die(dying == 0);
                        }

                        @Override
                        public void decided(UUID transaction) {
                            die(dying == 1);
                        }

                        @Override
                        public void completed(UUID transaction) {
                            left--;
                            die(left == 0);
                        }

                        private void die(boolean now) {
                            if (now) {
                                throw new Death();
                            }
                        }
                    });
                    try {
                        mover.run(move(withOwnFile, 2, 5));
                    } catch (BlazeSqlException death) {
                        assertThat(death).hasRootCauseInstanceOf(Death.class);
                    }
                }
                try (TestDatabase reader = reader()) {
                    assertWhole(reader);
                }
                try (TestDatabase mover = mover(withOwnFile);
                        TestDatabase reader = reader()) {
                    mover.run(move(withOwnFile, 2, 1));
                    assertWhole(reader);
                }
            }
        }
    }

    @Test
    void addsUpWhileSeveralMove() {
        long seed = Long.getLong("blazedb.seed", 11);
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<Void>> movers = List.of(
                CompletableFuture.runAsync(() -> keepMoving(true, new Random(seed), stop)),
                CompletableFuture.runAsync(() -> keepMoving(false, new Random(seed + 1), stop)));
        try (TestDatabase reader = reader();
                TestDatabase committed = reader("other")) {
            for (int i = 0; i < 40; i++) {
                assertWhole(reader);
                committed.run("BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED");
                assertWhole(committed);
                assertWhole(committed);
                committed.run("COMMIT");
            }
        } finally {
            stop.set(true);
            movers.forEach(CompletableFuture::join);
        }
    }

    private void keepMoving(boolean withOwnFile, Random random, AtomicBoolean stop) {
        try (TestDatabase mover = mover(withOwnFile)) {
            while (!stop.get()) {
                try {
                    mover.run(move(withOwnFile, 1 + random.nextInt(10), random.nextInt(20)));
                } catch (BlazeSqlException conflict) {
                    assertThat(conflict.sqlState()).isEqualTo("40001");
                    mover.session().rollback();
                }
            }
        }
    }
}
