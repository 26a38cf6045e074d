/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.sync.support.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GRANT ... VALID UNTIL. */
class ExpiringGrantsTest {
    private static final String SOURCE = "app://" + TestEngine.GROUP + "/BugTracker/bugs";
    private static final String PAST = "VALID UNTIL '2020-01-01'";
    private static final String FUTURE = "VALID UNTIL '2999-12-31 23:59:59+01'";

    @TempDir
    Path directory;

    private static void awaitRefusal(TestEngine engine, String sql) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                engine.query(sql);
            } catch (BlazeSqlException e) {
                assertThat(e.sqlState()).isEqualTo("42501");
                return;
            }
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void fill(TestEngine bugs) {
        bugs.run(
                "CREATE TABLE t (id BIGINT PRIMARY KEY, text VARCHAR(200))",
                "INSERT INTO t SELECT n, repeat('x', 100) FROM generate_series(1, 20000) AS s(n)",
                "CREATE PUBLICATION p FOR TABLE t");
    }

    @Test
    void anOpenCursorEnds() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "Notes", "notes")) {
            fill(bugs);
            bugs.run("GRANT SELECT ON PUBLICATION p TO APP 'Notes' " + FUTURE);
            assertThat(bugs.query("SELECT privilege, grantee, valid_until, expired FROM blaze.grants"))
                    .containsExactly("SELECT|Notes|2999-12-31T22:59:59Z|false");
            notes.run("ATTACH '" + SOURCE + "' AS s");
            try (SqlSession session = notes.engine().openSession(SessionOptions.owner());
                    SqlResult result = session.execute("SELECT id, text FROM s.t");
                    RowCursor cursor = result.rows()) {
                assertThat(cursor.next()).isTrue();
                bugs.run("GRANT SELECT ON PUBLICATION p TO APP 'Notes' " + PAST);
                assertThatThrownBy(() -> {
                            while (cursor.next()) {
                                cursor.value(0);
                            }
                        })
                        .isInstanceOfSatisfying(
                                BlazeSqlException.class,
                                e -> assertThat(e.sqlState()).isEqualTo("42501"));
            }
            assertThat(bugs.query("SELECT expired FROM blaze.grants")).containsExactly("true");
            assertThat(bugs.query("EXPLAIN PUBLICATION p FOR APP 'Notes'")).isEmpty();
            awaitRefusal(notes, "SELECT count(*) FROM s.t");
            bugs.run("GRANT SELECT ON PUBLICATION p TO APP 'Notes' VALID UNTIL 'infinity'");
            assertThat(notes.query("SELECT count(*) FROM s.t")).containsExactly("20000");
            assertThat(bugs.query("SELECT detail FROM blaze.audit WHERE NOT allowed"))
                    .contains("the grant has expired");
        }
    }

    @Test
    void aReplicaEndsByItselfWhenTheTimeHasCome() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "Notes", "notes")) {
            fill(bugs);
            bugs.run("GRANT SUBSCRIBE ON PUBLICATION p TO APP 'Notes' " + FUTURE);
            notes.run("ATTACH '" + SOURCE + "' AS s");
            assertThat(notes.query("SELECT count(*) FROM s.t")).containsExactly("20000");
            bugs.run("GRANT SUBSCRIBE ON PUBLICATION p TO APP 'Notes' VALID UNTIL '"
                    + Instant.now().plusMillis(200) + "'");
            awaitRefusal(notes, "SELECT count(*) FROM s.t");
            assertThat(bugs.query("SELECT expired FROM blaze.grants")).containsExactly("true");
            bugs.run("REVOKE ALL ON PUBLICATION p FROM APP 'Notes'");
            assertThat(bugs.query("SELECT * FROM blaze.grants")).isEmpty();
        }
    }

    @Test
    void aTimeThatCannotBeReadIsRefused() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs")) {
            fill(bugs);
            assertThatThrownBy(() -> bugs.run("GRANT SELECT ON PUBLICATION p TO PUBLIC VALID UNTIL 'soon'"))
                    .isInstanceOfSatisfying(
                            BlazeSqlException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("22007"));
        }
    }
}
