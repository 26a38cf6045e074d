/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;

/** {@code COUNT(*)} of a scan without a filter: the tree knows how many entries its ranges hold; no row is read. */
public final class BlazeCount extends SingleRel implements BlazeRel {

    public BlazeCount(BlazeScan scan, RelDataType rowType) {
        super(scan.getCluster(), BlazeRel.traits(scan.getCluster()), scan);
        this.rowType = rowType;
    }

    public BlazeScan scan() {
        return (BlazeScan) input;
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return new BlazeCount((BlazeScan) inputs.get(0), getRowType());
    }

    @Override
    public double rows() {
        return 1;
    }

    @Override
    public String describe() {
        return "BlazeCount of entries";
    }
}
