/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Runs long queries over batches of columns in primitive arrays. Imports expressions, operators, types, catalog and storage, never
 * Calcite. Start with {@link io.blazedb.calcite.exec.vector.BatchOperator}.
 */
@org.jspecify.annotations.NullMarked
package io.blazedb.calcite.exec.vector;
