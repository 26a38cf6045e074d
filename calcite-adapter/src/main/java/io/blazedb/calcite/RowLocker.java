/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.RowLocking;
import io.blazedb.calcite.exec.operator.Rows;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.RowLocks;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs a query with FOR UPDATE: each row it gives is locked, and the transaction depends on those rows and no others. */
final class RowLocker {
    private final SqlSession session;
    private final StatementScope scope;
    private final RowLocking locking;
    private final RowLocks.Policy policy;
    private final boolean inTransaction;

    RowLocker(
            SqlSession session,
            StatementScope scope,
            RowLocking locking,
            RowLocks.Policy policy,
            boolean inTransaction) {
        this.session = session;
        this.scope = scope;
        this.locking = locking;
        this.policy = policy;
        this.inTransaction = inTransaction;
    }

    /** The rows, all of them locked. */
    List<@Nullable Object[]> run(StatementContext context) {
        Database database = session.databaseOf(locking.database());
        session.requireWritable(database);
        OperatorContext operators = new OperatorContext(context);
        long offset = count(locking.offset(), 0, operators);
        long fetch = count(locking.fetch(), Long.MAX_VALUE, operators);
        List<@Nullable Object[]> rows = new ArrayList<>();
        try (Rows keyed = locking.keyed().open(operators)) {
            long locked = 0;
            while (rows.size() < fetch) {
                @Nullable Object[] row = keyed.next();
                if (row == null) {
                    break;
                }
                byte[] key = (byte[]) Objects.requireNonNull(row[row.length - 1]);
                if (lock(database, key, context) && ++locked > offset) {
                    rows.add(Arrays.copyOf(row, row.length - 1));
                }
            }
        }
        return rows;
    }

    /** Whether a row had changed, and the transaction sees what others have committed: what is locked stays so, and others are found. */
    boolean mayLookAgain(BlazeSqlException failure) {
        return failure.code() == SqlErrorCode.SERIALIZATION_FAILURE
                && session.isolation() == IsolationLevel.READ_COMMITTED
                && !scope.hasChanges();
    }

    /** Locks a row; false if it is to be skipped. */
    private boolean lock(Database database, byte[] key, StatementContext context) {
        long tree = locking.table().tree();
        boolean locked = database.resources().rowLocks().lock(scope, tree, key, policy, context::checkCancelled);
        if (!locked) {
            return false;
        }
        if (!scope.hasChanges() && isChanged(database, tree, key)) {
            if (policy == RowLocks.Policy.SKIP_LOCKED) {
                return false;
            }
            throw new BlazeSqlException(
                    SqlErrorCode.SERIALIZATION_FAILURE, "could not serialize access due to concurrent update");
        }
        if (inTransaction) {
            WriteTransaction transaction = scope.write(database);
            transaction.dependOn(tree, key);
        }
        return true;
    }

    /** Whether another transaction has changed the row since this one's view was taken. */
    private boolean isChanged(Database database, long tree, byte[] key) {
        try (ReadTransaction now = database.resources().store().beginRead()) {
            return !Arrays.equals(now.get(tree, key), scope.read(database).get(tree, key));
        }
    }

    private static long count(@Nullable Expression expression, long otherwise, OperatorContext context) {
        Object value = expression == null ? null : expression.evaluate(new @Nullable Object[0], context);
        return value == null ? otherwise : ((Number) value).longValue();
    }
}
