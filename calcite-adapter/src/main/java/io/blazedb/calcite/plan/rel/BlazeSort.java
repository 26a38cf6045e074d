/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.stream.Collectors;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Sorts, or only limits if rows come in order already; with a limit it keeps no more rows than it needs. */
public final class BlazeSort extends Sort implements BlazeRel {
    private final boolean inOrder;
    private final double rows;

    /**
     * A sort.
     *
     * @param inOrder whether rows come in this order already
     */
    public BlazeSort(
            BlazeRel input,
            RelCollation collation,
            @Nullable RexNode offset,
            @Nullable RexNode fetch,
            boolean inOrder,
            double rows) {
        super(input.getCluster(), BlazeRel.traits(input.getCluster()), input, collation, offset, fetch);
        this.inOrder = inOrder;
        this.rows = rows;
    }

    @Override
    public Sort copy(
            RelTraitSet traitSet,
            RelNode input,
            RelCollation collation,
            @Nullable RexNode offset,
            @Nullable RexNode fetch) {
        return new BlazeSort((BlazeRel) input, collation, offset, fetch, inOrder, rows);
    }

    public boolean isInOrder() {
        return inOrder;
    }

    @Override
    public RelCollation order() {
        return collation.getFieldCollations().isEmpty() ? ((BlazeRel) input).order() : collation;
    }

    @Override
    public double rows() {
        return rows;
    }

    @Override
    public String describe() {
        String by = collation.getFieldCollations().stream()
                .map(f -> getRowType().getFieldNames().get(f.getFieldIndex())
                        + (f.direction.isDescending() ? " DESC" : ""))
                .collect(Collectors.joining(", "));
        String limit = (fetch == null ? "" : " limit " + RexText.of(fetch, getRowType()))
                + (offset == null ? "" : " offset " + RexText.of(offset, getRowType()));
        if (inOrder) {
            return "BlazeLimit" + limit;
        }
        return (fetch == null ? "BlazeSort" : "BlazeTopN") + (by.isEmpty() ? "" : " by " + by) + limit;
    }
}
