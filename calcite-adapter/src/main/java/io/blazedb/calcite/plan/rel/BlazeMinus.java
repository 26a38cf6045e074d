/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Minus;

/** Minus of rows of inputs with the same types. */
public final class BlazeMinus extends Minus implements BlazeRel {

    public BlazeMinus(List<RelNode> inputs, boolean all) {
        super(inputs.get(0).getCluster(), BlazeRel.traits(inputs.get(0).getCluster()), inputs, all);
    }

    @Override
    public Minus copy(RelTraitSet traitSet, List<RelNode> inputs, boolean all) {
        return new BlazeMinus(inputs, all);
    }

    @Override
    public double rows() {
        return ((BlazeRel) inputs.get(0)).rows();
    }

    @Override
    public String describe() {
        return "BlazeMinus" + (all ? " all" : "");
    }
}
