/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.PreparedQuery;
import io.blazedb.calcite.SqlSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a text that holds several statements. All of them have run when it returns; their results are looked at one after the
 * other.
 *
 * <p>In auto-commit mode they are one transaction, as in PostgreSQL: one that fails takes back those before it. A BEGIN, COMMIT or
 * another statement about the session ends that; from there on each stands on its own.
 */
final class StatementSequence {
    /**
     * What one of the statements gave.
     *
     * @param rows null if it gave a count
     */
    record Outcome(
            @Nullable BlazeResultSet rows,
            long count,
            @Nullable BlazeResultSet keys) {}

    /** Prepares and runs one statement. */
    @FunctionalInterface
    interface Runner {
        Outcome run(PreparedQuery query) throws SQLException;
    }

    private final BlazeConnection connection;
    private final long timeoutMillis;
    private final List<Outcome> outcomes = new ArrayList<>();
    private boolean ownTransaction;

    /**
     * For one text.
     *
     * @param timeoutMillis of each statement, 0 for the session's
     */
    StatementSequence(BlazeConnection connection, long timeoutMillis) {
        this.connection = connection;
        this.timeoutMillis = timeoutMillis;
    }

    /** Runs the statements. Called under the connection's lock. */
    List<Outcome> run(List<String> statements, Runner runner) throws SQLException {
        SqlSession session = connection.session();
        boolean done = false;
        if (session.autoCommit() && !session.inTransaction()) {
            session.setAutoCommit(false);
            ownTransaction = true;
        }
        try {
            for (String statement : statements) {
                PreparedQuery query = session.prepareOnce(statement, timeoutMillis);
                if (query.kind() == PreparedQuery.Kind.SESSION) {
                    endOwnTransaction(true);
                }
                outcomes.add(runner.run(query));
            }
            endOwnTransaction(true);
            done = true;
        } finally {
            if (!done) {
                undo();
            }
        }
        return outcomes;
    }

    private void undo() throws SQLException {
        try {
            for (Outcome outcome : outcomes) {
                BlazeResultSet rows = outcome.rows();
                if (rows != null) {
                    rows.closeForStatement();
                }
            }
        } finally {
            endOwnTransaction(false);
        }
    }

    private void endOwnTransaction(boolean commit) {
        if (!ownTransaction) {
            return;
        }
        ownTransaction = false;
        SqlSession session = connection.session();
        try {
            if (commit) {
                session.commit();
            } else {
                session.rollback();
            }
        } finally {
            session.setAutoCommit(true);
        }
    }
}
