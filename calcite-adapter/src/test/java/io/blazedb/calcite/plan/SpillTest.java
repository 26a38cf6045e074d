/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.exec.OperatorBuilder;
import io.blazedb.calcite.exec.vector.Helpers;
import io.blazedb.storage.TemporaryBlocks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries with hardly any memory give what they give with enough of it. Replays with {@code -Dblazedb.seed=}. */
class SpillTest {
    private static final int QUERIES = Integer.getInteger("blazedb.queries", 30);

    private long seed = Long.getLong("blazedb.seed", 20_261_123L);

    @AfterEach
    void batches() {
        System.clearProperty(OperatorBuilder.BATCHES);
        System.clearProperty(Helpers.PART_ROWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void everyOperatorGoesBeyondMemory(String batches) {
        System.setProperty(OperatorBuilder.BATCHES, batches);
        try (TestDatabase database = HoldingQueries.database();
                SqlSession small = database.engine().openSession(SessionOptions.owner())) {
            TestDatabase.run(small, "SET work_mem = '64kB'");
            for (HoldingQueries.Query query : HoldingQueries.ALL) {
                compare(database, small, query.sql());
                assertThat(TestDatabase.rows(small, "EXPLAIN ANALYZE " + query.sql()))
                        .as(query.sql())
                        .anyMatch(line -> line.matches("Spilled: (" + query.operator() + ").*"));
            }
        }
        assertThat(TemporaryBlocks.openFiles()).isZero();
    }

    @Test
    void randomQueries() {
        BatchQueries queries = new BatchQueries(seed);
        try (TestDatabase database = TestDatabase.inMemory();
                SqlSession small = database.engine().openSession(SessionOptions.owner())) {
            queries.tables().forEach(database::run);
            for (int from = 0; from < 100; from += 25) {
                database.run(queries.rows("a", from, 25));
            }
            for (int from = 100; from < 1500; from += 100) {
                database.run(queries.mixedRows(from, 100));
            }
            database.run("INSERT INTO z SELECT * FROM a WHERE id < 1200 AND MOD(id, 3) <> 1");
            database.run("CHECKPOINT");
            TestDatabase.run(small, "SET work_mem = '64kB'");
            for (int i = 0; i < QUERIES; i++) {
                System.setProperty(Helpers.PART_ROWS, i % 4 < 2 ? "50" : "100000");
                System.setProperty(OperatorBuilder.BATCHES, String.valueOf(i % 2 == 0));
                String sql = queries.query();
                assertThat(found(small, sql)).as("seed " + seed + ": " + sql).isEqualTo(found(database.session(), sql));
            }
        }
        assertThat(TemporaryBlocks.openFiles()).isZero();
    }

    @Test
    @Tag("soak")
    void manySeeds() {
        long end = System.nanoTime() + Long.getLong("blazedb.soak.minutes", 1) * 60_000_000_000L;
        seed = Long.getLong("blazedb.seed", System.nanoTime());
        while (System.nanoTime() - end < 0) {
            randomQueries();
            seed++;
        }
    }

    private static List<String> found(SqlSession session, String sql) {
        try {
            List<String> rows = new ArrayList<>(rowsInOrder(session, sql));
            if (!sql.contains("ORDER BY") || sql.contains(" OVER (")) {
                Collections.sort(rows);
            }
            return rows;
        } catch (BlazeSqlException failure) {
            return List.of(failure.sqlState());
        }
    }

    private static void compare(TestDatabase database, SqlSession small, String sql) {
        List<String> expected = rows(database.session(), sql);
        List<String> found = rows(small, sql);
        assertThat(expected).isNotEmpty();
        for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
            assertThat(found.get(i)).as("row " + i + " of " + sql).isEqualTo(expected.get(i));
        }
        assertThat(found.size()).as(sql).isEqualTo(expected.size());
    }

    private static List<String> rows(SqlSession session, String sql) {
        List<String> rows = rowsInOrder(session, sql);
        if (!sql.startsWith("SELECT * FROM a ORDER BY") && !sql.contains("OFFSET")) {
            Collections.sort(rows);
        }
        return rows;
    }

    private static List<String> rowsInOrder(SqlSession session, String sql) {
        List<String> rows = new ArrayList<>();
        try (SqlResult result = session.execute(sql)) {
            RowCursor cursor = Objects.requireNonNull(result.rows());
            while (cursor.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 0; i < cursor.columns().size(); i++) {
                    Object value = cursor.value(i);
                    row.append(value instanceof byte[] bytes ? Arrays.toString(bytes) : value)
                            .append('|');
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }
}
