/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.RowList;
import io.blazedb.calcite.exec.memory.RowReader;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Joins on any condition: the right side is held and read again for each left row. */
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
        RowList inner = new RowList(context.share("NestedLoopJoin"));
        try (Rows rows = right.open(context)) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                inner.add(row);
            }
            return new LoopRows(context, left.open(context), inner);
        } catch (RuntimeException | Error failure) {
            inner.close();
            throw failure;
        }
    }

    private final class LoopRows extends MatchRows {
        private final RowList inner;
        private final BitSet matched = new BitSet();
        private long at;
        private int unmatched;

        LoopRows(OperatorContext context, Rows leftRows, RowList inner) {
            super(context, leftRows, type, condition, leftWidth, rightWidth);
            this.inner = inner;
            if (type.keepsRight()) {
                MemoryAccount.Share share = context.share("NestedLoopJoin");
                share.require(inner.size() / Byte.SIZE);
                onClose(share::close);
            }
            onClose(inner::close);
        }

        @Override
        Rows candidates(@Nullable Object[] leftRow) {
            at = 0;
            if (!inner.isSpilled()) {
                return () -> at < inner.size() ? inner.get(at++) : null;
            }
            RowReader rows = inner.read();
            return () -> {
                at++;
                return rows.next();
            };
        }

        @Override
        void onMatch(@Nullable Object[] rightRow) {
            if (type.keepsRight()) {
                matched.set((int) at - 1);
            }
        }

        @Override
        @Nullable
        Object @Nullable [] nextUnmatchedRight() {
            unmatched = matched.nextClearBit(unmatched);
            return unmatched < inner.size() ? inner.get(unmatched++) : null;
        }
    }
}
