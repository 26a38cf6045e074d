/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.types.Interval;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** SUM and AVG of intervals. */
final class IntervalSum implements Accumulator {
    private final int column;
    private final boolean average;
    private Interval sum = Interval.ZERO;
    private long count;

    IntervalSum(int column, boolean average) {
        this.column = column;
        this.average = average;
    }

    @Override
    public void add(@Nullable Object[] row) {
        Object value = row[column];
        if (value != null) {
            sum = sum.plus((Interval) value);
            count++;
        }
    }

    @Override
    public @Nullable Object result() {
        return count == 0 ? null : average ? sum.dividedBy(BigDecimal.valueOf(count)) : sum;
    }
}
