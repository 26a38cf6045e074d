/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.SingleRel;

/**
 * Stands above the conditions of policies: what a statement asks for moves below only if it can neither fail nor tell of a row, so that
 * it never meets a row that the policies hide.
 *
 * <pre>
 * Filter(a = 1 AND 1 / b &gt; 0)            Filter(1 / b &gt; 0)
 *   SecurityBarrier                  to      SecurityBarrier
 *     Filter(policy)                           Filter(a = 1)
 *       table                                    Filter(policy)
 *                                                  table
 * </pre>
 */
public final class SecurityBarrier extends SingleRel {

    public SecurityBarrier(RelOptCluster cluster, RelNode input) {
        super(cluster, cluster.traitSetOf(Convention.NONE), input);
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return new SecurityBarrier(getCluster(), inputs.get(0));
    }
}
