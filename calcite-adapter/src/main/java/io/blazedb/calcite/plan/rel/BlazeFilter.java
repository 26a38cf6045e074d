/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.Set;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rex.RexNode;

/** Rows that meet a condition. */
public final class BlazeFilter extends Filter implements BlazeRel {
    private final Set<CorrelationId> variables;
    private final double rows;

    public BlazeFilter(BlazeRel input, RexNode condition, Set<CorrelationId> variables, double rows) {
        super(input.getCluster(), BlazeRel.traits(input.getCluster()), input, condition);
        this.variables = Set.copyOf(variables);
        this.rows = rows;
    }

    @Override
    public Filter copy(RelTraitSet traitSet, RelNode input, RexNode condition) {
        return new BlazeFilter((BlazeRel) input, condition, variables, rows);
    }

    @Override
    public Set<CorrelationId> getVariablesSet() {
        return variables;
    }

    @Override
    public RelCollation order() {
        return ((BlazeRel) input).order();
    }

    @Override
    public double rows() {
        return rows;
    }

    @Override
    public String describe() {
        return "BlazeFilter " + RexText.of(condition, getRowType());
    }
}
