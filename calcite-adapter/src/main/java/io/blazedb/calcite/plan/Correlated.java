/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.plan.rel.SubQueryShapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Conditions of a filter by what they say about enclosing rows.
 *
 * @param columns columns that equal a value of enclosing rows
 * @param values those values
 * @param rest other conditions that know enclosing rows
 * @param uncorrelated conditions that do not
 */
record Correlated(List<Integer> columns, List<RexNode> values, List<RexNode> rest, List<RexNode> uncorrelated) {

    /** Sorts conditions; finds no equalities if a sub-query in them sees the row itself. */
    static Correlated split(List<RexNode> conjuncts, Set<CorrelationId> variables) {
        Correlated result = new Correlated(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (!variables.isEmpty() || conjuncts.stream().anyMatch(SubQueryShapes::containsSubQuery)) {
            return result;
        }
        for (RexNode conjunct : conjuncts) {
            if (!RexUtil.containsCorrelation(conjunct)) {
                result.uncorrelated.add(conjunct);
            } else if (!result.addEquality(conjunct)) {
                result.rest.add(conjunct);
            }
        }
        return result;
    }

    private boolean addEquality(RexNode conjunct) {
        if (conjunct.getKind() != SqlKind.EQUALS) {
            return false;
        }
        List<RexNode> operands = ((RexCall) conjunct).getOperands();
        return addEquality(operands.get(0), operands.get(1)) || addEquality(operands.get(1), operands.get(0));
    }

    private boolean addEquality(RexNode column, RexNode value) {
        if (!(column instanceof RexInputRef ref)
                || RexUtil.containsInputRef(value)
                || !RexUtil.isDeterministic(value)
                || column.getType().getSqlTypeName() == SqlTypeName.CHAR
                || value.getType().getSqlTypeName() == SqlTypeName.CHAR) {
            return false;
        }
        columns.add(ref.getIndex());
        values.add(value);
        return true;
    }
}
