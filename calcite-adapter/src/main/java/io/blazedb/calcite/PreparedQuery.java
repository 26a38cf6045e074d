/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement, parsed and validated, ready to run many times in its session. Re-planned by itself when the schema changes. */
public interface PreparedQuery {
    /** What a statement does. */
    enum Kind {
        QUERY,
        DML,
        DDL,
        /** BEGIN, COMMIT, SET, ATTACH and the like. */
        SESSION
    }

    Kind kind();

    /** Columns of its result; empty if it gives none. */
    List<ResultColumn> columns();

    /** Types of its parameters, in order. */
    List<SqlType> parameterTypes();

    /**
     * Runs the statement.
     *
     * @param parameters external values, one for each parameter
     * @throws io.blazedb.calcite.error.BlazeSqlException with the SQLSTATE of what went wrong; a failed statement changes nothing and
     *     leaves the transaction usable
     */
    SqlResult execute(List<@Nullable Object> parameters, ExecuteOptions options);

    /**
     * What a batch did.
     *
     * @param results of the runs that succeeded, in order
     * @param failure what ended the batch; null if all runs succeeded
     */
    record BatchResult(List<SqlResult> results, @Nullable RuntimeException failure) {}

    /**
     * Runs the statement once for each list of parameters, in one call of the engine. The first run that fails changes nothing and ends the
     * batch; those before it stay. With auto-commit all of them are one transaction.
     *
     * @throws io.blazedb.calcite.error.BlazeSqlException if nothing of the batch was done
     */
    BatchResult executeBatch(List<List<@Nullable Object>> parameters, ExecuteOptions options);
}
