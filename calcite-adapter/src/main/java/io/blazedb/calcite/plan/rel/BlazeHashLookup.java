/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * Rows of the input whose columns equal values of an enclosing row. The input, which does not depend on that row, is read once into a
 * hash table; so a correlated sub-query costs one look-up for each enclosing row.
 */
public final class BlazeHashLookup extends SingleRel implements BlazeRel {
    private final List<Integer> columns;
    private final List<RexNode> values;
    private final double rows;

    /**
     * A look-up.
     *
     * @param columns columns of the input that equal, in turn, the {@code values}
     */
    public BlazeHashLookup(BlazeRel input, List<Integer> columns, List<RexNode> values, double rows) {
        super(input.getCluster(), BlazeRel.traits(input.getCluster()), input);
        this.columns = List.copyOf(columns);
        this.values = List.copyOf(values);
        this.rows = rows;
    }

    public List<Integer> columns() {
        return columns;
    }

    public List<RexNode> values() {
        return values;
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return new BlazeHashLookup((BlazeRel) inputs.get(0), columns, values, rows);
    }

    @Override
    public RelNode accept(RexShuttle shuttle) {
        shuttle.apply(values);
        return this;
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("columns", columns).item("values", values);
    }

    @Override
    public double rows() {
        return rows;
    }

    @Override
    public String describe() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            parts.add(
                    getRowType().getFieldNames().get(columns.get(i)) + " = " + RexText.of(values.get(i), getRowType()));
        }
        return "BlazeHashLookup on " + String.join(" and ", parts);
    }
}
