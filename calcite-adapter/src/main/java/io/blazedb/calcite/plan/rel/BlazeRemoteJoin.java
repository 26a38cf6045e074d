/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.Set;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexNode;

/** A join with rows of a served table that asks the owner for those of many keys at once. */
public final class BlazeRemoteJoin extends BlazeJoin {
    private final int leftKey;
    private final int rightKey;

    /**
     * A join.
     *
     * @param leftKey the left column that gives the keys
     * @param rightKey the column of the table that is compared with them, which has the same type
     */
    public BlazeRemoteJoin(
            BlazeRel left,
            BlazeRel right,
            RexNode condition,
            Set<CorrelationId> variables,
            JoinRelType type,
            int leftKey,
            int rightKey,
            double rows) {
        super(left, right, condition, variables, type, rows);
        this.leftKey = leftKey;
        this.rightKey = rightKey;
    }

    public int leftKey() {
        return leftKey;
    }

    public int rightKey() {
        return rightKey;
    }

    @Override
    BlazeJoin between(BlazeRel newLeft, BlazeRel newRight, RexNode newCondition, JoinRelType newType) {
        return new BlazeRemoteJoin(
                newLeft, newRight, newCondition, getVariablesSet(), newType, leftKey, rightKey, rows());
    }
}
