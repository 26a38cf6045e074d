/* SPDX-License-Identifier: Apache-2.0 */
/** One class per operator; knows rows and keys, never Calcite. Read {@link io.blazedb.calcite.exec.operator.ExecutionContext} first. */
@NullMarked
package io.blazedb.calcite.exec.operator;

import org.jspecify.annotations.NullMarked;
