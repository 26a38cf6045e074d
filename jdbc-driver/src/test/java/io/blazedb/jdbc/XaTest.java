/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static javax.transaction.xa.XAResource.TMFAIL;
import static javax.transaction.xa.XAResource.TMJOIN;
import static javax.transaction.xa.XAResource.TMNOFLAGS;
import static javax.transaction.xa.XAResource.TMRESUME;
import static javax.transaction.xa.XAResource.TMSTARTRSCAN;
import static javax.transaction.xa.XAResource.TMSUCCESS;
import static javax.transaction.xa.XAResource.TMSUSPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.jdbc.fixture.program.PreparingProgram;
import io.blazedb.jdbc.fixture.program.TestXid;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Branches of global transactions. */
class XaTest {
    private static final TestXid ONE = new TestXid("g", "1");
    private static final TestXid TWO = new TestXid("g", "2");

    @TempDir
    Path directory;

    private final BlazeDataSource source = new BlazeDataSource();
    private final List<AutoCloseable> open = new ArrayList<>();
    private XAConnection xa;
    private XAResource resource;
    private Connection other;

    @BeforeEach
    void open() throws Exception {
        source.setUrl(Databases.newMemoryUrl());
        other = source.getConnection();
        open.add(other);
        Databases.run(other, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
        xa = source.getXAConnection();
        open.add(xa::close);
        resource = xa.getXAResource();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private long count() throws SQLException {
        return (Long) Databases.value(other, "SELECT COUNT(*) FROM t");
    }

    private void insert(int id) throws SQLException {
        Databases.run(xa.getConnection(), "INSERT INTO t VALUES (" + id + ")");
    }

    private void work(TestXid xid, int id) throws Exception {
        resource.start(xid, TMNOFLAGS);
        insert(id);
        resource.end(xid, TMSUCCESS);
    }

    private static void assertCode(int code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        XAException.class, e -> assertThat(e.errorCode).isEqualTo(code));
    }

    private static List<TestXid> ids(Xid... ids) {
        return Arrays.stream(ids).map(TestXid::of).toList();
    }

    @Test
    void oneAndTwoPhases() throws Exception {
        work(ONE, 1);
        assertThat(count()).isZero();
        resource.commit(ONE, true);
        assertThat(count()).isEqualTo(1);

        work(TWO, 2);
        assertThat(resource.prepare(TWO)).isEqualTo(XAResource.XA_OK);
        assertThat(count()).isEqualTo(1);
        assertThat(ids(resource.recover(TMSTARTRSCAN))).containsExactly(TWO);
        assertThat(resource.recover(TMSTARTRSCAN)[0].getFormatId()).isEqualTo(4711);
        resource.commit(TWO, false);
        assertThat(count()).isEqualTo(2);
        assertThat(resource.recover(TMSTARTRSCAN)).isEmpty();

        work(ONE, 3);
        resource.prepare(ONE);
        resource.rollback(ONE);
        work(ONE, 4);
        resource.rollback(ONE);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void whatOnlyReadsNeedsNoSecondPhase() throws Exception {
        resource.start(ONE, TMNOFLAGS);
        assertThat(Databases.value(xa.getConnection(), "SELECT COUNT(*) FROM t"))
                .isEqualTo(0L);
        resource.end(ONE, TMSUCCESS);
        assertThat(resource.prepare(ONE)).isEqualTo(XAResource.XA_RDONLY);
        assertCode(XAException.XAER_NOTA, () -> resource.commit(ONE, false));
    }

    @Test
    void branchesTakeTurnsOnOneConnection() throws Exception {
        resource.start(ONE, TMNOFLAGS);
        insert(1);
        resource.end(ONE, TMSUSPEND);
        resource.start(TWO, TMNOFLAGS);
        insert(2);
        assertThat(Databases.value(xa.getConnection(), "SELECT SUM(id) FROM t")).isEqualTo(2L);
        resource.end(TWO, TMSUCCESS);
        // Between branches the connection is on its own.
        insert(3);
        assertThat(count()).isEqualTo(1);
        resource.start(ONE, TMRESUME);
        assertThat(Databases.value(xa.getConnection(), "SELECT SUM(id) FROM t")).isEqualTo(1L);
        insert(4);
        resource.end(ONE, TMSUCCESS);
        resource.start(ONE, TMJOIN);
        insert(5);
        resource.end(ONE, TMSUCCESS);
        resource.rollback(TWO);
        resource.commit(ONE, true);
        assertThat(Databases.value(other, "SELECT SUM(id) FROM t")).isEqualTo(13L);
    }

    @Test
    void openResultsOutlastTheBranch() throws Exception {
        insert(1);
        insert(2);
        resource.start(ONE, TMNOFLAGS);
        Connection connection = xa.getConnection();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM t ORDER BY id")) {
            assertThat(rows.next()).isTrue();
            resource.end(ONE, TMSUSPEND);
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(2);
        }
        resource.rollback(ONE);
    }

    @Test
    void theTransactionBelongsToItsManager() throws Exception {
        Connection connection = xa.getConnection();
        resource.start(ONE, TMNOFLAGS);
        assertThat(connection.getAutoCommit()).isFalse();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                connection::commit,
                connection::rollback,
                connection::setSavepoint,
                () -> connection.setAutoCommit(true),
                () -> Databases.run(connection, "COMMIT"),
                () -> Databases.run(connection, "ROLLBACK"))) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("2D000"));
        }
        resource.end(ONE, TMFAIL);
        assertThat(connection.getAutoCommit()).isTrue();
        assertCode(XAException.XA_RBROLLBACK, () -> resource.prepare(ONE));
    }

    @Test
    void wrongCallsHaveTheirCodes() throws Exception {
        assertCode(XAException.XAER_NOTA, () -> resource.end(ONE, TMSUCCESS));
        assertCode(XAException.XAER_NOTA, () -> resource.start(ONE, TMJOIN));
        assertCode(XAException.XAER_NOTA, () -> resource.prepare(ONE));
        assertCode(XAException.XAER_NOTA, () -> resource.rollback(ONE));
        assertCode(XAException.XAER_NOTA, () -> resource.forget(ONE));
        assertCode(XAException.XAER_INVAL, () -> resource.start(ONE, TMSUSPEND));
        assertCode(XAException.XAER_INVAL, () -> resource.start(null, TMNOFLAGS));
        resource.start(ONE, TMNOFLAGS);
        assertCode(XAException.XAER_PROTO, () -> resource.start(TWO, TMNOFLAGS));
        assertCode(XAException.XAER_PROTO, () -> resource.prepare(ONE));
        insert(1);
        resource.end(ONE, TMSUCCESS);
        assertCode(XAException.XAER_DUPID, () -> resource.start(ONE, TMNOFLAGS));
        assertCode(XAException.XAER_PROTO, () -> resource.commit(ONE, false));
        resource.prepare(ONE);
        assertCode(XAException.XAER_DUPID, () -> resource.start(ONE, TMNOFLAGS));
        resource.rollback(ONE);
        Connection connection = xa.getConnection();
        connection.setAutoCommit(false);
        Databases.run(connection, "INSERT INTO t VALUES (7)");
        assertCode(XAException.XAER_OUTSIDE, () -> resource.start(ONE, TMNOFLAGS));
        connection.rollback();
        assertThat(resource.isSameRM(resource)).isTrue();
        assertThat(resource.isSameRM(null)).isFalse();
    }

    @Test
    void aConflictRollsTheBranchBack() throws Exception {
        resource.start(ONE, TMNOFLAGS);
        insert(1);
        Databases.run(other, "INSERT INTO t VALUES (1)");
        resource.end(ONE, TMSUCCESS);
        assertCode(XAException.XA_RBTRANSIENT, () -> resource.prepare(ONE));
        assertThat(resource.recover(TMSTARTRSCAN)).isEmpty();
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void whatIsPreparedKeepsOthersOff() throws Exception {
        work(ONE, 1);
        resource.prepare(ONE);
        assertThatThrownBy(() -> Databases.run(other, "INSERT INTO t VALUES (1)"))
                .isInstanceOf(SQLException.class);
        resource.commit(ONE, false);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void anotherConnectionDecidesAndClosingKeepsWhatIsPrepared() throws Exception {
        work(ONE, 1);
        resource.prepare(ONE);
        work(TWO, 2);
        xa.close();
        XAConnection second = source.getXAConnection();
        try {
            XAResource decider = second.getXAResource();
            assertThat(ids(decider.recover(TMSTARTRSCAN | XAResource.TMENDRSCAN)))
                    .containsExactly(ONE);
            assertThat(decider.recover(TMNOFLAGS)).isEmpty();
            decider.commit(ONE, false);
        } finally {
            second.close();
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void whatWasPreparedOutlastsTheProcess() throws Exception {
        Path file = directory.resolve("killed.blazedb");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PreparingProgram.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output.strip()).isEqualTo("prepared");
        source.setDatabaseName(file.toString());
        source.setPassword(Databases.PASSWORD);
        XAConnection restarted = source.getXAConnection();
        try (Connection connection = source.getConnection()) {
            XAResource recovering = restarted.getXAResource();
            List<TestXid> found = ids(recovering.recover(TMSTARTRSCAN));
            assertThat(found)
                    .containsExactlyInAnyOrder(new TestXid("global", "branch 1"), new TestXid("global", "branch 2"));
            recovering.commit(new TestXid("global", "branch 1"), false);
            recovering.rollback(new TestXid("global", "branch 2"));
            assertThat(recovering.recover(TMSTARTRSCAN)).isEmpty();
            assertThat(Databases.value(connection, "SELECT SUM(id) FROM t")).isEqualTo(1L);
        } finally {
            restarted.close();
        }
    }

    @Test
    void handlesComeAndGo() throws Exception {
        List<String> events = new ArrayList<>();
        xa.addConnectionEventListener(new ConnectionEventListener() {
            @Override
            public void connectionClosed(ConnectionEvent event) {
                events.add("closed");
            }

            @Override
            public void connectionErrorOccurred(ConnectionEvent event) {
                events.add("error");
            }
        });
        resource.start(ONE, TMNOFLAGS);
        try (Connection first = xa.getConnection()) {
            Databases.run(first, "INSERT INTO t VALUES (1)");
        }
        try (Connection second = xa.getConnection()) {
            assertThat(Databases.value(second, "SELECT COUNT(*) FROM t")).isEqualTo(1L);
        }
        resource.end(ONE, TMSUCCESS);
        resource.commit(ONE, true);
        assertThat(events).containsExactly("closed", "closed");
        assertThat(count()).isEqualTo(1);
    }
}
