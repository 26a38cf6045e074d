/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import io.blazedb.calcite.attachment.Attachment;
import io.blazedb.calcite.attachment.AttachmentStatus;
import io.blazedb.calcite.attachment.RemoteDatabase;
import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.operator.RemoteView;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.session.Served;
import io.blazedb.sync.subscription.ChannelSchema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An attached database that its owner serves: names and types of its tables are here, in a namespace of the main database's catalog, and every
 * row stays there. Each statement, or transaction, has a connection to itself; a few are kept for the next ones.
 *
 * <p>Threading: safe for any number of threads.
 */
public final class ServedAttachment implements Attachment, RemoteDatabase {
    private static final int IDLE_MAX = 4;
    private static final double ROWS_UNKNOWN = 1_000;

    private final Store store;
    private final Catalog catalog;
    private final int namespace;
    private final Home home;
    private final AppIdentity app;
    private final LocalSource source;
    private final Deque<OwnerConnection> idle = new ArrayDeque<>();
    private final Map<String, Double> rows = new ConcurrentHashMap<>();
    private volatile String state = "OFFLINE";
    private volatile @Nullable String lastError;
    private volatile boolean closed;

    ServedAttachment(Store store, Catalog catalog, int namespace, Home home, AppIdentity app, LocalSource source) {
        this.store = store;
        this.catalog = catalog;
        this.namespace = namespace;
        this.home = home;
        this.app = app;
        this.source = source;
    }

    /** Whether a namespace holds what this leaves there: tables that are no replica. */
    static boolean isServed(ReadTransaction read, Catalog catalog, int namespace) {
        return !catalog.view(read).schemas(namespace).isEmpty();
    }

    /**
     * Asks the owner what may be queried, for the first time.
     *
     * @throws SyncException why it cannot be had
     */
    void begin() {
        giveBack(connect());
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public int namespace() {
        return namespace;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public RemoteDatabase remote() {
        return this;
    }

    @Override
    public AttachmentStatus status() {
        return new AttachmentStatus("SERVED", state, 0, 0, -1, lastError, 0);
    }

    @Override
    public RemoteView open() {
        return new ServedView(this);
    }

    @Override
    public double estimatedRows(TableDefinition table) {
        return rows.getOrDefault(name(table), ROWS_UNKNOWN);
    }

    @Override
    public void detach() {
        close();
    }

    @Override
    public void close() {
        closed = true;
        List<OwnerConnection> last;
        synchronized (idle) {
            last = List.copyOf(idle);
            idle.clear();
        }
        last.forEach(OwnerConnection::close);
    }

    /** A connection that was kept, which may have ended meanwhile; null if there is none. */
    @Nullable
    OwnerConnection kept() {
        synchronized (idle) {
            return idle.poll();
        }
    }

    /** A new connection. */
    OwnerConnection connect() {
        if (closed) {
            throw new SyncException(SyncErrorCode.CLOSED, "");
        }
        try {
            OwnerConnection connection = OwnerConnection.connect(home, app, source);
            adopt(connection.served());
            state = "LIVE";
            lastError = null;
            return connection;
        } catch (SyncException e) {
            failed(e);
            throw e;
        }
    }

    void giveBack(OwnerConnection connection) {
        synchronized (idle) {
            if (!closed && !connection.isClosed() && idle.size() < IDLE_MAX) {
                idle.push(connection);
                return;
            }
        }
        connection.close();
    }

    /** A failure as a user of SQL sees it. */
    BlazeSqlException failed(SyncException failure) {
        state = failure.code() == SyncErrorCode.NOT_GRANTED ? "REVOKED" : "OFFLINE";
        lastError = failure.getMessage();
        if (failure.code() == SyncErrorCode.UNREACHABLE || failure.code() == SyncErrorCode.DISCONNECTED) {
            return new BlazeSqlException(
                    SqlErrorCode.CONNECTION_FAILURE,
                    "app " + source.app() + ", which answers queries of " + source + ", is not running",
                    failure);
        }
        return SyncFailures.toSql(failure);
    }

    /** Takes over names and types of the tables, if they have changed. */
    private void adopt(Served served) {
        List<TableDefinition> wanted = new ArrayList<>();
        for (int i = 0; i < served.schema().tables().size(); i++) {
            TableDefinition table = served.schema().tables().get(i);
            wanted.add(ownTable(table));
            rows.put(name(table), (double) served.rows().get(i));
        }
        try (ReadTransaction read = store.beginRead()) {
            boolean known = Arrays.equals(
                    new ChannelSchema(present(catalog.view(read))).encode(), new ChannelSchema(wanted).encode());
            if (known || store.isReadOnly()) {
                return;
            }
        }
        try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            new CatalogWriter(transaction).replaceNamespaceTables(namespace, wanted);
            transaction.commit();
        } catch (StoreException e) {
            if (e.code() != StoreErrorCode.WRITE_CONFLICT) {
                throw e;
            }
            // Somebody else takes over the same, or changes the catalog; the next connection looks again.
        }
    }

    private List<TableDefinition> present(CatalogView view) {
        List<TableDefinition> tables = new ArrayList<>();
        for (String schema : view.schemas(namespace)) {
            for (TableDefinition table : view.tables(namespace, schema)) {
                tables.add(table);
            }
        }
        return tables;
    }

    private TableDefinition ownTable(TableDefinition table) {
        return new TableDefinition(
                0,
                namespace,
                table.schema(),
                table.name(),
                table.kind(),
                table.version(),
                table.columns(),
                table.primaryKey(),
                null,
                List.of(),
                List.of(),
                null,
                null);
    }

    private static String name(TableDefinition table) {
        return table.schema() + '\0' + table.name();
    }
}
