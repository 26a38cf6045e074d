/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * How the rows that a query gives are locked, one by one in its order. Immutable.
 *
 * @param database alias of the table's database
 * @param table the table
 * @param keyed the query without its limit, each row followed by the key of the table's row
 * @param offset how many locked rows are left out, or null
 * @param fetch how many are given, or null for all
 */
public record RowLocking(
        String database,
        TableDefinition table,
        Operator keyed,
        @Nullable Expression offset,
        @Nullable Expression fetch) {}
