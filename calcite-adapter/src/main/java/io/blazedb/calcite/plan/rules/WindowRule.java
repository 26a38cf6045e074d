/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rules;

import java.util.List;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.rules.ProjectToWindowRule;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexProgram;

/**
 * Calcite's rule that makes windows, which cannot do with expressions that become simpler while their parts are shared, such as
 * {@code CASE a WHEN 1 THEN b WHEN 1 THEN b ELSE b END}: those are made simpler first.
 */
final class WindowRule extends ProjectToWindowRule.ProjectToLogicalProjectAndWindowRule {

    WindowRule(ProjectToLogicalProjectAndWindowRuleConfig config) {
        super(config);
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        Project project = call.rel(0);
        RexProgram program = RexProgram.create(
                project.getInput().getRowType(),
                project.getProjects(),
                null,
                project.getRowType(),
                project.getCluster().getRexBuilder());
        List<RexNode> simpler =
                program.getProjectList().stream().map(program::expandLocalRef).toList();
        if (simpler.equals(project.getProjects())) {
            super.onMatch(call);
        } else {
            call.transformTo(LogicalProject.create(
                    project.getInput(),
                    project.getHints(),
                    simpler,
                    project.getRowType().getFieldNames(),
                    project.getVariablesSet()));
        }
    }
}
