/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;

/** Adds columns of window functions to rows. */
public final class BlazeWindow extends Window implements BlazeRel {

    public BlazeWindow(BlazeRel input, List<RexLiteral> constants, RelDataType rowType, List<Group> groups) {
        super(input.getCluster(), BlazeRel.traits(input.getCluster()), List.of(), input, constants, rowType, groups);
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return new BlazeWindow((BlazeRel) inputs.get(0), constants, getRowType(), groups);
    }

    @Override
    public Window copy(List<RexLiteral> constants) {
        return new BlazeWindow((BlazeRel) getInput(), constants, getRowType(), groups);
    }

    @Override
    public double rows() {
        return ((BlazeRel) getInput()).rows();
    }

    @Override
    public String describe() {
        return "BlazeWindow " + groups;
    }
}
