/* SPDX-License-Identifier: Apache-2.0 */
/** How many rows come, and what reading them costs. Read {@link io.blazedb.calcite.plan.cost.Cardinality} first. */
@NullMarked
package io.blazedb.calcite.plan.cost;

import org.jspecify.annotations.NullMarked;
