/* SPDX-License-Identifier: Apache-2.0 */
/** Functions of SQL that a program gives. Read {@link io.blazedb.calcite.function.UserFunctions} first. */
@NullMarked
package io.blazedb.calcite.function;

import org.jspecify.annotations.NullMarked;
