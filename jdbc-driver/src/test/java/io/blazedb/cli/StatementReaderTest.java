/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StatementReaderTest {

    private static List<String> split(String text) throws IOException {
        StatementReader reader = new StatementReader(new StringReader(text));
        List<String> statements = new ArrayList<>();
        String statement;
        while ((statement = reader.next()) != null) {
            statements.add(statement);
        }
        return statements;
    }

    @Test
    void cutsAtSemicolons() throws IOException {
        assertThat(split("select 1; select 2 ;; \n select 3")).containsExactly("select 1", "select 2", "select 3");
        assertThat(split("  ;; \n")).isEmpty();
    }

    @Test
    void keepsSemicolonsOfLiteralsNamesAndComments() throws IOException {
        assertThat(split("select ';', 'it''s;' from \"a;b\"; x"))
                .containsExactly("select ';', 'it''s;' from \"a;b\"", "x");
        assertThat(split("select 1 -- one; two\n + 2; y")).containsExactly("select 1 -- one; two\n + 2", "y");
        assertThat(split("select /* ; */ 1 - 2 / 3; z")).containsExactly("select /* ; */ 1 - 2 / 3", "z");
    }

    @Test
    void literalsOfOtherSpellingsHoldSemicolonsToo() throws IOException {
        assertThat(split("select E'it\\'s; one' || e'\\\\'; select type';'"))
                .containsExactly("select E'it\\'s; one' || e'\\\\'", "select type';'");
        assertThat(split("select $$a;'b$$, $x$ $$ ; $y$ ; $x$; select a$b$c; select $1; select $1$; end"))
                .containsExactly(
                        "select $$a;'b$$, $x$ $$ ; $y$ ; $x$", "select a$b$c", "select $1", "select $1$", "end");
        assertThat(StatementReader.isComplete("select $$;")).isFalse();
        assertThat(StatementReader.isComplete("select E'\\';")).isFalse();
    }

    @Test
    void aLineWithABackslashIsACommand() throws IOException {
        assertThat(split("\\timing\nselect 1;\n  -- then\n  \\d t ; u \nselect\n\\x;\\q"))
                .containsExactly("\\timing", "select 1", "\\d t ; u", "select\n\\x", "\\q");
    }

    @Test
    void knowsWhetherAStatementIsComplete() {
        assertThat(StatementReader.isComplete("select 1;")).isTrue();
        assertThat(StatementReader.isComplete("select 1; -- done")).isTrue();
        assertThat(StatementReader.isComplete("  ")).isTrue();
        assertThat(StatementReader.isComplete("select 1")).isFalse();
        assertThat(StatementReader.isComplete("select 'a;")).isFalse();
        assertThat(StatementReader.isComplete("select 1; /* open")).isFalse();
    }

    @Test
    void findsTheFirstWord() {
        assertThat(SqlRunner.firstWord("-- c\n /* d */ (INSERT into t")).isEqualTo("insert");
        assertThat(SqlRunner.firstWord("")).isEmpty();
    }

    @Test
    void findsACommandTypedInsteadOfTheRestOfAStatement() {
        assertThat(MetaCommands.commandAfterStatement("select 1\n\\d")).isEqualTo("select 1\n".length());
        assertThat(MetaCommands.commandAfterStatement("\\d")).isZero();
        assertThat(MetaCommands.commandAfterStatement("select 'a\n\\d")).isZero();
        assertThat(MetaCommands.commandAfterStatement("select 1 /*\n\\d")).isZero();
        assertThat(MetaCommands.commandAfterStatement("select 1\nfrom t")).isZero();
    }
}
