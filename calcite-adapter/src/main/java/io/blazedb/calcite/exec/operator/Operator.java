/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

/** A node of a plan that can be run. Immutable and safe for any number of threads; every execution opens rows of its own. */
@FunctionalInterface
public interface Operator {

    Rows open(OperatorContext context);

    /** Whether it never gives more than one row. */
    default boolean isSingle() {
        return false;
    }
}
