/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.error;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.storage.error.StoreException;
import java.sql.BatchUpdateException;
import java.sql.ClientInfoStatus;
import java.sql.SQLClientInfoException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.sql.SQLWarning;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes every SQLException of the driver: the class follows the SQLSTATE, the vendor code is the engine's stable number. */
public final class SqlExceptions {
    /** Vendor codes of failures that arise in the driver itself. */
    private static final int DRIVER_CODE = 20_000;

    private static final String OUT_OF_MEMORY = "The heap of the program is too small for the statement.";
    private static final String TOO_COMPLEX = "The statement is nested too deeply.";
    private static final String INTERNAL = "Internal error of BlazeDB: ";

    private SqlExceptions() {}

    /** A failure found by the driver itself. */
    public static SQLException of(String sqlState, String message) {
        return create(sqlState, DRIVER_CODE, message, null);
    }

    /** A failure found by the driver itself, with its cause. */
    public static SQLException of(String sqlState, String message, @Nullable Throwable cause) {
        return create(sqlState, DRIVER_CODE, message, cause);
    }

    /** The SQLException for a failure below the driver. */
    public static SQLException of(Throwable failure) {
        if (failure instanceof BlazeSqlException sql) {
            return create(sql.sqlState(), sql.code().number(), text(sql), sql);
        }
        if (failure instanceof StoreException store) {
            return create(store.code().sqlState(), store.code().number(), text(store), store);
        }
        if (failure instanceof StackOverflowError) {
            return create("54001", SqlErrorCode.STATEMENT_TOO_COMPLEX.number(), TOO_COMPLEX, failure);
        }
        if (failure instanceof OutOfMemoryError) {
            return create("53200", SqlErrorCode.OUT_OF_MEMORY.number(), OUT_OF_MEMORY, failure);
        }
        return create("XX000", SqlErrorCode.INTERNAL_ERROR.number(), INTERNAL + failure, failure);
    }

    /** A statement that was ended by its time limit. */
    public static SQLException timeout(SQLException failure, int timeoutSeconds) {
        String message = "The statement ran longer than its time limit of " + timeoutSeconds + " s and was ended.";
        return new SQLTimeoutException(message, failure.getSQLState(), failure.getErrorCode(), failure);
    }

    public static SQLException notSupported(String what) {
        return create("0A000", DRIVER_CODE, what + " is not supported.", null);
    }

    public static SQLException closed(String what) {
        return create("55000", DRIVER_CODE, "The " + what + " is closed.", null);
    }

    public static SQLException connectionClosed() {
        return create("08003", DRIVER_CODE, "The connection is closed.", null);
    }

    public static SQLException invalidArgument(String message) {
        return create("22023", DRIVER_CODE, message, null);
    }

    public static SQLException outOfRange(String type) {
        return create("22003", DRIVER_CODE, "The value is out of range for " + type + ".", null);
    }

    public static SQLException cannotConvert(String from, String to) {
        return create("07006", DRIVER_CODE, "A value of type " + from + " cannot be read as " + to + ".", null);
    }

    /** Text that does not read as the wanted type; the text itself is data and stays out of the message. */
    public static SQLException notReadable(String to) {
        return create("22018", DRIVER_CODE, "The text does not read as " + to + ".", null);
    }

    public static SQLClientInfoException clientInfo(String message, Map<String, ClientInfoStatus> failed) {
        return new SQLClientInfoException(message, "22023", DRIVER_CODE, failed);
    }

    /** A failed batch: the counts of what ran, and the failure as cause and as next exception. */
    public static BatchUpdateException batch(SQLException failure, long[] counts) {
        BatchUpdateException batch = new BatchUpdateException(
                failure.getMessage(), failure.getSQLState(), failure.getErrorCode(), counts, failure);
        batch.setNextException(failure);
        return batch;
    }

    public static SQLWarning warning(String sqlState, String message) {
        return new SQLWarning(message, sqlState, DRIVER_CODE);
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isEmpty() ? failure.getClass().getSimpleName() : message;
    }

    private static SQLException create(String sqlState, int code, String message, @Nullable Throwable cause) {
        return switch (sqlState.substring(0, 2)) {
            case "0A" -> new SQLFeatureNotSupportedException(message, sqlState, code, cause);
            case "08" ->
                sqlState.equals("08007")
                        ? new SQLTransientConnectionException(message, sqlState, code, cause)
                        : new SQLNonTransientConnectionException(message, sqlState, code, cause);
            case "22" -> new SQLDataException(message, sqlState, code, cause);
            case "23" -> new SQLIntegrityConstraintViolationException(message, sqlState, code, cause);
            case "28" -> new SQLInvalidAuthorizationSpecException(message, sqlState, code, cause);
            case "40" -> new SQLTransactionRollbackException(message, sqlState, code, cause);
            case "42" -> new SQLSyntaxErrorException(message, sqlState, code, cause);
            case "55" ->
                sqlState.equals("55P03")
                        ? new SQLTransientException(message, sqlState, code, cause)
                        : new SQLException(message, sqlState, code, cause);
            default -> new SQLException(message, sqlState, code, cause);
        };
    }
}
