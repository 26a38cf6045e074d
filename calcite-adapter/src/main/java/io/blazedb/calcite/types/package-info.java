/* SPDX-License-Identifier: Apache-2.0 */
/** SQL types, row and key encoding. Read {@link io.blazedb.calcite.types.SqlType} first. */
@NullMarked
package io.blazedb.calcite.types;

import org.jspecify.annotations.NullMarked;
