/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.attachment.RowSource;
import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.RoleDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.function.UserFunctions;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.plan.PublishedView;
import io.blazedb.calcite.plan.ResolvedTable;
import io.blazedb.calcite.security.Logins;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.Databases;
import io.blazedb.calcite.session.PreparedBranches;
import io.blazedb.calcite.session.SessionNames;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.calcite.watch.RowFilter;
import io.blazedb.calcite.watch.TableWatch;
import io.blazedb.calcite.watch.WatchListener;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * SQL on one open store. All engines opened on one store in this JVM share plans, catalog cache, attachments and publishing, which end
 * with the last of them.
 *
 * <p>Threading: safe for any number of threads; each {@link SqlSession} for one at a time.
 */
public final class SqlEngine implements AutoCloseable {
    private final SharedDatabase shared;
    private final Store store;
    private final EngineOptions options;
    private final Databases databases;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final boolean counted;

    private SqlEngine(Store store, EngineOptions options) {
        this(store, options, null);
    }

    private SqlEngine(Store store, EngineOptions options, @Nullable RowSource rows) {
        this.shared = SharedDatabase.join(store, options, rows);
        this.store = store;
        this.options = options;
        this.databases = shared.databases(store);
        this.counted = true;
    }

    /** The engine that works for a shared database itself and ends with it. */
    SqlEngine(SharedDatabase shared, Store store, EngineOptions options) {
        this.shared = shared;
        this.store = store;
        this.options = options;
        this.databases = shared.databases(store);
        this.counted = false;
    }

    /**
     * An engine whose catalog is in a store and whose rows are elsewhere; it can be read only.
     *
     * @param catalog nobody else's; it is closed with the engine
     */
    public static SqlEngine openOver(Store catalog, RowSource rows, EngineOptions options) {
        return new SqlEngine(catalog, options, rows);
    }

    /** Takes over the store handle: it is closed with the engine. */
    public static SqlEngine open(Store store, EngineOptions options) {
        return new SqlEngine(store, options);
    }

    /** The main store. */
    public Store store() {
        return store;
    }

    public EngineOptions options() {
        return options;
    }

    /**
     * Begins a session of a user.
     *
     * @throws BlazeSqlException 28000 or 28P01 if the secret that opened the store is not that user's, or the user may not log in
     */
    public SqlSession openSession(SessionOptions options) {
        if (closed.get()) {
            throw new BlazeSqlException(SqlErrorCode.CLOSED, "the database was closed");
        }
        return new SqlSession(this, new SessionOptions(login(options.user()), options.isolation(), options.readOnly()));
    }

    private String login(String wanted) {
        if (wanted.equals(RoleDefinition.OWNER) && store.openedSlot() == null) {
            return wanted;
        }
        try (StatementScope scope = scope()) {
            return Logins.user(scope.catalog(databases.main()), store.openedSlot(), wanted);
        }
    }

    /**
     * Begins a transaction that no session ends; see {@link SqlSession#attach}.
     *
     * @param readOnly whether it must not write
     */
    public ExternalTransaction beginExternal(IsolationLevel isolation, boolean readOnly) {
        SessionTransaction transaction = new SessionTransaction(
                (writable, level) ->
                        new StatementScope(databases.main().resources(), shared.distributed(), writable, level),
                isolation,
                readOnly || store.isReadOnly());
        return new ExternalTransaction(transaction, branches());
    }

    /**
     * Runs something in one transaction of the owner and commits it; all of it is done again if another transaction was faster.
     *
     * @throws BlazeSqlException also what the work throws; nothing was changed then
     */
    public <T> T inOwnerTransaction(Function<OwnerTransaction, T> work) {
        SessionOptions owner = new SessionOptions(RoleDefinition.OWNER, IsolationLevel.SNAPSHOT, false);
        try (SqlSession session = new SqlSession(this, owner)) {
            return session.inScope(true, scope -> work.apply(new OwnerTransaction(session, scope)));
        }
    }

    /** Names of the transactions that were prepared with {@link ExternalTransaction#prepare} and are not decided yet. */
    public List<byte[]> preparedNames() {
        return branches().names();
    }

    /** Whether a transaction of that name is prepared and not decided yet. */
    public boolean isPrepared(byte[] name) {
        return branches().contains(name);
    }

    /** Second phase: decides about a prepared transaction; false if there is none of that name. */
    public boolean endPrepared(byte[] name, boolean commit) {
        return branches().end(name, commit);
    }

    private PreparedBranches branches() {
        return new PreparedBranches(store);
    }

    /** The catalog of the main store. */
    public Catalog catalog() {
        return databases.main().resources().catalog();
    }

    /** The databases that can be named, main first, opened or not. */
    public List<Database> databaseList() {
        return databases.all();
    }

    /**
     * An attached database, or main.
     *
     * @throws BlazeSqlException 3D000 not attached, or why it cannot be opened
     */
    public Database database(String alias) {
        return databases.require(alias);
    }

    /**
     * Writes rows of a table of the main store, a replica's included, with its indexes, constraints and links.
     *
     * @param transaction a transaction of {@link #store()}
     */
    public TableWriter writer(WriteTransaction transaction, TableDefinition table) {
        StatementScope scope = StatementScope.around(databases.main().resources(), shared.distributed(), transaction);
        return new SessionLinks(this, scope, expressionContext("", options.app()))
                .writer(transaction, databases.main(), table);
    }

    /**
     * Compiles a condition over the rows of a table of the main store.
     *
     * @throws BlazeSqlException 42xxx if it names what is not there
     */
    public RowPredicate predicate(TableDefinition table, String conditionSql) {
        return BlazePlanner.predicate(table, conditionSql, names(Database.MAIN, table.schema()));
    }

    /**
     * As {@link #predicate}, for what decides which rows of a table or view are published.
     *
     * @throws BlazeSqlException 42xxx if it names what is not there, 0A000 if a row could change sides without being changed
     */
    public RowPredicate publishedRows(TableDefinition relation, String conditionSql) {
        return BlazePlanner.publishedRows(relation, conditionSql, names(Database.MAIN, relation.schema()));
    }

    /**
     * What a view of the main database shows to whom it is published.
     *
     * @param catalog the state of the catalog that counts
     * @throws io.blazedb.calcite.error.BlazeSqlException 0A000 if its rows are not those of one table
     */
    public PublishedView publishedView(CatalogView catalog, TableDefinition view) {
        return PublishedView.of(catalog, view, Database.MAIN);
    }

    /** What a condition may know beside its row: who asks. */
    public ExpressionContext expressionContext(String user, String app) {
        return new DetachedExpressionContext(user, app, Instant.now());
    }

    /**
     * Watches a table: {@code table}, {@code schema.table}, {@code database.table} or {@code database.schema.table}, each part as it is
     * written in the catalog.
     *
     * @param afterSequence the last commit of its database that is known already; 0 to begin with the next one
     */
    public Registration watch(String table, long afterSequence, WatchListener listener) {
        try (StatementScope scope = scope()) {
            return watch(names(scope, Database.MAIN, "public"), table, afterSequence, RowFilter.NONE, listener);
        }
    }

    /** Watches a table that a session may name; a policy whose condition asks other tables cannot be watched (0A000). */
    Registration watch(SessionNames names, String table, long afterSequence, RowFilter filter, WatchListener listener) {
        ResolvedTable resolved = names.resolve(List.of(table.split("\\.", -1)));
        if (resolved == null || resolved.definition().kind() != TableDefinition.Kind.TABLE) {
            throw new BlazeSqlException(SqlErrorCode.UNDEFINED_TABLE, "table \"" + table + "\" does not exist");
        }
        Database database = databases.require(resolved.database());
        if (database.remote() != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "database \"" + database.alias()
                            + "\" is served by its owner; to watch it takes a replica (GRANT SUBSCRIBE)");
        }
        names.access().of(resolved.database(), resolved.definition());
        return TableWatch.start(
                database.resources().store(),
                database.resources().catalog(),
                new TableWatch.WatchedTable(
                        database.alias(),
                        database.namespace(),
                        resolved.definition().schema(),
                        resolved.definition().name()),
                filter,
                afterSequence == 0 ? database.resources().store().committedSequence() : afterSequence,
                listener);
    }

    @Override
    public void close() {
        if (counted && closed.compareAndSet(false, true)) {
            shared.leave(store);
        }
    }

    SharedDatabase shared() {
        return shared;
    }

    /** Functions that the program gives to SQL; the same for all engines of this database in this JVM. */
    public UserFunctions functions() {
        return shared.functions();
    }

    Databases databases() {
        return databases;
    }

    private StatementScope scope() {
        return new StatementScope(databases.main().resources(), shared.distributed(), false, IsolationLevel.SNAPSHOT);
    }

    private SessionNames names(StatementScope scope, String database, String schema) {
        return new SessionNames(scope, databases, shared.systemViews(), null, database, schema);
    }

    /** Names for a condition over one table: a condition has no sub-queries, so nothing is looked up. */
    private SessionNames names(String database, String schema) {
        return names(scope(), database, schema);
    }

    /** Who asks, outside of a session. */
    private record DetachedExpressionContext(String user, String app, Instant statementTime)
            implements ExpressionContext {
        @Override
        public @Nullable Object parameter(int index) {
            throw new IllegalStateException("a condition has no parameters");
        }

        @Override
        public String currentDatabase() {
            return Database.MAIN;
        }

        @Override
        public String currentSchema() {
            return "public";
        }
    }
}
