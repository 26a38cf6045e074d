/* SPDX-License-Identifier: Apache-2.0 */
/** Evaluates scalars and aggregates over internal values; never Calcite. Read {@link io.blazedb.calcite.exec.expression.ScalarExpression} first. */
@NullMarked
package io.blazedb.calcite.exec.expression;

import org.jspecify.annotations.NullMarked;
