/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysType;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the engine's operators as Calcite's Enumerable convention reads them. Generated code knows Calcite's classes only, so that it
 * compiles under any class loader; the rows come from a function that is put in place before the plan runs.
 */
public final class EnumerableBridge extends AbstractRelNode implements EnumerableRel {
    private final BlazeRel input;
    private final int number;
    private @Nullable Function1<DataContext, Enumerable<@Nullable Object>> source;

    /**
     * A bridge.
     *
     * @param number tells the bridges of one plan apart
     */
    public EnumerableBridge(BlazeRel input, int number) {
        super(input.getCluster(), input.getCluster().traitSetOf(EnumerableConvention.INSTANCE));
        this.input = input;
        this.number = number;
        this.rowType = input.getRowType();
    }

    public BlazeRel input() {
        return input;
    }

    /** Says where rows come from; before the code is generated. */
    public void setSource(Function1<DataContext, Enumerable<@Nullable Object>> source) {
        this.source = source;
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return this;
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("number", number);
    }

    @Override
    public double estimateRowCount(RelMetadataQuery query) {
        return Math.max(1, input.rows());
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
        return planner.getCostFactory().makeCost(input.rows(), input.rows(), 0);
    }

    @Override
    public Result implement(EnumerableRelImplementor implementor, Prefer preference) {
        PhysType type = PhysTypeImpl.of(implementor.getTypeFactory(), getRowType(), JavaRowFormat.ARRAY, false);
        Expression function = implementor.stash(Objects.requireNonNull(source), Function1.class);
        Expression rows = Expressions.convert_(
                Expressions.call(
                        function, Types.lookupMethod(Function1.class, "apply", Object.class), DataContext.ROOT),
                Enumerable.class);
        BlockBuilder block = new BlockBuilder();
        block.add(Expressions.return_(null, rows));
        return implementor.result(type, block.toBlock());
    }
}
