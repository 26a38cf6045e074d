/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** A row of expressions for each row. */
public final class BlazeProject extends Project implements BlazeRel {

    public BlazeProject(
            BlazeRel input, List<? extends RexNode> projects, RelDataType rowType, Set<CorrelationId> variables) {
        super(input.getCluster(), BlazeRel.traits(input.getCluster()), List.of(), input, projects, rowType, variables);
    }

    @Override
    public Project copy(RelTraitSet traitSet, RelNode input, List<RexNode> projects, RelDataType rowType) {
        return new BlazeProject((BlazeRel) input, projects, rowType, getVariablesSet());
    }

    /** The input's order as far as its columns come through unchanged. */
    @Override
    public RelCollation order() {
        List<RelFieldCollation> fields = new ArrayList<>();
        for (RelFieldCollation field : ((BlazeRel) input).order().getFieldCollations()) {
            int position = -1;
            for (int i = 0; i < getProjects().size() && position < 0; i++) {
                boolean same =
                        getProjects().get(i) instanceof RexInputRef ref && ref.getIndex() == field.getFieldIndex();
                position = same ? i : -1;
            }
            if (position < 0) {
                break;
            }
            fields.add(field.withFieldIndex(position));
        }
        return RelCollations.of(fields);
    }

    @Override
    public double rows() {
        return ((BlazeRel) input).rows();
    }

    @Override
    public String describe() {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < getProjects().size(); i++) {
            String name = getRowType().getFieldNames().get(i);
            String text = RexText.of(getProjects().get(i), input.getRowType());
            columns.add(text.equals(name) ? name : text + " AS " + name);
        }
        return "BlazeProject " + String.join(", ", columns);
    }
}
