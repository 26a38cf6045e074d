/* SPDX-License-Identifier: Apache-2.0 */
/** Rows by column: what a tree's values consist of, and batches of columns. Imports bytes only. Read {@link io.blazedb.storage.column.TreeLayout} first. */
@NullMarked
package io.blazedb.storage.column;

import org.jspecify.annotations.NullMarked;
