/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import org.jspecify.annotations.Nullable;

/** The state of one aggregate function over one group. */
public interface Accumulator {

    /** Takes in a row. */
    void add(@Nullable Object[] row);

    /** The value over the rows so far; null for NULL. May be asked for again after more rows. */
    @Nullable
    Object result();

    /** Makes fresh states. */
    @FunctionalInterface
    interface Factory {
        Accumulator start();
    }
}
