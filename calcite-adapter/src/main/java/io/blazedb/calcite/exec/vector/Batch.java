/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import org.jspecify.annotations.Nullable;

/**
 * Rows as columns. Those that count are the selected ones: positions in ascending order, or all of them without a selection. Columns that
 * nobody needs are missing.
 */
public final class Batch {
    private final @Nullable Vector[] columns;
    private int rows;
    private int @Nullable [] selection;
    private int selected;

    /** A batch without rows. */
    Batch(@Nullable Vector[] columns) {
        this.columns = columns;
    }

    /** Fills it with rows that all count. */
    void fill(int count) {
        rows = count;
        selection = null;
        selected = count;
    }

    /** Lets only these rows count. */
    void select(int @Nullable [] positions, int count) {
        selection = positions;
        selected = count;
    }

    /** Positions of rows are below this. */
    int rows() {
        return rows;
    }

    /** Positions of the rows that count; null for all. */
    int @Nullable [] selection() {
        return selection;
    }

    /** How many rows count. */
    int selected() {
        return selected;
    }

    Vector column(int index) {
        Vector column = columns[index];
        if (column == null) {
            throw new IllegalStateException("a column that was not asked for: " + index);
        }
        return column;
    }

    boolean has(int index) {
        return index < columns.length && columns[index] != null;
    }

    int width() {
        return columns.length;
    }
}
