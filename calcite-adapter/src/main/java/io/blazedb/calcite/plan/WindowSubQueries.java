/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import com.google.common.collect.ImmutableSet;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/**
 * Gives sub-queries and windows that stand in one projection a projection each, as the rule that makes windows cannot do with sub-queries:
 *
 * <pre>
 * Project(a IN (s), SUM(b) OVER (w))           Project(x, y)
 *   input                              to        Project(a, b, x, SUM(b) OVER (w) AS y)
 *                                                  Project(a, b, a IN (s) AS x)
 *                                                    input
 * </pre>
 *
 * A sub-query that uses a window's value stays in the topmost one. The columns of the input come first in each, so that sub-queries know
 * the row by the same positions.
 */
final class WindowSubQueries extends RelHomogeneousShuttle {
    @Override
    public RelNode visit(RelNode other) {
        RelNode visited = super.visit(other);
        if (!(visited instanceof Project project)
                || !project.containsOver()
                || project.getProjects().stream().noneMatch(SubQueryShapes::containsSubQuery)) {
            return visited;
        }
        Extraction below = new Extraction(
                project.getInput(), node -> node instanceof RexSubQuery && !RexOver.containsOver(List.of(node), null));
        List<RexNode> projects = below.apply(project.getProjects());
        RelNode input = below.result(project.getVariablesSet());
        Extraction windows = new Extraction(input, RexOver.class::isInstance);
        if (projects.stream().anyMatch(SubQueryShapes::containsSubQuery)) {
            projects = windows.apply(projects);
            input = windows.result(project.getVariablesSet());
        }
        return LogicalProject.create(
                input,
                project.getHints(),
                projects,
                project.getRowType().getFieldNames(),
                ImmutableSet.copyOf(project.getVariablesSet()));
    }

    /** Puts expressions of a kind behind the columns of a plan, and references in their places. */
    private static final class Extraction extends RexShuttle {
        private final RelNode input;
        private final RexBuilder rexBuilder;
        private final Predicate<RexNode> extracted;
        private final List<RexNode> columns = new ArrayList<>();

        Extraction(RelNode input, Predicate<RexNode> extracted) {
            this.input = input;
            this.rexBuilder = input.getCluster().getRexBuilder();
            this.extracted = extracted;
            for (int i = 0; i < input.getRowType().getFieldCount(); i++) {
                columns.add(rexBuilder.makeInputRef(input, i));
            }
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            return extracted.test(subQuery) ? reference(subQuery) : super.visitSubQuery(subQuery);
        }

        @Override
        public RexNode visitOver(RexOver over) {
            return extracted.test(over) ? reference(over) : super.visitOver(over);
        }

        private RexNode reference(RexNode node) {
            int index = columns.indexOf(node);
            if (index < 0) {
                index = columns.size();
                columns.add(node);
            }
            return new RexInputRef(index, node.getType());
        }

        RelNode result(java.util.Set<org.apache.calcite.rel.core.CorrelationId> variables) {
            return columns.size() == input.getRowType().getFieldCount()
                    ? input
                    : LogicalProject.create(
                            input, List.of(), columns, (List<String>) null, ImmutableSet.copyOf(variables));
        }
    }
}
