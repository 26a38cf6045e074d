/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.memory.RowReader;
import org.jspecify.annotations.Nullable;

/** Rows of an operator in one execution, pulled one by one. A row is never changed after it was handed out, so it may be kept. */
public interface Rows extends RowReader {

    /** No rows. */
    Rows EMPTY = () -> null;

    /** Rows that are held. */
    static Rows of(RowReader reader) {
        return new Rows() {
            @Override
            public @Nullable Object @Nullable [] next() {
                return reader.next();
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    /** Rows that are there already. */
    static Rows of(Iterable<? extends @Nullable Object[]> rows) {
        java.util.Iterator<? extends @Nullable Object[]> iterator = rows.iterator();
        return () -> iterator.hasNext() ? iterator.next() : null;
    }
}
