/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.List;

/**
 * A FOREIGN KEY constraint. It belongs to the referring table; the other one has a {@link TableDefinition.Reference} to it.
 *
 * @param name the name
 * @param columns ids of the referring columns
 * @param parentSchema schema of the table referred to
 * @param parentTable the table referred to, in the same database
 * @param parentColumns ids of its columns, in the order of {@code columns}; together they are a key
 * @param onUpdate what happens to referring rows when a key changes
 * @param onDelete what happens to them when a row is deleted
 * @param deferrable whether SET CONSTRAINTS may put the check off until the commit
 * @param initiallyDeferred whether it is put off from the beginning
 */
public record ForeignKeyDefinition(
        String name,
        List<Integer> columns,
        String parentSchema,
        String parentTable,
        List<Integer> parentColumns,
        Action onUpdate,
        Action onDelete,
        boolean deferrable,
        boolean initiallyDeferred) {

    /** What happens to referring rows. */
    public enum Action {
        NO_ACTION,
        RESTRICT,
        CASCADE,
        SET_NULL,
        SET_DEFAULT
    }
}
