/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.sqllogic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SqlLogicRunnerTest {
    private static final String TABLE = """
            # a comment
            hash-threshold 8

            statement ok
            CREATE TABLE t (a INTEGER, s VARCHAR(5), x DOUBLE)

            statement ok
            INSERT INTO t VALUES (10, 'b', 0.5), (9, '', NULL), (NULL, 'c', 2.0004)

            """;

    private static SqlLogicReport run(String text) throws IOException, SQLException {
        return run(SqlLogicRunner.of("hsqldb", "oracle", 10), text);
    }

    private static SqlLogicReport run(SqlLogicRunner runner, String text) throws IOException, SQLException {
        String url = "jdbc:hsqldb:mem:" + UUID.randomUUID();
        try (Connection connection = DriverManager.getConnection(url, "SA", "")) {
            return runner.run("file", new StringReader(TABLE + text), connection);
        }
    }

    @Test
    void comparesValuesInTheOrderAskedFor() throws Exception {
        SqlLogicReport report = run("""
                query I nosort
                SELECT a FROM t ORDER BY s
                ----
                9
                10
                NULL

                query TR rowsort
                SELECT s, x FROM t
                ----
                (empty)
                NULL
                b
                0.500
                c
                2.000

                query II valuesort
                SELECT a, a + 1 FROM t WHERE a IS NOT NULL
                ----
                10
                10
                11
                9
                """);
        assertThat(report.failures()).isEmpty();
        assertThat(report.queries()).isEqualTo(3);
        assertThat(report.statements()).isEqualTo(2);
        assertThat(report.isClean()).isTrue();
    }

    @Test
    void comparesHashesOfLongResults() throws Exception {
        SqlLogicReport report = run("""
                query I valuesort
                SELECT a FROM t
                ----
                3 values hashing to 4b7a1ff5e0a02d37ee1a5b3a4dbc3e6a

                query I valuesort same
                SELECT a FROM t

                query I valuesort same
                SELECT a + 1 FROM t
                """);
        assertThat(report.wrong()).isEqualTo(2);
        String found = report.failures().get(0).message().replaceAll(".*found ", "");
        assertThat(run("query I valuesort\nSELECT a FROM t\n----\n" + found).wrong())
                .isZero();
        assertThat(report.failures().get(1).message()).contains("label same");
    }

    @Test
    void reportsWrongRowsAndFailures() throws Exception {
        SqlLogicReport report = run("""
                query I nosort
                SELECT a FROM t WHERE a = 9
                ----
                10

                query II nosort
                SELECT a FROM t WHERE a = 9
                ----
                9
                9

                query I nosort
                SELECT nothing FROM t
                ----
                1

                statement ok
                SELECT nothing FROM t

                statement error
                SELECT a FROM t

                statement error
                SELECT nothing FROM t

                skipif oracle # has no such column
                query I nosort
                SELECT nothing FROM t
                ----
                1
                """);
        assertThat(report.wrong()).isEqualTo(2);
        assertThat(report.errors()).isEqualTo(3);
        assertThat(report.excused()).isEqualTo(1);
        assertThat(report.failures()).extracting(SqlLogicReport.Failure::line).containsExactly(10, 15, 21, 26, 29);
    }

    @Test
    void leavesOutWhatIsForOthers() throws Exception {
        SqlLogicReport report = run("""
                skipif hsqldb
                statement ok
                nonsense

                onlyif mysql
                statement ok
                nonsense

                skipif mysql
                skipif sqlite
                statement ok
                DELETE FROM t

                onlyif sqlite
                halt

                query I nosort
                SELECT COUNT(*) FROM t
                ----
                0

                onlyif hsqldb
                halt

                statement ok
                nonsense
                """);
        assertThat(report.failures()).isEmpty();
        assertThat(report.isClean()).isTrue();
        assertThat(report.statements()).isEqualTo(3);
        assertThat(report.skipped()).isEqualTo(3);
    }

    @Test
    void samplesQueriesAndRunsAllStatements() throws Exception {
        SqlLogicRunner second = SqlLogicRunner.of("hsqldb", "oracle", 10).sampling(query -> query == 1);
        SqlLogicReport report = run(second, """
                query I nosort
                SELECT nothing FROM t

                query I nosort
                SELECT COUNT(*) FROM t
                ----
                3
                """);
        assertThat(report.queries()).isEqualTo(1);
        assertThat(report.statements()).isEqualTo(2);
        assertThat(report.isClean()).isTrue();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> run("sometimes ok\nSELECT 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 10: unknown record: sometimes");
        assertThatThrownBy(() -> run("statement maybe\nSELECT 1")).isInstanceOf(IllegalArgumentException.class);
    }
}
