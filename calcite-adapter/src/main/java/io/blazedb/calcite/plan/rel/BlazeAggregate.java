/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** Groups in a hash table. */
public final class BlazeAggregate extends Aggregate implements BlazeRel {
    private final double rows;

    public BlazeAggregate(
            BlazeRel input,
            ImmutableBitSet groupSet,
            @Nullable List<ImmutableBitSet> groupSets,
            List<AggregateCall> calls,
            double rows) {
        super(input.getCluster(), BlazeRel.traits(input.getCluster()), List.of(), input, groupSet, groupSets, calls);
        this.rows = rows;
    }

    @Override
    public Aggregate copy(
            RelTraitSet traitSet,
            RelNode input,
            ImmutableBitSet groupSet,
            @Nullable List<ImmutableBitSet> groupSets,
            List<AggregateCall> aggCalls) {
        return new BlazeAggregate((BlazeRel) input, groupSet, groupSets, aggCalls, rows);
    }

    @Override
    public double rows() {
        return rows;
    }

    @Override
    public String describe() {
        List<String> names = input.getRowType().getFieldNames();
        String groups = groupSet.asList().stream().map(names::get).collect(Collectors.joining(", "));
        String calls = aggCalls.stream()
                .map(call -> call.getAggregation().getName() + "(" + (call.isDistinct() ? "DISTINCT " : "")
                        + (call.getArgList().isEmpty()
                                        && call.getAggregation().getName().equals("COUNT")
                                ? "*"
                                : "")
                        + call.getArgList().stream().map(names::get).collect(Collectors.joining(", "))
                        + ")")
                .collect(Collectors.joining(", "));
        return "BlazeAggregate" + (groups.isEmpty() ? "" : " by " + groups) + (calls.isEmpty() ? "" : " " + calls);
    }
}
