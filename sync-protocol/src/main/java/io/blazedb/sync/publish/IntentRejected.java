/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * An intent that the owner does not apply, in words that the writer may read: they name the published table and what the writer sent, and nothing that the
 * owner has not published.
 */
final class IntentRejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SqlErrorCode code;
    private final String text;
    private final byte @Nullable [] ownerRow;

    IntentRejected(SqlErrorCode code, String text) {
        this(code, text, null);
    }

    IntentRejected(SqlErrorCode code, String text, byte @Nullable [] ownerRow) {
        super(text, null, false, false);
        this.code = code;
        this.text = text;
        this.ownerRow = ownerRow == null ? null : ownerRow.clone();
    }

    /** What a constraint of the owner's table says, without its name: the name, like the columns it is about, may be hidden. */
    static IntentRejected of(BlazeSqlException failure, TableDefinition table) {
        String in = "table \"" + table.name() + "\"";
        String text = switch (failure.code()) {
            case UNIQUE_VIOLATION -> "a row of " + in + " has the same key or unique value";
            case NOT_NULL_VIOLATION -> "a column of " + in + " must have a value";
            case FOREIGN_KEY_VIOLATION -> "a foreign key of " + in + " would be broken";
            case CHECK_VIOLATION -> "a check constraint of " + in + " refuses the row";
            case STRING_TOO_LONG -> "a value is too long for its column of " + in;
            case NUMERIC_OUT_OF_RANGE -> "a number is out of the range of its column of " + in;
            default -> "the owner of " + in + " cannot take the row";
        };
        return new IntentRejected(failure.code(), text);
    }

    /** Whether a failure of the owner says nothing about the intent: it is worth another try. */
    static boolean isPassing(SqlErrorCode code) {
        return switch (code) {
            case SERIALIZATION_FAILURE,
                    LOCK_NOT_AVAILABLE,
                    DEADLOCK_DETECTED,
                    QUERY_CANCELED,
                    CLOSED,
                    IO_ERROR,
                    DISK_FULL,
                    OUT_OF_MEMORY,
                    READ_ONLY_TRANSACTION,
                    TOO_MANY_PROCESSES,
                    STORE_ERROR,
                    DATA_CORRUPTED,
                    IN_DOUBT -> true;
            default -> false;
        };
    }

    String sqlState() {
        return code.sqlState();
    }

    String text() {
        return text;
    }

    byte @Nullable [] ownerRow() {
        return ownerRow == null ? null : ownerRow.clone();
    }
}
