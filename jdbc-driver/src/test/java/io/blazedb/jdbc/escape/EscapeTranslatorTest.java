/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EscapeTranslatorTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    SELECT {d '2024-01-31'}                     ; SELECT DATE '2024-01-31'
                    SELECT { ts '2024-01-31 10:00:00' }         ; SELECT TIMESTAMP '2024-01-31 10:00:00'
                    SELECT {t '10:00:00'}                       ; SELECT TIME '10:00:00'
                    SELECT {fn UCASE(name)} FROM t              ; SELECT UPPER(name) FROM t
                    SELECT {fn CONCAT('a,b', {fn LCASE(x)})}    ; SELECT ('a,b' || LOWER(x))
                    SELECT {fn LOCATE('a', b, 2)}               ; SELECT POSITION('a' IN b FROM 2)
                    SELECT {fn INSERT(a, 1, 2, 'z')}            ; SELECT OVERLAY(a PLACING 'z' FROM 1 FOR 2)
                    SELECT {fn TIMESTAMPADD(SQL_TSI_DAY, 1, x)} ; SELECT TIMESTAMPADD(DAY, 1, x)
                    SELECT {fn NOW()}                           ; SELECT LOCALTIMESTAMP
                    SELECT {fn DAYOFMONTH(d)}                   ; SELECT EXTRACT(DAY FROM d)
                    SELECT {fn LEFT(s, (1 + 2))}                ; SELECT LEFT(s, (1 + 2))
                    SELECT * FROM {oj a LEFT JOIN b ON a.x = b.x} ; SELECT * FROM a LEFT JOIN b ON a.x = b.x
                    SELECT a LIKE 'x!%' {escape '!'}            ; SELECT a LIKE 'x!%' ESCAPE '!'
                    SELECT a FROM t {limit 5}                   ; SELECT a FROM t LIMIT 5
                    SELECT '{d ''x''}', "{fn a}" /* {d */ -- {t ; SELECT '{d ''x''}', "{fn a}" /* {d */ -- {t
                    """)
    void translates(String sql, String expected) throws SQLException {
        assertThat(EscapeTranslator.translate(sql)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT {d '2024-01-31'",
                "SELECT {x 1}",
                "SELECT {}",
                "SELECT {",
                "SELECT {fn}",
                "SELECT {fn UCASE}",
                "SELECT {fn UCASE(a}",
                "SELECT {fn UCASE(a) b}",
                "SELECT {fn UCASE(a"
            })
    void refusesBrokenEscapes(String sql) {
        assertThatThrownBy(() -> EscapeTranslator.translate(sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42601"));
    }

    @Test
    void procedureCallsAreNotSupported() {
        assertThatThrownBy(() -> EscapeTranslator.translate("{call p(?)}"))
                .isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(() -> EscapeTranslator.translate("{? = call p(?)}"))
                .isInstanceOf(SQLFeatureNotSupportedException.class);
    }

    @Test
    void deepNestingEndsInAnError() {
        String sql = "{fn UCASE(".repeat(5000) + "x" + ")}".repeat(5000);
        assertThatThrownBy(() -> EscapeTranslator.translate(sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("54001"));
    }

    @Test
    void anyTextGivesTextOrAnSqlException() {
        long seed = Long.getLong("blazedb.seed", 42);
        Random random = new Random(seed);
        String alphabet = "{}'\"-/*()?, fndtsoj\n x";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder sql = new StringBuilder();
            int length = random.nextInt(40);
            for (int j = 0; j < length; j++) {
                sql.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(EscapeTranslator.translate(sql.toString())).isNotNull();
            } catch (SQLException expected) {
                assertThat(expected.getSQLState()).as("seed %d: %s", seed, sql).isIn("42601", "0A000", "54001");
            }
            assertThat(String.join(
                            "",
                            SqlLexer.tokens(sql.toString()).stream()
                                    .map(Token::text)
                                    .toList()))
                    .isEqualTo(sql.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    INSERT INTO Bugs (a) VALUES (1)        | bugs
                    /* x */ insert into main."My T".c x    | main,My T,c
                    UPDATE "we""ird" SET a = 1             | we"ird
                    DELETE FROM a.b WHERE x                | a,b
                    """)
    void findsTheTarget(String sql, String parts) {
        assertThat(String.join(",", StatementTarget.of(sql))).isEqualTo(parts);
    }

    @Test
    void otherStatementsHaveNoTarget() {
        assertThat(StatementTarget.of("SELECT 1")).isEmpty();
        assertThat(StatementTarget.of("")).isEmpty();
        assertThat(StatementTarget.of("INSERT INTO 'x'")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = 1) OR (1 = 1",
                "1 = 1); DROP TABLE t",
                "a = 'x",
                "a = 1 -- c",
                "a /* x */ = 1",
                "",
                "(a = 1",
                "\"a"
            })
    void conditionsThatLeaveTheirParentheses(String condition) {
        assertThat(SqlCondition.isEnclosed(condition)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status <> 'draft'", "(a = 1) OR (b IN (1, 2))", "a = ');' AND \"x;\" = 1"})
    void conditionsThatStay(String condition) {
        assertThat(SqlCondition.isEnclosed(condition)).isTrue();
    }
}
