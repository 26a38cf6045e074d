/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.error;

import org.jspecify.annotations.Nullable;

/** A failure of a SQL statement: code, SQLSTATE and one sentence for the user. The JDBC driver turns it into an SQLException. */
public final class BlazeSqlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SqlErrorCode code;
    private final @Nullable String constraint;

    public BlazeSqlException(SqlErrorCode code, String message) {
        this(code, message, null, null);
    }

    public BlazeSqlException(SqlErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, null, cause);
    }

    /**
     * A violated constraint or another failure.
     *
     * @param constraint name of the violated constraint, for 23xxx
     */
    public BlazeSqlException(
            SqlErrorCode code, String message, @Nullable String constraint, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.constraint = constraint;
    }

    public SqlErrorCode code() {
        return code;
    }

    public String sqlState() {
        return code.sqlState();
    }

    public @Nullable String constraint() {
        return constraint;
    }
}
