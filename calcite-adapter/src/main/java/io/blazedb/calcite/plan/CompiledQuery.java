/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.exec.operator.OperatorResult;
import io.blazedb.calcite.exec.operator.RowInsert;
import io.blazedb.calcite.exec.operator.RowLocking;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A planned statement. Immutable: any number of sessions may run it at the same time as long as the catalogs it was planned on hold. */
public interface CompiledQuery {

    /** Whether it is an INSERT, UPDATE or DELETE. */
    boolean isDml();

    /** Columns of its rows; empty for DML. */
    List<ResultColumn> columns();

    List<SqlType> parameterTypes();

    /** Aliases of the databases it reads. */
    Set<String> databasesRead();

    /** Aliases of the databases it writes. */
    Set<String> databasesWritten();

    /** Every table and view it names or a view in it names, for privileges. */
    List<ResolvedTable> tables();

    /** The tables whose rows it reads. */
    default Set<ResolvedTable> reads() {
        return Set.copyOf(tables());
    }

    /** The table that a DML statement writes, or null. */
    @Nullable
    ResolvedTable target();

    /** Whether it never gives more than one row, and one that needs nothing of its transaction any more. */
    boolean givesOneRow();

    /** Whether it ends with FOR UPDATE or its like. */
    default boolean locks() {
        return false;
    }

    /** How the rows that it gives are locked one by one; null if it does not lock, or depends on its tables as a whole. */
    default @Nullable RowLocking rowLocking() {
        return null;
    }

    /** The INSERT of one row that it is, for batches; null if it is anything else. */
    default @Nullable RowInsert rowInsert() {
        return null;
    }

    /** The plan as text: a line for each operator, indented by its depth. */
    String explain();

    /** Runs it; a DML statement to its end. */
    OperatorResult open(ExecutionContext context);
}
