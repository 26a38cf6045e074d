/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.error;

import org.jspecify.annotations.Nullable;

/** A failure of a SQL statement: code, SQLSTATE and one sentence for the user. The JDBC driver turns it into an SQLException. */
public final class BlazeSqlException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MESSAGE_LENGTH_MAX = 600;

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
        super(shortened(message), cause);
        this.code = code;
        this.constraint = constraint;
    }

    /** A message may quote a statement or a value of many megabytes. */
    private static String shortened(String message) {
        int rest = message.length() - MESSAGE_LENGTH_MAX;
        return rest <= 0
                ? message
                : message.substring(0, MESSAGE_LENGTH_MAX / 2) + "…"
                        + message.substring(message.length() - MESSAGE_LENGTH_MAX / 2);
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
