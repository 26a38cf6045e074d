/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.function.UserFunctions;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.jdbc.convert.BlazeArray;
import io.blazedb.jdbc.error.EngineCall;
import io.blazedb.jdbc.error.SqlExceptions;
import io.blazedb.jdbc.escape.EscapeTranslator;
import io.blazedb.jdbc.escape.FunctionCall;
import io.blazedb.jdbc.url.ConnectionSettings;
import io.blazedb.storage.IsolationLevel;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.ClientInfoStatus;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.ShardingKey;
import java.sql.Statement;
import java.sql.Struct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection: one session of the engine.
 *
 * <p>Threading: any number of threads may use it and what it makes; every call into the session happens under {@link #lock}, except
 * cancelling. Values of a result set's current row are read without it.
 */
final class BlazeConnection implements Connection, JdbcWrapper {
    static final String APPLICATION_NAME = "ApplicationName";
    static final int DEFAULT_HOLDABILITY = ResultSet.HOLD_CURSORS_OVER_COMMIT;

    private final SqlEngine engine;
    private final SqlSession session;
    private final ConnectionSettings settings;
    private final boolean ownsEngine;
    private final ReentrantLock lock = new ReentrantLock();
    /** Result sets whose rows still come from the engine; guarded by {@link #lock}. */
    private final List<BlazeResultSet> streaming = new ArrayList<>();

    private final Map<String, String> clientProperties = new HashMap<>();
    private Map<String, Class<?>> typeMap = Map.of();
    private volatile boolean closed;
    private volatile @Nullable BlazeStatement running;
    /** The statement that called last. */
    private volatile @Nullable BlazeStatement latest;

    private volatile @Nullable SQLWarning warnings;
    private volatile @Nullable Runnable closeListener;
    private volatile @Nullable Consumer<PreparedStatement> statementListener;
    private volatile int holdability = DEFAULT_HOLDABILITY;
    private volatile int networkTimeoutMillis;
    private int savepointCount;

    /**
     * A connection that ends the session when it is closed.
     *
     * @param ownsEngine whether it closes the engine, too
     */
    BlazeConnection(SqlEngine engine, SqlSession session, ConnectionSettings settings, boolean ownsEngine) {
        this.engine = engine;
        this.session = session;
        this.settings = settings;
        this.ownsEngine = ownsEngine;
    }

    @Override
    public <T> T unwrap(@Nullable Class<T> type) throws SQLException {
        if (type == CopyManager.class) {
            return type.cast(new ConnectionCopy(this));
        }
        if (type == UserFunctions.class) {
            requireOpen();
            return type.cast(engine.functions());
        }
        return JdbcWrapper.super.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(@Nullable Class<?> type) {
        return type == CopyManager.class || type == UserFunctions.class || JdbcWrapper.super.isWrapperFor(type);
    }

    // Calls into the session.

    /** Runs a call with the session to itself. */
    <T> T call(EngineCall<T> call) throws SQLException {
        lock.lock();
        try {
            requireOpen();
            session.forgetCancel();
            return EngineCall.get(call);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #call}, for a call that returns nothing. */
    void run(EngineCall.Action action) throws SQLException {
        call(() -> {
            action.run();
            return true;
        });
    }

    /** As {@link #call}, on behalf of a statement, which can be cancelled and times out meanwhile. */
    <T> T callFor(@Nullable BlazeStatement statement, EngineCall<T> call) throws SQLException {
        if (statement == null) {
            return call(call);
        }
        lock.lock();
        try {
            requireOpen();
            session.forgetCancel();
            statement.beginRunning();
            latest = statement;
            running = statement;
            return EngineCall.get(call);
        } catch (SQLException e) {
            throw statement.timedOut(e);
        } finally {
            running = null;
            lock.unlock();
        }
    }

    /**
     * Ends what a statement is running at this moment, and the rows that it gives if it was the last to run; does nothing if it runs
     * nothing.
     */
    void cancel(BlazeStatement statement) throws SQLException {
        if (running == statement || (running == null && latest == statement)) {
            EngineCall.run(() -> {
                session.cancel();
            });
        }
    }

    SqlSession session() {
        return session;
    }

    SqlEngine engine() {
        return engine;
    }

    ConnectionSettings settings() {
        return settings;
    }

    void requireOpen() throws SQLException {
        if (closed) {
            throw SqlExceptions.connectionClosed();
        }
    }

    /** Whether a result set that needs nothing of the engine any more may go on by itself. Called under the lock. */
    boolean outlivesTransactions() {
        return !session.inTransaction();
    }

    /** Called under the lock. */
    void startStreaming(BlazeResultSet rows) {
        streaming.add(rows);
    }

    /** Called under the lock. */
    void endStreaming(BlazeResultSet rows) {
        // Mostly the one that was opened last; result sets are equal to themselves only.
        int at = streaming.lastIndexOf(rows);
        if (at >= 0) {
            streaming.remove(at);
        }
    }

    /** Closes the result sets that must not outlast the transaction. Called under the lock. */
    private void closeCursors(boolean commit) throws SQLException {
        if (streaming.isEmpty() || !session.inTransaction()) {
            return;
        }
        for (BlazeResultSet rows : new ArrayList<>(streaming)) {
            if (!commit || rows.getHoldability() == ResultSet.CLOSE_CURSORS_AT_COMMIT) {
                rows.close();
            }
        }
    }

    /** Calls back once, when the connection has been closed. */
    void onClose(Runnable listener) {
        closeListener = listener;
    }

    /** Calls back for each prepared statement that is closed. */
    void onStatementClosed(Consumer<PreparedStatement> listener) {
        statementListener = listener;
    }

    void statementClosed(PreparedStatement statement) {
        Consumer<PreparedStatement> listener = statementListener;
        if (listener != null) {
            listener.accept(statement);
        }
    }

    void addWarning(SQLWarning warning) {
        SQLWarning first = warnings;
        if (first == null) {
            warnings = warning;
        } else {
            first.setNextWarning(warning);
        }
    }

    // Transactions.

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        run(() -> {
            if (session.autoCommit() != autoCommit) {
                closeCursors(true);
                session.setAutoCommit(autoCommit);
            }
        });
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        return call(session::autoCommit);
    }

    @Override
    public void commit() throws SQLException {
        run(() -> {
            requireManualCommit("commit");
            closeCursors(true);
            session.commit();
        });
    }

    @Override
    public void rollback() throws SQLException {
        run(() -> {
            requireManualCommit("rollback");
            closeCursors(false);
            session.rollback();
        });
    }

    private void requireManualCommit(String what) throws SQLException {
        if (session.isAttached()) {
            throw SqlExceptions.of(
                    "2D000", "No " + what + " here: the transaction belongs to its transaction manager.");
        }
        if (session.autoCommit() && !session.inTransaction()) {
            throw SqlExceptions.of("25P01", "Call setAutoCommit(false) before " + what + ": there is no transaction.");
        }
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        return call(() -> savepoint(BlazeSavepoint.unnamed(this, ++savepointCount)));
    }

    @Override
    public Savepoint setSavepoint(@Nullable String name) throws SQLException {
        if (name == null || name.isEmpty()) {
            throw SqlExceptions.invalidArgument("A savepoint's name must not be empty.");
        }
        return call(() -> savepoint(BlazeSavepoint.named(this, name)));
    }

    private Savepoint savepoint(BlazeSavepoint savepoint) throws SQLException {
        requireManualCommit("setSavepoint");
        session.savepoint(savepoint.engineName());
        return savepoint;
    }

    @Override
    public void rollback(@Nullable Savepoint savepoint) throws SQLException {
        String name = own(savepoint).engineName();
        run(() -> {
            requireManualCommit("rollback");
            session.rollbackToSavepoint(name);
        });
    }

    @Override
    public void releaseSavepoint(@Nullable Savepoint savepoint) throws SQLException {
        String name = own(savepoint).engineName();
        run(() -> {
            session.releaseSavepoint(name);
        });
    }

    private BlazeSavepoint own(@Nullable Savepoint savepoint) throws SQLException {
        requireOpen();
        if (savepoint instanceof BlazeSavepoint own && own.belongsTo(this)) {
            return own;
        }
        throw SqlExceptions.of("3B001", "The savepoint is not one of this connection.");
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        IsolationLevel isolation = switch (level) {
            case TRANSACTION_READ_UNCOMMITTED, TRANSACTION_READ_COMMITTED -> IsolationLevel.READ_COMMITTED;
            case TRANSACTION_REPEATABLE_READ -> IsolationLevel.SNAPSHOT;
            case TRANSACTION_SERIALIZABLE -> IsolationLevel.SERIALIZABLE;
            default -> throw SqlExceptions.invalidArgument("Not an isolation level for a connection: " + level);
        };
        run(() -> {
            session.setIsolation(isolation);
        });
    }

    @Override
    public int getTransactionIsolation() throws SQLException {
        return call(() -> switch (session.isolation()) {
            case READ_COMMITTED -> TRANSACTION_READ_COMMITTED;
            case SNAPSHOT -> TRANSACTION_REPEATABLE_READ;
            case SERIALIZABLE -> TRANSACTION_SERIALIZABLE;
        });
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        run(() -> {
            if (!readOnly && settings.readOnly()) {
                addWarning(SqlExceptions.warning(
                        "01000", "The database was opened with readOnly=true and stays read-only."));
            } else if (session.isReadOnly() != readOnly) {
                session.setReadOnly(readOnly);
            }
        });
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        return call(session::isReadOnly);
    }

    // Where names resolve.

    @Override
    public void setCatalog(@Nullable String catalog) throws SQLException {
        if (catalog == null || catalog.isEmpty()) {
            requireOpen();
            return;
        }
        run(() -> {
            session.setCurrentDatabase(catalog);
        });
    }

    @Override
    public String getCatalog() throws SQLException {
        return call(session::currentDatabase);
    }

    @Override
    public void setSchema(@Nullable String schema) throws SQLException {
        if (schema == null || schema.isEmpty()) {
            requireOpen();
            return;
        }
        run(() -> {
            session.setCurrentSchema(schema);
        });
    }

    @Override
    public String getSchema() throws SQLException {
        return call(session::currentSchema);
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        requireOpen();
        return new BlazeDatabaseMetaData(this);
    }

    // Statements.

    @Override
    public Statement createStatement() throws SQLException {
        return createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, holdability);
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        return createStatement(type, concurrency, holdability);
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        requireOpen();
        return new BlazeStatement(this, ResultSetKind.of(this, type, concurrency, holdability));
    }

    @Override
    public PreparedStatement prepareStatement(@Nullable String sql) throws SQLException {
        return prepare(sql, forwardOnly(), KeyRequest.NONE);
    }

    @Override
    public PreparedStatement prepareStatement(@Nullable String sql, int type, int concurrency) throws SQLException {
        return prepareStatement(sql, type, concurrency, holdability);
    }

    @Override
    public PreparedStatement prepareStatement(@Nullable String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return prepare(sql, ResultSetKind.of(this, type, concurrency, holdability), KeyRequest.NONE);
    }

    @Override
    public PreparedStatement prepareStatement(@Nullable String sql, int autoGeneratedKeys) throws SQLException {
        return prepare(sql, forwardOnly(), KeyRequest.ofFlag(autoGeneratedKeys));
    }

    @Override
    public PreparedStatement prepareStatement(@Nullable String sql, int @Nullable [] columnIndexes)
            throws SQLException {
        return prepare(sql, forwardOnly(), KeyRequest.ofIndexes(this, sql, columnIndexes));
    }

    @Override
    public PreparedStatement prepareStatement(@Nullable String sql, String @Nullable [] columnNames)
            throws SQLException {
        return prepare(sql, forwardOnly(), KeyRequest.ofNames(columnNames));
    }

    private PreparedStatement prepare(@Nullable String sql, ResultSetKind kind, KeyRequest keys) throws SQLException {
        requireOpen();
        String text = requireSql(sql);
        return call(() ->
                new BlazePreparedStatement(this, kind, text, session.prepare(EscapeTranslator.translate(text)), keys));
    }

    private ResultSetKind forwardOnly() throws SQLException {
        return ResultSetKind.of(this, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, holdability);
    }

    static String requireSql(@Nullable String sql) throws SQLException {
        if (sql == null || sql.isBlank()) {
            throw SqlExceptions.of("42601", "The statement is empty.");
        }
        return sql;
    }

    @Override
    public CallableStatement prepareCall(@Nullable String sql) throws SQLException {
        return prepareCall(sql, forwardOnly());
    }

    @Override
    public CallableStatement prepareCall(@Nullable String sql, int type, int concurrency) throws SQLException {
        return prepareCall(sql, type, concurrency, holdability);
    }

    @Override
    public CallableStatement prepareCall(@Nullable String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return prepareCall(sql, ResultSetKind.of(this, type, concurrency, holdability));
    }

    /** Functions can be called; there are no procedures. */
    private CallableStatement prepareCall(@Nullable String sql, ResultSetKind kind) throws SQLException {
        requireOpen();
        FunctionCall function = FunctionCall.parse(requireSql(sql));
        return call(() -> new BlazeCallableStatement(this, kind, function, session.prepare(function.query())));
    }

    @Override
    public String nativeSQL(@Nullable String sql) throws SQLException {
        requireOpen();
        return EscapeTranslator.translate(requireSql(sql));
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        requireOpen();
        ResultSetKind.requireHoldability(holdability);
        this.holdability = holdability;
    }

    @Override
    public int getHoldability() throws SQLException {
        requireOpen();
        return holdability;
    }

    // Values.

    @Override
    public Clob createClob() throws SQLException {
        requireOpen();
        return new BlazeClob("");
    }

    @Override
    public Blob createBlob() throws SQLException {
        requireOpen();
        return new BlazeBlob(new byte[0]);
    }

    @Override
    public NClob createNClob() throws SQLException {
        requireOpen();
        return new BlazeClob("");
    }

    @Override
    public SQLXML createSQLXML() throws SQLException {
        requireOpen();
        throw SqlExceptions.notSupported("SQLXML");
    }

    @Override
    public Array createArrayOf(@Nullable String typeName, Object @Nullable [] elements) throws SQLException {
        requireOpen();
        if (typeName == null) {
            throw SqlExceptions.invalidArgument("createArrayOf needs the name of a type.");
        }
        try {
            return BlazeArray.of(typeName, elements == null ? new Object[0] : elements)
                    .shownBy(this::rowsOf);
        } catch (RuntimeException e) {
            throw SqlExceptions.of(e);
        }
    }

    /** Some elements of an array as rows. */
    ResultSet rowsOf(SqlArray array, long index, int count) throws SQLException {
        requireOpen();
        SqlType type = array.dimensions() > 1 ? SqlType.array(array.elementType()) : array.elementType();
        List<@Nullable Object[]> rows = new ArrayList<>();
        int width = array.size() == 0 ? 1 : array.size() / array.length(0);
        int[] inner = array.dimensions() > 1 ? Arrays.copyOfRange(array.lengths(), 1, array.dimensions()) : new int[0];
        for (int i = (int) index - 1; i < index - 1 + count; i++) {
            rows.add(new @Nullable Object[] {
                i + 1,
                inner.length == 0
                        ? Coercions.toExternal(array.element(i), type)
                        : SqlArray.of(
                                array.elementType(),
                                inner,
                                Arrays.copyOfRange(array.elements(), i * width, (i + 1) * width))
            });
        }
        List<ResultColumn> columns = List.of(
                new ResultColumn("INDEX", SqlType.of(SqlType.Name.INTEGER), false, null),
                new ResultColumn("VALUE", type, true, null));
        return BlazeResultSet.inMemory(this, null, new MemoryCursor(columns, rows));
    }

    @Override
    public Struct createStruct(@Nullable String typeName, Object @Nullable [] attributes) throws SQLException {
        requireOpen();
        throw SqlExceptions.notSupported("STRUCT");
    }

    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        requireOpen();
        return new HashMap<>(typeMap);
    }

    /** Kept, but without effect: there are no user-defined types to map. */
    @Override
    public void setTypeMap(@Nullable Map<String, Class<?>> map) throws SQLException {
        requireOpen();
        typeMap = map == null ? Map.of() : new HashMap<>(map);
    }

    // Client properties.

    @Override
    public void setClientInfo(@Nullable String name, @Nullable String value) throws SQLClientInfoException {
        if (closed) {
            throw SqlExceptions.clientInfo(
                    "The connection is closed.", Map.of(String.valueOf(name), ClientInfoStatus.REASON_UNKNOWN));
        }
        if (!APPLICATION_NAME.equals(name)) {
            throw SqlExceptions.clientInfo(
                    "The only client property is " + APPLICATION_NAME + ".",
                    Map.of(String.valueOf(name), ClientInfoStatus.REASON_UNKNOWN_PROPERTY));
        }
        synchronized (clientProperties) {
            if (value == null) {
                clientProperties.remove(name);
            } else {
                clientProperties.put(name, value);
            }
        }
    }

    @Override
    public void setClientInfo(@Nullable Properties properties) throws SQLClientInfoException {
        Properties given = properties == null ? new Properties() : properties;
        Map<String, ClientInfoStatus> failed = new HashMap<>();
        for (String name : given.stringPropertyNames()) {
            if (!name.equals(APPLICATION_NAME)) {
                failed.put(name, ClientInfoStatus.REASON_UNKNOWN_PROPERTY);
            }
        }
        setClientInfo(APPLICATION_NAME, given.getProperty(APPLICATION_NAME));
        if (!failed.isEmpty()) {
            throw SqlExceptions.clientInfo("The only client property is " + APPLICATION_NAME + ".", failed);
        }
    }

    @Override
    public @Nullable String getClientInfo(@Nullable String name) throws SQLException {
        requireOpen();
        synchronized (clientProperties) {
            return clientProperties.get(name);
        }
    }

    @Override
    public Properties getClientInfo() throws SQLException {
        requireOpen();
        Properties copy = new Properties();
        synchronized (clientProperties) {
            copy.putAll(clientProperties);
        }
        return copy;
    }

    // Life.

    @Override
    public boolean isValid(int timeoutSeconds) throws SQLException {
        if (timeoutSeconds < 0) {
            throw SqlExceptions.invalidArgument("The timeout must not be negative.");
        }
        if (closed) {
            return false;
        }
        try {
            return EngineCall.get(() -> engine.store().committedSequence()) >= 0;
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Rolls an open transaction back and closes everything that came from this connection. */
    @Override
    public void close() throws SQLException {
        if (closed) {
            return;
        }
        if (!lock.isHeldByCurrentThread()) {
            // Whoever closes a connection does not wait for what another thread still runs on it.
            cancelRunning();
        }
        lock.lock();
        try {
            if (closed) {
                return;
            }
            for (BlazeResultSet rows : new ArrayList<>(streaming)) {
                rows.abandon();
            }
            streaming.clear();
            closed = true;
            EngineCall.run(() -> {
                try {
                    session.close();
                } finally {
                    if (ownsEngine) {
                        engine.close();
                    }
                }
            });
        } finally {
            lock.unlock();
        }
        Runnable listener = closeListener;
        closeListener = null;
        if (listener != null) {
            listener.run();
        }
    }

    @Override
    public void abort(@Nullable Executor executor) throws SQLException {
        if (executor == null) {
            throw SqlExceptions.invalidArgument("abort needs an executor.");
        }
        if (closed) {
            return;
        }
        EngineCall.run(() -> executor.execute(this::closeAfterAbort));
    }

    private void cancelRunning() throws SQLException {
        if (running != null) {
            EngineCall.run(session::cancel);
        }
    }

    private void closeAfterAbort() {
        try {
            close();
        } catch (SQLException e) {
            System.getLogger("io.blazedb.jdbc")
                    .log(System.Logger.Level.WARNING, "Closing an aborted connection failed", e);
        }
    }

    /** Kept, but without effect: there is no network. */
    @Override
    public void setNetworkTimeout(@Nullable Executor executor, int milliseconds) throws SQLException {
        requireOpen();
        if (executor == null) {
            throw SqlExceptions.invalidArgument("setNetworkTimeout needs an executor.");
        }
        if (milliseconds < 0) {
            throw SqlExceptions.invalidArgument("The timeout must not be negative.");
        }
        networkTimeoutMillis = milliseconds;
    }

    @Override
    public int getNetworkTimeout() throws SQLException {
        requireOpen();
        return networkTimeoutMillis;
    }

    @Override
    public boolean setShardingKeyIfValid(@Nullable ShardingKey key, int timeoutSeconds) throws SQLException {
        return setShardingKeyIfValid(key, null, timeoutSeconds);
    }

    @Override
    public boolean setShardingKeyIfValid(@Nullable ShardingKey key, @Nullable ShardingKey superKey, int timeoutSeconds)
            throws SQLException {
        setShardingKey(key, superKey);
        return false;
    }

    @Override
    public void setShardingKey(@Nullable ShardingKey key) throws SQLException {
        setShardingKey(key, null);
    }

    @Override
    public void setShardingKey(@Nullable ShardingKey key, @Nullable ShardingKey superKey) throws SQLException {
        requireOpen();
        throw SqlExceptions.notSupported("Sharding");
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        requireOpen();
        return warnings;
    }

    @Override
    public void clearWarnings() throws SQLException {
        requireOpen();
        warnings = null;
    }

    @Override
    public String toString() {
        return "BlazeConnection[" + settings.url() + "]";
    }
}
