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
 * @param generatedSql text of the expression of a generated column, or null
 * @param domain the domain that the column was declared with, or null
 */
public record ColumnDefinition(
        int id,
        String name,
        SqlType type,
        boolean nullable,
        @Nullable String defaultSql,
        Identity identity,
        @Nullable String comment,
        @Nullable String generatedSql,
        @Nullable DomainName domain) {

    /** A column that is neither computed nor of a domain. */
    public ColumnDefinition(
            int id,
            String name,
            SqlType type,
            boolean nullable,
            @Nullable String defaultSql,
            Identity identity,
            @Nullable String comment) {
        this(id, name, type, nullable, defaultSql, identity, comment, null, null);
    }

    /** GENERATED ... AS IDENTITY. */
    public enum Identity {
        NONE,
        BY_DEFAULT,
        ALWAYS
    }

    /**
     * Names a domain of the same database.
     *
     * @param schema its schema
     * @param name its name
     */
    public record DomainName(String schema, String name) {}

    /** Whether its value is computed from the other columns of the row. */
    public boolean isGenerated() {
        return generatedSql != null;
    }
}
