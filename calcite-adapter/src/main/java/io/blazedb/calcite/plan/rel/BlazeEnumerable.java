/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;

/** A part of a plan that runs in Calcite's Enumerable convention, between operators of the engine. */
public final class BlazeEnumerable extends AbstractRelNode implements BlazeRel {
    private final EnumerableRel root;
    private final List<EnumerableBridge> bridges;
    private final double rows;

    /**
     * A part of a plan.
     *
     * @param bridges its leaves
     */
    public BlazeEnumerable(EnumerableRel root, List<EnumerableBridge> bridges, double rows) {
        super(root.getCluster(), BlazeRel.traits(root.getCluster()));
        this.root = root;
        this.bridges = List.copyOf(bridges);
        this.rows = rows;
        this.rowType = root.getRowType();
    }

    public EnumerableRel root() {
        return root;
    }

    public List<EnumerableBridge> bridges() {
        return bridges;
    }

    @Override
    public List<RelNode> getInputs() {
        return bridges.stream().<RelNode>map(EnumerableBridge::input).toList();
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return this;
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("root", root);
    }

    @Override
    public double rows() {
        return rows;
    }

    @Override
    public String describe() {
        return "BlazeEnumerable " + root.getRelTypeName();
    }
}
