/* SPDX-License-Identifier: Apache-2.0 */
/** Calcite's view of tables and types. Read {@link io.blazedb.calcite.schema.BlazeTypes} first. */
@NullMarked
package io.blazedb.calcite.schema;

import org.jspecify.annotations.NullMarked;
