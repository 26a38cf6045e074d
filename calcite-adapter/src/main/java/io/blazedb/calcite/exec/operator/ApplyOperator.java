/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import org.jspecify.annotations.Nullable;

/** Runs the right side anew for every left row, which it can see (LATERAL): INNER, LEFT, SEMI and ANTI. */
public final class ApplyOperator implements Operator {
    private final Operator left;
    private final SubPlan right;
    private final int correlation;
    private final JoinType type;
    private final @Nullable Expression condition;
    private final int leftWidth;
    private final int rightWidth;

    /**
     * An apply.
     *
     * @param correlation number under which the right side sees the left row
     */
    public ApplyOperator(
            Operator left,
            SubPlan right,
            int correlation,
            JoinType type,
            @Nullable Expression condition,
            int leftWidth,
            int rightWidth) {
        this.left = left;
        this.right = right;
        this.correlation = correlation;
        this.type = type;
        this.condition = condition;
        this.leftWidth = leftWidth;
        this.rightWidth = rightWidth;
    }

    @Override
    public Rows open(OperatorContext context) {
        return new MatchRows(context, left.open(context), type, condition, leftWidth, rightWidth) {
            @Override
            Rows candidates(@Nullable Object[] leftRow) {
                @Nullable Object[] before = context.setOuterRow(correlation, leftRow);
                try {
                    return Rows.of(right.rows(context).read());
                } finally {
                    context.setOuterRow(correlation, before);
                }
            }
        };
    }
}
