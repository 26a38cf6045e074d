/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.exec.operator.ModifyOperators.Changes;
import io.blazedb.calcite.exec.operator.ModifyOperators.Modification;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.OperatorResult;
import io.blazedb.calcite.exec.operator.RowInsert;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A planned statement that writes. */
record CompiledModification(
        List<ResultColumn> columns,
        List<SqlType> parameterTypes,
        List<ResolvedTable> tables,
        ResolvedTable target,
        Set<ResolvedTable> reads,
        String explain,
        Modification modification)
        implements CompiledQuery {

    @Override
    public boolean isDml() {
        return true;
    }

    @Override
    public Set<String> databasesRead() {
        return OperatorQuery.databases(tables);
    }

    @Override
    public Set<String> databasesWritten() {
        return Set.of(target.database());
    }

    @Override
    public boolean givesOneRow() {
        return false;
    }

    @Override
    public @Nullable RowInsert rowInsert() {
        return modification instanceof RowInsert insert ? insert : null;
    }

    @Override
    public OperatorResult open(ExecutionContext execution) {
        OperatorContext context = new OperatorContext(execution);
        try {
            return new Result(modification.run(context), context);
        } catch (StackOverflowError tooDeep) {
            context.close();
            throw OperatorQuery.tooDeep(tooDeep);
        } catch (RuntimeException | Error failure) {
            context.close();
            throw failure;
        }
    }

    private record Result(Changes changes, OperatorContext context) implements OperatorResult {

        @Override
        public @Nullable Object @Nullable [] next() {
            return changes.returned().next();
        }

        @Override
        public long updateCount() {
            return changes.count();
        }

        @Override
        public RowReader writtenRows() {
            return changes.rows();
        }

        @Override
        public Map<String, Long> spilled() {
            return context.account().spilled();
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
