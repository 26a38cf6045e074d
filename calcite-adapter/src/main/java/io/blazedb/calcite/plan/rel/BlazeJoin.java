/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
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

/** What the join methods have in common: rows come in the order of the left side. */
public abstract sealed class BlazeJoin extends Join implements BlazeRel
        permits BlazeHashJoin, BlazeLookupJoin, BlazeNestedLoopJoin, BlazeRemoteJoin {
    private final double rows;

    BlazeJoin(
            BlazeRel left,
            BlazeRel right,
            RexNode condition,
            Set<CorrelationId> variables,
            JoinRelType type,
            double rows) {
        super(
                left.getCluster(),
                BlazeRel.traits(left.getCluster()),
                List.of(),
                left,
                right,
                condition,
                variables,
                type);
        this.rows = rows;
    }

    /** The same join method between other inputs. */
    abstract BlazeJoin between(BlazeRel newLeft, BlazeRel newRight, RexNode newCondition, JoinRelType newType);

    @Override
    public final Join copy(
            RelTraitSet newTraits,
            RexNode newCondition,
            RelNode newLeft,
            RelNode newRight,
            JoinRelType newType,
            boolean semiJoinDone) {
        return between((BlazeRel) newLeft, (BlazeRel) newRight, newCondition, newType);
    }

    @Override
    public final RelCollation order() {
        return joinType.generatesNullsOnLeft() ? RelCollations.EMPTY : ((BlazeRel) left).order();
    }

    @Override
    public final double rows() {
        return rows;
    }

    @Override
    public final String describe() {
        RelDataType both = getCluster()
                .getTypeFactory()
                .builder()
                .addAll(left.getRowType().getFieldList())
                .addAll(right.getRowType().getFieldList())
                .build();
        String on = condition.isAlwaysTrue() ? "" : " on " + RexText.of(condition, both);
        return getRelTypeName() + " " + joinType.lowerName + on;
    }
}
