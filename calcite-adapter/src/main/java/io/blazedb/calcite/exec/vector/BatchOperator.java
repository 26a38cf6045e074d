/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.operator.OperatorContext;
import java.util.List;

/** An operator that gives many rows at a time. Holds nothing of an execution: every execution opens batches of its own. */
@FunctionalInterface
public interface BatchOperator {

    Batches open(OperatorContext context);

    /**
     * Batches that several threads may read at the same time, a thread each; one after the other they have the rows that {@link #open}
     * gives, in the same order.
     *
     * @param context opens them
     * @param parts one for each of the batches wanted; what the batches compute, they compute with theirs
     * @return one or more, no more than there are {@code parts}
     */
    default List<Batches> openParts(OperatorContext context, List<OperatorContext> parts) {
        return List.of(open(context));
    }
}
