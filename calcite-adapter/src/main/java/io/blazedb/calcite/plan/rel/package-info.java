/* SPDX-License-Identifier: Apache-2.0 */
/** Physical nodes and their convention. Read {@link io.blazedb.calcite.plan.rel.BlazeRel} first. */
@NullMarked
package io.blazedb.calcite.plan.rel;

import org.jspecify.annotations.NullMarked;
