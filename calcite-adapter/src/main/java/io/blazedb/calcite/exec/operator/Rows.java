/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import org.jspecify.annotations.Nullable;

/** Rows of an operator in one execution, pulled one by one. A row is never changed after it was handed out, so it may be kept. */
public interface Rows extends AutoCloseable {

    /** The next row, or null after the last one. A row may be longer than its operator's row type: the rest means nothing. */
    @Nullable
    Object @Nullable [] next();

    @Override
    default void close() {}

    /** No rows. */
    Rows EMPTY = () -> null;

    /** Rows that are there already. */
    static Rows of(Iterable<? extends @Nullable Object[]> rows) {
        java.util.Iterator<? extends @Nullable Object[]> iterator = rows.iterator();
        return () -> iterator.hasNext() ? iterator.next() : null;
    }
}
