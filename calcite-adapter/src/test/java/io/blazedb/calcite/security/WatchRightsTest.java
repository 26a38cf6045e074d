/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.watch.RowChange;
import io.blazedb.calcite.watch.WatchListener;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Registration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A watch tells of what its role may read. */
class WatchRightsTest {
    private final TestDatabase database = TestDatabase.inMemory();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void rowsThatPoliciesHideAreNotToldOf() throws InterruptedException {
        database.run("CREATE TABLE t (id INT PRIMARY KEY, who TEXT); CREATE USER alice");
        try (SqlSession alice =
                database.engine().openSession(new SessionOptions("alice", IsolationLevel.SNAPSHOT, false))) {
            assertThatThrownBy(() -> alice.watch("t", 0, new Listener())).hasMessageContaining("permission denied");
            database.run("GRANT SELECT (id) ON t TO alice");
            assertThatThrownBy(() -> alice.watch("t", 0, new Listener())).hasMessageContaining("permission denied");
            database.run("GRANT SELECT ON t TO alice; ALTER TABLE t ENABLE ROW LEVEL SECURITY;"
                    + "CREATE POLICY own ON t USING (who = CURRENT_USER)");
            try (Registration watch = alice.watch("t", 0, new Listener())) {
                assertThat(watch).isNotNull();
                database.run("INSERT INTO t VALUES (1, 'bob'), (2, 'alice')");
                assertThat(next()).isEqualTo("INSERT null -> [2, alice]");
                database.run("UPDATE t SET who = 'alice' WHERE id = 1");
                assertThat(next()).isEqualTo("INSERT null -> [1, alice]");
                database.run("UPDATE t SET id = 3 WHERE id = 1; UPDATE t SET who = 'carol' WHERE id = 2");
                assertThat(next() + next()).doesNotContain("carol").contains("DELETE");
                while (!told.isEmpty()) {
                    assertThat(told.remove()).doesNotContain("carol");
                }
                database.run(
                        "ALTER POLICY own ON t USING (who = 'bob'); INSERT INTO t VALUES (9, 'alice'), (10, 'bob')");
                String last = next();
                while (!last.contains("bob")) {
                    assertThat(last).doesNotContain("9");
                    last = next();
                }
                database.run("REVOKE SELECT ON t FROM alice; INSERT INTO t VALUES (11, 'bob')");
                assertThat(next()).contains("permission denied for table t");
            }
        }
    }

    private String next() throws InterruptedException {
        String next = told.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private final class Listener implements WatchListener {
        @Override
        public void onTransaction(long sequence, long committedAtMillis, List<RowChange> changes) {
            for (RowChange change : changes) {
                told.add(change.kind() + " " + text(change.oldRow()) + " -> " + text(change.newRow()));
            }
        }

        @Override
        public void onFailure(RuntimeException failure) {
            told.add(String.valueOf(failure.getMessage()));
        }

        private static String text(Object[] row) {
            return row == null ? "null" : Arrays.toString(row);
        }
    }
}
