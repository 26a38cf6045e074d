/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.attachment.AttachedWrites;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.PolicyDefinition;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.error.SqlErrors;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.security.Access;
import io.blazedb.calcite.security.TableRights;
import io.blazedb.calcite.security.VisibleCatalog;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.DistributedCommit;
import io.blazedb.calcite.session.PlanCache;
import io.blazedb.calcite.session.SessionNames;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.calcite.session.TemporaryDatabase;
import io.blazedb.calcite.system.SystemViews;
import io.blazedb.calcite.watch.ResultListener;
import io.blazedb.calcite.watch.RowFilter;
import io.blazedb.calcite.watch.WatchListener;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Registration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A user's conversation with the engine: current schema, transaction, attached databases. One thread at a time, except {@link #cancel()}. */
public final class SqlSession implements AutoCloseable {
    private final SqlEngine engine;
    private final SessionRoles roles;
    private final SessionSettings settings;
    private final SessionSequences sequences = new SessionSequences(this);
    private final SessionStatements statements = new SessionStatements(this);
    private final SessionCursors named = new SessionCursors(this);
    private final SessionTransaction own;
    private SessionTransaction transaction;
    private final List<OperatorCursor> cursors = new ArrayList<>();
    /** Results beyond memory whose cursors are open. */
    private final List<HeldRows> heldRows = new ArrayList<>();

    private String currentDatabase = Database.MAIN;
    private List<String> searchPath = List.of("public");
    private volatile @Nullable StatementContext running;
    private boolean publishingChanged;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private boolean fileAccess;
    private boolean closed;
    private final TemporaryDatabase temporary = new TemporaryDatabase();
    private final PlanCache temporaryPlans = new PlanCache();

    SqlSession(SqlEngine engine, SessionOptions options) {
        this.engine = engine;
        this.roles = new SessionRoles(options.user());
        this.settings = new SessionSettings(options.workMemoryBytes());
        this.own = new SessionTransaction(
                this::newScope,
                options.isolation(),
                options.readOnly() || engine.store().isReadOnly());
        this.transaction = own;
    }

    /** Parses and validates one statement; a trailing semicolon and comments are accepted. */
    public PreparedQuery prepare(String sql) {
        return prepare(sql, false, 0);
    }

    /** As {@link #prepare}, for a statement that is run at once, and once only: what is known of it already is checked then. */
    public PreparedQuery prepareOnce(String sql) {
        return prepare(sql, true, 0);
    }

    /**
     * As {@link #prepareOnce(String)}, within a time limit, of which running the statement has the rest.
     *
     * @param timeoutMillis 0 for the session's
     */
    public PreparedQuery prepareOnce(String sql, long timeoutMillis) {
        return prepare(sql, true, timeoutMillis);
    }

    private PreparedQuery prepare(String sql, boolean once, long timeoutMillis) {
        requireOpen();
        try {
            String text = BlazeParser.standardStrings(sql);
            Command command = BlazeParser.parseCommand(text);
            if (command instanceof Command.Session kept) {
                return new SessionQuery(this, kept.statement());
            }
            if (command != null) {
                return new CommandQuery(this, command);
            }
            return once ? PlannedQuery.once(this, text, timeoutMillis) : new PlannedQuery(this, text);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            throw SqlErrors.of(failure);
        }
    }

    /** Whether COPY may read and write files; false at the start. */
    public boolean isFileAccessAllowed() {
        return fileAccess;
    }

    public void allowFileAccess(boolean allowed) {
        fileAccess = allowed;
    }

    /** Prepares and runs a statement without parameters. */
    public SqlResult execute(String sql) {
        return prepareOnce(sql).execute(List.of(), ExecuteOptions.DEFAULT);
    }

    /** Whether each statement is a transaction of its own; true at the start. BEGIN suspends it until COMMIT or ROLLBACK. */
    public boolean autoCommit() {
        return transaction.autoCommit();
    }

    /** Switching auto-commit on commits the open transaction. */
    public void setAutoCommit(boolean on) {
        requireOpen();
        if (on && transaction.isOpen()) {
            commit();
        }
        transaction.setAutoCommit(on);
    }

    public boolean inTransaction() {
        return transaction.isOpen();
    }

    /** Whether a statement that runs now does not end its transaction. */
    boolean isInTransactionBlock() {
        return !transaction.autoCommit() || transaction.isOpen();
    }

    public void commit() {
        requireOpen();
        requireOwnTransaction();
        named.commit();
        detachCursors();
        try {
            transaction.commit();
        } catch (RuntimeException failure) {
            publishingChanged = false;
            throw SqlErrors.of(failure);
        }
        tellPublishingChanged();
    }

    public void rollback() {
        requireOpen();
        requireOwnTransaction();
        named.rollback();
        for (OperatorCursor cursor : List.copyOf(cursors)) {
            if (cursor.isInTransaction()) {
                cursor.close();
            }
        }
        transaction.rollback();
        publishingChanged = false;
    }

    /**
     * Works in a transaction that begins and ends outside, until {@link #detach}; its statements do not end it.
     *
     * @param external one of this session's engine
     * @throws BlazeSqlException 25001 if a transaction is open
     */
    public void attach(ExternalTransaction external) {
        requireOpen();
        if (transaction.isOpen()) {
            throw new BlazeSqlException(SqlErrorCode.ACTIVE_TRANSACTION, "a transaction is already in progress");
        }
        transaction = external.transaction();
    }

    /** Leaves the transaction of {@link #attach} as it is. Open cursors keep their rows. */
    public void detach() {
        named.rollback();
        detachCursors();
        transaction = own;
    }

    /** Whether {@link #attach} is in effect. */
    public boolean isAttached() {
        return transaction.isExternal();
    }

    /** Sets a savepoint; a later one of the same name hides it. */
    public void savepoint(String name) {
        requireOpen();
        transaction.savepoint(name, this::available);
    }

    public void rollbackToSavepoint(String name) {
        requireOpen();
        detachCursors();
        transaction.rollbackTo(name);
    }

    public void releaseSavepoint(String name) {
        requireOpen();
        transaction.release(name);
    }

    public IsolationLevel isolation() {
        return transaction.isolation();
    }

    /** Holds from the next transaction on. */
    public void setIsolation(IsolationLevel isolation) {
        transaction.setIsolation(isolation);
    }

    public boolean isReadOnly() {
        return transaction.isReadOnly();
    }

    /** Refused with 25001 inside a transaction. */
    public void setReadOnly(boolean readOnly) {
        transaction.setReadOnly(readOnly, engine.store().isReadOnly());
    }

    /** The role that statements run as: who logged in, until SET ROLE or SET SESSION AUTHORIZATION. */
    public String user() {
        return roles.current();
    }

    SessionRoles roles() {
        return roles;
    }

    /** What the current role may do in this scope's view. */
    Access access(StatementScope scope) {
        return roles.planKey().isEmpty()
                ? Access.unrestricted()
                : roles.access(scope.catalog(engine.databases().main()));
    }

    /** Alias of the current database: {@code main} at the start. */
    public String currentDatabase() {
        return currentDatabase;
    }

    public void setCurrentDatabase(String alias) {
        if (!engine.databases().isKnown(alias)) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_CATALOG, "database \"" + alias + "\" is not attached");
        }
        currentDatabase = alias;
    }

    /** {@code public} at the start. */
    public String currentSchema() {
        return searchPath.get(0);
    }

    public void setCurrentSchema(String schema) {
        setSearchPath(List.of(schema));
    }

    /** The schemas in which names without one are looked for, the current one first. */
    public List<String> searchPath() {
        return searchPath;
    }

    /** As {@link #searchPath}; of the schemas given, those count that there are. */
    public void setSearchPath(List<String> schemas) {
        List<String> known = inScope(false, scope -> {
            Database database = databaseOf(currentDatabase);
            return schemas.stream()
                    .filter(schema -> systemViews().schemas().contains(schema)
                            || scope.catalog(database).hasSchema(database.namespace(), schema))
                    .distinct()
                    .toList();
        });
        if (known.isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_SCHEMA, "schema \"" + schemas.get(0) + "\" does not exist");
        }
        searchPath = known;
    }

    /** Aliases of the databases this session can name, {@code main} first. */
    public List<String> databases() {
        return isUnrestricted() ? engine.databases().aliases() : List.of(Database.MAIN);
    }

    /** Schemas of a database; with {@code information_schema} and {@code blaze} for main. */
    public List<String> schemas(String database) {
        return inScope(false, scope -> {
            Database found = databaseOf(database);
            List<String> schemas = new ArrayList<>(visible(scope, found).schemas(found.namespace()));
            if (database.equals(Database.MAIN)) {
                schemas.addAll(systemViews().schemas());
                if (temporary.ifOpen() != null) {
                    schemas.add(TemporaryDatabase.NAME);
                }
                schemas.sort(null);
            }
            return schemas;
        });
    }

    /** Tables and views of a schema, ordered by name. */
    public List<TableDefinition> tables(String database, String schema) {
        if (systemViews().schemas().contains(schema)) {
            return systemViews().tables(schema);
        }
        return inScope(false, scope -> {
            Database found = databaseOf(database, schema);
            return visible(scope, found).tables(found.namespace(), schema);
        });
    }

    /** Names of the sequences of a schema, in order. */
    public List<String> sequences(String database, String schema) {
        if (systemViews().schemas().contains(schema)) {
            return List.of();
        }
        return inScope(false, scope -> {
            Database found = databaseOf(database, schema);
            return found.namespace() != 0
                    ? List.of()
                    : visible(scope, found).sequences(schema).stream()
                            .map(SequenceDefinition::name)
                            .toList();
        });
    }

    public @Nullable TableDefinition table(String database, String schema, String name) {
        TableDefinition view = systemViews().table(schema, name);
        return view != null
                ? view
                : inScope(false, scope -> {
                    Database found = databaseOf(database, schema);
                    return visible(scope, found).table(found.namespace(), schema, name);
                });
    }

    /** The catalog as far as the current role may know of it. */
    private CatalogView visible(StatementScope scope, Database database) {
        Access access = access(scope);
        if (database.attachment() != null && !access.isUnrestricted()) {
            throw new BlazeSqlException(
                    SqlErrorCode.PERMISSION_DENIED, "permission denied for database " + database.alias());
        }
        return VisibleCatalog.of(scope.catalog(database), access);
    }

    private boolean isUnrestricted() {
        return roles.planKey().isEmpty()
                || inScope(false, scope -> access(scope).isUnrestricted());
    }

    /**
     * Watches a table as {@link SqlEngine#watch} does, as the current role for as long as it runs: the role needs SELECT on the whole
     * table, policies decide which rows are told of, and a right that is taken back ends the watch with 42501. From any thread.
     */
    public Registration watch(String table, long afterSequence, WatchListener listener) {
        String role = roles.current();
        if (roles.planKey().isEmpty()) {
            return engine.watch(table, afterSequence, listener);
        }
        ExpressionContext who = engine.expressionContext(role, engine.options().app());
        RowFilter filter = (catalog, definition) -> {
            TableRights rights = Access.of(catalog, role, true).of(Database.MAIN, definition);
            if (rights == null) {
                return row -> true;
            }
            rights.require(RightKind.SELECT);
            if (!rights.isFiltered()) {
                return row -> true;
            }
            RowPredicate visible = engine.predicate(definition, rights.using(PolicyDefinition.Command.SELECT));
            return row -> visible.test(row, who);
        };
        try (StatementScope scope = newScope(false, IsolationLevel.SNAPSHOT)) {
            SessionNames names = new SessionNames(
                    scope, engine.databases(), systemViews(), null, Database.MAIN, List.of("public"), access(scope));
            return engine.watch(names, table, afterSequence, filter, listener);
        }
    }

    /**
     * Keeps the result of a query current: the listener is told what it is, and from then on how it changes, whoever commits. It is what the
     * current role may see, at each moment. From any thread.
     *
     * @param parameters external values
     * @throws BlazeSqlException what is wrong with the query; 0A000 if it reads what tells nobody of its changes, such as system views
     */
    public Registration live(String sql, List<@Nullable Object> parameters, ResultListener listener) {
        return LiveResult.start(engine, roles.current(), sql, parameters, listener);
    }

    /** Settings made with SET, by name. */
    public Map<String, String> settings() {
        return settings.values(this);
    }

    /**
     * Ends the statement that is running in this session with 57014, one that is still being planned as soon as it begins; from any thread.
     * Holds until {@link #forgetCancel()}.
     */
    public void cancel() {
        cancelled.set(true);
        StatementContext context = running;
        if (context != null) {
            context.cancel();
        }
    }

    /** Fails if the session's work was cancelled; for work between statements. */
    void requireNotCancelled() {
        if (cancelled.get()) {
            throw new BlazeSqlException(SqlErrorCode.QUERY_CANCELED, "the statement was cancelled");
        }
    }

    /** What is run from now on was not meant by {@link #cancel()}. Called by the session's thread. */
    public void forgetCancel() {
        if (cancelled.get()) {
            cancelled.set(false);
        }
    }

    /** Rolls back an open transaction and closes every cursor. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            named.closeAll();
            closeCursors();
            own.rollback();
            temporary.close();
        }
    }

    SqlEngine engine() {
        return engine;
    }

    SystemViews systemViews() {
        return engine.shared().systemViews();
    }

    SessionSettings sessionSettings() {
        return settings;
    }

    SessionSequences sequences() {
        return sequences;
    }

    /** What PREPARE has prepared. */
    SessionStatements statements() {
        return statements;
    }

    /** What DECLARE has declared. */
    SessionCursors namedCursors() {
        return named;
    }

    SessionTransaction transaction() {
        return transaction;
    }

    /** The temporary tables of this session. */
    TemporaryDatabase temporary() {
        return temporary;
    }

    /** Plans that this session may use: its own as soon as a temporary table may hide another. */
    PlanCache plans() {
        return temporary.ifOpen() == null ? engine.shared().plans() : temporaryPlans;
    }

    /** The database that holds a schema which its users find in {@code alias}. */
    private Database databaseOf(String alias, String schema) {
        boolean hidden = alias.equals(Database.MAIN) && schema.equals(TemporaryDatabase.NAME);
        return databaseOf(hidden && temporary.ifOpen() != null ? TemporaryDatabase.NAME : alias);
    }

    Database databaseOf(String alias) {
        Database own = alias.equals(TemporaryDatabase.NAME) ? temporary.ifOpen() : null;
        if (own != null) {
            return own;
        }
        Database database = engine.databases().require(alias);
        if (database.attachment() != null) {
            database.attachment().requireReadable();
        }
        return database;
    }

    /** Refuses to write rows of a table where this session must not. */
    void requireWritable(Database database, TableDefinition table) {
        AttachedWrites writes =
                database.attachment() == null ? null : database.attachment().writes();
        if (writes == null) {
            requireWritable(database);
            return;
        }
        writes.requireWritable(table);
    }

    /** Refuses to write rows of a database in which none may be written; which tables may be is another question. */
    void requireRowsWritable(Database database) {
        if (database.attachment() != null && database.attachment().writes() != null) {
            requireWritableTransaction();
        } else {
            requireWritable(database);
        }
    }

    /** Refuses to write where this session must not. */
    void requireWritable(Database database) {
        if (database.isTemporary()) {
            return;
        }
        requireWritableTransaction();
        if (database.isReadOnly()) {
            boolean owned =
                    database.attachment() != null && database.attachment().writes() != null;
            throw owned
                    ? new BlazeSqlException(
                            SqlErrorCode.PERMISSION_DENIED,
                            "permission denied: only rows of database \"" + database.alias()
                                    + "\" can be written, what it consists of is its owner's")
                    : new BlazeSqlException(
                            SqlErrorCode.READ_ONLY_TRANSACTION,
                            "database \"" + database.alias() + "\" is attached read-only");
        }
    }

    private void requireWritableTransaction() {
        if (transaction.isReadOnlyNow()) {
            throw new BlazeSqlException(SqlErrorCode.READ_ONLY_TRANSACTION, "cannot write in a read-only transaction");
        }
    }

    /** Refuses what only superusers may do. */
    void requireSuperuser(String what) {
        if (!roles.planKey().isEmpty()) {
            inScope(false, scope -> {
                access(scope).requireSuperuser(what);
                return true;
            });
        }
    }

    SessionNames names(StatementScope scope) {
        return new SessionNames(
                        scope,
                        engine.databases(),
                        systemViews(),
                        temporary.ifOpen(),
                        currentDatabase,
                        searchPath,
                        access(scope))
                .with(engine.functions().all())
                .cancelledBy(cancelled);
    }

    TableWriter newWriter(StatementScope scope, Database database, TableDefinition table, ExpressionContext context) {
        return new SessionLinks(engine, scope, context).writer(scope.write(database), database, table);
    }

    /** A scope of its own, outside of the session's transaction. */
    StatementScope newScope(boolean writable, IsolationLevel isolation) {
        return new StatementScope(
                engine.databases().main().resources(),
                engine.shared().distributed(),
                writable,
                isolation,
                this::requireNotCancelled);
    }

    /** Every database that can be reached now, for a transaction that does not know yet what it will read. */
    Collection<Database> available() {
        List<Database> databases = new ArrayList<>(engine.databases().all());
        Database own = temporary.ifOpen();
        if (own != null) {
            databases.add(own);
        }
        return databases;
    }

    /**
     * Runs part of a statement in the session's transaction, or in a transaction of its own that is committed, and repeated after a
     * conflict. What fails leaves nothing behind.
     */
    <T> T inScope(boolean write, Function<StatementScope, T> body) {
        requireOpen();
        if (write) {
            detachCursors();
        }
        try {
            return transaction.run(write, this::available, body);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            throw SqlErrors.of(failure);
        }
    }

    /** Publications or grants were changed by a statement; others learn of it with its commit. */
    void publishingChanged() {
        publishingChanged = true;
        if (!transaction.isOpen()) {
            tellPublishingChanged();
        }
    }

    private void tellPublishingChanged() {
        if (publishingChanged) {
            publishingChanged = false;
            engine.shared().publishingChanged();
        }
    }

    /** What one execution of a statement may hold. */
    MemoryAccount newAccount(Runnable check) {
        return new MemoryAccount(
                settings.workMemoryBytes(), () -> engine.store().temporaryBlocks(), check);
    }

    /**
     * Reads rows to their end, or as many as are wanted, and holds them for a result.
     *
     * @param maxRows 0 for all
     */
    HeldRows held(List<ResultColumn> columns, RowReader rows, long maxRows) {
        return held(columns, held -> held.addAll(rows, maxRows));
    }

    /** Holds rows for a result. */
    HeldRows held(List<ResultColumn> columns, Consumer<HeldRows> source) {
        HeldRows held = new HeldRows(columns, newAccount(() -> {}), heldRows::remove);
        try {
            source.accept(held);
        } catch (RuntimeException | Error failure) {
            held.close();
            throw failure;
        }
        if (!held.isComplete()) {
            heldRows.add(held);
        }
        return held;
    }

    void started(StatementContext context) {
        running = context;
        if (cancelled.get()) {
            context.cancel();
        }
    }

    void opened(OperatorCursor cursor) {
        cursors.add(cursor);
    }

    void ended(OperatorCursor cursor) {
        // Mostly the one that was opened last; cursors are equal to themselves only.
        int at = cursors.lastIndexOf(cursor);
        if (at >= 0) {
            cursors.remove(at);
        }
    }

    /** Called between the phases of a commit over several files; for tests. */
    void setPhases(DistributedCommit.Phases phases) {
        transaction.setPhases(phases);
    }

    /** Takes what open cursors of this transaction have not given yet into memory. */
    void detachCursors() {
        for (OperatorCursor cursor : List.copyOf(cursors)) {
            if (cursor.isInTransaction()) {
                cursor.detach();
            }
        }
    }

    void requireOpen() {
        if (closed) {
            throw new BlazeSqlException(SqlErrorCode.CLOSED, "the session is closed");
        }
    }

    private void requireOwnTransaction() {
        if (transaction.isExternal()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_TERMINATION, "the transaction is ended by its transaction manager");
        }
    }

    private void closeCursors() {
        List.copyOf(heldRows).forEach(HeldRows::close);
        for (OperatorCursor cursor : List.copyOf(cursors)) {
            cursor.close();
        }
    }
}
