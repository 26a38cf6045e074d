/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import com.google.common.collect.ImmutableSet;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/**
 * Names under which sub-queries of a HAVING know its row. Calcite gives the filter the name that its first sub-query uses at that time, but the
 * others have names of their own, and all get one name when the select list is converted.
 */
final class HavingVariables {
    private HavingVariables() {}

    static RelNode complete(RelNode plan) {
        return complete(plan, Set.of());
    }

    private static RelNode complete(RelNode node, Set<CorrelationId> around) {
        RelNode completed = node;
        if (node instanceof LogicalFilter filter && SubQueryShapes.containsSubQuery(filter.getCondition())) {
            Set<CorrelationId> variables = new HashSet<>(filter.getVariablesSet());
            RelDataType row = filter.getInput().getRowType();
            for (Map.Entry<CorrelationId, RelDataType> free :
                    SubQueryShapes.freeVariableTypes(filter.getCondition()).entrySet()) {
                if (!around.contains(free.getKey()) && free.getValue().equals(row)) {
                    variables.add(free.getKey());
                }
            }
            if (!variables.equals(filter.getVariablesSet())) {
                completed =
                        LogicalFilter.create(filter.getInput(), filter.getCondition(), ImmutableSet.copyOf(variables));
            }
        }
        Set<CorrelationId> inside = new HashSet<>(around);
        inside.addAll(completed.getVariablesSet());
        RelNode result = completed.accept(new RexShuttle() {
            @Override
            public RexSubQuery visitSubQuery(RexSubQuery subQuery) {
                RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
                RelNode rel = complete(visited.rel, inside);
                return rel.equals(visited.rel) ? visited : visited.clone(rel);
            }
        });
        // The input of a filter or a projection does not see its rows, but the right side of a join may see those of
        // the left.
        Set<CorrelationId> ofInputs = completed instanceof SingleRel ? around : inside;
        List<RelNode> inputs = result.getInputs().stream()
                .map(input -> complete(input, ofInputs))
                .toList();
        return inputs.equals(result.getInputs()) ? result : result.copy(result.getTraitSet(), inputs);
    }
}
