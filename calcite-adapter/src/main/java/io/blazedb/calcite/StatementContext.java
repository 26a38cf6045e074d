/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.CatalogAccess;
import io.blazedb.calcite.exec.expression.SequenceAccess;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.exec.operator.RemoteView;
import io.blazedb.calcite.exec.operator.RowWriter;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.security.Access;
import io.blazedb.calcite.security.VisibleCatalog;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.calcite.session.TemporaryDatabase;
import io.blazedb.calcite.system.CatalogFunctions;
import io.blazedb.calcite.system.SystemContext;
import io.blazedb.calcite.system.SystemDatabase;
import io.blazedb.storage.ReadTransaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One execution of a statement in its session. One thread at a time, except {@link #cancel()}. */
final class StatementContext implements ExecutionContext, SystemContext {
    private final SqlSession session;
    private final StatementScope scope;
    private @Nullable Object[] parameters;
    private final boolean keepsWrittenRows;
    private final long limitNanos;
    private long deadlineNanos;
    private final IdentityHashMap<TableDefinition, List<@Nullable Object[]>> given = new IdentityHashMap<>();
    private @Nullable Instant statementTime;
    private @Nullable CatalogAccess catalog;
    private volatile boolean cancelled;

    /**
     * An execution.
     *
     * @param parameters internal values
     * @param timeoutMillis 0 for the session's
     */
    StatementContext(
            SqlSession session,
            StatementScope scope,
            @Nullable Object[] parameters,
            boolean keepsWrittenRows,
            long timeoutMillis) {
        this.session = session;
        this.scope = scope;
        this.parameters = parameters;
        this.keepsWrittenRows = keepsWrittenRows;
        long limit = timeoutMillis == 0 ? session.sessionSettings().statementTimeoutMillis() : timeoutMillis;
        this.limitNanos = limit * 1_000_000;
        this.deadlineNanos = deadline();
    }

    private long deadline() {
        return limitNanos == 0 ? 0 : System.nanoTime() + limitNanos | 1;
    }

    /** Makes this the execution of the next member of a batch. */
    void next(@Nullable Object[] values) {
        parameters = values;
        deadlineNanos = deadline();
        statementTime = null;
    }

    void cancel() {
        cancelled = true;
    }

    @Override
    public ReadTransaction read(String database) {
        return scope.read(session.databaseOf(database));
    }

    @Override
    public RemoteView remote(String database) {
        return scope.remote(session.databaseOf(database));
    }

    @Override
    public RowWriter writer(String alias, TableDefinition table) {
        Database database = session.databaseOf(alias);
        TableWriter kept = scope.writer(database, table.tree());
        if (kept != null && kept.table().equals(table)) {
            return kept;
        }
        session.requireWritable(database, table);
        TableWriter writer = session.newWriter(scope, database, table, this);
        scope.keepWriter(database, writer);
        return writer;
    }

    @Override
    public List<@Nullable Object[]> systemRows(String database, TableDefinition view) {
        List<@Nullable Object[]> rows = given.get(view);
        return rows == null ? session.systemViews().rows(this, view) : rows;
    }

    @Override
    public void give(TableDefinition table, List<@Nullable Object[]> rows) {
        given.put(table, rows);
    }

    @Override
    public void checkCancelled() {
        if (cancelled) {
            throw new BlazeSqlException(SqlErrorCode.QUERY_CANCELED, "the statement was cancelled");
        }
        if (deadlineNanos != 0 && System.nanoTime() - deadlineNanos > 0) {
            throw new BlazeSqlException(SqlErrorCode.QUERY_CANCELED, "the statement ran into its time limit");
        }
    }

    @Override
    public MemoryAccount newAccount() {
        return session.newAccount(this::checkCancelled);
    }

    @Override
    public boolean keepsWrittenRows() {
        return keepsWrittenRows;
    }

    @Override
    public @Nullable Object parameter(int index) {
        return parameters[index];
    }

    @Override
    public Instant statementTime() {
        Instant time = statementTime;
        if (time == null) {
            time = Instant.now();
            statementTime = time;
        }
        return time;
    }

    @Override
    public String user() {
        return session.user();
    }

    @Override
    public String sessionUser() {
        return session.roles().sessionUser();
    }

    @Override
    public String app() {
        return session.engine().options().app();
    }

    @Override
    public String currentDatabase() {
        return session.currentDatabase();
    }

    @Override
    public List<String> searchPath() {
        return session.searchPath();
    }

    @Override
    public String currentSchema() {
        return session.currentSchema();
    }

    @Override
    public void identityGiven(long tree, int column, long value) {
        sequences().given(tree, column, value);
    }

    @Override
    public CatalogAccess catalog() {
        CatalogAccess known = catalog;
        if (known == null) {
            known = new CatalogFunctions(this, searchPath(), user());
            catalog = known;
        }
        return known;
    }

    @Override
    public SequenceAccess sequences() {
        return session.sequences().in(scope);
    }

    @Override
    public SqlEngine engine() {
        return session.engine();
    }

    @Override
    public Access access() {
        return session.access(scope);
    }

    @Override
    public List<SystemDatabase> databases() {
        Access access = access();
        List<SystemDatabase> databases = new ArrayList<>();
        for (Database database : session.engine().databases().all()) {
            if (access.isUnrestricted() || database.attachment() == null) {
                databases.add(seen(database, database.alias()));
            }
        }
        return databases;
    }

    @Override
    public List<SystemDatabase> catalogs() {
        List<SystemDatabase> catalogs = databases();
        Database temporary = session.temporary().ifOpen();
        if (temporary != null) {
            catalogs.add(seen(temporary, Database.MAIN));
        }
        return catalogs;
    }

    @Override
    public boolean isUpdatable(SystemDatabase database, TableDefinition view) {
        if (view.kind() != TableDefinition.Kind.VIEW || database.readOnly()) {
            return false;
        }
        boolean temporary = TemporaryDatabase.isReserved(view.schema());
        try {
            BlazePlanner.requireUpdatable(
                    view, temporary ? TemporaryDatabase.NAME : database.alias(), session.names(scope));
            return true;
        } catch (BlazeSqlException isNot) {
            return false;
        }
    }

    private SystemDatabase seen(Database database, String alias) {
        return new SystemDatabase(
                alias,
                database.source(),
                database.resources().store(),
                scope.definitions(database),
                VisibleCatalog.of(scope.catalog(database), database.isTemporary() ? Access.unrestricted() : access()),
                database.namespace(),
                database.isReadOnly(),
                database.status());
    }

    @Override
    public @Nullable String set(String name, @Nullable String value) {
        session.sessionSettings().set(session, name, value);
        return setting(name);
    }

    @Override
    public @Nullable String setting(String name) {
        String own = session.sessionSettings().own(name);
        return own == null ? session.settings().get(name) : own;
    }

    @Override
    public List<KeptStatement> preparedStatements() {
        return session.statements().all().stream()
                .map(one -> new KeptStatement(
                        one.name(), one.sql(), one.parameters().count(), false, false))
                .toList();
    }

    @Override
    public List<KeptStatement> cursors() {
        return session.namedCursors().all().stream()
                .map(NamedCursor::declaration)
                .map(one ->
                        new KeptStatement(one.name(), one.sql(), 0, one.hold(), !Boolean.FALSE.equals(one.scroll())))
                .toList();
    }

    @Override
    public Map<String, String> settings() {
        return session.settings();
    }
}
