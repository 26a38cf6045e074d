/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.OperatorResult;
import io.blazedb.calcite.exec.operator.RowLocking;
import io.blazedb.calcite.exec.operator.Rows;
import io.blazedb.calcite.types.SqlType;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A planned query: the operator at its top gives its rows. */
record OperatorQuery(
        List<ResultColumn> columns,
        List<SqlType> parameterTypes,
        List<ResolvedTable> tables,
        String explain,
        boolean locks,
        @Nullable RowLocking rowLocking,
        Operator operator)
        implements CompiledQuery {

    static Set<String> databases(Collection<ResolvedTable> tables) {
        Set<String> databases = new HashSet<>();
        for (ResolvedTable table : tables) {
            databases.add(table.database());
        }
        return Set.copyOf(databases);
    }

    @Override
    public boolean isDml() {
        return false;
    }

    @Override
    public Set<String> databasesRead() {
        return databases(tables);
    }

    @Override
    public Set<String> databasesWritten() {
        return Set.of();
    }

    @Override
    public @Nullable ResolvedTable target() {
        return null;
    }

    @Override
    public boolean givesOneRow() {
        return operator.isSingle() && !givesLargeObjects();
    }

    private boolean givesLargeObjects() {
        for (ResultColumn column : columns) {
            if (column.type().isLargeObject()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public OperatorResult open(ExecutionContext context) {
        try {
            return open(new OperatorContext(context));
        } catch (StackOverflowError tooDeep) {
            throw tooDeep(tooDeep);
        }
    }

    private Result open(OperatorContext context) {
        try {
            return new Result(operator.open(context), context);
        } catch (RuntimeException | Error failure) {
            context.close();
            throw failure;
        }
    }

    /** A plan that nests too deeply is an error of the statement. */
    static BlazeSqlException tooDeep(StackOverflowError cause) {
        return new BlazeSqlException(SqlErrorCode.STATEMENT_TOO_COMPLEX, "the statement is nested too deeply", cause);
    }

    private record Result(Rows rows, OperatorContext context) implements OperatorResult {
        @Override
        public @Nullable Object @Nullable [] next() {
            try {
                return rows.next();
            } catch (StackOverflowError tooDeep) {
                throw tooDeep(tooDeep);
            }
        }

        @Override
        public long updateCount() {
            return -1;
        }

        @Override
        public RowReader writtenRows() {
            return Rows.EMPTY;
        }

        @Override
        public Map<String, Long> spilled() {
            return context.account().spilled();
        }

        @Override
        public void close() {
            try {
                rows.close();
            } finally {
                context.close();
            }
        }
    }
}
