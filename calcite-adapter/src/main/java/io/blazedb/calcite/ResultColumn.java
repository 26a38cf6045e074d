/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.types.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a result.
 *
 * @param label its name in the result
 * @param type its type
 * @param nullable whether it may hold NULL
 * @param origin the table column it is taken from unchanged, or null for an expression
 */
public record ResultColumn(
        String label,
        SqlType type,
        boolean nullable,
        @Nullable Origin origin) {

    /** Where a column comes from. */
    public record Origin(String database, String schema, String table, String column, boolean autoIncrement) {}
}
