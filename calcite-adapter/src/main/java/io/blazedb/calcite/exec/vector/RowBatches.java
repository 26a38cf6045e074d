/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.Rows;
import org.jspecify.annotations.Nullable;

/** Rows put together to batches. Not thread-safe. */
final class RowBatches implements Batches {
    private static final int ROWS = 1024;

    private final Rows rows;
    private final @Nullable Vector[] columns;
    private final Batch batch;
    private final OperatorContext context;

    /**
     * Batches of rows.
     *
     * @param columns where values go, by column; null for a column that nobody needs
     */
    RowBatches(Rows rows, @Nullable Vector[] columns, OperatorContext context) {
        this.rows = rows;
        this.columns = columns;
        this.batch = new Batch(columns);
        this.context = context;
    }

    @Override
    public @Nullable Batch next() {
        for (Vector column : columns) {
            if (column != null) {
                column.reset(ROWS);
            }
        }
        int count = 0;
        @Nullable Object[] row;
        while (count < ROWS && (row = rows.next()) != null) {
            context.tick();
            for (int i = 0; i < columns.length; i++) {
                Vector column = columns[i];
                if (column != null) {
                    column.set(count, row[i]);
                }
            }
            count++;
        }
        batch.fill(count);
        return count == 0 ? null : batch;
    }

    @Override
    public void close() {
        rows.close();
    }
}
