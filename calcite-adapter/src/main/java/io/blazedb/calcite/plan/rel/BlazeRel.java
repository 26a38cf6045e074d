/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;

/** A physical node: says which operator does the work, and how. */
public interface BlazeRel extends RelNode {
    /** The calling convention of the engine's operators. */
    Convention CONVENTION = new Convention.Impl("BLAZE", BlazeRel.class);

    /** One line for EXPLAIN, without inputs. */
    String describe();

    /** The order that rows are known to come in. */
    default RelCollation order() {
        return RelCollations.EMPTY;
    }

    /** Roughly how many rows come out. */
    double rows();

    static RelTraitSet traits(RelOptCluster cluster) {
        return cluster.traitSetOf(CONVENTION);
    }
}
