/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.error;

import io.blazedb.storage.error.StoreException;
import java.time.DateTimeException;

/** Failures of the layers below as failures of a statement. */
public final class SqlErrors {
    private SqlErrors() {}

    /** The failure as a user of SQL sees it. */
    public static BlazeSqlException of(Throwable failure) {
        if (failure instanceof BlazeSqlException known) {
            return known;
        }
        if (failure instanceof StoreException store) {
            return ofStore(store, String.valueOf(store.getMessage()));
        }
        if (failure instanceof StackOverflowError) {
            return new BlazeSqlException(
                    SqlErrorCode.STATEMENT_TOO_COMPLEX, "the statement is nested too deeply", failure);
        }
        if (failure instanceof ArithmeticException) {
            return new BlazeSqlException(SqlErrorCode.NUMERIC_OUT_OF_RANGE, "a number is out of range", failure);
        }
        if (failure instanceof DateTimeException) {
            return new BlazeSqlException(SqlErrorCode.DATETIME_OVERFLOW, "a date or time is out of range", failure);
        }
        if (failure instanceof OutOfMemoryError) {
            return new BlazeSqlException(
                    SqlErrorCode.OUT_OF_MEMORY, "the heap of the program is too small for the statement", failure);
        }
        return new BlazeSqlException(
                SqlErrorCode.INTERNAL_ERROR,
                "internal error while running the statement ("
                        + failure.getClass().getSimpleName() + ")",
                failure);
    }

    /** A failure of the store, with a message of its own. */
    public static BlazeSqlException ofStore(StoreException failure, String message) {
        SqlErrorCode code = switch (failure.code()) {
            case WRONG_KEY, WEAK_KEY -> SqlErrorCode.WRONG_PASSWORD;
            case WRITE_CONFLICT -> SqlErrorCode.SERIALIZATION_FAILURE;
            case READ_ONLY, UNWRITABLE -> SqlErrorCode.READ_ONLY_TRANSACTION;
            case NOT_FOUND, NOT_A_DATABASE, UNSUPPORTED_FORMAT, NETWORK_FILE_SYSTEM, SEVERAL_NAMES, BAD_ANCHOR ->
                SqlErrorCode.CONNECTION_FAILURE;
            case CLOSED -> SqlErrorCode.CLOSED;
            case TOO_LARGE, KEY_SLOTS_FULL -> SqlErrorCode.LIMIT_EXCEEDED;
            case CHANGES_TRUNCATED, LAST_KEY -> SqlErrorCode.OBJECT_NOT_READY;
            case TARGET_EXISTS, KEY_SLOT_EXISTS -> SqlErrorCode.DUPLICATE_OBJECT;
            case KEY_SLOT_NOT_FOUND -> SqlErrorCode.UNDEFINED_OBJECT;
            case IN_MEMORY -> SqlErrorCode.FEATURE_NOT_SUPPORTED;
            case BUSY -> SqlErrorCode.LOCK_NOT_AVAILABLE;
            case DISK_FULL -> SqlErrorCode.DISK_FULL;
            case HEAP_TOO_SMALL -> SqlErrorCode.STORE_ERROR;
            case TOO_MANY_PROCESSES -> SqlErrorCode.TOO_MANY_PROCESSES;
            case IO_ERROR, WRITER_POISONED, FILE_CHANGED -> SqlErrorCode.IO_ERROR;
            case CORRUPTED, ROLLED_BACK, DIVERGED -> SqlErrorCode.DATA_CORRUPTED;
            case INTERNAL -> SqlErrorCode.INTERNAL_ERROR;
        };
        return new BlazeSqlException(code, message, failure);
    }
}
