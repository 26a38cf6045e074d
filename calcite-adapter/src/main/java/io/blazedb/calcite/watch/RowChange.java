/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.watch;

import io.blazedb.calcite.catalog.TableDefinition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that a commit inserted, updated or deleted.
 *
 * @param database alias of the table's database
 * @param table the table; its columns name the values
 * @param kind what happened
 * @param oldRow external values before the change; null for an insert
 * @param newRow external values after the change; null for a delete
 */
public record RowChange(
        String database,
        TableDefinition table,
        Kind kind,
        @Nullable Object @Nullable [] oldRow,
        @Nullable Object @Nullable [] newRow) {

    /** What happened to a row. */
    public enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    /** The values before the change by column name; null for an insert. */
    public @Nullable Map<String, @Nullable Object> oldValues() {
        return oldRow == null ? null : named(oldRow);
    }

    /** The values after the change by column name; null for a delete. */
    public @Nullable Map<String, @Nullable Object> newValues() {
        return newRow == null ? null : named(newRow);
    }

    private Map<String, @Nullable Object> named(@Nullable Object[] row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < row.length; i++) {
            values.put(table.columns().get(i).name(), row[i]);
        }
        return Collections.unmodifiableMap(values);
    }
}
