/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.memory;

import org.jspecify.annotations.Nullable;

/** Rows, pulled one by one. A row is never changed after it was handed out, so it may be kept. */
public interface RowReader extends AutoCloseable {

    /** The next row, or null after the last one. A row may be longer than the type of its rows: the rest means nothing. */
    @Nullable
    Object @Nullable [] next();

    @Override
    default void close() {}
}
