/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import com.google.common.collect.ImmutableSet;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import io.blazedb.calcite.plan.rules.BlazeRules;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;

/** The phases between the logical plan and the physical one: sub-queries to the top of filters, conditions down, join order. */
final class LogicalOptimizer {

    RelNode optimize(RelNode rel) {
        RelNode split = rel.accept(new LateralConditions())
                .accept(new Conditions())
                .accept(new SplitFilters())
                .accept(new FilteredArguments())
                .accept(new WindowSubQueries());
        RelNode pushed = run(BlazeRules.pushDown(), split);
        if (BarrierFilters.hasBarrier(pushed)) {
            pushed = BarrierFilters.apply(pushed, next -> run(BlazeRules.pushDown(), next));
        }
        RelNode ordered = JoinOrder.apply(pushed);
        return ordered == pushed ? pushed : run(BlazeRules.tidyUp(), ordered);
    }

    private static RelNode run(HepProgram program, RelNode rel) {
        HepPlanner planner =
                new HepPlanner(program, rel.getCluster().getPlanner().getContext()) {
                    @Override
                    public void checkCancel() {
                        PlanningCheck.in(this);
                    }
                };
        planner.setRoot(rel);
        return planner.findBestExp();
    }

    /**
     * <pre>
     * Filter(a AND EXISTS(s1) AND b IN (s2))        Project
     *   input                                 to      Join(b = s2's column)
     *                                                   Filter(EXISTS(s1))
     *                                                     Filter(a)
     *                                                       input
     *                                                   Aggregate(s2)
     * </pre>
     */
    private static final class SplitFilters extends RelHomogeneousShuttle {
        @Override
        public RelNode visit(RelNode other) {
            RelNode visited = super.visit(other);
            if (!(visited instanceof Filter filter) || !SubQueryShapes.containsSubQuery(filter.getCondition())) {
                return visited;
            }
            RexBuilder rexBuilder = filter.getCluster().getRexBuilder();
            List<RexNode> plain = new ArrayList<>();
            List<RexNode> withSubQuery = new ArrayList<>();
            List<RexSubQuery> memberships = new ArrayList<>();
            for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
                if (!SubQueryShapes.containsSubQuery(conjunct)) {
                    plain.add(conjunct);
                } else if (isMembership(conjunct)) {
                    memberships.add((RexSubQuery) conjunct);
                } else {
                    withSubQuery.add(conjunct);
                }
            }
            RelNode result = filter.getInput();
            if (!plain.isEmpty()) {
                result = LogicalFilter.create(result, RexUtil.composeConjunction(rexBuilder, plain));
            }
            if (!withSubQuery.isEmpty()) {
                result = LogicalFilter.create(
                        result,
                        RexUtil.composeConjunction(rexBuilder, withSubQuery),
                        ImmutableSet.copyOf(filter.getVariablesSet()));
            }
            for (RexSubQuery membership : memberships) {
                result = joined(result, membership);
            }
            return result;
        }

        /** Whether a condition is {@code expressions IN (sub-query)} and the sub-query sees no enclosing row. */
        private static boolean isMembership(RexNode conjunct) {
            return conjunct instanceof RexSubQuery subQuery
                    && subQuery.getKind() == SqlKind.IN
                    && subQuery.getOperands().stream().noneMatch(SubQueryShapes::containsSubQuery)
                    && SubQueryShapes.freeVariables(subQuery.rel).isEmpty();
        }

        /** The rows that have a partner among the different rows of the sub-query; a NULL on either side is no partner. */
        private static RelNode joined(RelNode input, RexSubQuery membership) {
            RexBuilder rexBuilder = input.getCluster().getRexBuilder();
            RelNode values = membership.rel.accept(new Conditions()).accept(new SplitFilters());
            int width = input.getRowType().getFieldCount();
            int count = values.getRowType().getFieldCount();
            RelNode distinct =
                    LogicalAggregate.create(values, List.of(), ImmutableBitSet.range(count), null, List.of());
            List<RexNode> equalities = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                RexNode value = rexBuilder.makeInputRef(
                        distinct.getRowType().getFieldList().get(i).getType(), width + i);
                equalities.add(rexBuilder.makeCall(
                        SqlStdOperatorTable.EQUALS, membership.getOperands().get(i), value));
            }
            RelNode join = LogicalJoin.create(
                    input,
                    distinct,
                    List.of(),
                    RexUtil.composeConjunction(rexBuilder, equalities),
                    ImmutableSet.of(),
                    JoinRelType.INNER);
            List<RexNode> columns = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                columns.add(rexBuilder.makeInputRef(join, i));
            }
            return LogicalProject.create(
                    join, List.of(), columns, input.getRowType().getFieldNames(), ImmutableSet.of());
        }
    }
}
