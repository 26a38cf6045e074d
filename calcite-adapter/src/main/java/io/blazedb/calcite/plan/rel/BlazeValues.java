/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;

/** Rows of literals. */
public final class BlazeValues extends Values implements BlazeRel {

    public BlazeValues(RelOptCluster cluster, RelDataType rowType, ImmutableList<ImmutableList<RexLiteral>> tuples) {
        super(cluster, rowType, tuples, BlazeRel.traits(cluster));
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return this;
    }

    @Override
    public double rows() {
        return tuples.size();
    }

    @Override
    public String describe() {
        return "BlazeValues " + tuples.size() + (tuples.size() == 1 ? " row" : " rows");
    }
}
