/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Joins on any condition: the right side is kept in memory and read again for each left row. */
public final class NestedLoopJoinOperator implements Operator {
    private final Operator left;
    private final Operator right;
    private final JoinType type;
    private final @Nullable Expression condition;
    private final int leftWidth;
    private final int rightWidth;

    /**
     * A join.
     *
     * @param condition what the columns of both sides must meet, or null for all pairs
     */
    public NestedLoopJoinOperator(
            Operator left,
            Operator right,
            JoinType type,
            @Nullable Expression condition,
            int leftWidth,
            int rightWidth) {
        this.left = left;
        this.right = right;
        this.type = type;
        this.condition = condition;
        this.leftWidth = leftWidth;
        this.rightWidth = rightWidth;
    }

    @Override
    public Rows open(OperatorContext context) {
        List<@Nullable Object[]> inner = new ArrayList<>();
        try (Rows rows = right.open(context)) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                inner.add(row);
            }
        }
        return new LoopRows(context, left.open(context), inner);
    }

    private final class LoopRows extends MatchRows {
        private final List<@Nullable Object[]> inner;
        private final boolean[] matched;
        private int at;
        private int unmatched;

        LoopRows(OperatorContext context, Rows leftRows, List<@Nullable Object[]> inner) {
            super(context, leftRows, type, condition, leftWidth, rightWidth);
            this.inner = inner;
            this.matched = new boolean[inner.size()];
        }

        @Override
        Rows candidates(@Nullable Object[] leftRow) {
            at = 0;
            return () -> at < inner.size() ? inner.get(at++) : null;
        }

        @Override
        void onMatch(@Nullable Object[] rightRow) {
            matched[at - 1] = true;
        }

        @Override
        @Nullable
        Object @Nullable [] nextUnmatchedRight() {
            while (unmatched < matched.length) {
                if (!matched[unmatched++]) {
                    return inner.get(unmatched - 1);
                }
            }
            return null;
        }
    }
}
