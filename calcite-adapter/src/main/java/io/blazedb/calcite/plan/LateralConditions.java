/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import com.google.common.collect.ImmutableSet;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import java.util.HashSet;
import java.util.Set;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Sub-queries in the ON of a LATERAL join. Calcite 1.42 puts the condition above the right side, but leaves the sub-queries with a row
 * that is made of both sides and that nobody shows them:
 *
 * <pre>
 * Correlate($1)                                   Correlate($1)
 *   left                                   to       left
 *   Filter(IN (s of $2.left, $2.right))             Filter(IN (s of $1.left, $2.right)) as $2
 *     right                                           right
 * </pre>
 */
final class LateralConditions extends RelHomogeneousShuttle {
    @Override
    public RelNode visit(RelNode other) {
        RelNode visited = super.visit(other);
        if (!(visited instanceof Correlate correlate)
                || !(correlate.getRight() instanceof Filter filter)
                || !SubQueryShapes.containsSubQuery(filter.getCondition())) {
            return visited;
        }
        Split split = new Split(correlate, filter.getInput());
        RexNode condition = filter.getCondition().accept(split);
        if (split.joined.isEmpty()) {
            return visited;
        }
        Set<CorrelationId> names = new HashSet<>(filter.getVariablesSet());
        names.addAll(split.joined);
        return LogicalCorrelate.create(
                correlate.getLeft(),
                LogicalFilter.create(filter.getInput(), condition, ImmutableSet.copyOf(names)),
                correlate.getHints(),
                correlate.getCorrelationId(),
                correlate.getRequiredColumns().union(split.leftColumns.build()),
                correlate.getJoinType());
    }

    /** Sees columns of a row of both sides as columns of the side that has them. */
    private static final class Split extends RexShuttle {
        private final Correlate correlate;
        private final RelNode right;
        private final RexBuilder rexBuilder;
        private final Set<CorrelationId> free = new HashSet<>();
        private final Set<CorrelationId> joined = new HashSet<>();
        private final ImmutableBitSet.Builder leftColumns = ImmutableBitSet.builder();

        Split(Correlate correlate, RelNode right) {
            this.correlate = correlate;
            this.right = right;
            this.rexBuilder = correlate.getCluster().getRexBuilder();
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            free.addAll(SubQueryShapes.freeVariables(subQuery.rel));
            RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
            return visited.clone(visited.rel.accept(new RelHomogeneousShuttle() {
                @Override
                public RelNode visit(RelNode other) {
                    return super.visit(other).accept(Split.this);
                }
            }));
        }

        @Override
        public RexNode visitFieldAccess(RexFieldAccess access) {
            int leftWidth = correlate.getLeft().getRowType().getFieldCount();
            int width = leftWidth + right.getRowType().getFieldCount();
            if (!(access.getReferenceExpr() instanceof RexCorrelVariable variable)
                    || !free.contains(variable.id)
                    || variable.id.equals(correlate.getCorrelationId())
                    || variable.getType().getFieldCount() != width) {
                return access;
            }
            int index = access.getField().getIndex();
            joined.add(variable.id);
            if (index < leftWidth) {
                leftColumns.set(index);
                RexNode left = rexBuilder.makeCorrel(correlate.getLeft().getRowType(), correlate.getCorrelationId());
                return rexBuilder.makeFieldAccess(left, index);
            }
            return rexBuilder.makeFieldAccess(
                    rexBuilder.makeCorrel(right.getRowType(), variable.id), index - leftWidth);
        }
    }
}
