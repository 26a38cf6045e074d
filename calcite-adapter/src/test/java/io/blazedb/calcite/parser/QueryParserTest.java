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
                "SELECT 'abc | line 1, column 8: unterminated string"
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
