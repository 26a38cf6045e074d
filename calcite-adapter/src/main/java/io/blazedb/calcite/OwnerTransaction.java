/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.exec.expression.ScalarExpression;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.storage.WriteTransaction;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of the owner in which a program writes rows of the main database one by one, with everything that statements do: constraints, foreign keys, links,
 * sequences. One thread.
 */
public final class OwnerTransaction {
    private final SqlSession session;
    private final StatementScope scope;
    private final StatementContext context;
    private final Database main;
    private final Map<Long, TableWriter> writers = new HashMap<>();

    OwnerTransaction(SqlSession session, StatementScope scope) {
        this.session = session;
        this.scope = scope;
        this.main = session.databaseOf(Database.MAIN);
        this.context = new StatementContext(session, scope, new @Nullable Object[0], false, 0);
    }

    /** The transaction of the main store. */
    public WriteTransaction store() {
        return scope.write(main);
    }

    public CatalogView catalog() {
        return scope.catalog(main);
    }

    public TableWriter writer(TableDefinition table) {
        return writers.computeIfAbsent(table.tree(), tree -> session.newWriter(scope, main, table, context));
    }

    /** The value that a column gets by its default, of the column's type. */
    public @Nullable Object defaultValue(TableDefinition table, int column) {
        ColumnDefinition definition = table.columns().get(column);
        String sql = definition.defaultSql();
        if (sql == null) {
            return null;
        }
        ScalarExpression value = BlazePlanner.scalar(table, sql, session.names(scope));
        return Coercions.assign(
                value.evaluate(new @Nullable Object[0], context), value.type(), definition.type(), definition.name());
    }

    /** Does something with all that follows from it, constraints that wait for a commit included; what fails is undone. */
    public void undoable(Runnable work) {
        StatementScope.Mark mark = scope.mark();
        try {
            work.run();
            scope.endStatement();
            scope.checkDeferred();
            scope.release(mark);
        } catch (RuntimeException | Error failure) {
            writers.clear();
            scope.rollbackTo(mark);
            scope.release(mark);
            throw failure;
        }
    }
}
