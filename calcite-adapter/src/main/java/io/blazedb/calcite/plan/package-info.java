/* SPDX-License-Identifier: Apache-2.0 */
/** From a parsed statement to a compiled one, phase by phase. Read {@link io.blazedb.calcite.plan.CompiledQuery} first. */
@NullMarked
package io.blazedb.calcite.plan;

import org.jspecify.annotations.NullMarked;
