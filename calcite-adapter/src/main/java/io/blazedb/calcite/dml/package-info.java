/* SPDX-License-Identifier: Apache-2.0 */
/** Writes rows and their index entries; the one place that does. Read {@link io.blazedb.calcite.dml.TableWriter} first. */
@NullMarked
package io.blazedb.calcite.dml;

import org.jspecify.annotations.NullMarked;
