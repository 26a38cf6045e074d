/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;

/** The rows that the last round of a recursive query added. */
public final class BlazeWorkTable extends AbstractRelNode implements BlazeRel {
    private final String table;

    public BlazeWorkTable(RelOptCluster cluster, String table, RelDataType rowType) {
        super(cluster, BlazeRel.traits(cluster));
        this.table = table;
        this.rowType = rowType;
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return this;
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("table", table);
    }

    public String table() {
        return table;
    }

    @Override
    public double rows() {
        return 100;
    }

    @Override
    public String describe() {
        return "BlazeWorkTable " + table;
    }
}
