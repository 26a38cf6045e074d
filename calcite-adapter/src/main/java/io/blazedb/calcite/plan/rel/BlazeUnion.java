/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Union;

/** Union of rows of inputs with the same types. */
public final class BlazeUnion extends Union implements BlazeRel {

    public BlazeUnion(List<RelNode> inputs, boolean all) {
        super(inputs.get(0).getCluster(), BlazeRel.traits(inputs.get(0).getCluster()), inputs, all);
    }

    @Override
    public Union copy(RelTraitSet traitSet, List<RelNode> inputs, boolean all) {
        return new BlazeUnion(inputs, all);
    }

    @Override
    public double rows() {
        return inputs.stream().mapToDouble(i -> ((BlazeRel) i).rows()).sum();
    }

    @Override
    public String describe() {
        return "BlazeUnion" + (all ? " all" : "");
    }
}
