/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import org.apache.calcite.sql.SqlSelect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "value",
                "date",
                "time",
                "timestamp",
                "year",
                "month",
                "day",
                "hour",
                "minute",
                "second",
                "user",
                "result",
                "name",
                "type",
                "status",
                "key",
                "position",
                "count",
                "start",
                "end",
                "method",
                "data",
                "level",
                "text",
                "title",
                "label",
                "role",
                "state",
                "size",
                "language",
                "session",
                "version",
                "comment",
                "link",
                "path",
                "section",
                "begin",
                "min",
                "max",
                "sum",
                "path",
                "index",
                "number",
                "rank",
                "public",
                "options",
                "public",
                "schema",
                "catalog",
                "system",
                "condition",
                "period_",
                "depth",
                "open",
                "close",
                "total",
                "amount",
                "rollback",
                "view",
                "row",
                "rows",
                "range",
                "values",
                "set",
                "over",
                "partition",
                "filter",
                "interval",
                "current",
                "next",
                "new",
                "of",
                "period",
                "precision",
                "unknown",
                "explain",
                "describe",
                "call",
                "reset",
                "drop",
                "merge",
                "measure",
                "monday",
                "pattern",
                "first",
                "last",
                "no"
            })
    void wordsThatAreColumns(String word) {
        for (String sql : new String[] {
            "SELECT " + word + " FROM t WHERE " + word + " = 1 ORDER BY " + word,
            "SELECT t." + word + ", t." + word + " AS x FROM t GROUP BY t." + word,
            "INSERT INTO t (id, " + word + ") VALUES (1, 2)",
            "UPDATE t SET " + word + " = 1 WHERE t." + word + " > 2",
            "SELECT 1 AS " + word,
        }) {
            assertThat(BlazeParser.parse(sql)).as(sql).isNotNull();
        }
        SqlSelect select = (SqlSelect) BlazeParser.parse("SELECT " + word + " FROM t");
        assertThat(select.getSelectList().get(0)).hasToString(word);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 WHERE 1 = 0",
                "SELECT a::int, b::text FROM t",
                "SELECT DATE '2020-01-01', TIME '10:00:00'",
                "SELECT TIMESTAMP '2020-01-01 10:00:00' + INTERVAL '1' DAY",
                "SELECT CAST(x AS DATE) AS date FROM t",
                "SELECT CAST(date AS TIMESTAMP(3)) FROM t",
                "SELECT EXTRACT(YEAR FROM date) FROM t",
                "SELECT x::date FROM t",
                "SELECT COUNT(*), COUNT(DISTINCT a), SUM(a) FILTER (WHERE a > 1) FROM t",
                "SELECT CURRENT_USER, CURRENT_DATE",
                "SELECT a, ROW_NUMBER() OVER (PARTITION BY b ORDER BY c) FROM t",
                "WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r",
                "SELECT * FROM a LEFT JOIN b USING (id) LIMIT 10 OFFSET 5",
                "SELECT a FROM t FETCH FIRST 3 ROWS ONLY",
                "INSERT INTO a.b.c VALUES (?, ?), (DEFAULT, NULL)",
                "DELETE FROM t WHERE a IN (SELECT b FROM u)",
                "SELECT * FROM t WHERE a LIKE 'x%' AND b ILIKE '%y' OR c IS NOT NULL",
                "SELECT a % 2 FROM t WHERE b != 3",
                "VALUES (1, 'a'), (2, 'b')",
                "SELECT * FROM t ORDER BY a DESC NULLS LAST;",
                "SELECT SUM(a) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM t",
                "SELECT SUM(a) OVER (ROWS 2 PRECEDING), SUM(rows) FILTER (WHERE range > 1) OVER w FROM t"
                        + " WINDOW w AS (PARTITION BY partition ORDER BY a RANGE BETWEEN 1 PRECEDING AND CURRENT ROW)",
                "SELECT rows FROM t WHERE range BETWEEN 1 AND 2 OFFSET 5 ROWS FETCH NEXT 3 ROWS ONLY",
                "SELECT INTERVAL '1' DAY, INTERVAL -'1' DAY, CAST(a AS INTERVAL DAY), CAST(a AS DOUBLE PRECISION) FROM t",
                "SELECT a IS UNKNOWN, a IS NOT UNKNOWN, NOT unknown FROM t",
                "SELECT LAG(a, 1) IGNORE NULLS OVER (ORDER BY a), lag FROM t",
                "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a), a LIKE 'x' ESCAPE '!' FROM t",
                "INSERT INTO values VALUES (1)",
                "INSERT INTO t (row, rows, values) SELECT values, row, rows FROM values WHERE (row, rows) IN ((?, ?))",
                "INSERT INTO t DEFAULT VALUES",
                "UPDATE t SET set = 1, end = 2 WHERE values = 3",
                "SELECT 'ä€'",
                "SELECT /*x*/ 1 -- y"
            })
    void accepted(String sql) {
        assertThat(BlazeParser.parse(sql)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELEC 1 | line 1, column 1: \"SELEC\"",
                "SELECT FROM t | line 1, column 8: \"FROM\"",
                "SELECT date, time FORM t WHERE x = | line 1, column 24: \"t\"",
                "SELECT (1 | end of input",
                "SELECT 'abc | line 1, column 8: unterminated string",
                "SELECT \\ 1 | means nothing here"
            })
    void refused(String sql, String message) {
        assertThatThrownBy(() -> BlazeParser.parse(sql))
                .isInstanceOfSatisfying(
                        BlazeSqlException.class,
                        failure -> assertThat(failure.sqlState()).isEqualTo("42601"))
                .hasMessageContaining(message);
    }

    @Test
    void namesFold() {
        SqlSelect select = (SqlSelect) BlazeParser.parse("SELECT Foo, \"Bar\" FROM T");
        assertThat(select.getSelectList()).hasToString("`foo`, `Bar`");
    }
}
