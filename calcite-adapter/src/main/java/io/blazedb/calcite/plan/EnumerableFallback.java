/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.AggregateBuilder;
import io.blazedb.calcite.exec.ExpressionCompiler;
import io.blazedb.calcite.plan.cost.Cardinality;
import io.blazedb.calcite.plan.rel.BlazeEnumerable;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.plan.rel.BlazeSetFunction;
import io.blazedb.calcite.plan.rel.EnumerableBridge;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRules;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRules;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Match;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.JaninoRelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataQueryBase;
import org.apache.calcite.rel.type.RelDataType;

/**
 * Runs in Calcite's Enumerable convention what the engine has no operators for:
 * <ul>
 *   <li>UNNEST, and everything between it and the rows below whose columns are all scalar: arrays, maps and multisets inside a query
 *   <li>table functions
 *   <li>MATCH_RECOGNIZE
 *   <li>ASOF joins
 *   <li>aggregate functions that {@link io.blazedb.calcite.exec.expression.Aggregates} does not know, such as COLLECT and ARRAY_AGG
 *   <li>LATERAL joins with any of these on their right side
 * </ul>
 *
 * <p>Sub-queries inside such a part are refused. Single functions are not meant here: those go through generated code one by one.
 */
final class EnumerableFallback {
    private static final System.Logger LOG = System.getLogger(EnumerableFallback.class.getName());

    private final Function<RelNode, BlazeRel> planner;
    private final List<EnumerableBridge> bridges = new ArrayList<>();

    private EnumerableFallback(Function<RelNode, BlazeRel> planner) {
        this.planner = planner;
    }

    /** Whether a node cannot run on the engine's operators. */
    static boolean isNeeded(RelNode rel) {
        if (BlazeSetFunction.of(rel) != null) {
            return false;
        }
        if (rel instanceof Uncollect
                || rel instanceof TableFunctionScan
                || rel instanceof Match
                || !hasPlainRows(rel)) {
            return true;
        }
        if (rel instanceof Join join && join.getJoinType().compareTo(JoinRelType.ANTI) > 0) {
            return true;
        }
        if (rel instanceof Aggregate aggregate
                && !aggregate.getAggCallList().stream().allMatch(call -> AggregateBuilder.isKnown(call))) {
            return true;
        }
        if (rel instanceof Correlate correlate && contains(correlate.getRight())) {
            return true;
        }
        return rel.getInputs().stream().anyMatch(input -> !hasPlainRows(input));
    }

    private static boolean contains(RelNode rel) {
        if (BlazeSetFunction.of(rel) != null) {
            return false;
        }
        return isNeeded(rel) || rel.getInputs().stream().anyMatch(EnumerableFallback::contains);
    }

    private static boolean hasPlainRows(RelNode rel) {
        return rel.getRowType().getFieldList().stream().allMatch(field -> ExpressionCompiler.isPlain(field.getType()));
    }

    /**
     * Plans a part of a plan.
     *
     * @param rel its topmost node, which the engine cannot run
     * @param planner plans the inputs that the engine can run
     */
    static BlazeRel plan(RelNode rel, Function<RelNode, BlazeRel> planner) {
        if (!hasPlainRows(rel)) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "values of type " + firstType(rel) + " cannot be returned");
        }
        LOG.log(System.Logger.Level.DEBUG, "{0} runs in Calcite''s runtime", rel.getRelTypeName());
        EnumerableFallback fallback = new EnumerableFallback(planner);
        RelNode region = fallback.region(rel);
        return new BlazeEnumerable(optimize(region), fallback.bridges, Cardinality.rows(rel));
    }

    private static String firstType(RelNode rel) {
        return rel.getRowType().getFieldList().stream()
                .map(field -> field.getType())
                .filter(type -> !ExpressionCompiler.isPlain(type))
                .map(RelDataType::toString)
                .findFirst()
                .orElse("unknown");
    }

    /** The part with bridges in place of the inputs that the engine runs. */
    private RelNode region(RelNode rel) {
        List<RelNode> inputs = new ArrayList<>();
        for (RelNode input : rel.getInputs()) {
            boolean own = !isNeeded(input) && SubQueryShapes.variables(input).isEmpty();
            if (own) {
                EnumerableBridge bridge = new EnumerableBridge(planner.apply(input), bridges.size());
                bridges.add(bridge);
                inputs.add(bridge);
            } else {
                inputs.add(region(input));
            }
        }
        return inputs.isEmpty() ? rel : rel.copy(rel.getTraitSet(), inputs);
    }

    private static EnumerableRel optimize(RelNode region) {
        JaninoRelMetadataProvider before = RelMetadataQueryBase.THREAD_PROVIDERS.get();
        RelMetadataQueryBase.THREAD_PROVIDERS.set(JaninoRelMetadataProvider.of(DefaultRelMetadataProvider.INSTANCE));
        try {
            RelOptPlanner volcano = region.getCluster().getPlanner();
            volcano.clear();
            EnumerableRules.rules().forEach(volcano::addRule);
            volcano.setRoot(
                    volcano.changeTraits(region, region.getCluster().traitSetOf(EnumerableConvention.INSTANCE)));
            RelNode best = volcano.findBestExp();
            HepPlanner calc = new HepPlanner(new HepProgramBuilder()
                    .addRuleCollection(RelOptRules.CALC_RULES)
                    .build());
            calc.setRoot(best);
            return (EnumerableRel) calc.findBestExp();
        } catch (RelOptPlanner.CannotPlanException impossible) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "this query needs an operation that is not supported",
                    impossible);
        } finally {
            if (before == null) {
                RelMetadataQueryBase.THREAD_PROVIDERS.remove();
            } else {
                RelMetadataQueryBase.THREAD_PROVIDERS.set(before);
            }
        }
    }
}
