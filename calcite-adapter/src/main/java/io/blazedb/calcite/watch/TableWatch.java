/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.watch;

import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.change.Change;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One running watch on a table. A thread of its own waits for commits, reads the store's change feed at its own pace and hands the rows
 * to the listener; so a slow or failing listener holds up nobody, and what waits for it stands in the feed, not in memory.
 *
 * <p>Threading: the listener is called by the watch's thread only; {@link #close()} may be called from any thread, the listener
 * included.
 */
public final class TableWatch implements Registration {
    private static final System.Logger LOGGER = System.getLogger(TableWatch.class.getName());

    private final Store store;
    private final Catalog catalog;
    private final WatchedTable watched;
    private final RowFilter filter;
    private final WatchListener listener;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Registration commits;
    private volatile boolean closed;

    /** A table as the watch sees it now, and how its rows are read. */
    private record Current(TableDefinition table, RowCodec rows, Predicate<@Nullable Object[]> visible) {}

    /**
     * What to watch.
     *
     * @param database alias of the database, for the listener
     * @param namespace the part of the store's catalog that is this database
     * @param schema the table's schema
     * @param table the table's name
     */
    public record WatchedTable(String database, int namespace, String schema, String table) {}

    private TableWatch(Store store, Catalog catalog, WatchedTable watched, RowFilter filter, WatchListener listener) {
        this.store = store;
        this.catalog = catalog;
        this.watched = watched;
        this.filter = filter;
        this.listener = listener;
        this.commits = store.onCommitPromptly(sequence -> wakeUps.release());
    }

    /**
     * Starts a watch.
     *
     * @param filter the rows that may be told of: a row that leaves is told of as deleted, one that enters as inserted
     * @param afterSequence the last commit that is known already
     * @throws BlazeSqlException 42P01 if there is no such table, 42501 if it may not be read
     */
    public static TableWatch start(
            Store store,
            Catalog catalog,
            WatchedTable watched,
            RowFilter filter,
            long afterSequence,
            WatchListener listener) {
        TableWatch watch = new TableWatch(store, catalog, watched, filter, listener);
        try {
            Current current = watch.current();
            Thread thread = new Thread(() -> watch.run(current, afterSequence), "blazedb-watch-" + watched.table());
            thread.setDaemon(true);
            thread.start();
            return watch;
        } catch (RuntimeException failure) {
            watch.close();
            throw failure;
        }
    }

    /** Nothing is delivered after this returns, except what the listener is being told at this moment. */
    @Override
    public void close() {
        closed = true;
        commits.close();
        wakeUps.release();
    }

    private void run(Current start, long afterSequence) {
        try {
            deliver(start, afterSequence);
        } catch (RuntimeException failure) {
            if (!closed) {
                fail(failure);
            }
        } finally {
            close();
        }
    }

    private void deliver(Current start, long afterSequence) {
        Current current = start;
        long sequence = afterSequence;
        while (!closed) {
            try (ChangeCursor cursor = store.changesAfter(sequence)) {
                while (!closed) {
                    ChangeRecord record = cursor.next();
                    if (record == null) {
                        await();
                        continue;
                    }
                    if (changesCatalog(record)) {
                        current = current();
                    }
                    if (record.clearedTrees().contains(current.table().tree())) {
                        reset(record.sequence());
                    }
                    tell(current, record);
                    sequence = record.sequence();
                }
            } catch (StoreException truncated) {
                if (truncated.code() != StoreErrorCode.CHANGES_TRUNCATED) {
                    throw truncated;
                }
                sequence = store.committedSequence();
                reset(sequence);
            }
        }
    }

    private void await() {
        wakeUps.acquireUninterruptibly();
        wakeUps.drainPermits();
    }

    private static boolean changesCatalog(ChangeRecord record) {
        for (Change change : record.changes()) {
            if (change.tree() == CatalogTrees.CATALOG) {
                return true;
            }
        }
        return false;
    }

    private void tell(Current current, ChangeRecord record) {
        List<RowChange> changes = new ArrayList<>();
        for (Change change : record.changes()) {
            if (change.tree() == current.table().tree()) {
                RowChange row = row(current, change);
                if (row != null) {
                    changes.add(row);
                }
            }
        }
        if (changes.isEmpty()) {
            return;
        }
        try {
            listener.onTransaction(record.sequence(), record.committedAtMillis(), changes);
        } catch (RuntimeException failure) {
            LOGGER.log(System.Logger.Level.WARNING, "a watch listener failed; the watch goes on", failure);
        }
    }

    private @Nullable RowChange row(Current current, Change change) {
        @Nullable Object @Nullable [] oldRow = external(current, change.before());
        @Nullable
        Object @Nullable [] newRow = external(current, current.rows().inOnePiece(change.after(), change.large()));
        if (oldRow == null && newRow == null) {
            return null;
        }
        RowChange.Kind kind =
                oldRow == null ? RowChange.Kind.INSERT : newRow == null ? RowChange.Kind.DELETE : RowChange.Kind.UPDATE;
        return new RowChange(watched.database(), current.table(), kind, oldRow, newRow);
    }

    private static @Nullable Object @Nullable [] external(Current current, @Nullable ByteSlice bytes) {
        if (bytes == null) {
            return null;
        }
        @Nullable Object[] row = current.rows().decode(bytes);
        if (!current.visible().test(row)) {
            return null;
        }
        for (int i = 0; i < row.length; i++) {
            row[i] = Coercions.toExternal(
                    row[i], current.table().columns().get(i).type());
        }
        return row;
    }

    private void reset(long sequence) {
        try {
            listener.onReset(sequence);
        } catch (RuntimeException failure) {
            LOGGER.log(System.Logger.Level.WARNING, "a watch listener failed; the watch goes on", failure);
        }
    }

    private void fail(RuntimeException failure) {
        try {
            listener.onFailure(failure);
        } catch (RuntimeException second) {
            LOGGER.log(System.Logger.Level.WARNING, "a watch listener failed", second);
        }
    }

    private Current current() {
        try (ReadTransaction transaction = store.beginRead()) {
            CatalogView view = catalog.view(transaction);
            TableDefinition table = view.table(watched.namespace(), watched.schema(), watched.table());
            if (table == null || table.kind() != TableDefinition.Kind.TABLE) {
                throw new BlazeSqlException(
                        SqlErrorCode.UNDEFINED_TABLE, "there is no table \"" + watched.table() + "\" to watch");
            }
            return new Current(table, TableLayout.rows(table), filter.of(view, table));
        }
    }
}
