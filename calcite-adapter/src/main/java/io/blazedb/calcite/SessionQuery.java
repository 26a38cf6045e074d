/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.error.SqlErrors;
import io.blazedb.calcite.parser.SessionStatement;
import io.blazedb.calcite.plan.ResolvedTable;
import io.blazedb.calcite.security.TableRights;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement about prepared statements, cursors or locks. */
final class SessionQuery implements PreparedQuery {
    private final SqlSession session;
    private final SessionStatement statement;

    SessionQuery(SqlSession session, SessionStatement statement) {
        this.session = session;
        this.statement = statement;
    }

    @Override
    public Kind kind() {
        if (statement instanceof SessionStatement.Execute execute) {
            return session.statements().require(execute.name()).query().kind();
        }
        return statement instanceof SessionStatement.Fetch fetch && !fetch.move() ? Kind.QUERY : Kind.SESSION;
    }

    @Override
    public List<ResultColumn> columns() {
        if (statement instanceof SessionStatement.Execute execute) {
            return session.statements().require(execute.name()).query().columns();
        }
        return statement instanceof SessionStatement.Fetch fetch && !fetch.move()
                ? session.namedCursors().require(fetch.cursor()).columns()
                : List.of();
    }

    @Override
    public List<SqlType> parameterTypes() {
        return List.of();
    }

    @Override
    public SqlResult execute(List<@Nullable Object> parameters, ExecuteOptions options) {
        session.requireOpen();
        if (!parameters.isEmpty()) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "the statement has no parameters");
        }
        try {
            return run(options);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            throw SqlErrors.of(failure);
        }
    }

    @Override
    public BatchResult executeBatch(List<List<@Nullable Object>> parameters, ExecuteOptions options) {
        List<SqlResult> results = new ArrayList<>(parameters.size());
        for (List<@Nullable Object> one : parameters) {
            try {
                results.add(execute(one, options));
            } catch (BlazeSqlException failure) {
                return new BatchResult(results, failure);
            }
        }
        return new BatchResult(results, null);
    }

    private SqlResult run(ExecuteOptions options) {
        if (statement instanceof SessionStatement.Execute execute) {
            return session.statements().execute(execute, options);
        } else if (statement instanceof SessionStatement.Fetch fetch) {
            return session.namedCursors().fetch(fetch);
        } else if (statement instanceof SessionStatement.Prepare prepare) {
            session.statements().prepare(prepare);
        } else if (statement instanceof SessionStatement.Deallocate deallocate) {
            session.statements().deallocate(deallocate.name());
        } else if (statement instanceof SessionStatement.Declare declare) {
            session.namedCursors().declare(declare, options);
        } else if (statement instanceof SessionStatement.Close close) {
            session.namedCursors().close(close.cursor());
        } else if (statement instanceof SessionStatement.Lock lock) {
            lock(lock);
        }
        return Results.count(0);
    }

    /**
     * LOCK TABLE. Nobody waits: a transaction that locks against writers cannot be committed once somebody else has written to the table
     * since it began.
     */
    private void lock(SessionStatement.Lock lock) {
        if (!session.isInTransactionBlock()) {
            throw new BlazeSqlException(
                    SqlErrorCode.NO_ACTIVE_TRANSACTION, "LOCK TABLE can only be used in transaction blocks");
        }
        session.inScope(lock.exclusive(), scope -> {
            lock.tables().forEach(name -> lock(scope, name, lock.exclusive()));
            return true;
        });
    }

    private void lock(StatementScope scope, List<String> name, boolean exclusive) {
        ResolvedTable table = session.names(scope).resolve(name);
        if (table == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_TABLE, "table \"" + String.join(".", name) + "\" does not exist");
        }
        TableRights rights = session.access(scope).of(table.database(), table.definition());
        if (rights != null) {
            rights.require(exclusive ? RightKind.UPDATE : RightKind.SELECT, List.of());
        }
        if (exclusive && table.definition().kind() == TableDefinition.Kind.TABLE) {
            Database database = session.databaseOf(table.database());
            session.requireWritable(database);
            scope.write(database).dependOn(table.definition().tree(), KeyRange.all());
        }
    }
}
