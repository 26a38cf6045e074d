/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.ExternalTransaction;
import io.blazedb.calcite.SqlEngine;
import io.blazedb.jdbc.error.EngineCall;
import io.blazedb.jdbc.error.SqlExceptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * Branches of global transactions on one XA connection. Any number may be open, one of them at a time in work.
 *
 * <pre>
 *             start                end(TMSUCCESS, TMFAIL)        prepare
 *   (nothing) -----&gt; IN WORK -------------------------&gt; ENDED ----------&gt; prepared: kept by the engine, for every connection
 *                     |  ^  ^                             |  |
 *       end(TMSUSPEND)|  |  +--------- start(TMJOIN) -----+  +--commit(one phase), rollback--&gt; (nothing)
 *                     v  |start(TMRESUME)
 *                  SUSPENDED
 * </pre>
 *
 * <p>Nothing is ever decided heuristically. Each resource is a resource manager of its own: a branch is continued where it began.
 *
 * <p>Threading: any number of threads.
 */
final class BlazeXaResource implements XAResource {
    private enum State {
        IN_WORK,
        SUSPENDED,
        ENDED
    }

    private static final class Branch {
        private final ExternalTransaction transaction;
        private State state = State.IN_WORK;
        private boolean failed;

        Branch(ExternalTransaction transaction) {
            this.transaction = transaction;
        }
    }

    private final BlazeXaConnection connection;
    private final Map<BranchId, Branch> branches = new HashMap<>();
    private @Nullable Branch inWork;

    BlazeXaResource(BlazeXaConnection connection) {
        this.connection = connection;
    }

    // Work in a branch.

    @Override
    public void start(@Nullable Xid xid, int flags) throws XAException {
        BranchId id = BranchId.of(xid);
        synchronized (connection) {
            if (inWork != null) {
                throw failure(XAException.XAER_PROTO, "Another branch is in work on this connection.", null);
            }
            Branch branch = switch (flags) {
                case TMNOFLAGS -> begin(id);
                case TMJOIN -> require(id, State.ENDED);
                case TMRESUME -> require(id, State.SUSPENDED);
                default -> throw failure(XAException.XAER_INVAL, "Not a flag of start: " + flags, null);
            };
            inWork = branch;
            try {
                attachHandle();
            } catch (SQLException e) {
                inWork = null;
                throw failure(XAException.XAER_OUTSIDE, "The connection is in a transaction of its own.", e);
            }
            branch.state = State.IN_WORK;
            branches.put(id, branch);
        }
    }

    private Branch begin(BranchId id) throws XAException {
        SqlEngine engine = connection.engine();
        if (branches.containsKey(id) || call(() -> engine.isPrepared(id.name()))) {
            throw failure(XAException.XAER_DUPID, "There is a branch of that id already.", null);
        }
        return call(() -> {
            BlazeConnection handle = connection.handle();
            return new Branch(
                    handle == null
                            ? engine.beginExternal(
                                    connection.settings().sessionOptions().isolation(),
                                    connection.settings().readOnly())
                            : engine.beginExternal(handle.session().isolation(), handle.isReadOnly()));
        });
    }

    /** Lets the handle work in the branch, if there are both. */
    void attachHandle() throws SQLException {
        synchronized (connection) {
            Branch branch = inWork;
            BlazeConnection handle = connection.handle();
            if (branch != null && handle != null) {
                handle.run(() -> handle.session().attach(branch.transaction));
            }
        }
    }

    @Override
    public void end(@Nullable Xid xid, int flags) throws XAException {
        BranchId id = BranchId.of(xid);
        synchronized (connection) {
            Branch branch = find(id);
            if (flags != TMSUCCESS && flags != TMFAIL && flags != TMSUSPEND) {
                throw failure(XAException.XAER_INVAL, "Not a flag of end: " + flags, null);
            }
            if (branch.state == State.ENDED || (branch.state == State.SUSPENDED && flags == TMSUSPEND)) {
                throw failure(XAException.XAER_PROTO, "The branch is not in work.", null);
            }
            leave(branch);
            branch.failed |= flags == TMFAIL;
            branch.state = flags == TMSUSPEND ? State.SUSPENDED : State.ENDED;
        }
    }

    private void leave(Branch branch) throws XAException {
        if (inWork == branch) {
            inWork = null;
            BlazeConnection handle = connection.handle();
            if (handle != null) {
                call(() -> {
                    handle.run(() -> handle.session().detach());
                    return true;
                });
            }
        }
    }

    // Outcome.

    @Override
    public int prepare(@Nullable Xid xid) throws XAException {
        BranchId id = BranchId.of(xid);
        synchronized (connection) {
            Branch branch = take(id);
            try {
                return branch.transaction.prepare(id.name()) ? XA_OK : XA_RDONLY;
            } catch (RuntimeException e) {
                throw rolledBack(SqlExceptions.of(e));
            }
        }
    }

    @Override
    public void commit(@Nullable Xid xid, boolean onePhase) throws XAException {
        BranchId id = BranchId.of(xid);
        synchronized (connection) {
            if (onePhase) {
                Branch branch = take(id);
                try {
                    branch.transaction.commit();
                } catch (RuntimeException e) {
                    throw rolledBack(SqlExceptions.of(e));
                }
            } else {
                decide(id, true);
            }
        }
    }

    @Override
    public void rollback(@Nullable Xid xid) throws XAException {
        BranchId id = BranchId.of(xid);
        synchronized (connection) {
            Branch branch = branches.get(id);
            if (branch == null) {
                decide(id, false);
                return;
            }
            leave(branch);
            branches.remove(id);
            call(() -> {
                branch.transaction.rollback();
                return true;
            });
        }
    }

    private void decide(BranchId id, boolean commit) throws XAException {
        if (branches.containsKey(id)) {
            throw failure(XAException.XAER_PROTO, "The branch is not prepared.", null);
        }
        if (!call(() -> connection.engine().endPrepared(id.name(), commit))) {
            throw unknown();
        }
    }

    /** The branch that is about to be prepared or committed. */
    private Branch take(BranchId id) throws XAException {
        Branch branch = require(id, State.ENDED);
        branches.remove(id);
        if (branch.failed) {
            branch.transaction.rollback();
            throw failure(XAException.XA_RBROLLBACK, "The branch failed and was rolled back.", null);
        }
        return branch;
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        if ((flags & ~(TMSTARTRSCAN | TMENDRSCAN)) != 0) {
            throw failure(XAException.XAER_INVAL, "Not a flag of recover: " + flags, null);
        }
        if ((flags & TMSTARTRSCAN) == 0) {
            return new Xid[0];
        }
        List<Xid> found = new ArrayList<>();
        for (byte[] name : call(() -> connection.engine().preparedNames())) {
            found.add(BranchId.ofName(name));
        }
        return found.toArray(new Xid[0]);
    }

    /** There is never anything to forget: nothing is decided heuristically. */
    @Override
    public void forget(@Nullable Xid xid) throws XAException {
        BranchId.of(xid);
        throw unknown();
    }

    @Override
    public boolean isSameRM(@Nullable XAResource other) {
        return other == this;
    }

    @Override
    public int getTransactionTimeout() {
        return 0;
    }

    /** False: branches have no time limit of their own. */
    @Override
    public boolean setTransactionTimeout(int seconds) {
        return false;
    }

    /** Ends every branch that is not prepared. */
    void rollbackAll() {
        synchronized (connection) {
            inWork = null;
            List<Branch> open = List.copyOf(branches.values());
            branches.clear();
            BlazeConnection handle = connection.handle();
            if (handle != null && handle.session().isAttached()) {
                handle.session().detach();
            }
            open.forEach(branch -> branch.transaction.rollback());
        }
    }

    private Branch find(BranchId id) throws XAException {
        Branch branch = branches.get(id);
        if (branch == null) {
            throw unknown();
        }
        return branch;
    }

    private Branch require(BranchId id, State state) throws XAException {
        Branch branch = find(id);
        if (branch.state != state) {
            throw failure(XAException.XAER_PROTO, "The branch is not in the state for this call.", null);
        }
        return branch;
    }

    private static <T> T call(EngineCall<T> call) throws XAException {
        try {
            return EngineCall.get(call);
        } catch (SQLException e) {
            throw failure(XAException.XAER_RMERR, e.getMessage(), e);
        }
    }

    private static XAException unknown() {
        return failure(XAException.XAER_NOTA, "There is no branch of that id.", null);
    }

    /** What an attempt to commit that failed tells the transaction manager. */
    private static XAException rolledBack(SQLException cause) {
        String state = String.valueOf(cause.getSQLState());
        int code = state.startsWith("23")
                ? XAException.XA_RBINTEGRITY
                : state.startsWith("40") ? XAException.XA_RBTRANSIENT : XAException.XA_RBROLLBACK;
        return failure(code, cause.getMessage(), cause);
    }

    static XAException failure(int code, @Nullable String message, @Nullable Throwable cause) {
        XAException failure = new XAException(message);
        failure.errorCode = code;
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }
}
