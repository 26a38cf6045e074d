/* SPDX-License-Identifier: Apache-2.0 */
/** Committed changes of tables as rows, for whoever wants to know. Read {@link io.blazedb.calcite.watch.WatchListener} first. */
@NullMarked
package io.blazedb.calcite.watch;

import org.jspecify.annotations.NullMarked;
