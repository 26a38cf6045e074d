/* SPDX-License-Identifier: Apache-2.0 */
/** The check of a whole database: pages, catalog, rows, indexes. Read {@link io.blazedb.calcite.check.DatabaseCheck} first. */
@NullMarked
package io.blazedb.calcite.check;

import org.jspecify.annotations.NullMarked;
