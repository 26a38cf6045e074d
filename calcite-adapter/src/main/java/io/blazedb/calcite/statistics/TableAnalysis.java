/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.statistics;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.catalog.TableStatistics;
import io.blazedb.calcite.types.RowReader;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Reads a table once: counts, sketches and extremes are of all rows, histograms of a uniform sample. The same rows give the same
 * statistics. Memory is bounded, whatever the size of the table.
 */
public final class TableAnalysis {
    private static final int CANCEL_CHECK_ROWS = 256;
    private static final long SEED = 0x5eed;

    private TableAnalysis() {}

    /**
     * Analyzes a table.
     *
     * @param checkCancelled called now and then; ends the work by an exception
     */
    public static TableStatistics of(ReadTransaction transaction, TableDefinition table, Runnable checkCancelled) {
        int width = Math.max(1, table.columns().size());
        int sampleRows = Math.max(100, Math.min(Limits.SAMPLE_ROWS, Limits.SAMPLE_VALUES / width));
        List<ColumnSummary> columns = new ArrayList<>(width);
        for (ColumnDefinition column : table.columns()) {
            columns.add(new ColumnSummary(column, sampleRows));
        }
        RowReader reader = new RowReader(TableLayout.rows(table), transaction);
        SplittableRandom random = new SplittableRandom(SEED);
        long rows = 0;
        try (Cursor cursor = transaction.scan(table.tree(), KeyRange.all())) {
            while (cursor.next()) {
                long drawn = rows < sampleRows ? rows : random.nextLong(rows + 1);
                int place = drawn < sampleRows ? (int) drawn : -1;
                for (int i = 0; i < columns.size(); i++) {
                    columns.get(i).add(reader.column(cursor, i), place);
                }
                if (rows++ % CANCEL_CHECK_ROWS == 0) {
                    checkCancelled.run();
                }
            }
        }
        return new TableStatistics(
                rows, columns.stream().map(ColumnSummary::statistics).toList());
    }
}
