/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.exec.OperatorBuilder;
import io.blazedb.calcite.exec.vector.Helpers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random queries give the same over batches as over rows. Replays with {@code -Dblazedb.seed=}. */
class BatchDifferentialTest {
    private static final int[] ROW_COUNTS = {0, 5, 700, 2500};
    private static final int QUERIES = Integer.getInteger("blazedb.queries", 20);

    private static final List<String> OWN_CHANGES = List.of(
            "CHECKPOINT",
            "BEGIN",
            "DELETE FROM a WHERE MOD(id, 7) = 3",
            "UPDATE a SET i = id, s = 'changed' WHERE MOD(id, 11) = 5");
    private static final List<String> RECENT_CHANGES =
            OWN_CHANGES.stream().filter(sql -> !sql.equals("BEGIN")).toList();
    private static final String BY_COLUMN = " WITH (layout = column)";

    private long seed = Long.getLong("blazedb.seed", 20_260_301L);

    @AfterEach
    void batches() {
        System.clearProperty(OperatorBuilder.BATCHES);
        System.clearProperty(Helpers.PART_ROWS);
    }

    @Test
    void committedRows() {
        for (int rows : ROW_COUNTS) {
            compare(rows, "", List.of());
        }
    }

    @Test
    void ownChangesOverLeavesOfRows() {
        compare(1500, "", OWN_CHANGES);
    }

    @Test
    void ownChangesOverLeavesOfColumns() {
        compare(1500, BY_COLUMN, OWN_CHANGES);
    }

    @Test
    void recentChangesOverPartsOfATable() {
        compare(2500, "", RECENT_CHANGES);
        compare(1500, BY_COLUMN, RECENT_CHANGES);
    }

    @Test
    @Tag("soak")
    void manySeeds() {
        long end = System.nanoTime() + Long.getLong("blazedb.soak.minutes", 1) * 60_000_000_000L;
        seed = Long.getLong("blazedb.seed", System.nanoTime());
        while (System.nanoTime() - end < 0) {
            committedRows();
            ownChangesOverLeavesOfRows();
            ownChangesOverLeavesOfColumns();
            recentChangesOverPartsOfATable();
            seed++;
        }
    }

    private void compare(int rows, String option, List<String> changes) {
        BatchQueries queries = new BatchQueries(seed + rows);
        List<String> failures = new ArrayList<>();
        int failing = 0;
        try (TestDatabase overBatches = TestDatabase.inMemory();
                TestDatabase overRows = TestDatabase.inMemory()) {
            for (String sql : statements(queries, rows, option, changes)) {
                overBatches.run(sql);
                overRows.run(sql);
            }
            for (int i = 0; i < QUERIES; i++) {
                String sql = queries.query();
                System.setProperty(OperatorBuilder.BATCHES, "false");
                List<String> expected = run(overRows, sql);
                System.setProperty(OperatorBuilder.BATCHES, "true");
                List<String> found = run(overBatches, sql);
                System.setProperty(Helpers.PART_ROWS, "50");
                List<String> inParts = run(overBatches, sql);
                System.clearProperty(Helpers.PART_ROWS);
                failing += expected.toString().startsWith("[failure") ? 1 : 0;
                if (!found.equals(expected) || !inParts.equals(expected)) {
                    failures.add(sql + "\n    rows    " + head(expected) + "\n    batches " + head(found)
                            + "\n    parts   " + head(inParts));
                }
            }
        }
        assertThat(failures).as("seed " + seed + ", rows " + rows).isEmpty();
        assertThat(failing).isLessThan(QUERIES / 2);
    }

    private static String head(List<String> rows) {
        String text = rows.size() + " " + rows;
        return text.substring(0, Math.min(600, text.length()));
    }

    private static List<String> statements(BatchQueries queries, int rows, String option, List<String> changes) {
        List<String> statements = new ArrayList<>();
        queries.tables().forEach(table -> statements.add(table + option));
        for (int from = 0; from < Math.min(rows, 100); from += 25) {
            statements.add(queries.rows("a", from, Math.min(25, rows - from)));
        }
        for (int from = 100; from < rows; from += 100) {
            statements.add(queries.mixedRows(from, Math.min(100, rows - from)));
        }
        statements.add("INSERT INTO z SELECT * FROM a WHERE id < 200 AND MOD(id, 3) <> 1");
        statements.addAll(changes);
        if (!changes.isEmpty()) {
            statements.add(queries.rows("a", rows, 20));
        }
        return statements;
    }

    private static List<String> run(TestDatabase database, String sql) {
        List<String> rows = new ArrayList<>();
        try (SqlResult result = database.session().execute(sql)) {
            RowCursor cursor = result.rows();
            while (cursor.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 0; i < cursor.columns().size(); i++) {
                    row.add(text(cursor.value(i)));
                }
                rows.add(String.join("|", row));
            }
        } catch (BlazeSqlException failure) {
            if (failure.sqlState().equals("XX000")) {
                throw failure;
            }
            return List.of("failure " + failure.sqlState());
        }
        if (!sql.contains("ORDER BY") || sql.contains(" OVER (")) {
            Collections.sort(rows);
        }
        return rows;
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return java.util.HexFormat.of().formatHex(bytes);
        }
        return value == null ? "NULL" : value.getClass().getSimpleName() + ":" + value;
    }
}
