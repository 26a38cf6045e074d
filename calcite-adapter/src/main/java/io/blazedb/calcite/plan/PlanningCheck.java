/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.rel.RelNode;

/**
 * What planning asks again and again, wherever its time may be spent: whether the statement was cancelled or has run into its time limit. It
 * stands in the context of a statement's planner.
 */
record PlanningCheck(Runnable check) {

    /** Fails if the statement that the plan is for shall not be planned any further. */
    static void at(RelNode rel) {
        in(rel.getCluster().getPlanner());
    }

    /** The same by the planner. */
    static void in(RelOptPlanner planner) {
        PlanningCheck found = planner.getContext().unwrap(PlanningCheck.class);
        if (found != null) {
            found.check().run();
        }
    }
}
