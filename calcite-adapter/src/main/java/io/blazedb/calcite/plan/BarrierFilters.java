/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.plan.rel.SecurityBarrier;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/**
 * Moves conditions that are {@link LeakProof} below barriers, and below the policies' own conditions there, so that they can choose an
 * access path. Serves one plan.
 */
final class BarrierFilters extends RelHomogeneousShuttle {
    private static final int DEPTH_MAX = 10;

    private boolean moved;

    private BarrierFilters() {}

    /** Whether there is a barrier in a plan. */
    static boolean hasBarrier(RelNode rel) {
        return rel instanceof SecurityBarrier || rel.getInputs().stream().anyMatch(BarrierFilters::hasBarrier);
    }

    /** Moves what can be moved; {@code pushDown} brings conditions to the barriers. */
    static RelNode apply(RelNode rel, java.util.function.UnaryOperator<RelNode> pushDown) {
        RelNode result = rel;
        for (int i = 0; i < DEPTH_MAX; i++) {
            BarrierFilters filters = new BarrierFilters();
            RelNode next = result.accept(filters);
            if (!filters.moved) {
                break;
            }
            result = pushDown.apply(next);
        }
        return result;
    }

    @Override
    public RelNode visit(RelNode other) {
        boolean between = other instanceof Filter filter
                && filter.getInput() instanceof SecurityBarrier
                && filter.getVariablesSet().isEmpty()
                && !SubQueryShapes.containsSubQuery(filter.getCondition());
        return super.visit(between ? moved((Filter) other) : other);
    }

    private RelNode moved(Filter filter) {
        RexBuilder rexBuilder = filter.getCluster().getRexBuilder();
        List<RexNode> harmless = new ArrayList<>();
        List<RexNode> others = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
            (LeakProof.is(conjunct) ? harmless : others).add(conjunct);
        }
        if (harmless.isEmpty()) {
            return filter;
        }
        moved = true;
        SecurityBarrier barrier = (SecurityBarrier) filter.getInput();
        RexNode below = RexUtil.composeConjunction(rexBuilder, harmless);
        RelNode limited = barrier.copy(barrier.getTraitSet(), List.of(below(barrier.getInput(), below)));
        return others.isEmpty()
                ? limited
                : LogicalFilter.create(limited, RexUtil.composeConjunction(rexBuilder, others));
    }

    private static RelNode below(RelNode rel, RexNode condition) {
        if (rel instanceof Filter filter) {
            RelNode input = below(filter.getInput(), condition);
            return filter.copy(filter.getTraitSet(), List.of(input));
        }
        return LogicalFilter.create(rel, condition);
    }
}
