/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import org.jspecify.annotations.Nullable;

/**
 * A committed change of a row.
 *
 * @param kind what happened
 * @param table the table's name, without its database
 * @param oldRow the row before; null for an insert
 * @param newRow the row after; null for a delete
 * @param sequence place of its transaction in the commit order of the database
 */
public record Change(
        Kind kind,
        String table,
        @Nullable Row oldRow,
        @Nullable Row newRow,
        long sequence) {

    /** What happens to a row. */
    public enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }
}
