/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.types.Json;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths with the items that PostgreSQL 15 gives for them. */
class JsonPathTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"a\":[1,2,3]} ; $.a[*] ? (@ > 1) ; [2, 3]",
                "{\"a\":[1,2,{\"b\":5}]} ; $.a[*].b ; [5]",
                "[1,2,3,4,5] ; $[1 to 3] ; [2, 3, 4]",
                "[1,2,3,4,5] ; $[0, last] ; [1, 5]",
                "[1,2,3,4,5] ; $[last - 1] ; [4]",
                "[1,2,3,4,5] ; $[7] ; []",
                "{\"a\":{\"b\":{\"c\":1}}} ; $.** ; [{\"a\": {\"b\": {\"c\": 1}}}, {\"b\": {\"c\": 1}}, {\"c\": 1}, 1]",
                "{\"a\":{\"b\":{\"c\":1}}} ; $.**{1 to 2} ; [{\"b\": {\"c\": 1}}, {\"c\": 1}]",
                "{\"a\":{\"b\":{\"c\":1}}} ; $.**{last} ; [1]",
                "{\"a\":{\"b\":{\"c\":1}}} ; $.**{2 to last} ; [{\"c\": 1}, 1]",
                "{\"a\":{\"b\":{\"c\":1},\"d\":2}} ; $.a.* ; [{\"c\": 1}, 2]",
                "[{\"a\":1},{\"a\":2}] ; $.a ; [1, 2]",
                "[[{\"a\":1}]] ; $.a ; []",
                "{\"a\":[5]} ; $.a + 3 ; [8]",
                "{\"a\":7} ; $.a / 2 ; [3.5000000000000000]",
                "{\"a\":7} ; $.a % 2 ; [1]",
                "{\"a\":[7,8]} ; -$.a ; [-7, -8]",
                "{\"a\":[7,8]} ; $.a.size() ; [2]",
                "[1,\"a\",true,null,{},[]] ; $[*].type() ; [\"number\", \"string\", \"boolean\", \"null\", \"object\", \"array\"]",
                "[1.5,-2.5] ; $[*].floor() ; [1, -3]",
                "[\"1.5\"] ; $[*].double() ; [1.5]",
                "{\"a\":1} ; $.keyvalue() ; [{\"id\": 0, \"key\": \"a\", \"value\": 1}]",
                "[\"abc\",\"Abd\",\"x\"] ; $[*] ? (@ like_regex \"^ab\" flag \"i\") ; [\"abc\", \"Abd\"]",
                "[\"abc\",\"x\"] ; $[*] ? (@ starts with \"a\") ; [\"abc\"]",
                "[1,2,3] ; $[*] ? (@ > $x) ; [2, 3]",
                "[1,2,3] ; $[*] ? (!(@ == 1) && @ < 3) ; [2]",
                "[1,\"a\",3] ; $[*] ? ((@ > 1) is unknown) ; [\"a\"]",
                "[{\"a\":1},{\"b\":2}] ; $[*] ? (exists(@.a)) ; [{\"a\": 1}]",
                "[null,1] ; $[*] ? (@ != null) ; [1]",
                "{\"a b\":1} ; $.\"a b\" ; [1]",
                "{\"a\":\"x\"} ; $.a > 1 ; [null]",
                "{\"a\":1} ; (1 + 2) * 3 ; [9]",
                "{\"a\":[[1,2],[3]]} ; $.a ? (@ == 1) ; [[1, 2]]",
                "5 ; $[0] ; [5]",
                "{\"x\":5} ; lax $ /* here */ .x ; [5]",
                "{\"a\":{\"b\":[1,2]}} ; $.a.b[$.a.b[0]] ; [2]",
            })
    void itemsOfAPath(String json, String path, String items) {
        assertThat(Json.print(JsonPath.parse(path).query(Json.parse(json), (Map<?, ?>) Json.parse("{\"x\":1}"))))
                .isEqualTo(items);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"a\":1} ; strict $.b ; 2203A",
                "[1] ; strict $.b ; 2203A",
                "[1] ; strict $[7] ; 22033",
                "[1] ; $[\"x\"] ; 22033",
                "5 ; strict $[*] ; 22039",
                "{\"a\":7} ; strict $.a.size() ; 22039",
                "{\"a\":[5,6]} ; $.a + 3 ; 22038",
                "{\"a\":[7,\"8\"]} ; -$.a ; 2203B",
                "{\"a\":7} ; $.a / 0 ; 22012",
                "[\"x\"] ; $[*].double() ; 22036",
                "[1] ; $.keyvalue() ; 2203C",
                "[1] ; $[*] ? (@ > $y) ; 42704",
                "1 ; $. ; 42601",
                "1 ; @.a ; 42601",
                "1 ; last ; 42601",
                "1 ; $.a[ ; 42601",
                "1 ; $ ? (@) ; 42601",
                "1 ; $.datetime() ; 0A000",
                "1 ; $ ? (@ like_regex \"(\") ; 2201B",
            })
    void whatDoesNotFit(String json, String path, String state) {
        assertThatThrownBy(() -> JsonPath.parse(path).query(Json.parse(json), Map.of()))
                .isInstanceOfSatisfying(
                        BlazeSqlException.class,
                        failure -> assertThat(failure.sqlState()).isEqualTo(state));
    }

    @Test
    void functionsAndOperators() {
        try (TestDatabase database = TestDatabase.inMemory()) {
            database.run("CREATE TABLE doc (id INT PRIMARY KEY, body JSONB);"
                    + "INSERT INTO doc VALUES (1, '{\"a\":[1,2,3]}'), (2, '{\"a\":[{\"b\":1},{\"b\":2}]}'), (3, NULL)");
            assertThat(database.rows("SELECT id, i FROM doc, jsonb_path_query(body, '$.a[*].b') AS p(i) ORDER BY i"))
                    .containsExactly("2,1", "2,2");
            assertThat(database.rows("SELECT jsonb_path_query(body, '$.a[*] ? (@ > $m)', '{\"m\": 2}') FROM doc"))
                    .containsExactly("3");
            assertThat(database.rows("SELECT id FROM doc WHERE body @? '$.a[*] ? (@ > 2)'"))
                    .containsExactly("1");
            assertThat(database.rows("SELECT body @@ '$.a[*] > 5' FROM doc ORDER BY id"))
                    .containsExactly("false", "null", "null");
            assertThat(database.rows("SELECT jsonb_path_query_array(body, '$.a[*].b'), jsonb_path_query_first(body,"
                            + " '$.a[0]'), jsonb_path_exists(body, '$.x') FROM doc WHERE id = 2"))
                    .containsExactly("[1, 2],{\"b\": 1},false");
            assertThat(database.rows("SELECT jsonb_path_query_array('[1]', 'strict $.x', '{}', true)"))
                    .containsExactly("[]");
            assertThat(database.failure("SELECT jsonb_path_match('{\"a\": 1}', '$.a')"))
                    .startsWith("22038");
            assertThat(database.failure("SELECT jsonb_path_exists('{\"a\": 1}', '')"))
                    .startsWith("22P02");
            assertThat(database.failure("SELECT jsonb_path_exists('{\"a\": 1}', '$.a', '[1]')"))
                    .startsWith("22023");
        }
    }

    /** Whatever stands there is a path or refused with a state, however deep. */
    @Test
    void anyTextIsAPathOrRefused() {
        long seed = Long.getLong("blazedb.seed", System.nanoTime());
        Random random = new Random(seed);
        String[] pieces = {
            "$",
            "@",
            ".a",
            ".*",
            "[*]",
            "[0]",
            "[",
            "]",
            "(",
            ")",
            " ? (",
            "@ > 1",
            "&&",
            "||",
            "!",
            "-",
            "+",
            "1",
            "\"x\"",
            ".**",
            "{1}",
            "last",
            "exists",
            " is unknown",
            ".size()",
            "$x",
            " to ",
            ",",
            "\\",
            "\"",
            "/*",
            "null",
            "like_regex \"(\""
        };
        Object tree = Json.parse("{\"a\": [1, {\"a\": \"x\"}, null]}");
        for (int i = 0; i < 3_000; i++) {
            StringBuilder path = new StringBuilder("$");
            for (int k = random.nextInt(8); k > 0; k--) {
                path.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                JsonPath.parse(path.toString()).query(tree, Map.of("x", true));
            } catch (BlazeSqlException refused) {
                assertThat(refused.sqlState())
                        .as("%s, seed %s", path, seed)
                        .matches("2203.|22012|42601|42704|0A000|2201B");
            }
        }
        for (String deep : new String[] {"(".repeat(100_000), "-".repeat(100_000), "$?(".repeat(50_000)}) {
            assertThatThrownBy(() -> JsonPath.parse(deep + "$"))
                    .isInstanceOfSatisfying(
                            BlazeSqlException.class,
                            failure -> assertThat(failure.sqlState()).isEqualTo("54001"));
        }
    }
}
