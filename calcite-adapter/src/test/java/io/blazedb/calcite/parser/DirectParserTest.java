/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.parser.impl.BlazeParserImpl;
import io.blazedb.calcite.validate.BlazeOperators;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParser;
import org.junit.jupiter.api.Test;

/** What the short parser takes for a name is a name to the whole grammar too. */
class DirectParserTest {
    private static final SqlAbstractParserImpl.Metadata WORDS = SqlParser.create(
                    "SELECT 1", SqlParser.config().withParserFactory(BlazeParserImpl.FACTORY))
            .getMetadata();

    @Test
    void reservedWordsAreNoNames() {
        for (String word : WORDS.getTokens()) {
            if (WORDS.isReservedWord(word)) {
                assertThat(DirectParser.isReserved(word.toLowerCase(Locale.ROOT)))
                        .as(word)
                        .isTrue();
            }
        }
    }

    @Test
    void functionsWithoutParenthesesAreNoNames() {
        for (SqlOperator operator : BlazeOperators.INSTANCE.getOperatorList()) {
            SqlSyntax syntax = operator.getSyntax();
            if (syntax == SqlSyntax.FUNCTION_ID || syntax == SqlSyntax.FUNCTION_ID_CONSTANT) {
                assertThat(DirectParser.isReserved(operator.getName().toLowerCase(Locale.ROOT)))
                        .as(operator.getName())
                        .isTrue();
            }
        }
    }

    @Test
    void otherWordsAreNames() {
        for (String token : WORDS.getTokens()) {
            String word = token.toLowerCase(Locale.ROOT);
            String sql = "SELECT " + word + " FROM " + word + " WHERE " + word + " = 1 ORDER BY " + word;
            if (word.matches("[a-z_]+") && DirectParser.parse(sql) != null) {
                SqlNode node = BlazeParser.parse("SELECT " + word + " FROM " + word + " WHERE " + word + " = 1");
                assertThat(((SqlSelect) node).getSelectList().get(0))
                        .as(word)
                        .isInstanceOfSatisfying(
                                SqlIdentifier.class,
                                name -> assertThat(name.names).isEqualTo(List.of(word)));
            }
        }
    }

    @Test
    void givesUpOnAnythingElse() {
        for (String sql : List.of(
                "",
                "SELECT",
                "SELECT *",
                "SELECT a, FROM t",
                "SELECT a FROM t WHERE",
                "SELECT a FROM t WHERE b = ",
                "SELECT a FROM t WHERE b = 1 OR c = 2",
                "SELECT a FROM t WHERE b = X'41'",
                "SELECT a FROM t WHERE b = 'x' 'y'",
                "SELECT a FROM t WHERE b = 1 + 1",
                "SELECT a FROM t WHERE b = 1.",
                "SELECT a FROM t WHERE b = 1.2.3",
                "SELECT a FROM t WHERE b = 0x1f",
                "SELECT a FROM t, u",
                "SELECT a b FROM t",
                "SELECT a FROM t GROUP BY a",
                "SELECT DISTINCT a FROM t",
                "SELECT a FROM t LIMIT -1",
                "SELECT a FROM t LIMIT 1, 2",
                "SELECT a FROM t FETCH FIRST 1 ROW ONLY",
                "SELECT a FROM t FOR UPDATE",
                "SELECT a FROM t UNION SELECT a FROM t",
                "SELECT a FROM a.b.c.d",
                "SELECT a FROM t; SELECT a FROM t",
                "INSERT INTO t DEFAULT VALUES",
                "INSERT INTO t VALUES ()",
                "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING",
                "INSERT INTO t SELECT 1",
                "UPDATE t SET a = 1",
                "UPDATE t SET a = b WHERE c = 1",
                "DELETE FROM t",
                "DELETE FROM t WHERE a = 1 RETURNING *")) {
            assertThat(DirectParser.parse(sql)).as(sql).isNull();
        }
    }
}
