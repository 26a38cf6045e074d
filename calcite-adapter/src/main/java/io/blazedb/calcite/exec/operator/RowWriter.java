/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import org.jspecify.annotations.Nullable;

/** Writes rows of one table; rows are internal values in the order of the table's columns, already of their columns' types. */
public interface RowWriter {

    /** The next value of an identity column, already of the column's type. */
    Object nextIdentity(int column);

    /** Inserts a row and returns its key. */
    byte[] insert(@Nullable Object[] row);

    /** Replaces the row of a key; the key changes if a primary-key column does. */
    void update(byte[] key, @Nullable Object[] oldRow, @Nullable Object[] newRow);

    void delete(byte[] key, @Nullable Object[] oldRow);
}
