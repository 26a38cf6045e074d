/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;

/** Rows of the seed, then those that the step makes of the rows added last, until there are no new ones. */
public final class BlazeRecursiveUnion extends BiRel implements BlazeRel {
    private final String table;
    private final boolean all;

    /**
     * A recursive query.
     *
     * @param table name under which the step reads the rows added last
     */
    public BlazeRecursiveUnion(BlazeRel seed, BlazeRel step, String table, boolean all) {
        super(seed.getCluster(), BlazeRel.traits(seed.getCluster()), seed, step);
        this.table = table;
        this.all = all;
        this.rowType = seed.getRowType();
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return new BlazeRecursiveUnion((BlazeRel) inputs.get(0), (BlazeRel) inputs.get(1), table, all);
    }

    public String table() {
        return table;
    }

    public boolean isAll() {
        return all;
    }

    @Override
    public double rows() {
        return 10 * ((BlazeRel) left).rows();
    }

    @Override
    public String describe() {
        return "BlazeRecursiveUnion " + table + (all ? " all" : "");
    }
}
