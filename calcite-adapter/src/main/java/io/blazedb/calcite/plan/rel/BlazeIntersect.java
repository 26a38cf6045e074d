/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Intersect;

/** Intersect of rows of inputs with the same types. */
public final class BlazeIntersect extends Intersect implements BlazeRel {

    public BlazeIntersect(List<RelNode> inputs, boolean all) {
        super(inputs.get(0).getCluster(), BlazeRel.traits(inputs.get(0).getCluster()), inputs, all);
    }

    @Override
    public Intersect copy(RelTraitSet traitSet, List<RelNode> inputs, boolean all) {
        return new BlazeIntersect(inputs, all);
    }

    @Override
    public double rows() {
        return ((BlazeRel) inputs.get(0)).rows();
    }

    @Override
    public String describe() {
        return "BlazeIntersect" + (all ? " all" : "");
    }
}
