/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/**
 * What an aggregate function with FILTER takes in is computed for the rows of its condition alone: {@code SUM(1 / x) FILTER (WHERE x > 0)} does
 * not fail.
 *
 * <pre>
 * Aggregate(SUM($0) FILTER $1)              Aggregate(SUM($2) FILTER $1)
 *   Project(1 / x, x &gt; 0)          to      Project(1 / x, x &gt; 0, CASE WHEN x &gt; 0 THEN 1 / x END)
 * </pre>
 */
final class FilteredArguments extends RelHomogeneousShuttle {

    @Override
    public RelNode visit(RelNode other) {
        RelNode visited = super.visit(other);
        if (visited instanceof LogicalAggregate aggregate
                && aggregate.getInput() instanceof LogicalProject project
                && aggregate.getAggCallList().stream().anyMatch(AggregateCall::hasFilter)) {
            return guarded(aggregate, project);
        }
        return visited;
    }

    private static RelNode guarded(LogicalAggregate aggregate, LogicalProject project) {
        List<RexNode> columns = new ArrayList<>(project.getProjects());
        List<String> names = new ArrayList<>(project.getRowType().getFieldNames());
        List<AggregateCall> calls = new ArrayList<>();
        for (AggregateCall call : aggregate.getAggCallList()) {
            List<Integer> arguments = new ArrayList<>();
            // The type of an array says whether its elements may be NULL.
            boolean guard = call.hasFilter() && call.getType().getComponentType() == null;
            for (int argument : call.getArgList()) {
                RexNode guarded = guard ? guarded(project, argument, call.filterArg) : null;
                if (guarded != null) {
                    arguments.add(columns.size());
                    names.add("$guarded" + columns.size());
                    columns.add(guarded);
                } else {
                    arguments.add(argument);
                }
            }
            calls.add(call.withArgList(arguments));
        }
        if (columns.size() == project.getProjects().size()) {
            return aggregate;
        }
        // Nobody asks for the arguments as they were, but the columns behind them keep their places.
        RelNode input = LogicalProject.create(
                project.getInput(), project.getHints(), columns, names, project.getVariablesSet());
        return LogicalAggregate.create(
                input, aggregate.getHints(), aggregate.getGroupSet(), aggregate.getGroupSets(), calls);
    }

    private static @Nullable RexNode guarded(LogicalProject project, int argument, int filter) {
        RexNode value = project.getProjects().get(argument);
        RexNode condition = project.getProjects().get(filter);
        if (!(value instanceof RexCall)
                || value instanceof RexOver
                || RexOver.containsOver(condition)
                || RexUtil.SubQueryFinder.find(value) != null) {
            return null;
        }
        RexBuilder rexBuilder = project.getCluster().getRexBuilder();
        RelDataTypeFactory types = rexBuilder.getTypeFactory();
        RelDataType type = types.createTypeWithNullability(value.getType(), true);
        return rexBuilder.makeCall(
                type, SqlStdOperatorTable.CASE, List.of(condition, value, rexBuilder.makeNullLiteral(type)));
    }
}
