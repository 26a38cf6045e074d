/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.exec.memory.MemoryAccount;
import org.jspecify.annotations.Nullable;

/** The state of one aggregate function over one group. */
public interface Accumulator {

    /** Takes in a row. */
    void add(@Nullable Object[] row);

    /** The value over the rows so far; null for NULL. May be asked for again after more rows. */
    @Nullable
    Object result();

    /** About how much it holds because of the rows it took in; negative if that never grows. */
    default long bytes() {
        return -1;
    }

    /** Makes fresh states. */
    @FunctionalInterface
    interface Factory {
        Accumulator start();

        /**
         * A state that may work for long at its end.
         *
         * @param tick called for each step of that
         */
        default Accumulator start(Runnable tick) {
            return start();
        }

        /**
         * A state that may move what it holds out of memory.
         *
         * @param tick called for each row that is moved, and as above
         */
        default Accumulator start(MemoryAccount.Share share, Runnable tick) {
            return start(tick);
        }
    }
}
