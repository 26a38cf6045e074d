/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rules;

import io.blazedb.calcite.plan.rel.SubQueryShapes;
import java.util.List;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.FilterAggregateTransposeRule;
import org.apache.calcite.rel.rules.FilterCorrelateRule;
import org.apache.calcite.rel.rules.FilterJoinRule;
import org.apache.calcite.rel.rules.FilterMergeRule;
import org.apache.calcite.rel.rules.FilterProjectTransposeRule;
import org.apache.calcite.rel.rules.FilterSetOpTransposeRule;
import org.apache.calcite.rel.rules.JoinPushExpressionsRule;
import org.apache.calcite.rel.rules.ProjectMergeRule;
import org.apache.calcite.rel.rules.ProjectToWindowRule;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelBuilderFactory;

/**
 * Every rewrite of logical plans: filters move down and become join conditions, projections merge.
 *
 * <p>Nothing that holds a sub-query moves or merges, because the sub-query may know the row by its present columns. Rules of Calcite
 * 1.42 that give wrong results are not here: those that make semi-joins of aggregates (PROJECT_TO_SEMI_JOIN, JOIN_TO_SEMI_JOIN),
 * decorrelation (CALCITE-7661, 7584), JOIN_EXPAND_OR_TO_UNION (7634), and expression simplification (7619, 7542).
 */
public final class BlazeRules {
    /** Building with simplification off: simplifying {@code x IS FALSE} has wrong results (CALCITE-7619, 7542). */
    private static final RelBuilderFactory BUILDERS = RelBuilder.proto(Contexts.of(RelBuilder.Config.DEFAULT
            .withSimplify(false)
            .withSimplifyLimit(false)
            .withSimplifyValues(false)
            .withPruneInputOfAggregate(false)));

    private static final RelOptRule FILTER_INTO_JOIN =
            FilterJoinRule.FilterIntoJoinRule.FilterIntoJoinRuleConfig.DEFAULT
                    .withOperandSupplier(b0 -> b0.operand(Filter.class)
                            .predicate(BlazeRules::isPlain)
                            .oneInput(b1 -> b1.operand(Join.class)
                                    .predicate(BlazeRules::isPlain)
                                    .anyInputs()))
                    .withRelBuilderFactory(BUILDERS)
                    .toRule();
    private static final RelOptRule JOIN_CONDITION_PUSH =
            FilterJoinRule.JoinConditionPushRule.JoinConditionPushRuleConfig.DEFAULT
                    .withOperandSupplier(b ->
                            b.operand(Join.class).predicate(BlazeRules::isPlain).anyInputs())
                    .withRelBuilderFactory(BUILDERS)
                    .toRule();
    private static final RelOptRule JOIN_EXPRESSIONS = JoinPushExpressionsRule.Config.DEFAULT
            .withOperandSupplier(
                    b -> b.operand(Join.class).predicate(BlazeRules::isPlain).anyInputs())
            .withRelBuilderFactory(BUILDERS)
            .toRule();
    private static final RelOptRule FILTER_PROJECT = FilterProjectTransposeRule.Config.DEFAULT
            .withOperandSupplier(b0 -> b0.operand(Filter.class)
                    .predicate(BlazeRules::isPlain)
                    .oneInput(b1 -> b1.operand(Project.class)
                            .predicate(project -> isPlain(project) && !project.containsOver())
                            .anyInputs()))
            .as(FilterProjectTransposeRule.Config.class)
            .withCopyFilter(true)
            .withCopyProject(true)
            .withRelBuilderFactory(BUILDERS)
            .toRule();
    private static final RelOptRule FILTER_CORRELATE = FilterCorrelateRule.Config.DEFAULT
            .withOperandSupplier(b0 -> b0.operand(Filter.class)
                    .predicate(BlazeRules::isPlain)
                    .oneInput(b1 -> b1.operand(Correlate.class).anyInputs()))
            .withRelBuilderFactory(BUILDERS)
            .toRule();
    private static final RelOptRule FILTER_SET_OP = FilterSetOpTransposeRule.Config.DEFAULT
            .withOperandSupplier(b0 -> b0.operand(Filter.class)
                    .predicate(BlazeRules::isPlain)
                    .oneInput(b1 -> b1.operand(SetOp.class).anyInputs()))
            .withRelBuilderFactory(BUILDERS)
            .toRule();
    private static final RelOptRule FILTER_AGGREGATE = FilterAggregateTransposeRule.Config.DEFAULT
            .withOperandSupplier(b0 -> b0.operand(Filter.class)
                    .predicate(BlazeRules::isPlain)
                    .oneInput(b1 -> b1.operand(Aggregate.class)
                            .predicate(Aggregate::isSimple)
                            .anyInputs()))
            .withRelBuilderFactory(BUILDERS)
            .toRule();
    private static final RelOptRule FILTER_MERGE = FilterMergeRule.Config.DEFAULT
            .withOperandSupplier(b0 -> b0.operand(Filter.class)
                    .predicate(BlazeRules::isPlain)
                    .oneInput(b1 -> b1.operand(Filter.class)
                            .predicate(BlazeRules::isPlain)
                            .anyInputs()))
            .withRelBuilderFactory(BUILDERS)
            .toRule();
    private static final RelOptRule PROJECT_MERGE = ProjectMergeRule.Config.DEFAULT
            .withOperandSupplier(b0 -> b0.operand(Project.class)
                    .predicate(BlazeRules::isPlain)
                    .oneInput(b1 -> b1.operand(Project.class)
                            .predicate(BlazeRules::isPlain)
                            .anyInputs()))
            .withRelBuilderFactory(BUILDERS)
            .toRule();

    private static final RelOptRule WINDOW = new WindowRule(
            ProjectToWindowRule.ProjectToLogicalProjectAndWindowRule.ProjectToLogicalProjectAndWindowRuleConfig.DEFAULT
                    .withRelBuilderFactory(BUILDERS)
                    .as(
                            ProjectToWindowRule.ProjectToLogicalProjectAndWindowRule
                                    .ProjectToLogicalProjectAndWindowRuleConfig.class));

    private BlazeRules() {}

    /** Moves conditions down, then tidies up. */
    public static HepProgram pushDown() {
        return new HepProgramBuilder()
                .addMatchLimit(MATCHES_MAX)
                .addRuleCollection(List.of(
                        FILTER_INTO_JOIN,
                        JOIN_CONDITION_PUSH,
                        FILTER_PROJECT,
                        FILTER_CORRELATE,
                        FILTER_SET_OP,
                        FILTER_AGGREGATE,
                        FILTER_MERGE,
                        PROJECT_MERGE,
                        CoreRules.PROJECT_REMOVE))
                .addRuleCollection(List.of(JOIN_EXPRESSIONS))
                .addRuleCollection(List.of(WINDOW))
                .addRuleCollection(List.of(PROJECT_MERGE, CoreRules.PROJECT_REMOVE))
                .build();
    }

    /** Merges the projections that reordering joins leaves. */
    public static HepProgram tidyUp() {
        return new HepProgramBuilder()
                .addMatchLimit(MATCHES_MAX)
                .addRuleCollection(List.of(PROJECT_MERGE, CoreRules.PROJECT_REMOVE))
                .build();
    }

    private static final int MATCHES_MAX = 10_000;

    private static boolean isPlain(Filter filter) {
        return filter.getVariablesSet().isEmpty() && !SubQueryShapes.containsSubQuery(filter.getCondition());
    }

    private static boolean isPlain(Join join) {
        return join.getVariablesSet().isEmpty() && !SubQueryShapes.containsSubQuery(join.getCondition());
    }

    private static boolean isPlain(Project project) {
        return project.getVariablesSet().isEmpty()
                && project.getProjects().stream().noneMatch(SubQueryShapes::containsSubQuery)
                && project.getProjects().stream().allMatch(org.apache.calcite.rex.RexUtil::isDeterministic);
    }
}
