/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.jdbc.error.SqlExceptions;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What kind of result sets a statement makes, in the constants of {@link ResultSet}.
 *
 * @param type forward only or scroll insensitive
 * @param concurrency read only or updatable
 * @param holdability over commits
 */
record ResultSetKind(int type, int concurrency, int holdability) {

    static final ResultSetKind IN_MEMORY = new ResultSetKind(
            ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY, ResultSet.HOLD_CURSORS_OVER_COMMIT);

    /** Checks the constants; a scroll-sensitive one becomes insensitive, with a warning on the connection. */
    static ResultSetKind of(BlazeConnection connection, int type, int concurrency, int holdability)
            throws SQLException {
        int given = type;
        switch (type) {
            case ResultSet.TYPE_FORWARD_ONLY, ResultSet.TYPE_SCROLL_INSENSITIVE -> {}
            case ResultSet.TYPE_SCROLL_SENSITIVE -> {
                given = ResultSet.TYPE_SCROLL_INSENSITIVE;
                connection.addWarning(SqlExceptions.warning(
                        "01S02", "Scroll-sensitive result sets are not supported; this one is insensitive."));
            }
            default -> throw SqlExceptions.invalidArgument("Not a type of result sets: " + type);
        }
        if (concurrency != ResultSet.CONCUR_READ_ONLY && concurrency != ResultSet.CONCUR_UPDATABLE) {
            throw SqlExceptions.invalidArgument("Not a concurrency of result sets: " + concurrency);
        }
        requireHoldability(holdability);
        return new ResultSetKind(given, concurrency, holdability);
    }

    static void requireHoldability(int holdability) throws SQLException {
        if (holdability != ResultSet.HOLD_CURSORS_OVER_COMMIT && holdability != ResultSet.CLOSE_CURSORS_AT_COMMIT) {
            throw SqlExceptions.invalidArgument("Not a holdability of result sets: " + holdability);
        }
    }

    boolean isScrollable() {
        return type != ResultSet.TYPE_FORWARD_ONLY;
    }

    boolean isUpdatable() {
        return concurrency == ResultSet.CONCUR_UPDATABLE;
    }
}
