/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.plan.ResolvedTable;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.watch.ResultListener;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A query whose result is kept current. A thread of its own waits for commits, looks in the change feeds whether they touch a table that the
 * query reads, runs it again if so, and hands over how the result differs. Commits that come while it runs are taken together.
 *
 * <p>Threading: the listener is called by the own thread only; {@link #close()} may be called from any thread, the listener included.
 */
final class LiveResult implements Registration {
    private static final System.Logger LOGGER = System.getLogger(LiveResult.class.getName());

    private final SqlEngine engine;
    private final SqlSession session;
    private final PlannedQuery query;
    private final List<@Nullable Object> parameters;
    private final ResultListener listener;
    private final Semaphore wakeUps = new Semaphore(0);
    private final IdentityHashMap<Store, Followed> followed = new IdentityHashMap<>();
    private List<@Nullable Object[]> result = List.of();
    private volatile boolean closed;

    /** A store with tables that the query reads. */
    private static final class Followed {
        final Registration commits;
        final Set<Long> trees = new HashSet<>();
        long sequence;

        Followed(Registration commits, long sequence) {
            this.commits = commits;
            this.sequence = sequence;
        }
    }

    private LiveResult(
            SqlEngine engine, String role, String sql, List<@Nullable Object> parameters, ResultListener listener) {
        this.engine = engine;
        this.parameters = new ArrayList<>(parameters);
        this.listener = listener;
        this.session = new SqlSession(engine, new SessionOptions(role, IsolationLevel.SNAPSHOT, true));
        try {
            if (!(session.prepare(sql) instanceof PlannedQuery planned) || planned.kind() != PreparedQuery.Kind.QUERY) {
                throw new BlazeSqlException(
                        SqlErrorCode.SYNTAX_ERROR, "only the result of a query can be kept current");
            }
            this.query = planned;
            follow();
        } catch (RuntimeException failure) {
            close();
            session.close();
            throw failure;
        }
    }

    /**
     * Starts.
     *
     * @param role who reads
     * @throws BlazeSqlException what is wrong with the query; 0A000 if it reads what tells nobody of its changes
     */
    static LiveResult start(
            SqlEngine engine, String role, String sql, List<@Nullable Object> parameters, ResultListener listener) {
        LiveResult live = new LiveResult(engine, role, sql, parameters, listener);
        Thread thread = new Thread(live::run, "blazedb-live");
        thread.setDaemon(true);
        thread.start();
        return live;
    }

    /** Nothing is delivered after this returns, except what the listener is being told at this moment. */
    @Override
    public void close() {
        closed = true;
        wakeUps.release();
    }

    private void run() {
        try {
            boolean first = true;
            while (!closed) {
                if (first || hasChanged()) {
                    compare(first);
                    first = false;
                } else {
                    wakeUps.acquireUninterruptibly();
                    wakeUps.drainPermits();
                }
            }
        } catch (RuntimeException failure) {
            if (!closed) {
                tellFailure(failure);
            }
        } finally {
            closed = true;
            followed.values().forEach(store -> store.commits.close());
            session.close();
        }
    }

    /** Looks up which trees the query reads; a changed definition may have moved them. */
    private void follow() {
        followed.values().forEach(store -> store.trees.clear());
        for (ResolvedTable table : query.compiled().tables()) {
            Database database = engine.database(table.database());
            if (database.remote() != null) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "database \"" + database.alias()
                                + "\" is served by its owner; to watch it takes a replica (GRANT SUBSCRIBE)");
            }
            if (table.definition().kind() == TableDefinition.Kind.SYSTEM_VIEW) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "\"" + table.definition().name() + "\" does not tell when it changes");
            }
            Store store = database.resources().store();
            followed.computeIfAbsent(
                            store,
                            added -> new Followed(
                                    added.onCommitPromptly(sequence -> wakeUps.release()), added.committedSequence()))
                    .trees
                    .add(table.definition().tree());
        }
    }

    private boolean hasChanged() {
        boolean changed = false;
        for (Map.Entry<Store, Followed> entry : Map.copyOf(followed).entrySet()) {
            changed |= hasChanged(entry.getKey(), entry.getValue());
        }
        return changed;
    }

    private boolean hasChanged(Store store, Followed watched) {
        boolean changed = false;
        try (ChangeCursor cursor = store.changesAfter(watched.sequence)) {
            ChangeRecord record;
            while (!closed && (record = cursor.next()) != null) {
                watched.sequence = record.sequence();
                if (record.changes().stream().anyMatch(change -> change.tree() == CatalogTrees.CATALOG)) {
                    follow();
                    changed = true;
                }
                changed |= record.clearedTrees().stream().anyMatch(watched.trees::contains)
                        || record.changes().stream().anyMatch(change -> watched.trees.contains(change.tree()));
            }
        } catch (StoreException truncated) {
            if (truncated.code() != StoreErrorCode.CHANGES_TRUNCATED) {
                throw truncated;
            }
            watched.sequence = store.committedSequence();
            follow();
            return true;
        }
        return changed;
    }

    private void compare(boolean first) {
        List<@Nullable Object[]> now = new ArrayList<>();
        List<ResultColumn> columns;
        try (SqlResult run = query.execute(parameters, ExecuteOptions.DEFAULT);
                RowCursor rows = run.rows()) {
            columns = query.columns();
            while (rows != null && rows.next()) {
                @Nullable Object[] row = new @Nullable Object[columns.size()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = rows.value(i);
                }
                now.add(row);
            }
        }
        List<@Nullable Object[]> added = without(now, result);
        List<@Nullable Object[]> removed = without(result, now);
        result = now;
        if (closed || (!first && added.isEmpty() && removed.isEmpty())) {
            return;
        }
        try {
            listener.onDifference(columns, removed, added);
        } catch (RuntimeException failure) {
            LOGGER.log(System.Logger.Level.WARNING, "a listener of a live query failed; it goes on", failure);
        }
    }

    /** Rows of the one that the other does not have, or not as often. */
    private static List<@Nullable Object[]> without(List<@Nullable Object[]> rows, List<@Nullable Object[]> others) {
        Map<List<@Nullable Object>, Integer> counts = new HashMap<>();
        others.forEach(row -> counts.merge(identity(row), 1, Integer::sum));
        List<@Nullable Object[]> rest = new ArrayList<>();
        for (@Nullable Object[] row : rows) {
            List<@Nullable Object> identity = identity(row);
            Integer count = counts.get(identity);
            if (count == null || count == 0) {
                rest.add(row);
            } else {
                counts.put(identity, count - 1);
            }
        }
        return rest;
    }

    private static List<@Nullable Object> identity(@Nullable Object[] row) {
        List<@Nullable Object> values = new ArrayList<>(row.length);
        for (Object value : row) {
            values.add(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
        }
        return values;
    }

    private void tellFailure(RuntimeException failure) {
        try {
            listener.onFailure(failure);
        } catch (RuntimeException second) {
            LOGGER.log(System.Logger.Level.WARNING, "a listener of a live query failed", second);
        }
    }
}
