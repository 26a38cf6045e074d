/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What SET changes in a row. Immutable.
 *
 * @param table the table
 * @param targets the assigned columns
 */
public record ColumnAssignments(TableDefinition table, List<Target> targets) {

    /**
     * An assigned column.
     *
     * @param column its position
     * @param type type of the value assigned
     * @param generated whether it gets the next identity value instead
     */
    public record Target(int column, SqlType type, boolean generated) {}

    /** The row with its new values, which stand from an offset on. */
    public @Nullable Object[] apply(
            @Nullable Object[] before, @Nullable Object[] values, int offset, RowWriter writer) {
        @Nullable Object[] after = before.clone();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            ColumnDefinition column = table.columns().get(target.column());
            after[target.column()] = target.generated()
                    ? writer.nextIdentity(target.column())
                    : Coercions.assign(values[offset + i], target.type(), column.type(), column.name());
        }
        return after;
    }
}
