/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes rows of one table; rows are internal values in the order of the table's columns, already of their columns' types. */
public interface RowWriter {
    /** Stands for the primary key among unique indexes. */
    int PRIMARY_KEY = -1;

    /**
     * A row that is there.
     *
     * @param key its key
     * @param row its values
     */
    record StoredRow(byte[] key, @Nullable Object[] row) {}

    /** Whether an insert that fails has changed nothing. */
    boolean insertsAllOrNothing();

    /** Whether writing rows changes no other table, as far as rows of statements can tell. */
    boolean changesItsTableOnly();

    /** The next value of an identity column, already of the column's type. */
    Object nextIdentity(int column);

    /** Fills in what the table computes of a row that is to be written; writing it does so as well. */
    void complete(@Nullable Object @Nullable [] oldRow, @Nullable Object[] row);

    /** Inserts a row and returns its key. */
    byte[] insert(@Nullable Object[] row);

    /**
     * Finds the row whose key stands in the way of a new row, after checking the new one's other constraints.
     *
     * @param arbiters the keys to look at: positions of unique indexes, {@link #PRIMARY_KEY}
     * @return null if there is none
     */
    @Nullable
    StoredRow conflicting(@Nullable Object[] row, List<Integer> arbiters);

    /** Replaces the row of a key and returns the new key, which is another one if a primary-key column changes. */
    byte[] update(byte[] key, @Nullable Object[] oldRow, @Nullable Object[] newRow);

    void delete(byte[] key, @Nullable Object[] oldRow);
}
