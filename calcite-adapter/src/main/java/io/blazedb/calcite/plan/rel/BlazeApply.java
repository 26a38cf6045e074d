/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.util.ImmutableBitSet;

/** Runs the right side for each row of the left side, which it can see. */
public final class BlazeApply extends Correlate implements BlazeRel {

    public BlazeApply(
            BlazeRel left, BlazeRel right, CorrelationId id, ImmutableBitSet requiredColumns, JoinRelType type) {
        super(
                left.getCluster(),
                BlazeRel.traits(left.getCluster()),
                java.util.List.of(),
                left,
                right,
                id,
                requiredColumns,
                type);
    }

    @Override
    public Correlate copy(
            RelTraitSet traitSet,
            RelNode left,
            RelNode right,
            CorrelationId correlationId,
            ImmutableBitSet requiredColumns,
            JoinRelType joinType) {
        return new BlazeApply((BlazeRel) left, (BlazeRel) right, correlationId, requiredColumns, joinType);
    }

    @Override
    public RelCollation order() {
        return ((BlazeRel) left).order();
    }

    @Override
    public double rows() {
        return ((BlazeRel) left).rows() * Math.max(1, ((BlazeRel) right).rows());
    }

    @Override
    public String describe() {
        return "BlazeApply " + joinType.lowerName;
    }
}
