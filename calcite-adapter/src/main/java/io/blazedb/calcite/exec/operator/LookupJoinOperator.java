/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import org.jspecify.annotations.Nullable;

/** Joins by looking up the right table's rows through a key or index for every left row: INNER, LEFT, SEMI and ANTI. */
public final class LookupJoinOperator implements Operator {
    private final Operator left;
    private final Lookup right;
    private final JoinType type;
    private final @Nullable Expression condition;
    private final int leftWidth;
    private final int rightWidth;

    /**
     * A join.
     *
     * @param condition what the columns of both sides must meet beyond the keys, or null
     */
    public LookupJoinOperator(
            Operator left, Lookup right, JoinType type, @Nullable Expression condition, int leftWidth, int rightWidth) {
        this.left = left;
        this.right = right;
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
                return right.open(context, leftRow);
            }
        };
    }
}
