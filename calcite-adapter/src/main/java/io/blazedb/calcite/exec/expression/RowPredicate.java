/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import org.jspecify.annotations.Nullable;

/** A condition over a whole row of one table. Immutable and safe for any number of threads. */
public interface RowPredicate {

    /** The condition's value: TRUE, FALSE, or null for UNKNOWN. A CHECK fails on FALSE only. */
    @Nullable
    Boolean evaluate(@Nullable Object[] row, ExpressionContext context);

    /** Whether the condition is TRUE; UNKNOWN counts as not met, as in WHERE. */
    default boolean test(@Nullable Object[] row, ExpressionContext context) {
        return Boolean.TRUE.equals(evaluate(row, context));
    }
}
