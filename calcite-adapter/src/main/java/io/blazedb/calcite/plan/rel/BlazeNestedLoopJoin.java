/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.Set;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/** Joins on any condition by testing all pairs. */
public final class BlazeNestedLoopJoin extends Join implements BlazeRel {
    private final double rows;

    public BlazeNestedLoopJoin(
            BlazeRel left,
            BlazeRel right,
            RexNode condition,
            Set<CorrelationId> variables,
            JoinRelType type,
            double rows) {
        super(
                left.getCluster(),
                BlazeRel.traits(left.getCluster()),
                java.util.List.of(),
                left,
                right,
                condition,
                variables,
                type);
        this.rows = rows;
    }

    @Override
    public Join copy(
            RelTraitSet traitSet,
            RexNode condition,
            RelNode left,
            RelNode right,
            JoinRelType type,
            boolean semiJoinDone) {
        return new BlazeNestedLoopJoin((BlazeRel) left, (BlazeRel) right, condition, getVariablesSet(), type, rows);
    }

    @Override
    public RelCollation order() {
        return joinType.generatesNullsOnLeft() ? RelCollations.EMPTY : ((BlazeRel) left).order();
    }

    @Override
    public double rows() {
        return rows;
    }

    @Override
    public String describe() {
        RelDataType both = getCluster()
                .getTypeFactory()
                .builder()
                .addAll(left.getRowType().getFieldList())
                .addAll(right.getRowType().getFieldList())
                .build();
        String on = condition.isAlwaysTrue() ? "" : " on " + RexText.of(condition, both);
        return "BlazeNestedLoopJoin " + joinType.lowerName + on;
    }
}
