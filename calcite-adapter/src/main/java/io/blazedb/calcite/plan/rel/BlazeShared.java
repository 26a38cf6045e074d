/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;

/** One of several places that read the rows of a query of WITH, which runs at most once. */
public final class BlazeShared extends AbstractRelNode implements BlazeRel {
    private final String name;
    private final BlazeRel definition;

    /**
     * A place.
     *
     * @param name what WITH calls the query
     * @param definition its plan, the same object at all of its places
     */
    public BlazeShared(String name, BlazeRel definition) {
        super(definition.getCluster(), BlazeRel.traits(definition.getCluster()));
        this.name = name;
        this.definition = definition;
        this.rowType = definition.getRowType();
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return this;
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("name", name).item("definition", definition.getId());
    }

    public BlazeRel definition() {
        return definition;
    }

    @Override
    public double rows() {
        return definition.rows();
    }

    @Override
    public String describe() {
        return "BlazeShared " + name;
    }
}
