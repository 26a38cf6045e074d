/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one store that transactions of this process have locked with FOR UPDATE, until they end. They say who waits for whom and no more:
 * what may be committed is decided by the conflict check, across processes too.
 *
 * <p>Threading: safe for any number of threads.
 */
public final class RowLocks {
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final Map<Row, Object> holders = new HashMap<>();
    /** For each transaction that waits the one it waits for. */
    private final IdentityHashMap<Object, Object> waiting = new IdentityHashMap<>();

    private final long timeoutMillis;
    private volatile boolean used;

    /** {@code timeoutMillis}: how long to wait for a row before 55P03. */
    public RowLocks(long timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
    }

    /** What is done about a row that another transaction has locked. */
    public enum Policy {
        WAIT,
        NOWAIT,
        SKIP_LOCKED
    }

    /** A row by its key. */
    private record Row(long tree, byte[] key) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Row row && tree == row.tree && Arrays.equals(key, row.key);
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(tree) + Arrays.hashCode(key);
        }
    }

    /**
     * Locks a row.
     *
     * @param owner the transaction
     * @param cancellation fails if the statement was cancelled
     * @return false if it is to be skipped
     */
    public boolean lock(Object owner, long tree, byte[] key, Policy policy, Runnable cancellation) {
        Row row = new Row(tree, key.clone());
        used = true;
        synchronized (holders) {
            if (!await(owner, row, policy, cancellation)) {
                return false;
            }
            holders.put(row, owner);
            return true;
        }
    }

    /** Waits until no other transaction has locked a row that is about to be changed. */
    public void await(Object owner, long tree, byte[] key, Runnable cancellation) {
        if (used) {
            synchronized (holders) {
                await(owner, new Row(tree, key), Policy.WAIT, cancellation);
            }
        }
    }

    /** Unlocks what a transaction has locked, at its end. */
    public void release(Object owner) {
        if (used) {
            synchronized (holders) {
                if (holders.values().removeIf(holder -> isSame(holder, owner))) {
                    holders.notifyAll();
                }
            }
        }
    }

    private boolean await(Object owner, Row row, Policy policy, Runnable cancellation) {
        Object holder;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while ((holder = holders.get(row)) != null && !isSame(holder, owner)) {
            if (policy == Policy.SKIP_LOCKED) {
                return false;
            }
            if (policy == Policy.NOWAIT) {
                throw new BlazeSqlException(SqlErrorCode.LOCK_NOT_AVAILABLE, "could not obtain lock on row");
            }
            requireNoCycle(owner, holder);
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new BlazeSqlException(
                        SqlErrorCode.LOCK_NOT_AVAILABLE,
                        "another transaction has locked the row for more than " + timeoutMillis
                                + " milliseconds (busyTimeout)");
            }
            waiting.put(owner, holder);
            try {
                cancellation.run();
                holders.wait(Math.min(left, LOOK_AGAIN_MILLIS));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new BlazeSqlException(SqlErrorCode.QUERY_CANCELED, "interrupted while waiting for a row");
            } finally {
                waiting.remove(owner);
            }
        }
        return true;
    }

    private void requireNoCycle(Object owner, Object holder) {
        @Nullable Object next = holder;
        while (next != null) {
            if (isSame(next, owner)) {
                throw new BlazeSqlException(SqlErrorCode.DEADLOCK_DETECTED, "deadlock detected");
            }
            next = waiting.get(next);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a transaction is itself only
    private static boolean isSame(Object a, Object b) {
        return a == b;
    }
}
