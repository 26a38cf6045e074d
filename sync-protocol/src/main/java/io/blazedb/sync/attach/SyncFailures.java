/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.sync.error.SyncException;

/** The one place where a failure of sync becomes one of SQL. */
public final class SyncFailures {
    private SyncFailures() {}

    /** The failure as a user of SQL sees it. */
    public static BlazeSqlException toSql(SyncException failure) {
        SqlErrorCode code = switch (failure.code()) {
            case NOT_GRANTED, REVOKED, AUTHENTICATION_FAILED, PEER_CHANGED -> SqlErrorCode.PERMISSION_DENIED;
            case UNKNOWN_DATABASE -> SqlErrorCode.INVALID_CATALOG;
            case UNKNOWN_GROUP -> SqlErrorCode.UNDEFINED_OBJECT;
            case INVALID_CONDITION -> SqlErrorCode.SYNTAX_ERROR;
            case INVALID_SOURCE, INVALID_TOKEN -> SqlErrorCode.INVALID_PARAMETER;
            case INVALID_PUBLICATION -> SqlErrorCode.INVALID_DEFINITION;
            case UNREACHABLE, TIMEOUT, DISCONNECTED, OVERLOADED -> SqlErrorCode.CONNECTION_FAILURE;
            case IO_ERROR -> SqlErrorCode.IO_ERROR;
            case CLOSED -> SqlErrorCode.CLOSED;
            case PAYLOAD_REJECTED, FORKED, DAMAGED_IDENTITY, DAMAGED_AUDIT -> SqlErrorCode.DATA_CORRUPTED;
            default -> SqlErrorCode.INTERNAL_ERROR;
        };
        String message = failure.getMessage();
        return new BlazeSqlException(code, message == null ? failure.code().text() : message, failure);
    }
}
