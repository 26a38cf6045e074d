/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.List;

/**
 * An index over columns of a table.
 *
 * @param tree id of the index's tree in the store
 * @param name the name
 * @param columns the indexed columns in order
 * @param unique whether entries with no NULL must be unique
 * @param constraint whether it belongs to a UNIQUE constraint of the same name
 */
public record IndexDefinition(long tree, String name, List<Column> columns, boolean unique, boolean constraint) {

    /**
     * One indexed column.
     *
     * @param column position in {@link TableDefinition#columns()}, 0-based
     * @param descending whether larger values come first
     */
    public record Column(int column, boolean descending) {}
}
