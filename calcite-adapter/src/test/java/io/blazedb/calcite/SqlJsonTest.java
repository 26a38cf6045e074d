/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The standard's functions of JSON, with the values of PostgreSQL 17. */
class SqlJsonTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "JSON_VALUE('{\"a\":5}', '$.a' RETURNING INT) + 1 ; 6",
                "JSON_VALUE('{\"a\":\"x\"}', '$.a' RETURNING INT) ; null",
                "JSON_VALUE('{\"a\":\"x\"}', '$.a' RETURNING INT DEFAULT 7 ON ERROR) ; 7",
                "JSON_VALUE('{\"a\":5}', '$.b' DEFAULT 'e' ON EMPTY) ; e",
                "JSON_VALUE('{\"a\":[1]}', '$.a') ; null",
                "JSON_VALUE('{\"a\":null}', '$.a' DEFAULT 'e' ON EMPTY) ; null",
                "JSON_VALUE('{\"a\":true}', '$.a' RETURNING BOOLEAN) ; true",
                "JSON_VALUE('[1,2]', '$[*] ? (@ > 1)') ; 2",
                "JSON_QUERY('{\"a\":[1,2]}', '$.a') ; [1, 2]",
                "JSON_QUERY('{\"a\":[1,2]}', '$.a[*]') ; null",
                "JSON_QUERY('{\"a\":[1,2]}', '$.a[*]' WITH WRAPPER) ; [1, 2]",
                "JSON_QUERY('{\"a\":1}', '$.a' WITH CONDITIONAL WRAPPER) ; 1",
                "JSON_QUERY('{\"a\":1}', '$.b' EMPTY ARRAY ON EMPTY) ; []",
                "JSON_EXISTS('{\"a\":[1,5]}', '$.a[*] ? (@ > 3)') ; true",
                "JSON_EXISTS('{\"a\":1}', 'strict $.b') ; false",
                "JSON_OBJECT('a': 1, 'b': NULL) ; {\"a\" : 1, \"b\" : null}",
                "JSON_OBJECT('a': 1, 'b': NULL ABSENT ON NULL) ; {\"a\" : 1}",
                "JSON_ARRAY(1, 'x', NULL) ; [1, \"x\"]",
                "JSON_ARRAY(1, NULL NULL ON NULL) ; [1, null]",
            })
    void values(String expression, String value) {
        assertThat(database.rows("SELECT " + expression)).containsExactly(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "JSON_VALUE('{\"a\":\"x\"}', '$.a' RETURNING INT ERROR ON ERROR) ; 22P02",
                "JSON_VALUE('{\"a\":5}', '$.b' ERROR ON EMPTY) ; 22035",
                "JSON_VALUE('[1,2]', '$[*]' ERROR ON ERROR) ; 22034",
                "JSON_VALUE('{\"a\":[1]}', '$.a' ERROR ON ERROR) ; 2203F",
                "JSON_QUERY('[1,2]', '$[*]' ERROR ON ERROR) ; 22034",
                "JSON_EXISTS('{\"a\":1}', 'strict $.b' ERROR ON ERROR) ; 2203A",
                "JSON_VALUE('{', '$') ; 22P02",
                "JSON_VALUE('1', '$ ? (@ > $x)' PASSING 0 AS x) ; 0A000",
            })
    void failures(String expression, String state) {
        assertThat(database.failure("SELECT " + expression)).startsWith(state);
    }

    @Test
    void tables() {
        String items = "'[{\"a\": 1, \"b\": \"x\"}, {\"a\": 2}]', '$[*]'";
        assertThat(database.rows("SELECT * FROM json_table(" + items
                        + " COLUMNS (n FOR ORDINALITY, a INT PATH '$.a', b TEXT, c BOOLEAN EXISTS PATH '$.b')) AS t"))
                .containsExactly("1,1,x,true", "2,2,null,false");
        assertThat(database.rows("SELECT * FROM json_table(" + items
                        + " COLUMNS (a INT, b TEXT DEFAULT 'none' ON EMPTY)) t(x, y) WHERE x = 2"))
                .containsExactly("2,none");
        database.run("CREATE TABLE d (id INT PRIMARY KEY, j JSONB);"
                + "INSERT INTO d VALUES (1, '{\"p\":[{\"k\":\"u\",\"v\":[1,2]},{\"k\":\"w\",\"v\":[]}]}'), (2, NULL)");
        assertThat(database.rows("SELECT d.id, t.* FROM d, json_table(d.j, '$.p[*]' COLUMNS (k VARCHAR(10),"
                        + " NESTED PATH '$.v[*]' COLUMNS (n FOR ORDINALITY, v INT PATH '$'))) t"))
                .containsExactly("1,u,1,1", "1,u,2,2", "1,w,null,null");
        assertThat(database.rows("SELECT * FROM json_table('{\"a\":{\"b\":[1,2]}}', '$.a' COLUMNS (b JSONB,"
                        + " c JSON FORMAT JSON PATH '$.x' EMPTY ARRAY ON EMPTY))"))
                .containsExactly("[1, 2],[]");
        assertThat(database.rows("SELECT * FROM json_table('{}', 'strict $.b' COLUMNS (b INT))"))
                .isEmpty();
        assertThat(database.failure("SELECT * FROM json_table('{}', 'strict $.b' COLUMNS (b INT) ERROR ON ERROR)"))
                .startsWith("2203A");
        assertThat(database.failure("SELECT * FROM json_table('[]', '$' COLUMNS (NESTED PATH '$.a' COLUMNS (x INT),"
                        + " NESTED PATH '$.b' COLUMNS (y INT)))"))
                .startsWith("0A000");
    }
}
