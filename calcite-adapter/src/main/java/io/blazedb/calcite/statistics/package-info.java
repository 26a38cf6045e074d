/* SPDX-License-Identifier: Apache-2.0 */
/** Finds out how the values of a table are distributed. Read {@link io.blazedb.calcite.statistics.TableAnalysis} first. */
@NullMarked
package io.blazedb.calcite.statistics;

import org.jspecify.annotations.NullMarked;
