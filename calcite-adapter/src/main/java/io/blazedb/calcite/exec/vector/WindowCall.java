/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.vector.BatchAggregateOperator.Function;
import org.jspecify.annotations.Nullable;

/**
 * A window function over batches.
 *
 * @param column the column whose values are given, or -1
 * @param offset how many rows further the value is taken from; negative for earlier rows
 * @param extent the rows that the function sees; they begin with the first of the partition
 * @param aggregate the aggregate function, if it is one
 * @param of the form of its values
 */
public record WindowCall(
        Kind kind,
        int column,
        long offset,
        Extent extent,
        @Nullable Function aggregate,
        VectorExpression of) {

    /** What is computed. */
    public enum Kind {
        ROW_NUMBER,
        RANK,
        DENSE_RANK,
        /** The value of a row at a distance, LAG and LEAD. */
        SHIFTED,
        FIRST_VALUE,
        LAST_VALUE,
        AGGREGATE
    }

    /** Up to where a frame goes. */
    public enum Extent {
        ROW,
        /** The last row that is equal in the window's order. */
        PEERS,
        PARTITION
    }
}
