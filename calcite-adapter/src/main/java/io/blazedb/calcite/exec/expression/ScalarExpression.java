/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.types.SqlType;
import org.jspecify.annotations.Nullable;

/** An expression over one row of internal values, such as a DEFAULT. Immutable and safe for any number of threads. */
public interface ScalarExpression {

    /** Type of its value. */
    SqlType type();

    /**
     * Computes the value.
     *
     * @param row the row; empty for an expression without columns
     * @return an internal value, or null for NULL
     */
    @Nullable
    Object evaluate(@Nullable Object[] row, ExpressionContext context);
}
