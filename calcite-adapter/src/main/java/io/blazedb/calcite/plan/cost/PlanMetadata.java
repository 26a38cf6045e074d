/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.cost;

import java.util.IdentityHashMap;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** What is known of the nodes of one plan while it is made. */
public final class PlanMetadata extends RelMetadataQuery {
    private final IdentityHashMap<RelNode, Double> rows = new IdentityHashMap<>();

    /**
     * Not known: Calcite asks for each DISTINCT whether it is needed, and to find out collects predicates, which fails on a comparison
     * with NULL.
     */
    @Override
    public @Nullable Boolean areColumnsUnique(RelNode rel, ImmutableBitSet columns, boolean ignoreNulls) {
        return null;
    }

    /** The estimates of row counts so far, so that one of a join of joins does not estimate the same joins again and again. */
    static @Nullable IdentityHashMap<RelNode, Double> rowsOf(RelNode rel) {
        return rel.getCluster().getMetadataQuery() instanceof PlanMetadata known ? known.rows : null;
    }
}
