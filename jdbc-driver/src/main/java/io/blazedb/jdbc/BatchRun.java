/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.ExecuteOptions.GeneratedKeys;
import io.blazedb.calcite.PreparedQuery;
import io.blazedb.calcite.SqlSession;
import io.blazedb.jdbc.error.SqlExceptions;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a batch. It stops at the first member that fails.
 *
 * <p>In auto-commit mode the members are one transaction, so that a large batch waits for the disk once; what had run before a failure
 * is committed, as if each member had been on its own.
 */
final class BatchRun {
    /** A batch in a transaction of its own is repeated so often when another one changed the same rows. */
    private static final int CONFLICT_RETRIES = 10;

    /** Something for a member of the batch by its position. */
    @FunctionalInterface
    interface Member<T> {
        T at(int index) throws SQLException;
    }

    private final BlazeStatement statement;
    private final BlazeConnection connection;
    private final KeyRequest keys;
    private final long[] counts;
    private final List<@Nullable Object[]> keyRows = new ArrayList<>();
    private boolean ownTransaction;
    private boolean conflictUndoneAll;

    BatchRun(BlazeStatement statement, int size, KeyRequest keys) {
        this.statement = statement;
        this.connection = statement.connection();
        this.keys = keys;
        this.counts = new long[size];
    }

    /**
     * Runs the members.
     *
     * @throws BatchUpdateException with the counts of the members that ran
     */
    long[] run(Member<PreparedQuery> query, Member<List<@Nullable Object>> parameters) throws SQLException {
        // Under the connection's lock throughout: no other thread's statement gets into the batch's transaction.
        return connection.call(() -> {
            for (int conflicts = 0; ; conflicts++) {
                try {
                    return runOnce(query, parameters);
                } catch (BatchUpdateException e) {
                    boolean undone = "40001".equals(e.getSQLState()) && conflictUndoneAll;
                    if (!undone || conflicts == CONFLICT_RETRIES) {
                        throw e;
                    }
                }
            }
        });
    }

    /** Runs one statement with each of the lists of parameters, in one call of the engine. */
    long[] run(PreparedQuery query, List<List<@Nullable Object>> parameters) throws SQLException {
        PreparedQuery.BatchResult done;
        try {
            done = statement.runAll(query, parameters, keys, keyRows, counts);
        } catch (SQLException e) {
            throw SqlExceptions.batch(e, new long[0]);
        }
        RuntimeException failure = done.failure();
        if (failure != null) {
            throw SqlExceptions.batch(
                    statement.timedOut(SqlExceptions.of(failure)),
                    Arrays.copyOf(counts, done.results().size()));
        }
        if (keys.keys() != GeneratedKeys.NONE) {
            statement.keepBatchKeys(keyRows);
        }
        return counts;
    }

    private long[] runOnce(Member<PreparedQuery> query, Member<List<@Nullable Object>> parameters) throws SQLException {
        keyRows.clear();
        conflictUndoneAll = false;
        int done = 0;
        try {
            while (done < counts.length) {
                PreparedQuery member = query.at(done);
                if (done == 0) {
                    beginOwnTransaction();
                }
                if (member.kind() == PreparedQuery.Kind.SESSION) {
                    endOwnTransaction();
                }
                counts[done] = statement.runOne(member, parameters.at(done), keys, keyRows);
                done++;
            }
        } catch (SQLException e) {
            throw failed(e, done);
        }
        try {
            endOwnTransaction();
        } catch (SQLException e) {
            conflictUndoneAll = true;
            throw SqlExceptions.batch(e, new long[0]);
        }
        if (keys.keys() != GeneratedKeys.NONE) {
            statement.keepBatchKeys(keyRows);
        }
        return counts;
    }

    private BatchUpdateException failed(SQLException failure, int done) {
        try {
            endOwnTransaction();
        } catch (SQLException e) {
            failure.addSuppressed(e);
            return SqlExceptions.batch(failure, new long[0]);
        }
        return SqlExceptions.batch(failure, Arrays.copyOf(counts, done));
    }

    private void beginOwnTransaction() throws SQLException {
        if (counts.length < 2) {
            return;
        }
        ownTransaction = connection.call(() -> {
            SqlSession session = connection.session();
            boolean begin = session.autoCommit() && !session.inTransaction();
            if (begin) {
                session.setAutoCommit(false);
            }
            return begin;
        });
    }

    private void endOwnTransaction() throws SQLException {
        if (!ownTransaction) {
            return;
        }
        ownTransaction = false;
        connection.run(() -> {
            SqlSession session = connection.session();
            try {
                session.commit();
            } finally {
                session.setAutoCommit(true);
            }
        });
    }
}
