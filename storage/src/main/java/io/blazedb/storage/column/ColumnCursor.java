/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.column;

/**
 * Walks the columns of a key range in ascending key order, many rows at a time. Everything that it returns is valid until the next call
 * of {@link #next()}. Not thread-safe; close it before its transaction ends.
 */
public interface ColumnCursor extends AutoCloseable {

    /** Moves to the next rows; false if there are none. */
    boolean next();

    /** How many rows these are: at least 1, at most {@link Limits#BATCH_ROWS_MAX}. */
    int count();

    /** Values of a column, by its place in the request. */
    ColumnVector column(int index);

    /** The keys, if they were requested. */
    ColumnVector keys();

    @Override
    void close();
}
