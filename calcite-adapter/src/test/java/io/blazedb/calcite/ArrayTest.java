/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.error.BlazeSqlException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrays, with the values that PostgreSQL gives. */
class ArrayTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    private static String failure(Runnable action) {
        try {
            action.run();
        } catch (BlazeSqlException expected) {
            return expected.sqlState();
        }
        throw new AssertionError("no failure");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "ARRAY[1, 2, 3] ; {1,2,3}",
                "ARRAY[1.5, 2] ; {1.5,2}",
                "ARRAY['a b', 'c,d', 'e\"f', 'g\\h', '', 'null'] ; {\"a b\",\"c,d\",\"e\\\"f\",\"g\\\\h\",\"\",\"null\"}",
                "ARRAY[[1, 2], [3, 4]] ; {{1,2},{3,4}}",
                "ARRAY[]::INT[] ; {}",
                "ARRAY[1, NULL] ; {1,NULL}",
                "'{1, NULL, 3}'::INT[] ; {1,NULL,3}",
                "'{{a,\"b c\"},{NULL,d}}'::TEXT[][] ; {{a,\"b c\"},{NULL,d}}",
                "CAST(ARRAY[1.7, 2.2] AS INT[]) ; {2,2}",
                "'{1.5,2}'::NUMERIC[] ; {1.5,2}",
                "ARRAY[1, 2]::TEXT || 'x' ; {1,2}x",
                "'{abc}'::VARCHAR(2)[] ; fails 22001",
                "ARRAY['abc']::VARCHAR(2)[] ; {ab}",
                "'{1,2'::INT[] ; fails 22P02",
                "'{{1},{2,3}}'::INT[] ; fails 22P02",
                "'{a}'::INT[] ; fails 22P02",
                "ARRAY[ARRAY[1], ARRAY[2, 3]] ; fails 2202E",
                "ARRAY[1, TRUE] ; fails 42804",
                "(ARRAY[10, 20, 30])[2] ; 20",
                "(ARRAY[10, 20, 30])[4] ; null",
                "(ARRAY[10, 20, 30])[2:3] ; {20,30}",
                "(ARRAY[10, 20, 30])[:2] ; {10,20}",
                "(ARRAY[10, 20, 30])[5:] ; {}",
                "(ARRAY[[1, 2], [3, 4]])[2][1] ; 3",
                "(ARRAY[[1, 2], [3, 4]])[2] ; null",
                "(ARRAY[[1, 2], [3, 4]])[1:1] ; {{1,2}}",
                "ARRAY[1, 2] = ARRAY[1, 2] ; true",
                "ARRAY[1, 2] < ARRAY[1, 3] ; true",
                "ARRAY[1] < ARRAY[1, 0] ; true",
                "ARRAY[1, 2] = '{1,2}' ; true",
                "ARRAY[1, NULL] = ARRAY[1, NULL] ; true",
                "ARRAY[1, 2, 3] @> '{1,2}' ; true",
                "ARRAY[1, 2] <@ ARRAY[1, 2, 3] ; true",
                "ARRAY[1, 4] && ARRAY[4, 5] ; true",
                "ARRAY[1] && ARRAY[]::INT[] ; false",
                "ARRAY[1, 2] || 3 ; {1,2,3}",
                "0 || ARRAY[1, 2] ; {0,1,2}",
                "ARRAY[1] || ARRAY[2, 3] ; {1,2,3}",
                "ARRAY[1, 2] || '{3}' ; {1,2,3}",
                "ARRAY[[1, 2], [3, 4]] || ARRAY[5, 6] ; {{1,2},{3,4},{5,6}}",
                "NULL || ARRAY[1] ; {1}",
                "1 = ANY (ARRAY[1, 2]) ; true",
                "3 = ANY ('{1,2}'::INT[]) ; false",
                "1 = ANY (ARRAY[NULL, 2]) ; null",
                "1 <> ALL (ARRAY[2, 3]) ; true",
                "5 > ALL ('{1,2}') ; true",
                "1 = ANY (NULL::INT[]) ; null",
                "array_length(ARRAY[1, 2, 3], 1) ; 3",
                "array_length('{}'::INT[], 1) ; null",
                "cardinality('{{1,2},{3,4}}'::INT[]) ; 4",
                "array_dims('{{1,2},{3,4}}'::INT[]) ; [1:2][1:2]",
                "array_ndims('{{1,2},{3,4}}'::INT[]) ; 2",
                "array_position(ARRAY['sun', 'mon'], 'mon') ; 2",
                "array_positions(ARRAY['a', 'b', 'a'], 'a') ; {1,3}",
                "array_remove(ARRAY[1, 2, 3, 2], 2) ; {1,3}",
                "array_replace(ARRAY[1, 2, 5], 5, 3) ; {1,2,3}",
                "array_append(ARRAY[1], NULL) ; {1,NULL}",
                "array_fill(7, ARRAY[2, 2]) ; {{7,7},{7,7}}",
                "trim_array(ARRAY[1, 2, 3], 1) ; {1,2}",
                "trim_array(ARRAY[1], 2) ; fails 2202E",
                "array_to_string(ARRAY[1, 2, NULL, 5], ',', '*') ; 1,2,*,5",
                "string_to_array('a,b,c', ',', 'b') ; {a,NULL,c}",
                "string_to_array('abc', NULL) ; {a,b,c}",
                "regexp_match('foobarbequebaz', '(bar)(beque)') ; {bar,beque}",
                "(regexp_match('abc', 'b.'))[1] ; bc",
                "regexp_split_to_array('the quick fox', '\\s+') ; {the,quick,fox}",
                "width_bucket(5, ARRAY[1, 3, 4, 10]) ; 3",
                "to_jsonb(ARRAY['a', NULL]) ; [\"a\", null]",
                "COALESCE(NULL::INT[], '{1}') ; {1}",
                "pg_typeof(ARRAY[1]) ; integer[]",
                "ARRAY(SELECT x FROM generate_series(1, 3) AS x ORDER BY x DESC) ; {3,2,1}",
                "ARRAY(SELECT 1 WHERE FALSE) ; {}"
            })
    void expressions(String expression, String value) {
        if (value.startsWith("fails ")) {
            assertThat(failure(() -> database.rows("SELECT " + expression))).isEqualTo(value.substring(6));
            return;
        }
        assertThat(database.rows("SELECT " + expression)).containsExactly(value);
    }

    @Test
    void columns() {
        database.run("CREATE TABLE t (id INT PRIMARY KEY, a INT[], s TEXT ARRAY DEFAULT '{x}', d NUMERIC(5, 2)[2])");
        database.run(
                "INSERT INTO t VALUES (1, '{3,1}', ARRAY['p', NULL], '{1.234}'), (2, ARRAY[[1, 2], [3, 4]], '{}', NULL)");
        database.run("INSERT INTO t (id) VALUES (3)");
        assertThat(database.rows("SELECT * FROM t ORDER BY id"))
                .containsExactly("1,{3,1},{p,NULL},{1.23}", "2,{{1,2},{3,4}},{},null", "3,null,{x},null");
        assertThat(database.rows("SELECT id FROM t ORDER BY a DESC NULLS LAST")).containsExactly("1", "2", "3");
        assertThat(database.rows("SELECT id FROM t WHERE a = '{3,1}'")).containsExactly("1");
        assertThat(database.rows("SELECT id FROM t WHERE 4 = ANY (a)")).containsExactly("2");
        database.run("UPDATE t SET a[4] = 9 WHERE id = 1; UPDATE t SET a = a || 5 WHERE id = 3");
        assertThat(database.rows("SELECT a, a[4] FROM t WHERE id <> 2 ORDER BY id"))
                .containsExactly("{3,1,NULL,9},9", "{5},null");
        assertThat(failure(() -> database.run("INSERT INTO t VALUES (9, '{99999999999}')")))
                .isEqualTo("22003");
        assertThat(failure(() -> database.run("INSERT INTO t (id, d) VALUES (9, '{12345}')")))
                .isEqualTo("22003");
        assertThat(database.rows("SELECT data_type FROM information_schema.columns WHERE column_name = 'a'"))
                .containsExactly("ARRAY");
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }

    @Test
    void keysAndIndexes() {
        database.run("CREATE TABLE k (a INT[] PRIMARY KEY, v TEXT[]); CREATE INDEX k_v ON k (v DESC)");
        database.run(
                "INSERT INTO k VALUES ('{2}', '{b,a}'), ('{1,5}', '{a}'), ('{1}', '{a,a}'), ('{1,NULL}', NULL), ('{}', '{}')");
        assertThat(database.rows("SELECT a FROM k ORDER BY a"))
                .containsExactly("{}", "{1}", "{1,5}", "{1,NULL}", "{2}");
        assertThat(database.rows("SELECT v FROM k ORDER BY v")).containsExactly("{}", "{a}", "{a,a}", "{b,a}", "null");
        assertThat(database.rows("SELECT v FROM k WHERE a > '{1,5}' ORDER BY a"))
                .containsExactly("null", "{b,a}");
        assertThat(database.rows("SELECT a FROM k WHERE v = ARRAY['a', 'a']")).containsExactly("{1}");
        assertThat(failure(() -> database.run("INSERT INTO k VALUES ('{1,5}', NULL)")))
                .isEqualTo("23505");
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }

    @Test
    void rowsFromArrays() {
        database.run("CREATE TABLE m (id INT, a INT[]); INSERT INTO m VALUES (1, '{5,6}'), (2, '{}'), (3, NULL)");
        assertThat(database.rows("SELECT id, x FROM m, unnest(a) AS x ORDER BY x"))
                .containsExactly("1,5", "1,6");
        assertThat(database.rows("SELECT id, x FROM m LEFT JOIN unnest(a) AS x ON TRUE ORDER BY id, x"))
                .containsExactly("1,5", "1,6", "2,null", "3,null");
        assertThat(database.rows("SELECT * FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY AS t (v, n) ORDER BY n DESC"))
                .containsExactly("b,2", "a,1");
        assertThat(database.rows("SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b', 'c']) AS t (x, y)"))
                .containsExactly("1,a", "2,b", "null,c");
        assertThat(database.rows("SELECT unnest('{{1,2},{3,4}}'::INT[])")).containsExactly("1", "2", "3", "4");
        assertThat(database.rows("SELECT regexp_matches('abcb', 'b', 'g')")).containsExactly("{b}", "{b}");
        assertThat(database.rows("SELECT * FROM generate_subscripts(ARRAY['a', 'b'], 1)"))
                .containsExactly("1", "2");
    }

    @Test
    void arraysFromRows() {
        database.run("CREATE TABLE g (k INT, v INT); INSERT INTO g VALUES (1, 3), (1, NULL), (2, 5), (1, 1)");
        assertThat(database.rows("SELECT k, array_agg(v ORDER BY v) FROM g GROUP BY k ORDER BY k"))
                .containsExactly("1,{1,3,NULL}", "2,{5}");
        assertThat(database.rows("SELECT array_agg(v) FROM g WHERE FALSE")).containsExactly("null");
        assertThat(database.rows("SELECT array_agg(DISTINCT k ORDER BY k DESC) FROM g"))
                .containsExactly("{2,1}");
        assertThat(database.rows("SELECT array_agg(v) OVER (ORDER BY v ROWS 1 PRECEDING) FROM g ORDER BY v"))
                .containsExactly("{1}", "{1,3}", "{3,5}", "{5,NULL}");
        assertThat(database.rows("SELECT a, COUNT(*) FROM (VALUES (ARRAY[1.0]), (ARRAY[1.00])) AS t (a) GROUP BY a"))
                .hasSize(1);
        assertThat(database.rows(
                        "WITH RECURSIVE p (n, path) AS (SELECT 1, ARRAY[1] UNION ALL SELECT n + 1, path || (n + 1) FROM p WHERE n < 3)"
                                + " SELECT path FROM p ORDER BY n"))
                .containsExactly("{1}", "{1,2}", "{1,2,3}");
    }

    @Test
    void parameters() {
        database.run("CREATE TABLE p (id INT PRIMARY KEY, a INT[])");
        database.run("INSERT INTO p VALUES (?, ?)", 1, new Object[] {1, null, 3});
        database.run("INSERT INTO p VALUES (?, ?)", 2, "{4,5}");
        database.run("INSERT INTO p VALUES (?, ?)", 3, List.of(List.of(1, 2), List.of(3, 4)));
        assertThat(database.rows("SELECT a FROM p ORDER BY id"))
                .containsExactly("{1,NULL,3}", "{4,5}", "{{1,2},{3,4}}");
        assertThat(database.rows("SELECT id FROM p WHERE id = ANY (?) ORDER BY id", (Object) new int[] {1, 3}))
                .containsExactly("1", "3");
        assertThat(database.rows("SELECT id FROM p WHERE a @> ? ORDER BY id", (Object) new int[] {3}))
                .containsExactly("1", "3");
    }
}
