/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.TableDefinition;

/**
 * A table and the database it was found in.
 *
 * @param database alias of the database
 * @param definition the table, view or system view
 */
public record ResolvedTable(String database, TableDefinition definition) {}
