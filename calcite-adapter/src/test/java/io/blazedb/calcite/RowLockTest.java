/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.error.BlazeSqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SELECT ... FOR UPDATE. */
@Timeout(120)
class RowLockTest {
    private static final int JOBS = 60;
    private static final int WORKERS = 8;

    private final TestDatabase database = TestDatabase.inMemory();
    private final SqlSession one = database.engine().openSession(SessionOptions.owner());
    private final SqlSession two = database.engine().openSession(SessionOptions.owner());
    private final ExecutorService threads = Executors.newFixedThreadPool(WORKERS);

    @BeforeEach
    void table() {
        database.run("CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)");
        database.run("INSERT INTO t VALUES (1, 10), (2, 20), (3, 30), (4, 40)");
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        one.close();
        two.close();
        database.close();
    }

    @Test
    void otherRowsAreNotDisturbed() {
        TestDatabase.run(one, "BEGIN");
        TestDatabase.run(two, "BEGIN");
        assertThat(TestDatabase.rows(one, "SELECT * FROM t WHERE id = 1 FOR UPDATE"))
                .containsExactly("1,10");
        assertThat(TestDatabase.rows(two, "SELECT t.v + 1 AS w FROM t WHERE id = 2 FOR UPDATE"))
                .containsExactly("21");
        TestDatabase.run(one, "UPDATE t SET v = 11 WHERE id = 1");
        TestDatabase.run(two, "UPDATE t SET v = 22 WHERE id = 2");
        TestDatabase.run(one, "COMMIT");
        TestDatabase.run(two, "COMMIT");
        assertThat(database.rows("SELECT v FROM t ORDER BY id")).containsExactly("11", "22", "30", "40");
    }

    @Test
    void nowaitAndSkipLocked() {
        TestDatabase.run(one, "BEGIN");
        TestDatabase.run(one, "SELECT * FROM t WHERE id IN (1, 2) FOR UPDATE");
        TestDatabase.run(two, "BEGIN");
        assertThat(TestDatabase.failure(two, "SELECT * FROM t WHERE id = 1 FOR UPDATE NOWAIT"))
                .startsWith("55P03");
        assertThat(TestDatabase.rows(two, "SELECT id FROM t ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"))
                .containsExactly("3");
        assertThat(TestDatabase.rows(
                        two, "SELECT id FROM t ORDER BY id LIMIT ? OFFSET 1 FOR NO KEY UPDATE SKIP LOCKED", 5))
                .containsExactly("4");
        TestDatabase.run(one, "ROLLBACK");
        assertThat(TestDatabase.rows(two, "SELECT id FROM t AS x WHERE x.id = 1 FOR UPDATE OF x NOWAIT"))
                .containsExactly("1");
        TestDatabase.run(two, "COMMIT");
        assertThat(TestDatabase.rows(one, "SELECT id FROM t FOR UPDATE NOWAIT")).hasSize(4);
        assertThat(TestDatabase.rows(two, "SELECT id FROM t FOR UPDATE NOWAIT")).hasSize(4);
    }

    @Test
    void waitsForTheOther() throws Exception {
        TestDatabase.run(one, "BEGIN; SELECT * FROM t WHERE id = 1 FOR UPDATE; UPDATE t SET v = 100 WHERE id = 1");
        Future<Long> update = threads.submit(() -> TestDatabase.run(two, "UPDATE t SET v = v + 1 WHERE id = 1"));
        TestDatabase.run(one, "COMMIT");
        assertThat(update.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(database.rows("SELECT v FROM t WHERE id = 1")).containsExactly("101");
    }

    @Test
    void readCommittedSeesTheRowThatItWaitedFor() throws Exception {
        TestDatabase.run(one, "BEGIN; SELECT * FROM t WHERE id = 1 FOR UPDATE; UPDATE t SET v = 100 WHERE id = 1");
        TestDatabase.run(two, "BEGIN ISOLATION LEVEL READ COMMITTED");
        two.setIsolation(io.blazedb.storage.IsolationLevel.READ_COMMITTED);
        assertThat(TestDatabase.rows(two, "SELECT v FROM t WHERE id = 1")).containsExactly("10");
        Future<List<String>> locked =
                threads.submit(() -> TestDatabase.rows(two, "SELECT v FROM t WHERE id = 1 FOR UPDATE"));
        TestDatabase.run(one, "COMMIT");
        assertThat(locked.get(30, TimeUnit.SECONDS)).containsExactly("100");
        TestDatabase.run(two, "UPDATE t SET v = v + 1 WHERE id = 1; COMMIT");
        assertThat(database.rows("SELECT v FROM t WHERE id = 1")).containsExactly("101");
    }

    @Test
    void aRowThatWasChangedMeanwhile() {
        TestDatabase.run(one, "BEGIN");
        assertThat(TestDatabase.rows(one, "SELECT count(*) FROM t")).containsExactly("4");
        TestDatabase.run(two, "UPDATE t SET v = 0 WHERE id = 1");
        assertThat(TestDatabase.failure(one, "SELECT * FROM t WHERE id = 1 FOR UPDATE"))
                .startsWith("40001");
        assertThat(TestDatabase.rows(one, "SELECT id FROM t ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"))
                .containsExactly("2");
        TestDatabase.run(one, "ROLLBACK");
    }

    @Test
    void deadlock() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        List<Future<String>> results = new ArrayList<>();
        for (SqlSession session : List.of(one, two)) {
            boolean first = results.isEmpty();
            results.add(threads.submit((Callable<String>) () -> {
                TestDatabase.run(session, "BEGIN");
                TestDatabase.run(session, "SELECT * FROM t WHERE id = " + (first ? 1 : 2) + " FOR UPDATE");
                both.await(30, TimeUnit.SECONDS);
                try {
                    TestDatabase.run(session, "SELECT * FROM t WHERE id = " + (first ? 2 : 1) + " FOR UPDATE");
                    return "locked";
                } catch (BlazeSqlException failure) {
                    return failure.sqlState();
                } finally {
                    TestDatabase.run(session, "ROLLBACK");
                }
            }));
        }
        List<String> outcomes = new ArrayList<>();
        for (Future<String> result : results) {
            outcomes.add(result.get(60, TimeUnit.SECONDS));
        }
        assertThat(outcomes).containsExactlyInAnyOrder("40P01", "locked");
    }

    @Test
    void everyJobIsHandedOutOnce() throws Exception {
        database.run("CREATE TABLE job (id INTEGER PRIMARY KEY, done BOOLEAN DEFAULT FALSE);"
                + "INSERT INTO job (id) SELECT i FROM generate_series(1, " + JOBS + ") AS g (i)");
        ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            boolean deletes = i % 2 == 0;
            workers.add(threads.submit(() -> {
                try (SqlSession session = database.engine().openSession(SessionOptions.owner())) {
                    while (take(session, deletes, taken)) {
                        assertThat(taken.size()).isLessThanOrEqualTo(JOBS);
                    }
                }
            }));
        }
        for (Future<?> worker : workers) {
            worker.get(100, TimeUnit.SECONDS);
        }
        assertThat(taken).hasSize(JOBS).doesNotHaveDuplicates();
        assertThat(database.rows("SELECT count(*) FROM job WHERE NOT done")).containsExactly("0");
    }

    private static boolean take(SqlSession session, boolean deletes, ConcurrentLinkedQueue<String> taken) {
        TestDatabase.run(session, "BEGIN");
        List<String> job = TestDatabase.rows(
                session, "SELECT id FROM job WHERE NOT done ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED");
        if (job.isEmpty()) {
            boolean left = !TestDatabase.rows(session, "SELECT id FROM job WHERE NOT done LIMIT 1")
                    .isEmpty();
            TestDatabase.run(session, "ROLLBACK");
            return left;
        }
        String change = deletes ? "DELETE FROM job WHERE id = " : "UPDATE job SET done = TRUE WHERE id = ";
        assertThat(TestDatabase.run(session, change + job.get(0))).isEqualTo(1);
        TestDatabase.run(session, "COMMIT");
        taken.add(job.get(0));
        return true;
    }
}
