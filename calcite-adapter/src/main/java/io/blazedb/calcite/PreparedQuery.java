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
}
