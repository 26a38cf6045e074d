/* SPDX-License-Identifier: Apache-2.0 */
/** Columns that follow columns of other tables. Read {@link io.blazedb.calcite.link.LinkMaintainer} first. */
@NullMarked
package io.blazedb.calcite.link;

import org.jspecify.annotations.NullMarked;
