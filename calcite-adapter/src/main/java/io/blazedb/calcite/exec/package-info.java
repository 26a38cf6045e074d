/* SPDX-License-Identifier: Apache-2.0 */
/** Turns a physical plan into operators. Read {@link io.blazedb.calcite.exec.OperatorBuilder} first. */
@NullMarked
package io.blazedb.calcite.exec;

import org.jspecify.annotations.NullMarked;
