/* SPDX-License-Identifier: Apache-2.0 */
/** Runs definitions against the catalog, inside the statement's transaction. Read {@link io.blazedb.calcite.ddl.DdlExecutor} first. */
@NullMarked
package io.blazedb.calcite.ddl;

import org.jspecify.annotations.NullMarked;
