/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Rows that a statement holds: in memory up to its limit, in sealed blocks beyond it. Imports errors and
 * types. Read {@link io.blazedb.calcite.exec.memory.MemoryAccount} first.
 */
@NullMarked
package io.blazedb.calcite.exec.memory;

import org.jspecify.annotations.NullMarked;
