/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.error.BlazeSqlException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random queries over small random tables give the same rows as HSQLDB does. Replays with {@code -Dblazedb.seed=}. */
class DifferentialTest {
    private static final int DATABASES = 6;
    private static final int QUERIES = 80;

    @Test
    void givesTheSameRowsAsHsqldb() throws SQLException {
        long seed = Long.getLong("blazedb.seed", 20_260_101L);
        List<String> failures = new ArrayList<>();
        int compared = 0;
        for (int i = 0; i < DATABASES; i++) {
            RandomQueries queries = new RandomQueries(seed + i);
            try (TestDatabase blaze = TestDatabase.inMemory();
                    Connection peer = DriverManager.getConnection("jdbc:hsqldb:mem:diff" + seed + "_" + i, "SA", "");
                    Statement statement = peer.createStatement()) {
                statement.execute("SET DATABASE SQL AVG SCALE 16");
                for (String sql : queries.tables(true)) {
                    blaze.run(sql);
                }
                for (String sql : queries.tables(false)) {
                    statement.execute(sql);
                }
                for (String sql : queries.rows()) {
                    blaze.run(sql);
                    statement.execute(sql);
                }
                for (int q = 0; q < QUERIES; q++) {
                    String sql = queries.query();
                    List<String> expected = expected(statement, sql);
                    if (expected == null) {
                        continue;
                    }
                    compared++;
                    String found = compare(blaze, sql, expected);
                    if (found != null) {
                        failures.add("seed " + (seed + i) + ": " + sql + "\n    " + found);
                    }
                }
                statement.execute("SHUTDOWN");
            }
        }
        assertThat(failures).as("of " + compared + " queries").isEmpty();
        assertThat(compared).isGreaterThan(DATABASES * QUERIES * 3 / 4);
    }

    /** Rows by HSQLDB; null if it refuses the query. */
    private static List<String> expected(Statement statement, String sql) {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(text(result.getObject(i)));
                }
                rows.add(String.join("|", row));
            }
        } catch (SQLException refused) {
            return null;
        }
        if (!sql.contains("ORDER BY")) {
            Collections.sort(rows);
        }
        return rows;
    }

    private static String compare(TestDatabase blaze, String sql, List<String> expected) {
        List<String> rows = new ArrayList<>();
        try (SqlResult result = blaze.session().execute(sql)) {
            RowCursor cursor = result.rows();
            while (cursor.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 0; i < cursor.columns().size(); i++) {
                    row.add(text(cursor.value(i)));
                }
                rows.add(String.join("|", row));
            }
        } catch (BlazeSqlException failure) {
            return failure + (failure.getCause() == null ? "" : " <- " + failure.getCause());
        }
        if (!sql.contains("ORDER BY")) {
            Collections.sort(rows);
        }
        return rows.equals(expected) ? null : "expected " + expected + "\n    found    " + rows;
    }

    private static String text(Object value) {
        if (value instanceof Number number) {
            BigDecimal decimal = new BigDecimal(number.toString()).setScale(4, RoundingMode.HALF_UP);
            return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
        }
        return String.valueOf(value);
    }
}
