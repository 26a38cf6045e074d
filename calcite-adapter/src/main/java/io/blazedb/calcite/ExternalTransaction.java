/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.SqlErrors;
import io.blazedb.calcite.session.PreparedBranches;

/**
 * A transaction that somebody outside of a session begins and ends, such as a transaction manager. Sessions of the engine that made it
 * work in it by turns: {@link SqlSession#attach}. It is ended while no session has it.
 *
 * <p>One thread at a time.
 */
public final class ExternalTransaction {
    private final SessionTransaction transaction;
    private final PreparedBranches branches;

    ExternalTransaction(SessionTransaction transaction, PreparedBranches branches) {
        this.transaction = transaction;
        this.branches = branches;
        transaction.setExternal();
    }

    SessionTransaction transaction() {
        return transaction;
    }

    /**
     * First phase of a commit: makes the changes durable, not visible, and ends this object. {@link SqlEngine#endPrepared} decides,
     * through any crash.
     *
     * @param name under which it is found again
     * @return false if nothing was changed: there is nothing to decide
     */
    public boolean prepare(byte[] name) {
        try {
            return transaction.prepare(changes -> branches.prepare(changes, name));
        } catch (RuntimeException failure) {
            throw SqlErrors.of(failure);
        }
    }

    /** Commits in one phase. */
    public void commit() {
        try {
            transaction.commit();
        } catch (RuntimeException failure) {
            throw SqlErrors.of(failure);
        }
    }

    public void rollback() {
        transaction.rollback();
    }
}
