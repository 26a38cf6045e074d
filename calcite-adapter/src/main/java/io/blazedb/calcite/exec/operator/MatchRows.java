/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loop that all joins share: for each left row, the right rows that may match, tested by the join's condition. */
abstract class MatchRows implements Rows {
    private final OperatorContext context;
    private final Rows left;
    private final JoinType type;
    private final @Nullable Expression condition;
    private final int leftWidth;
    private final int rightWidth;
    private @Nullable Object @Nullable [] leftRow;
    private @Nullable Rows candidates;
    private boolean matched;
    private final List<Runnable> ends = new ArrayList<>();

    MatchRows(
            OperatorContext context,
            Rows left,
            JoinType type,
            @Nullable Expression condition,
            int leftWidth,
            int rightWidth) {
        this.context = context;
        this.left = left;
        this.type = type;
        this.condition = condition;
        this.leftWidth = leftWidth;
        this.rightWidth = rightWidth;
    }

    /** What is done when these rows are closed. */
    final void onClose(Runnable end) {
        ends.add(end);
    }

    /** Right rows that may match a left row. */
    abstract Rows candidates(@Nullable Object[] leftRow);

    /** Called for a right row that matched. */
    void onMatch(@Nullable Object[] rightRow) {}

    /** The next right row without a match, after the last left row; null after the last one. */
    @Nullable
    Object @Nullable [] nextUnmatchedRight() {
        return null;
    }

    @Override
    public @Nullable Object @Nullable [] next() {
        while (true) {
            Rows open = candidates;
            @Nullable Object[] current = leftRow;
            if (open == null || current == null) {
                current = left.next();
                if (current == null) {
                    @Nullable Object[] rest = type.keepsRight() ? nextUnmatchedRight() : null;
                    return rest == null ? null : JoinType.concat(null, leftWidth, rest, rightWidth);
                }
                leftRow = current;
                matched = false;
                open = candidates(current);
                candidates = open;
            }
            @Nullable Object[] row = nextMatch(current, open);
            if (row != null) {
                return row;
            }
            candidates = null;
            open.close();
            if (!matched && type.keepsLeft()) {
                return JoinType.concat(current, leftWidth, null, rightWidth);
            }
            if (!matched && type == JoinType.ANTI) {
                return current;
            }
        }
    }

    private @Nullable Object @Nullable [] nextMatch(@Nullable Object[] current, Rows open) {
        if (matched && type.isLeftOnly()) {
            return null;
        }
        @Nullable Object[] right;
        while ((right = open.next()) != null) {
            context.tick();
            @Nullable
            Object[] row = type.isLeftOnly() && condition == null
                    ? current
                    : JoinType.concat(current, leftWidth, right, rightWidth);
            if (condition == null || condition.isTrue(row, context)) {
                matched = true;
                onMatch(right);
                if (type == JoinType.ANTI) {
                    return null;
                }
                return type == JoinType.SEMI ? current : row;
            }
        }
        return null;
    }

    @Override
    public void close() {
        if (candidates != null) {
            candidates.close();
            candidates = null;
        }
        left.close();
        ends.forEach(Runnable::run);
    }
}
