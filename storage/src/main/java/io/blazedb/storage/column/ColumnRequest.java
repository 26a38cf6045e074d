/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.column;

import java.util.ArrayList;
import java.util.List;

/**
 * What a scan of columns shall return, and what it may leave out.
 *
 * @param columns the columns, each in a vector of its own
 * @param ranges rows outside of any of these may be left out
 * @param keys whether to return keys too
 */
public record ColumnRequest(List<Column> columns, List<ZoneRange> ranges, boolean keys) {
    public ColumnRequest {
        columns = List.copyOf(columns);
        ranges = List.copyOf(ranges);
    }

    /**
     * A column as its reader wants it.
     *
     * @param id id of the column, 1 and above
     * @param kind what its values are; integers may be stored narrower, and so may floating-point numbers
     */
    public record Column(int id, ColumnKind kind) {}

    /** No columns yet: a scan of them counts rows. */
    public static ColumnRequest ofNothing() {
        return new ColumnRequest(List.of(), List.of(), false);
    }

    public ColumnRequest withColumn(int id, ColumnKind kind) {
        List<Column> more = new ArrayList<>(columns);
        more.add(new Column(id, kind));
        return new ColumnRequest(more, ranges, keys);
    }

    public ColumnRequest withRange(ZoneRange range) {
        List<ZoneRange> more = new ArrayList<>(ranges);
        more.add(range);
        return new ColumnRequest(columns, more, keys);
    }

    public ColumnRequest withKeys() {
        return new ColumnRequest(columns, ranges, true);
    }
}
