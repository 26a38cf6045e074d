/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.List;

/**
 * Columns of an own table that follow columns of another one, usually of an attached database.
 *
 * @param name the name
 * @param schema schema of the own table
 * @param table the own table
 * @param columns its columns that follow
 * @param joinColumns its columns that find the other row
 * @param database alias of the other table's database
 * @param otherSchema schema of the other table
 * @param otherTable the other table
 * @param otherColumns its columns that are followed, one for each of {@code columns}
 * @param otherJoinColumns its columns that are found, one for each of {@code joinColumns}
 * @param onDelete what happens when the other row goes
 */
public record LinkDefinition(
        String name,
        String schema,
        String table,
        List<String> columns,
        List<String> joinColumns,
        String database,
        String otherSchema,
        String otherTable,
        List<String> otherColumns,
        List<String> otherJoinColumns,
        OnDelete onDelete) {

    /** What happens to the own row when the other row goes. */
    public enum OnDelete {
        /** The last known values stay. */
        KEEP,
        /** The linked columns become NULL. */
        SET_NULL,
        /** The own row is deleted. */
        CASCADE
    }
}
