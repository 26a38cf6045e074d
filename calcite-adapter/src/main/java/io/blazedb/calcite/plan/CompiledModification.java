/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.exec.operator.ModifyOperators.Changes;
import io.blazedb.calcite.exec.operator.ModifyOperators.Modification;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.OperatorResult;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
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
    public OperatorResult open(ExecutionContext context) {
        try {
            return new Result(modification.run(new OperatorContext(context)));
        } catch (StackOverflowError tooDeep) {
            throw OperatorQuery.tooDeep(tooDeep);
        }
    }

    /** Not thread-safe. */
    private static final class Result implements OperatorResult {
        private final Changes changes;
        private int given;

        Result(Changes changes) {
            this.changes = changes;
        }

        @Override
        public @Nullable Object @Nullable [] next() {
            return given < changes.returned().size() ? changes.returned().get(given++) : null;
        }

        @Override
        public long updateCount() {
            return changes.count();
        }

        @Override
        public List<@Nullable Object[]> writtenRows() {
            return changes.rows();
        }

        @Override
        public void close() {}
    }
}
