/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What ANALYZE found out about a table.
 *
 * @param rows how many rows it had
 * @param columns its columns
 */
public record TableStatistics(long rows, List<ColumnStatistics> columns) {

    /** What is known of a column, by its id; null if it was added later. */
    public @Nullable ColumnStatistics column(int id) {
        for (ColumnStatistics column : columns) {
            if (column.column() == id) {
                return column;
            }
        }
        return null;
    }
}
