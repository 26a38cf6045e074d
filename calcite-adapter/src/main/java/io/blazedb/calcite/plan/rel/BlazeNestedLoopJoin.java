/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.Set;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexNode;

/** Joins on any condition by testing all pairs. */
public final class BlazeNestedLoopJoin extends BlazeJoin {
    public BlazeNestedLoopJoin(
            BlazeRel left,
            BlazeRel right,
            RexNode condition,
            Set<CorrelationId> variables,
            JoinRelType type,
            double rows) {
        super(left, right, condition, variables, type, rows);
    }

    @Override
    BlazeJoin between(BlazeRel newLeft, BlazeRel newRight, RexNode newCondition, JoinRelType newType) {
        return new BlazeNestedLoopJoin(newLeft, newRight, newCondition, getVariablesSet(), newType, rows());
    }
}
