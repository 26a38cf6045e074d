/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import org.jspecify.annotations.Nullable;

/** Rows of a table for keys that are computed from a row of another operator. */
public interface Lookup {

    Rows open(OperatorContext context, @Nullable Object[] outerRow);
}
