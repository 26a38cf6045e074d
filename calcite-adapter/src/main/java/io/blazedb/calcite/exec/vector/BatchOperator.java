/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.operator.OperatorContext;

/** An operator that gives many rows at a time. Holds nothing of an execution: every execution opens batches of its own. */
@FunctionalInterface
public interface BatchOperator {

    Batches open(OperatorContext context);
}
