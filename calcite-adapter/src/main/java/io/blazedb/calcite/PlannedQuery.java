/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.attachment.Attachment;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.error.SqlErrors;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.OperatorResult;
import io.blazedb.calcite.exec.operator.RowInsert;
import io.blazedb.calcite.exec.operator.RowLocking;
import io.blazedb.calcite.exec.operator.RowWriter;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.LockClause;
import io.blazedb.calcite.parser.SqlText;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.plan.CompiledQuery;
import io.blazedb.calcite.plan.DirectPlanner;
import io.blazedb.calcite.plan.LiteralParameters;
import io.blazedb.calcite.plan.ResolvedTable;
import io.blazedb.calcite.security.TableRights;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.PlanCache;
import io.blazedb.calcite.session.PlanCache.Plan;
import io.blazedb.calcite.session.RowLocks;
import io.blazedb.calcite.session.SessionNames;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.calcite.session.TemporaryDatabase;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query or DML statement with its plan, which is made anew when a catalog has changed. */
final class PlannedQuery implements PreparedQuery {
    private static final @Nullable Object[] NO_VALUES = {};
    /** How often a query outside of a transaction is begun again because attached databases moved while their views were taken. */
    private static final int READ_TRIES = 10;

    private final SqlSession session;
    private final String sql;
    private final @Nullable SqlText text;
    private Plan plan;
    private @Nullable LiteralValues literals;
    /** When a statement that runs once was begun; 0 as soon as it has run, and for others. */
    private long begun;

    PlannedQuery(SqlSession session, String sql) {
        this(session, sql, SqlText.of(sql), false, 0);
    }

    /**
     * A statement to be run once: whether its plan is current is asked when it runs, not before.
     *
     * @param timeoutMillis for planning and running it; 0 for the session's
     */
    static PlannedQuery once(SqlSession session, String sql, long timeoutMillis) {
        return new PlannedQuery(session, sql, SqlText.of(sql), true, timeoutMillis);
    }

    /**
     * A statement.
     *
     * @param text its text without the literals, for a plan that others share; null for a plan of its own
     * @param once whether it is about to run, and then never again
     */
    private PlannedQuery(SqlSession session, String sql, @Nullable SqlText text, boolean once, long timeoutMillis) {
        this.session = session;
        this.begun = once ? System.nanoTime() : 0;
        this.sql = sql;
        this.text = text;
        Plan kept = once ? kept(session.plans()) : null;
        if (kept != null) {
            this.plan = kept;
            return;
        }
        StatementScope open = session.transaction().currentOrNull(session::available);
        if (open != null) {
            this.plan = plan(open, null, deadline(timeoutMillis));
        } else {
            try (StatementScope scope = session.transaction().alone(false)) {
                this.plan = plan(scope, null, deadline(timeoutMillis));
            }
        }
    }

    /** A statement whose plan shows its literals. */
    static PlannedQuery asWritten(SqlSession session, String sql, long timeoutMillis) {
        return new PlannedQuery(session, sql, null, false, timeoutMillis);
    }

    /** When planning must have ended, in {@link System#nanoTime}; 0 for never. */
    private long deadline(long timeoutMillis) {
        long limit = timeoutMillis == 0 ? session.sessionSettings().statementTimeoutMillis() : timeoutMillis;
        return limit == 0 ? 0 : System.nanoTime() + limit * 1_000_000 | 1;
    }

    /** What is left of the time limit for running the statement, of which making its plan may have taken a part. */
    private long timeoutMillis(ExecuteOptions options) {
        long limit = options.timeoutMillis() == 0
                ? session.sessionSettings().statementTimeoutMillis()
                : options.timeoutMillis();
        if (limit == 0 || begun == 0) {
            return limit;
        }
        long spent = (System.nanoTime() - begun) / 1_000_000;
        begun = 0;
        return Math.max(1, limit - spent);
    }

    @Override
    public Kind kind() {
        return plan.query().isDml() ? Kind.DML : Kind.QUERY;
    }

    @Override
    public List<ResultColumn> columns() {
        return plan.query().columns();
    }

    @Override
    public List<SqlType> parameterTypes() {
        return literals == null ? plan.query().parameterTypes() : List.of();
    }

    @Override
    public SqlResult execute(List<@Nullable Object> parameters, ExecuteOptions options) {
        session.requireOpen();
        try {
            return plan.query().isDml() ? change(parameters, options) : query(parameters, options);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            throw SqlErrors.of(failure);
        }
    }

    /** The plan as it was made last. */
    CompiledQuery compiled() {
        return plan.query();
    }

    /** The plan, made anew if it is stale in this scope. */
    private CompiledQuery current(StatementScope scope, ExecuteOptions options) {
        plan = plan(scope, plan, deadline(options.timeoutMillis()));
        return plan.query();
    }

    private SqlResult query(List<@Nullable Object> parameters, ExecuteOptions options) {
        StatementScope open = session.transaction().currentOrNull(session::available);
        if (open != null) {
            if (!plan.isOnlyOfMain()) {
                open(open);
            }
            return run(open, parameters, options, true);
        }
        for (int i = 0; ; i++) {
            StatementScope own = session.transaction().alone(false);
            try {
                open(own);
                return run(own, parameters, options, false);
            } catch (BlazeSqlException failure) {
                own.close();
                if (failure.code() != SqlErrorCode.SERIALIZATION_FAILURE || plan.isOnlyOfMain() || i >= READ_TRIES) {
                    throw failure;
                }
                // Several databases moved while their views were taken.
            } catch (RuntimeException | Error failure) {
                own.close();
                throw failure;
            }
        }
    }

    private SqlResult run(
            StatementScope scope, List<@Nullable Object> parameters, ExecuteOptions options, boolean inTransaction) {
        CompiledQuery query = current(scope, options);
        StatementContext context =
                new StatementContext(session, scope, values(query, parameters), false, timeoutMillis(options));
        session.started(context);
        Runnable requireReadable = requireReadable();
        requireReadable.run();
        RowLocking rowLocking = query.rowLocking();
        if (rowLocking != null) {
            return locked(query, rowLocking, scope, context, inTransaction);
        }
        if (inTransaction && query.locks()) {
            lock(query, scope);
        }
        OperatorResult result = query.open(context);
        if (query.givesOneRow()) {
            return single(query, result, inTransaction ? null : scope);
        }
        OperatorCursor[] self = new OperatorCursor[1];
        OperatorCursor cursor = new OperatorCursor(
                query.columns(),
                result,
                options.maxRows(),
                rest -> session.held(query.columns(), rest, 0),
                inTransaction,
                requireReadable,
                () -> {
                    session.ended(self[0]);
                    if (!inTransaction) {
                        scope.close();
                    }
                });
        self[0] = cursor;
        session.opened(cursor);
        return Results.rows(cursor);
    }

    private SqlResult locked(
            CompiledQuery query,
            RowLocking rowLocking,
            StatementScope scope,
            StatementContext context,
            boolean inTransaction) {
        RowLocks.Policy policy = switch (LockClause.of(sql)) {
            case WAIT -> RowLocks.Policy.WAIT;
            case NOWAIT -> RowLocks.Policy.NOWAIT;
            case SKIP_LOCKED -> RowLocks.Policy.SKIP_LOCKED;
        };
        RowLocker locker = new RowLocker(session, scope, rowLocking, policy, inTransaction);
        List<@Nullable Object[]> rows = null;
        while (rows == null) {
            try {
                rows = locker.run(context);
            } catch (BlazeSqlException changed) {
                if (!inTransaction || !locker.mayLookAgain(changed)) {
                    throw changed;
                }
                scope.refresh();
            }
        }
        if (!inTransaction) {
            scope.close();
        }
        return Results.rows(Results.cursor(query.columns(), rows));
    }

    /** The result of a query that gives one row at most; it keeps nothing open. */
    private static SqlResult single(CompiledQuery query, OperatorResult result, @Nullable StatementScope ending) {
        @Nullable Object[] row;
        try (result) {
            row = result.next();
        }
        if (ending != null) {
            ending.close();
        }
        return Results.row(query.columns(), row);
    }

    /** FOR UPDATE of more than rows of one table: the transaction ends with a conflict if another one changes the tables that the query reads. */
    private void lock(CompiledQuery query, StatementScope scope) {
        for (ResolvedTable table : query.tables()) {
            if (table.definition().kind() == TableDefinition.Kind.TABLE) {
                Database database = session.databaseOf(table.database());
                session.requireWritable(database);
                TableRights rights = session.access(scope).of(table.database(), table.definition());
                if (rights != null) {
                    rights.require(RightKind.UPDATE, List.of());
                }
                scope.write(database).dependOn(table.definition().tree(), KeyRange.all());
            }
        }
    }

    @Override
    public BatchResult executeBatch(List<List<@Nullable Object>> parameters, ExecuteOptions options) {
        if (kind() != Kind.DML) {
            throw new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "a query cannot be part of a batch");
        }
        return session.inScope(true, scope -> {
            CompiledQuery query = writable(scope, options);
            RowInsert insert = options.generatedKeys() == ExecuteOptions.GeneratedKeys.NONE ? query.rowInsert() : null;
            if (insert != null) {
                return insertAll(query, insert, scope, parameters, options);
            }
            List<SqlResult> results = new ArrayList<>(parameters.size());
            for (List<@Nullable Object> one : parameters) {
                try {
                    results.add(SessionTransaction.undoable(scope, same -> change(query, same, one, options)));
                } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
                    return new BatchResult(results, SqlErrors.of(failure));
                }
            }
            return new BatchResult(results, null);
        });
    }

    /** A batch of single rows: what it needs is opened once, not for each row. */
    private BatchResult insertAll(
            CompiledQuery query,
            RowInsert insert,
            StatementScope scope,
            List<List<@Nullable Object>> parameters,
            ExecuteOptions options) {
        StatementContext statement = new StatementContext(session, scope, NO_VALUES, false, timeoutMillis(options));
        session.started(statement);
        SqlResult one = Results.count(1);
        int done = 0;
        try (OperatorContext context = new OperatorContext(statement)) {
            RowWriter writer = parameters.isEmpty() ? null : insert.open(context);
            boolean undoes = writer != null && !writer.insertsAllOrNothing();
            while (writer != null && done < parameters.size()) {
                StatementScope.Mark mark = undoes ? scope.mark() : null;
                try {
                    statement.next(values(query, parameters.get(done)));
                    insert.insert(writer, context);
                    scope.endStatement();
                } catch (RuntimeException | Error failure) {
                    if (mark != null) {
                        scope.rollbackTo(mark);
                        scope.release(mark);
                    }
                    throw failure;
                }
                if (mark != null) {
                    scope.release(mark);
                }
                done++;
            }
            return new BatchResult(Collections.nCopies(done, one), null);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            return new BatchResult(Collections.nCopies(done, one), SqlErrors.of(failure));
        }
    }

    private SqlResult change(List<@Nullable Object> parameters, ExecuteOptions options) {
        return session.inScope(true, scope -> change(writable(scope, options), scope, parameters, options));
    }

    /** The plan, of which this session may write every database, in a scope that has them all. */
    private CompiledQuery writable(StatementScope scope, ExecuteOptions options) {
        open(scope);
        CompiledQuery query = current(scope, options);
        for (String written : query.databasesWritten()) {
            session.requireRowsWritable(session.databaseOf(written));
        }
        return query;
    }

    private SqlResult change(
            CompiledQuery query, StatementScope scope, List<@Nullable Object> parameters, ExecuteOptions options) {
        boolean keys = options.generatedKeys() != ExecuteOptions.GeneratedKeys.NONE;
        StatementContext context =
                new StatementContext(session, scope, values(query, parameters), keys, timeoutMillis(options));
        session.started(context);
        try (OperatorResult result = query.open(context)) {
            if (!query.columns().isEmpty()) {
                return Results.returned(
                        session.held(query.columns(), result::next, options.maxRows()), result.updateCount());
            }
            return keys
                    ? Results.count(result.updateCount(), generatedKeys(query, result.writtenRows(), options))
                    : Results.count(result.updateCount());
        }
    }

    /** What fails if an attached database of the plan may not be read any more, whatever views of it are open. */
    private Runnable requireReadable() {
        if (plan.isOnlyOfMain()) {
            return () -> {};
        }
        List<Attachment> attached = new ArrayList<>();
        for (String alias : plan.databases()) {
            Attachment attachment = session.databaseOf(alias).attachment();
            if (attachment != null) {
                attached.add(attachment);
            }
        }
        return () -> attached.forEach(Attachment::requireReadable);
    }

    /** Takes views of what the plan reads and writes. */
    private void open(StatementScope scope) {
        if (plan.isOnlyOfMain()) {
            scope.openMain();
            return;
        }
        List<Database> databases = new ArrayList<>();
        for (String alias : plan.databases()) {
            databases.add(session.databaseOf(alias));
        }
        scope.open(databases);
    }

    private Plan plan(StatementScope scope, @Nullable Plan last, long deadline) {
        if (last != null && isCurrent(last, scope)) {
            return last;
        }
        PlanCache cache = session.plans();
        Plan kept = kept(cache);
        return kept != null && isCurrent(kept, scope)
                ? kept
                : LargeStack.ifNeeded(() -> compile(scope, cache, deadline));
    }

    /** The plan that was made for this statement or one that differs in literals only, current or not; null if there is none. */
    private @Nullable Plan kept(PlanCache cache) {
        SqlText normalized = text;
        literals = null;
        if (normalized != null) {
            PlanCache.Key shared = key(normalized);
            Plan direct = cache.get(shared);
            literals = direct == null ? null : LiteralValues.all(normalized);
            if (literals != null) {
                return direct;
            }
            List<Integer> parameters = cache.parameters(shared);
            literals = parameters == null ? null : LiteralValues.of(normalized, parameters);
            Plan kept = literals == null ? null : cache.get(key(literals));
            if (kept != null) {
                return kept;
            }
            literals = null;
        }
        return cache.get(key(sql));
    }

    private Plan compile(StatementScope scope, PlanCache cache, long deadline) {
        long attachments = session.engine().databases().attachments().generation();
        Plan direct = compileDirect(scope, attachments);
        if (direct != null) {
            cache.put(text == null ? key(sql) : key(text), direct);
            return direct;
        }
        Plan shared = text == null ? null : compileShared(text, scope, attachments, cache, deadline);
        if (shared != null) {
            return shared;
        }
        literals = null;
        SessionNames names = session.names(scope).until(deadline);
        CompiledQuery query = BlazePlanner.compile(BlazeParser.parse(sql), names);
        Plan made = new Plan(query, names.versions(), names.estimates(), attachments, role());
        cache.put(key(sql), made);
        return made;
    }

    /** A plan without the optimizer; null if the statement is not for that. */
    private @Nullable Plan compileDirect(StatementScope scope, long attachments) {
        LiteralValues values = text == null ? null : LiteralValues.all(text);
        if (text != null && values == null) {
            return null;
        }
        SessionNames names = session.names(scope);
        CompiledQuery query = DirectPlanner.compile(sql, text != null, names);
        if (query == null) {
            return null;
        }
        literals = values;
        return Plan.direct(query, names.versions(), attachments, role());
    }

    /** A plan for this statement and all that differ from it in literals only; null if there is none. */
    private @Nullable Plan compileShared(
            SqlText normalized, StatementScope scope, long attachments, PlanCache cache, long deadline) {
        SessionNames names = session.names(scope).until(deadline);
        LiteralParameters.Compiled compiled;
        try {
            compiled = LiteralParameters.compile(sql, normalized, names);
        } catch (BlazeSqlException failure) {
            // The statement as it stands can be run, or has the message that its user understands.
            return null;
        }
        LiteralValues values = compiled == null ? null : LiteralValues.of(normalized, compiled.literals());
        if (compiled == null || values == null) {
            return null;
        }
        Plan made = new Plan(compiled.query(), names.versions(), names.estimates(), attachments, role());
        cache.putParameters(key(normalized), compiled.literals());
        cache.put(key(values), made);
        literals = values;
        return made;
    }

    private PlanCache.Key key(String statement) {
        return new PlanCache.Key(statement, false, session.currentDatabase(), session.searchPath(), role());
    }

    private PlanCache.Key key(SqlText normalized) {
        return new PlanCache.Key(
                normalized.normalized(), true, session.currentDatabase(), session.searchPath(), role());
    }

    private PlanCache.Key key(LiteralValues values) {
        return new PlanCache.Key(values.key(), true, session.currentDatabase(), session.searchPath(), role());
    }

    private String role() {
        return session.roles().planKey();
    }

    private boolean isCurrent(Plan known, StatementScope scope) {
        if (!known.role().equals(role())) {
            return false;
        }
        if (known.attachments() != session.engine().databases().attachments().generation()) {
            return false;
        }
        if (session.temporary().ifOpen() != null
                && !known.versions().isEmpty()
                && !known.versions().containsKey(TemporaryDatabase.NAME)) {
            return false;
        }
        if (known.isOnlyOfMain()) {
            Database main = session.engine().databases().main();
            return scope.catalog(main).version() == known.mainVersion() && known.isFit(() -> session.names(scope));
        }
        for (Map.Entry<String, Long> version : known.versions().entrySet()) {
            Database database = session.databaseOf(version.getKey());
            if (scope.catalog(database).version() != version.getValue()) {
                return false;
            }
        }
        return known.isFit(() -> session.names(scope));
    }

    private @Nullable Object[] values(CompiledQuery query, List<@Nullable Object> parameters) {
        LiteralValues own = literals;
        List<SqlType> types = own == null ? query.parameterTypes() : List.of();
        if (parameters.size() != types.size()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER,
                    "the statement has " + types.size() + " parameters, but " + parameters.size() + " were given");
        }
        if (own != null) {
            return own.values();
        }
        @Nullable Object[] values = new @Nullable Object[types.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Coercions.toInternal(parameters.get(i), types.get(i));
        }
        return values;
    }

    private RowCursor generatedKeys(CompiledQuery query, RowReader rows, ExecuteOptions options) {
        ResolvedTable target = query.target();
        if (target == null) {
            return Results.cursor(List.of(), List.of());
        }
        TableDefinition table = target.definition();
        List<Integer> positions = new ArrayList<>();
        if (options.generatedKeys() == ExecuteOptions.GeneratedKeys.NAMED) {
            for (String name : options.keyColumns()) {
                positions.add(position(table, name));
            }
        } else {
            for (int i = 0; i < table.columns().size(); i++) {
                ColumnDefinition column = table.columns().get(i);
                if (table.primaryKey().contains(i)
                        || column.identity() != Identity.NONE
                        || column.defaultSql() != null
                        || column.isGenerated()) {
                    positions.add(i);
                }
            }
        }
        List<ResultColumn> columns = new ArrayList<>(positions.size());
        for (int position : positions) {
            ColumnDefinition column = table.columns().get(position);
            columns.add(new ResultColumn(
                    column.name(),
                    column.type(),
                    column.nullable(),
                    new ResultColumn.Origin(
                            target.database(),
                            table.schema(),
                            table.name(),
                            column.name(),
                            column.identity() != Identity.NONE)));
        }
        RowReader keys = () -> {
            @Nullable Object[] row = rows.next();
            if (row == null) {
                return null;
            }
            @Nullable Object[] values = new @Nullable Object[positions.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = row[positions.get(i)];
            }
            return values;
        };
        return session.held(columns, keys, 0);
    }

    private static int position(TableDefinition table, String name) {
        int position = table.columnIndex(name);
        if (position < 0) {
            for (int i = 0; i < table.columns().size(); i++) {
                if (table.columns().get(i).name().equalsIgnoreCase(name)) {
                    return i;
                }
            }
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_COLUMN,
                    "column \"" + name + "\" of table \"" + table.name() + "\" does not exist");
        }
        return position;
    }
}
