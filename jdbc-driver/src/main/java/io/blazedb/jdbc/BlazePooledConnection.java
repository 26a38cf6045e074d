/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.SqlSession;
import io.blazedb.jdbc.error.EngineCall;
import io.blazedb.jdbc.error.SqlExceptions;
import io.blazedb.jdbc.url.ConnectionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import javax.sql.StatementEvent;
import javax.sql.StatementEventListener;
import org.jspecify.annotations.Nullable;

/**
 * A database held open for a pool. What is costly, the open database, stays; each handle is a session of its own, so that nothing of
 * one user's state reaches the next.
 */
class BlazePooledConnection implements PooledConnection {
    private final ConnectionSettings settings;
    private final SqlEngine held;
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private final List<StatementEventListener> statementListeners = new CopyOnWriteArrayList<>();
    private @Nullable BlazeConnection handle;
    private boolean closed;

    BlazePooledConnection(ConnectionSettings settings, SqlEngine held) {
        this.settings = settings;
        this.held = held;
    }

    static BlazePooledConnection open(ConnectionSettings settings) throws SQLException {
        return new BlazePooledConnection(settings, Connections.openEngine(settings));
    }

    /** A new handle; the one before it is closed. */
    @Override
    public synchronized Connection getConnection() throws SQLException {
        if (closed) {
            throw SqlExceptions.connectionClosed();
        }
        BlazeConnection earlier = handle;
        if (earlier != null) {
            earlier.onClose(() -> {});
            earlier.close();
        }
        BlazeConnection next = EngineCall.get(() -> {
            SqlSession session = held.openSession(settings.sessionOptions());
            session.allowFileAccess(settings.fileAccess());
            return new BlazeConnection(held, session, settings, false);
        });
        next.onClose(() -> handleClosed(next));
        next.onStatementClosed(statement -> {
            StatementEvent event = new StatementEvent(this, statement);
            statementListeners.forEach(listener -> listener.statementClosed(event));
        });
        handle = next;
        return next;
    }

    final SqlEngine engine() {
        return held;
    }

    final ConnectionSettings settings() {
        return settings;
    }

    /** The handle that is in use; null if there is none. */
    final synchronized @Nullable BlazeConnection handle() {
        BlazeConnection current = handle;
        return current == null || current.isClosed() ? null : current;
    }

    private void handleClosed(BlazeConnection closedHandle) {
        synchronized (this) {
            if (handle == closedHandle) {
                handle = null;
            }
        }
        ConnectionEvent event = new ConnectionEvent(this);
        listeners.forEach(listener -> listener.connectionClosed(event));
    }

    @Override
    public synchronized void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        BlazeConnection open = handle;
        handle = null;
        EngineCall.run(() -> {
            try {
                if (open != null) {
                    open.onClose(() -> {});
                    open.close();
                }
            } finally {
                held.close();
            }
        });
    }

    @Override
    public void addConnectionEventListener(@Nullable ConnectionEventListener listener) {
        if (listener != null) {
            listeners.add(listener);
        }
    }

    @Override
    public void removeConnectionEventListener(@Nullable ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    /** Hears of each prepared statement that is closed; none becomes invalid by itself. */
    @Override
    public void addStatementEventListener(@Nullable StatementEventListener listener) {
        if (listener != null) {
            statementListeners.add(listener);
        }
    }

    @Override
    public void removeStatementEventListener(@Nullable StatementEventListener listener) {
        statementListeners.remove(listener);
    }
}
