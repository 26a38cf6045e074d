/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.types.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param id stable id inside the table, never reused; rows name columns by it
 * @param name the name as the user sees it
 * @param type the type
 * @param nullable whether NULL may be stored
 * @param defaultSql text of the DEFAULT expression, or null
 * @param identity how values are generated
 * @param comment text of COMMENT ON, or null
 */
public record ColumnDefinition(
        int id,
        String name,
        SqlType type,
        boolean nullable,
        @Nullable String defaultSql,
        Identity identity,
        @Nullable String comment) {

    /** GENERATED ... AS IDENTITY. */
    public enum Identity {
        NONE,
        BY_DEFAULT,
        ALWAYS
    }
}
