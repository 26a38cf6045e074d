/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table or view as the catalog describes it. Immutable; every ALTER makes a new one with a higher version.
 *
 * @param tree id of the table's tree in the store; 0 for views
 * @param namespace 0 for the store's own tables, otherwise the attached replica that they belong to
 * @param schema the schema's name
 * @param name the name
 * @param kind what it is
 * @param version counts the changes of this definition
 * @param columns the columns in order
 * @param primaryKey positions of the key columns in key order; empty if the table has a hidden row id as its key
 * @param primaryKeyName name of the PRIMARY KEY constraint, or null
 * @param indexes secondary indexes
 * @param checks CHECK constraints
 * @param viewSql text of the view's query, or null
 * @param comment text of COMMENT ON, or null
 */
public record TableDefinition(
        long tree,
        int namespace,
        String schema,
        String name,
        Kind kind,
        int version,
        List<ColumnDefinition> columns,
        List<Integer> primaryKey,
        @Nullable String primaryKeyName,
        List<IndexDefinition> indexes,
        List<Check> checks,
        @Nullable String viewSql,
        @Nullable String comment) {

    /** What a table is. */
    public enum Kind {
        TABLE,
        VIEW,
        SYSTEM_VIEW
    }

    /**
     * A CHECK constraint.
     *
     * @param name the name
     * @param sql text of the condition
     */
    public record Check(String name, String sql) {}

    /** Name of the PRIMARY KEY constraint, given or not. */
    public String primaryKeyNameOrDefault() {
        return primaryKeyName == null ? name + "_pkey" : primaryKeyName;
    }

    /** Position of a column by name, or -1. */
    public int columnIndex(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        return -1;
    }
}
