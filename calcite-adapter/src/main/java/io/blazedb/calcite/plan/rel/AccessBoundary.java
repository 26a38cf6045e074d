/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import io.blazedb.calcite.security.TableRights;
import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;

/** Marks a table or view in a new plan until it is known which of its columns the statement uses, and whether it may. */
public final class AccessBoundary extends SingleRel {
    private final TableRights rights;
    private final boolean written;

    /**
     * A mark.
     *
     * @param written whether the statement writes the table; it may then use no column of it at all
     */
    public AccessBoundary(RelOptCluster cluster, RelNode input, TableRights rights, boolean written) {
        super(cluster, cluster.traitSetOf(Convention.NONE), input);
        this.rights = rights;
        this.written = written;
    }

    public boolean isWritten() {
        return written;
    }

    public TableRights rights() {
        return rights;
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return new AccessBoundary(getCluster(), inputs.get(0), rights, written);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("rights", System.identityHashCode(rights));
    }
}
