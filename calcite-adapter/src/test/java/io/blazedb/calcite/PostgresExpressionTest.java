/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types, operators and functions with the values that PostgreSQL's documentation gives. */
class PostgresExpressionTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void tables() {
        database.run(
                "CREATE TABLE emp (id INT PRIMARY KEY, name TEXT, dept TEXT, salary NUMERIC(10, 2), active BOOLEAN);"
                        + "INSERT INTO emp VALUES (1, 'Ann', 'dev', 100, true), (2, 'Bob', 'dev', 80, false),"
                        + " (3, 'Cid', 'ops', 70, true), (4, 'Dan', 'ops', 70, false);"
                        + "CREATE TABLE doc (id INT PRIMARY KEY, body JSONB);"
                        + "INSERT INTO doc VALUES (1, '{\"t\":\"x\", \"a\":1,\"b\":{\"c\":[1,2,3]}}'), (2, '[1, \"p\"]')");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'5'::int4 + 1 ; 6",
                "'no ' || 1 + 2 ; no 3",
                "timestamp '2001-01-01' < now() AND date '2001-01-01' < localtimestamp AND now() > current_date - interval '1 day' ; true",
                "'a' || 7 % 3 || 'c' ; a1c",
                "1 - 2 || 'z' ; -1z",
                "'x' || 2 * 3 LIKE 'x6' AND 'd' || date '2020-01-01' + 1 = 'd2020-01-02' ; true",
                "int8 '5' ; 5",
                "'t'::bool ; true",
                "timestamptz '2024-01-01 10:00:00+02' AT TIME ZONE 'Europe/Berlin' ; 2024-01-01T09:00",
                "timestamp '2024-01-01 12:00' AT TIME ZONE 'America/New_York' ; 2024-01-01T17:00Z",
                "interval '1 day 2 hours' ; 1 day 02:00:00",
                "interval '-1.5 hours' ; -01:30:00",
                "'3 months'::interval ; 3 mons",
                "interval 'P1Y2M' ; 1 year 2 mons",
                "interval '1 week' * 2 ; 14 days",
                "date '2024-01-31' + 1 ; 2024-02-01",
                "7 + date '2024-01-31' ; 2024-02-07",
                "date '2024-03-01' - 1 ; 2024-02-29",
                "date '2024-01-31' - date '2024-01-01' ; 30",
                "date '2024-01-31' + interval '1 month' ; 2024-02-29T00:00",
                "0.5::float8::int ; 0",
                "2.5::float8::int ; 2",
                "2.5::numeric::int ; 3",
                "'ab'::char(4) || 'x' ; abx",
                "date '2001-09-28' + interval '1 hour' ; 2001-09-28T01:00",
                "timestamp '2001-09-29 03:00' - timestamp '2001-07-27 12:00' ; 63 days 15:00:00",
                "timestamp '2020-01-02 06:00' - date '2020-01-01' ; 1 day 06:00:00",
                "time '10:00' - time '08:30' ; 01:30:00",
                "interval '1 12:34:56' ; 1 day 12:34:56",
                "interval '00:00:00.123456' ; 00:00:00.123456",
                "extract(day from timestamp '2020-01-12 10:00' - timestamp '2020-01-01') ; 11",
                "(timestamp '2020-01-12' - timestamp '2020-01-01') > interval '10 days' ; true",
                "(timestamp '2020-01-02 06:00' - timestamp '2020-01-01')::text ; 1 day 06:00:00",
                "(interval '14 months')::text ; 1 year 2 mons",
                "(interval '-1 day')::text ; -1 days",
                "date '2020-03-01' - interval '1 day' = date '2020-02-29' ; true",
                "'abc' ~ '^a.c$' ; true",
                "'abc' !~* 'B' ; false",
                "'abc' ~~ 'a%' ; true",
                "'abc' !~~ 'b%' ; true",
                "'abc' ^@ 'ab' ; true",
                "5 & 3 ; 1",
                "5 # 3 ; 6",
                "~5 ; -6",
                "1 << 4 ; 16",
                "2 ^ 10 ; 1024.0",
                "format('Hello %s, %I %L', 'World', 'my col', 'it''s') ; Hello World, \"my col\" 'it''s'",
                "format('%5s|%-5s|%2$s', 'a', 'b') ; `    a|b    |b`",
                "md5('abc') ; 900150983cd24fb0d6963f7d28e17f72",
                "encode(sha256('abc'::bytea), 'hex') ; ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "encode(decode('YWJj', 'base64'), 'escape') ; abc",
                "regexp_replace('foobarbaz', 'b(..)', 'X\\1Y', 'g') ; fooXarYXazY",
                "regexp_count('abab', 'a') ; 2",
                "regexp_substr('abc123', '[0-9]+') ; 123",
                "substring('foobar', 'o(.)b') ; o",
                "substring('Thomas' FROM 2 FOR 3) ; hom",
                "split_part('a~b~c', '~', 2) ; b",
                "to_char(timestamp '2024-02-29 13:45:10.5', 'YYYY-MM-DD HH24:MI:SS.MS') ; 2024-02-29 13:45:10.500",
                "to_char(date '2024-02-29', 'FMDay, FMDDth FMMonth YYYY') ; Thursday, 29th February 2024",
                "to_char(1234567.891, '9,999,999.99') ; ` 1,234,567.89`",
                "to_char(-125.8, '999D9S') ; 125.8-",
                "to_char(12, 'FM000') ; 012",
                "to_char(0.1, '0.99') ; ` 0.10`",
                "to_date('05 Dec 2000', 'DD Mon YYYY') ; 2000-12-05",
                "to_timestamp('2024-02-29 01:45 PM', 'YYYY-MM-DD HH12:MI AM') ; 2024-02-29T13:45Z",
                "to_timestamp(1.5) ; 1970-01-01T00:00:01.500Z",
                "to_number('12,454.8-', '99G999D9S') = -12454.8 ; true",
                "make_date(2013, 7, 15) ; 2013-07-15",
                "age(timestamp '2001-04-10', timestamp '1957-06-13') ; 43 years 9 mons 27 days",
                "date_bin(interval '15 minutes', timestamp '2024-02-11 15:44:17', timestamp '2001-01-01') ; 2024-02-11T15:30",
                "num_nulls(1, NULL, 'x') ; 1",
                "gcd(12, 18) ; 6",
                "current_schema() ; public",
                "E'a\\nb' = 'a' || chr(10) || 'b' ; true",
                "$$it's$$ ; it's",
                "'b' COLLATE \"C\" > 'B' ; true",
                "'{\"b\":1, \"a\" : [1,2]}'::jsonb ; {\"a\": [1, 2], \"b\": 1}",
                "'{\"b\":1, \"a\":2}'::json ; {\"b\":1, \"a\":2}",
                "'{\"a\":1}'::jsonb = '{ \"a\": 1 }'::jsonb ; true",
                "'{\"a\":{\"b\":[5]}}'::jsonb -> 'a' -> 'b' ->> 0 ; 5",
                "'{\"a\":{\"b\":[5]}}'::jsonb #>> '{a,b,0}' ; 5",
                "'{\"a\":1,\"b\":2}'::jsonb @> '{\"b\":2}' ; true",
                "'{\"a\":1}'::jsonb ?? 'a' ; true",
                "jsonb_exists('{\"a\":1}'::jsonb, 'b') ; false",
                "'{\"a\":1}'::jsonb || '{\"b\":2}' ; {\"a\": 1, \"b\": 2}",
                "'{\"a\":1,\"b\":2}'::jsonb - 'a' ; {\"b\": 2}",
                "jsonb_set('{\"a\":1}'::jsonb, '{b}', '[true]') ; {\"a\": 1, \"b\": [true]}",
                "jsonb_array_length('[1,2,3]') ; 3",
                "jsonb_typeof('{}') ; object",
                "json_build_object('a', 1, 'b', 'x') ; {\"a\" : 1, \"b\" : \"x\"}",
                "jsonb_build_array(1, 'a', NULL, true) ; [1, \"a\", null, true]",
                "to_jsonb('it\"s'::text) ; \"it\\\"s\"",
                "date 'January 8, 1999' ; 1999-01-08",
                "date '1/8/1999' ; 1999-01-08",
                "date '19990108' ; 1999-01-08",
                "date '990108' ; 1999-01-08",
                "date '08-Jan-99' ; 1999-01-08",
                "date 'Monday, 8 January 1999' ; 1999-01-08",
                "date '1999.008' ; 1999-01-08",
                "date 'J2451187' ; 1999-01-08",
                "date 'epoch' ; 1970-01-01",
                "(date '0044-03-15 BC')::text ; 0044-03-15 BC",
                "(timestamp '10000-01-02 03:04:05')::text ; 10000-01-02 03:04:05",
                "timestamp '19970210 173201' ; 1997-02-10T17:32:01",
                "timestamp 'Mon Feb 10 17:32:01 1997 PST' ; 1997-02-10T17:32:01",
                "timestamp '20040405T040506' ; 2004-04-05T04:05:06",
                "'2001-02-16 20:38:40.12 PST'::timestamptz ; 2001-02-17T04:38:40.120Z",
                "timestamptz '2004-10-19 10:23:54 America/New_York' ; 2004-10-19T14:23:54Z",
                "time '04:05 PM' ; 16:05",
                "time '040506' ; 04:05:06",
                "'tru'::bool ; true",
                "'of'::bool ; false",
                "trim_scale(8.4100) ; 8.41",
                "round(2.5::float8) ; 2.0",
                "round(2.5) ; 3",
                "atan2d(1, 1) ; 45.0",
                "tanh(0) ; 0.0",
                "set_config('a.b', 'x', false) ; x",
                "pg_catalog.lower('X') ; x",
                "jsonb_set_lax('{\"a\":1}', '{a}', NULL) ; {\"a\": null}",
                "jsonb_set_lax('{\"a\":1}', '{a}', NULL, true, 'delete_key') ; {}",
                "quote_ident('select') ; \"select\"",
                "encode('12\\003'::bytea, 'hex') ; 313203",
            })
    void values(String expression, String expected) {
        assertThat(database.rows("SELECT " + expression)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'Jan 8'::date ; 22007",
                "'13/1/1999'::date ; 22008",
                "'1999-13-01'::date ; 22008",
                "'2001-02-30'::timestamp ; 22008",
                "'25:00 PM'::time ; 22008",
                "'yesterdayish'::date ; 22007",
                "'2001-02-03 04:05 Mars/Base'::timestamptz ; 22023",
                "acosh(0.5) ; 22003",
                "'a\\9'::bytea ; 22P02",
            })
    void refusals(String expression, String state) {
        assertThat(database.failure("SELECT " + expression)).startsWith(state);
    }

    @Test
    void statisticsOfPairs() {
        database.run("CREATE TABLE xy (x INT, y FLOAT); INSERT INTO xy VALUES (1, 2.5), (2, 3.5), (4, 9), (NULL, 7)");
        assertThat(database.rows(
                        "SELECT regr_count(y, x), regr_sxx(y, x), regr_avgy(y, x), round(corr(y, x)::numeric, 6),"
                                + " round(regr_slope(y, x)::numeric, 6), round(regr_intercept(y, x)::numeric, 6),"
                                + " round(regr_r2(y, x)::numeric, 6), covar_samp(y, x) FROM xy"))
                .containsExactly("3,4.666666666666666,5.0,0.981981,2.250000,-0.250000,0.964286,5.25");
        assertThat(database.rows("SELECT corr(y, x), regr_slope(y, x) FROM xy WHERE x = 1"))
                .containsExactly("null,null");
    }

    @Test
    void jsonOfATable() {
        assertThat(database.rows("SELECT body, body->>'t', (body->>'a')::int + 1 FROM doc WHERE body->>'t' = 'x'"))
                .containsExactly("{\"a\": 1, \"b\": {\"c\": [1, 2, 3]}, \"t\": \"x\"},x,2");
        database.run("UPDATE doc SET body = jsonb_set(body, '{a}', to_jsonb(7)) WHERE id = 1");
        assertThat(database.rows("SELECT body->'a' FROM doc ORDER BY id")).containsExactly("7", "null");
        assertThat(database.failure("SELECT '{bad'::json")).startsWith("22P02");
        assertThat(database.failure("INSERT INTO doc VALUES (3, '{')")).startsWith("22P02");
        assertThat(database.rows(
                        "SELECT json_agg(name ORDER BY id DESC), jsonb_object_agg(id, active) FROM emp WHERE id < 3"))
                .containsExactly("[\"Bob\", \"Ann\"],{\"1\": true, \"2\": false}");
        assertThat(database.rows("SELECT json_agg(id) FROM emp WHERE id > 9")).containsExactly("null");
    }

    @Test
    void stringsOfAllSpellings() {
        assertThat(database.rows(
                        "SELECT N'Ča''u' || n'', E'\\u010cau\\'', U&'\\010cau\\+01F600 \\\\', U&'!010cau' UESCAPE '!',"
                                + " $$Ča'u$$, $x$$$$x$"))
                .containsExactly("Ča'u,Čau',Čau😀 \\,Čau,Ča'u,$$");
        assertThatThrownBy(() -> database.rows("SELECT U&'\\00zz'"))
                .isInstanceOf(BlazeSqlException.class)
                .hasMessageContaining("invalid Unicode escape");
        database.run(
                "INSERT INTO emp (id, name) VALUES (9, N'Šárka'); ALTER TABLE ONLY emp ADD CONSTRAINT n CHECK (id < 10);"
                        + "ALTER TABLE IF EXISTS ONLY emp DROP CONSTRAINT n");
        assertThat(database.rows("SELECT name FROM emp WHERE name = N'Šárka'")).containsExactly("Šárka");
    }

    @Test
    void anyWordIsALabelBehindAs() {
        assertThat(
                        database.rows(
                                "SELECT min(name) AS character, max(id) AS table, CAST(1 AS int) AS order, 2 AS \"select\", 3 AS end"
                                        + " FROM (SELECT id AS user, id, name FROM emp) AS e WHERE id < 3 GROUP BY e.user ORDER BY \"table\""))
                .containsExactly("Ann,1,1,2,3", "Bob,2,1,2,3");
        assertThat(database.rows("SELECT id AS select FROM emp WHERE id = 1 UNION SELECT CAST('7' AS integer) AS from"))
                .containsExactlyInAnyOrder("1", "7");
        assertThat(database.rows("WITH t AS (SELECT 1 AS limit) SELECT t.\"limit\" AS all FROM t"))
                .containsExactly("1");
    }

    @Test
    void literalsThatNameTheirTimeZone() {
        assertThat(database.rows(
                        "SELECT TIMESTAMP WITH TIME ZONE '2024-05-06 10:00:00+02' = timestamptz '2024-05-06 08:00:00+00',"
                                + " timestamp without time zone E'2024-05-06 10:00', TIME WITHOUT TIME ZONE '10:11',"
                                + " TIMESTAMP WITH TIME ZONE '2024-05-06 10:00:00+02' AT TIME ZONE 'UTC'"))
                .containsExactly("true,2024-05-06T10:00,10:11,2024-05-06T08:00");
    }

    @Test
    void joinedText() {
        assertThat(database.rows(
                        "SELECT dept, string_agg(name, '+' ORDER BY name DESC) FROM emp GROUP BY dept ORDER BY 1"))
                .containsExactly("dev,Bob+Ann", "ops,Dan+Cid");
        assertThat(database.rows("SELECT encode(string_agg(b, '\\x00ff'::bytea ORDER BY i), 'hex')"
                        + " FROM (VALUES (1, '\\x80'::bytea), (2, NULL), (3, '\\xc3a9'::bytea)) AS v (i, b)"))
                .containsExactly("8000ffc3a9");
        assertThat(database.rows("SELECT encode(string_agg(b, NULL), 'hex')"
                        + " FROM (VALUES ('\\x80'::bytea), ('\\x'::bytea), ('\\x01'::bytea)) AS v (b)"))
                .containsExactly("8001");
        assertThat(database.rows("SELECT string_agg(name, ',') FROM emp WHERE id > 9"))
                .containsExactly("null");
    }

    @Test
    void distinctOnKeepsTheFirstOfEach() {
        assertThat(database.rows("SELECT DISTINCT ON (dept) dept, name FROM emp ORDER BY dept, salary, name DESC"))
                .containsExactly("dev,Bob", "ops,Dan");
        assertThat(database.rows("SELECT DISTINCT ON (1) dept AS d, id FROM emp ORDER BY d DESC, 2"))
                .containsExactly("ops,3", "dev,1");
        assertThat(database.rows("SELECT DISTINCT ON (dept) id FROM emp ORDER BY dept, id LIMIT 1"))
                .containsExactly("1");
    }

    @Test
    void tiesOfTheLastRowComeToo() {
        assertThat(database.rows("SELECT name FROM emp ORDER BY salary DESC FETCH FIRST 3 ROWS WITH TIES"))
                .containsExactly("Ann", "Bob", "Cid", "Dan");
        assertThat(database.rows("SELECT dept, count(*) FROM emp GROUP BY dept ORDER BY 2 FETCH FIRST ROW WITH TIES"))
                .containsExactlyInAnyOrder("dev,2", "ops,2");
        assertThat(database.rows("SELECT id FROM emp ORDER BY id FETCH FIRST ROW ONLY"))
                .containsExactly("1");
        assertThat(database.failure("SELECT id FROM emp FETCH FIRST 2 ROWS WITH TIES"))
                .startsWith("42601");
    }

    @Test
    void groupingByThePrimaryKeyIsEnough() {
        assertThat(database.rows("SELECT id, name, count(*) FROM emp GROUP BY id HAVING name < 'C' ORDER BY id"))
                .containsExactly("1,Ann,1", "2,Bob,1");
        assertThat(
                        database.rows(
                                "SELECT e.name, count(d.id) FROM emp e LEFT JOIN doc d ON d.id = e.id GROUP BY e.id ORDER BY e.id"))
                .containsExactly("Ann,1", "Bob,1", "Cid,0", "Dan,0");
        assertThat(database.failure("SELECT name, dept FROM emp GROUP BY dept")).startsWith("42803");
    }

    @Test
    void conditionsOfWindowFunctions() {
        assertThat(database.rows(
                        "SELECT id, count(*) FILTER (WHERE active) OVER (PARTITION BY dept) FROM emp ORDER BY id"))
                .containsExactly("1,1", "2,1", "3,1", "4,1");
    }

    @Test
    void rowsAreOrderedByTheirFirstDifference() {
        assertThat(database.rows("SELECT id FROM emp WHERE (salary, id) < (80, 4) ORDER BY id"))
                .containsExactly("2", "3", "4");
        assertThat(database.rows("SELECT id FROM emp WHERE (id, name) > (?, ?) ORDER BY id", 3, "A"))
                .containsExactly("3", "4");
    }

    @Test
    void withBeforeStatementsThatWrite() {
        database.run("WITH x AS (SELECT 5 AS id, 'Eve' AS name) INSERT INTO emp (id, name) SELECT id, name FROM x");
        database.run("WITH x AS (SELECT 5 AS id) UPDATE emp SET dept = 'new' FROM x WHERE emp.id = x.id");
        database.run("WITH x (n) AS (VALUES (1), (2)) UPDATE emp SET salary = (SELECT max(n) FROM x) WHERE id = 5");
        assertThat(database.rows("SELECT name, dept, salary FROM emp WHERE id = 5"))
                .containsExactly("Eve,new,2.00");
        assertThat(
                        database.rows(
                                "WITH x AS (SELECT 5 AS id), y AS (SELECT * FROM x) DELETE FROM emp WHERE id IN (SELECT id FROM y) RETURNING name"))
                .containsExactly("Eve");
        assertThat(database.rows("WITH a AS MATERIALIZED (SELECT 1 AS x) SELECT x FROM a"))
                .containsExactly("1");
    }

    @Test
    void identityValuesCanBeGivenOnPurpose() {
        database.run("CREATE TABLE i (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v TEXT)");
        assertThat(database.failure("INSERT INTO i (id, v) VALUES (5, 'x')")).startsWith("428C9");
        assertThat(database.failure("INSERT INTO i (id, v) SELECT 5, 'x'")).startsWith("428C9");
        database.run("INSERT INTO i (id, v) OVERRIDING SYSTEM VALUE VALUES (5, 'x')");
        database.run("INSERT INTO i (id, v) OVERRIDING USER VALUE VALUES (9, 'y')");
        database.run("INSERT INTO i (id, v) OVERRIDING SYSTEM VALUE SELECT 7, 'z'");
        assertThat(database.rows("SELECT id, v FROM i ORDER BY id")).isEqualTo(List.of("1,y", "5,x", "7,z"));
    }

    @Test
    void functionsThatGiveRows() {
        assertThat(database.rows("SELECT * FROM generate_series(1, 3)")).containsExactly("1", "2", "3");
        assertThat(database.rows("SELECT i FROM generate_series(10, 1, -4) AS g(i)"))
                .containsExactly("10", "6", "2");
        assertThat(database.rows("SELECT s FROM generate_series(1, 0) s")).isEmpty();
        assertThat(database.rows("SELECT s FROM generate_series(1, NULL) s")).isEmpty();
        assertThat(database.rows("SELECT s FROM generate_series(2147483646, 2147483647) s"))
                .containsExactly("2147483646", "2147483647");
        assertThat(database.rows("SELECT sum(s), max(s) FROM generate_series(1, 100000) s"))
                .containsExactly("5000050000,100000");
        assertThat(database.rows("SELECT s FROM generate_series(0.5, 1.5, 0.5) s"))
                .containsExactly("0.5", "1.0", "1.5");
        assertThat(database.rows(
                        "SELECT d::date FROM generate_series('2024-01-31'::timestamp, '2024-04-30', '1 month') d"))
                .containsExactly("2024-01-31", "2024-02-29", "2024-03-29", "2024-04-29");
        assertThat(database.rows(
                        "SELECT d FROM generate_series(date '2024-01-01', date '2024-01-02', interval '12 hours') d"))
                .containsExactly("2024-01-01T00:00", "2024-01-01T12:00", "2024-01-02T00:00");
        assertThat(database.rows("SELECT i, n FROM generate_series(5, 6) WITH ORDINALITY AS t(i, n)"))
                .containsExactly("5,1", "6,2");
        assertThat(database.rows("SELECT generate_series(1, 2) AS n, 'x'")).containsExactly("1,x", "2,x");
        assertThat(database.failure("SELECT * FROM generate_series(1, 2, 0)")).startsWith("22023");
    }

    @Test
    void functionsThatGiveRowsForEachRow() {
        assertThat(database.rows("SELECT e.id, s FROM emp e, generate_series(1, e.id) s WHERE e.id < 3 ORDER BY 1, 2"))
                .containsExactly("1,1", "2,1", "2,2");
        assertThat(
                        database.rows(
                                "SELECT e.id, p FROM emp e CROSS JOIN LATERAL string_to_table(e.name || ',' || e.dept, ',') AS p WHERE e.id = 1"))
                .containsExactly("1,Ann", "1,dev");
        assertThat(database.rows(
                        "SELECT id, value FROM (SELECT * FROM doc WHERE id = 2) d, jsonb_array_elements(d.body)"))
                .containsExactly("2,1", "2,\"p\"");
        assertThat(database.rows(
                        "SELECT d.id, x->>0 FROM doc d, jsonb_array_elements('[[1],[2]]'::jsonb) AS x ORDER BY 1, 2"))
                .containsExactly("1,1", "1,2", "2,1", "2,2");
        assertThat(
                        database.rows(
                                "SELECT key, value FROM (SELECT * FROM doc WHERE id = 1) d, jsonb_each_text(d.body) ORDER BY key"))
                .containsExactly("a,1", "b,{\"c\": [1, 2, 3]}", "t,x");
        assertThat(database.rows("SELECT id, jsonb_object_keys(body) FROM (SELECT * FROM doc WHERE id = 1) d"))
                .containsExactly("1,a", "1,b", "1,t");
        assertThat(
                        database.rows(
                                "SELECT e.id, (SELECT sum(s) FROM generate_series(1, e.id) s) FROM emp e ORDER BY e.id LIMIT 3"))
                .containsExactly("1,1", "2,3", "3,6");
        assertThat(
                        database.rows(
                                "SELECT e.id FROM emp e LEFT JOIN generate_series(3, 9) s ON s = e.id WHERE s IS NULL ORDER BY 1"))
                .containsExactly("1", "2");
    }
}
