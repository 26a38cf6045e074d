/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.exec.ExpressionCompiler;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * Tidies up the conditions of filters and joins:
 * <ul>
 *   <li>what each branch of an OR demands is demanded once: {@code (a AND b) OR (a AND c)} becomes {@code a AND (b OR c)}
 *   <li>a filter by a constant is no filter, or gives nothing
 * </ul>
 */
final class Conditions extends RelHomogeneousShuttle {

    @Override
    public RelNode visit(RelNode other) {
        RelNode visited = super.visit(other);
        if (visited instanceof Filter filter) {
            return filter(filter);
        }
        if (visited instanceof Join join) {
            RexNode condition = factored(join.getCondition(), join.getCluster().getRexBuilder());
            return join.copy(
                    join.getTraitSet(),
                    condition,
                    join.getLeft(),
                    join.getRight(),
                    join.getJoinType(),
                    join.isSemiJoinDone());
        }
        return visited;
    }

    private static RelNode filter(Filter filter) {
        RexBuilder rexBuilder = filter.getCluster().getRexBuilder();
        List<RexNode> kept = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(factored(filter.getCondition(), rexBuilder))) {
            if (Truth.isNeverTrue(conjunct)) {
                return LogicalValues.createEmpty(filter.getCluster(), filter.getRowType());
            }
            if (!isConstant(conjunct)) {
                kept.add(conjunct);
                continue;
            }
            try {
                if (!Boolean.TRUE.equals(ExpressionCompiler.constantOrThrow(conjunct))) {
                    return LogicalValues.createEmpty(filter.getCluster(), filter.getRowType());
                }
            } catch (BlazeSqlException failsWhenNeeded) {
                kept.add(conjunct);
            }
        }
        if (kept.isEmpty()) {
            return filter.getInput();
        }
        RexNode condition = RexUtil.composeConjunction(rexBuilder, kept);
        return condition.equals(filter.getCondition())
                ? filter
                : filter.copy(filter.getTraitSet(), filter.getInput(), condition);
    }

    private static RexNode factored(RexNode condition, RexBuilder rexBuilder) {
        List<RexNode> conjuncts = RelOptUtil.conjunctions(condition);
        boolean changed = false;
        List<RexNode> factored = new ArrayList<>();
        for (RexNode conjunct : conjuncts) {
            boolean plain = conjunct.isA(SqlKind.OR)
                    && RexUtil.isDeterministic(conjunct)
                    && !SubQueryShapes.containsSubQuery(conjunct);
            RexNode pulled = plain ? RexUtil.pullFactors(rexBuilder, conjunct) : conjunct;
            changed |= !pulled.equals(conjunct);
            factored.add(pulled);
        }
        return changed ? RexUtil.composeConjunction(rexBuilder, factored) : condition;
    }

    /** Whether an expression has the same value for every row and every execution. */
    private static boolean isConstant(RexNode node) {
        try {
            node.accept(new Constness());
            return true;
        } catch (Util.FoundOne found) {
            return false;
        }
    }

    private static final class Constness extends RexVisitorImpl<@Nullable Void> {
        Constness() {
            super(true);
        }

        @Override
        public @Nullable Void visitInputRef(RexInputRef ref) {
            throw Util.FoundOne.NULL;
        }

        @Override
        public @Nullable Void visitDynamicParam(RexDynamicParam parameter) {
            throw Util.FoundOne.NULL;
        }

        @Override
        public @Nullable Void visitCorrelVariable(RexCorrelVariable variable) {
            throw Util.FoundOne.NULL;
        }

        @Override
        public @Nullable Void visitSubQuery(RexSubQuery subQuery) {
            throw Util.FoundOne.NULL;
        }

        @Override
        public @Nullable Void visitOver(RexOver over) {
            throw Util.FoundOne.NULL;
        }

        @Override
        public @Nullable Void visitCall(RexCall call) {
            if (!call.getOperator().isDeterministic() || call.getOperator().isDynamicFunction()) {
                throw Util.FoundOne.NULL;
            }
            return super.visitCall(call);
        }
    }
}
