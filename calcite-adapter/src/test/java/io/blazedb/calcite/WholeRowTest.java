/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows as values, with the results that PostgreSQL 15 gives. */
class WholeRowTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void table() {
        database.run("CREATE TABLE t (a INT, b TEXT, c NUMERIC(6,2));"
                + "INSERT INTO t VALUES (1, 'x', 1.50), (2, 'y, z', NULL), (NULL, 'q\"r', 3), (3, NULL, 4)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '`',
            value = {
                "SELECT ROW(1, 'a b', NULL, '', 2.5, true) @ [(1,\"a b\",,\"\",2.5,t)]",
                "SELECT ROW(1, ROW(2, 3)) @ [(1,\"(2,3)\")]",
                "SELECT t FROM t ORDER BY t @ [(1,x,1.50), (2,\"y, z\",), (3,,4.00), (,\"q\"\"r\",3.00)]",
                "SELECT x FROM t x WHERE a = 2 @ [(2,\"y, z\",)]",
                "SELECT (a, b) FROM t WHERE a = 1 @ [(1,x)]",
                "SELECT t::text FROM t WHERE a = 1 @ [(1,x,1.50)]",
                "SELECT row_to_json(t) FROM t WHERE a < 3 ORDER BY a @ [{\"a\":1,\"b\":\"x\",\"c\":1.50}, {\"a\":2,\"b\":\"y, z\",\"c\":null}]",
                "SELECT row_to_json(ROW(1, 'a')) @ [{\"f1\":1,\"f2\":\"a\"}]",
                "SELECT to_jsonb(t) FROM t WHERE a = 1 @ [{\"a\": 1, \"b\": \"x\", \"c\": 1.50}]",
                "SELECT jsonb_agg(s ORDER BY a) FROM (SELECT a, b FROM t WHERE a < 3) s @ [[{\"a\": 1, \"b\": \"x\"}, {\"a\": 2, \"b\": \"y, z\"}]]",
                "SELECT json_build_object('r', t, 'n', t.a) FROM t WHERE a = 1 @ [{\"r\" : {\"a\":1,\"b\":\"x\",\"c\":1.50}, \"n\" : 1}]",
                "WITH q AS (SELECT 1 AS k, 'v' AS w) SELECT row_to_json(q) FROM q @ [{\"k\":1,\"w\":\"v\"}]",
                "SELECT t.a, x FROM t, LATERAL (SELECT t.a AS k, 1 AS o) x WHERE t.a = 2 @ [2,(2,1)]",
                "SELECT count(t), count(t.*) FROM t @ [4,4]",
                "SELECT count(x), count(x.*) FROM t LEFT JOIN t x ON x.a = t.a + 5 @ [0,0]",
                "SELECT (t).a FROM t WHERE a = 1 @ [1]",
                "SELECT t.* FROM t WHERE t IS NOT NULL @ [1,x,1.50]",
                "SELECT count(*) FROM t x JOIN t y ON x = y @ [4]",
                "SELECT max(a) FROM t GROUP BY t ORDER BY 1 @ [1, 2, 3, null]",
                "SELECT count(DISTINCT (a, b)) FROM t @ [4]",
                "SELECT array_agg(t ORDER BY a) FROM t WHERE a < 3 @ [{\"(1,x,1.50)\",\"(2,\\\"y, z\\\",)\"}]",
                "SELECT coalesce(t, NULL) FROM t WHERE a = 3 @ [(3,,4.00)]",
                "SELECT ROW(NULL, NULL) IS NULL, ROW(1, NULL) IS NULL, ROW(1, NULL) IS NOT NULL @ [true,false,false]",
                "SELECT a FROM t WHERE ROW(a, b) = ANY (SELECT a, b FROM t) ORDER BY a @ [1, 2]",
                "SELECT a FROM t WHERE (a, b) >= (1, 'x') ORDER BY a @ [1, 2, 3]",
                "SELECT (SELECT t FROM t WHERE a = 1) @ [(1,x,1.50)]",
                "SELECT * FROM json_to_recordset('[{\"a\":1,\"b\":\"foo\"}, {\"a\":\"2\"}]') AS x(a int, b text) @ [1,foo, 2,null]",
                "SELECT d, e FROM jsonb_to_record('{\"d\":\"2024-01-31\", \"e\":{\"f\":1}}') AS x(d date, e jsonb) @ [2024-01-31,{\"f\": 1}]",
            })
    void aRowIsAValue(String query, String rows) {
        assertThat(database.rows(query)).hasToString(rows);
    }

    @Test
    void rowsAndArraysInJsonBeginNewLines() {
        assertThat(database.rows("SELECT json_agg(s) FROM (VALUES (1, 'a'), (2, 'b')) s(i, j)"))
                .containsExactly("[{\"i\":1,\"j\":\"a\"}, \n {\"i\":2,\"j\":\"b\"}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '`',
            value = {
                "SELECT * FROM unnest(string_to_array('a,b', ',')) @ [a, b]",
                "SELECT * FROM generate_series(length('a'), 3) x @ [1, 2, 3]",
                "SELECT j FROM jsonb_array_elements(jsonb_build_array(1, 2)) j @ [1, 2]",
                "SELECT b FROM ONLY t WHERE a = 1 @ [x]",
                "SELECT a FROM t ORDER BY a USING > NULLS LAST @ [3, 2, 1, null]",
                "SELECT |/ 25.0, ||/ 27.0 @ [5.0,3.0]",
            })
    void functionsAndOperatorsAreRead(String query, String rows) {
        assertThat(database.rows(query)).hasToString(rows);
    }

    @Test
    void columnsHoldNoRows() {
        assertThatThrownBy(() -> database.run("CREATE TABLE u AS SELECT t FROM t"))
                .isInstanceOfSatisfying(
                        BlazeSqlException.class,
                        failure -> assertThat(failure.sqlState()).isEqualTo("0A000"));
    }
}
