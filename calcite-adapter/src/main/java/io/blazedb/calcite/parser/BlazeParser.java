/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.SqlToken.Kind;
import io.blazedb.calcite.parser.impl.BlazeParserImpl;
import io.blazedb.calcite.parser.statement.RelationNumbers;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;
import org.jspecify.annotations.Nullable;

/**
 * SQL text to trees. Unquoted names come in lower case; failures say in one sentence what is wrong, with line and column.
 *
 * <p>Threading: safe for any number of threads.
 */
public final class BlazeParser {
    private static final int SQL_CHARACTERS_MAX = 16 << 20;

    private BlazeParser() {}

    /** Holds what needs Calcite's classes, so that commands load none. Every use of Calcite begins with a parsed text. */
    private static final class Calcite {
        static {
            CalciteDefaults.apply();
        }

        static final SqlParser.Config CONFIG = SqlParser.config()
                .withParserFactory(BlazeParserImpl.FACTORY)
                .withQuoting(Quoting.DOUBLE_QUOTE)
                .withUnquotedCasing(Casing.TO_LOWER)
                .withQuotedCasing(Casing.UNCHANGED)
                .withCaseSensitive(true)
                .withIdentifierMaxLength(255)
                .withConformance(new SqlDelegatingConformance(SqlConformanceEnum.BABEL) {
                    @Override
                    public boolean allowExplicitRowValueConstructor() {
                        return true;
                    }
                });
    }

    /** The text with every string in the standard's spelling: {@code E'...'} and {@code $$...$$} become plain strings. */
    public static String standardStrings(String sql) {
        requireLength(sql);
        return SqlLexer.standard(sql);
    }

    /** The statements of a text that are divided by semicolons, without these; one that is alone keeps the whole text. */
    public static List<String> statements(String sql) {
        int divider = sql.indexOf(';');
        if (divider < 0 || sql.substring(divider + 1).isBlank()) {
            return List.of(sql);
        }
        requireLength(sql);
        return SqlLexer.statements(sql);
    }

    /** Reads a statement that is a command; null if it is a query or DML. */
    public static @Nullable Command parseCommand(String sql) {
        requireLength(sql);
        String first = SqlLexer.firstWord(sql);
        return CommandParser.isCommand(first)
                ? CommandParser.parse(sql)
                : first.equals("select") || first.equals("with") ? SelectInto.parse(sql) : null;
    }

    /** Reads a query, an INSERT, UPDATE, DELETE or MERGE; a trailing semicolon is accepted. */
    public static SqlNode parse(String sql) {
        return read(sql, SqlParser::parseStmt);
    }

    /**
     * A tree, and where its parts stand in the text.
     *
     * @param offset gives the offset in the text of a position in the tree
     */
    public record Located(SqlNode node, ToIntFunction<SqlParserPos> offset) {}

    /** As {@link #parse}, for a caller that must find the tree's literals in the text. */
    public static Located parseLocated(String sql) {
        ReservedWords[] words = new ReservedWords[1];
        SqlNode node = read(sql, SqlParser::parseStmt, words);
        return new Located(
                node,
                place -> words[0].originalOffset(
                        new SqlPosition(place.getLineNum(), place.getColumnNum()).offset(words[0].text())));
    }

    /** Reads an expression, such as a condition. */
    public static SqlNode parseExpression(String sql) {
        return read(sql, SqlParser::parseExpression);
    }

    /** Reads a name of one to three parts, quoted or not. */
    public static List<String> parseName(String text) {
        TokenReader in = new TokenReader(text);
        List<String> name = in.qualifiedName();
        in.end();
        return name;
    }

    /** Cuts a script into its statements, without their semicolons; empty ones are left out. */
    public static List<String> split(String script) {
        List<String> statements = new ArrayList<>();
        int start = -1;
        int end = 0;
        for (SqlToken token : SqlLexer.tokens(script)) {
            boolean last = token.kind() == Kind.END;
            if (last || token.isSymbol(";")) {
                if (start >= 0) {
                    statements.add(script.substring(start, end));
                }
                start = -1;
            } else {
                start = start < 0 ? token.start() : start;
                end = token.end();
            }
        }
        return statements;
    }

    private interface Reading {
        SqlNode read(SqlParser parser) throws SqlParseException;
    }

    private static SqlNode read(String sql, Reading reading) {
        return read(sql, reading, new ReservedWords[1]);
    }

    private static SqlNode read(String sql, Reading reading, ReservedWords[] quoted) {
        requireLength(sql);
        List<SqlToken> tokens = SqlLexer.tokens(sql);
        String text = sql;
        int last = tokens.size() - 2;
        while (last >= 0 && tokens.get(last).isSymbol(";")) {
            text = text.substring(0, tokens.get(last).start());
            tokens.remove(last--);
        }
        if (last < 0) {
            throw new SqlPosition(1, 1).syntaxError("the statement is empty");
        }
        ReservedWords words = ReservedWords.quote(text, tokens);
        quoted[0] = words;
        try {
            return RelationNumbers.resolved(reading.read(SqlParser.create(words.text(), Calcite.CONFIG)), sql);
        } catch (SqlParseException failure) {
            if (failure.getCause() instanceof StackOverflowError tooDeep) {
                throw tooDeep(tooDeep);
            }
            if (failure.getCause() instanceof BlazeSqlException own) {
                throw own;
            }
            throw syntaxError(sql, words, failure);
        } catch (StackOverflowError tooDeep) {
            throw tooDeep(tooDeep);
        }
    }

    /** The type that a text names, as in DDL. */
    public static SqlType parseType(String text) {
        TokenReader in = new TokenReader(text);
        SqlType type = TypeParser.parse(in);
        in.end();
        return type;
    }

    private static BlazeSqlException tooDeep(StackOverflowError cause) {
        return new BlazeSqlException(SqlErrorCode.STATEMENT_TOO_COMPLEX, "the statement is nested too deeply", cause);
    }

    private static BlazeSqlException syntaxError(String sql, ReservedWords words, SqlParseException failure) {
        SqlParserPos place = failure.getPos();
        if (place == null) {
            return new SqlPosition(1, 1).syntaxError(firstSentence(failure));
        }
        int offset =
                words.originalOffset(new SqlPosition(place.getLineNum(), place.getColumnNum()).offset(words.text()));
        SqlPosition position = SqlPosition.of(sql, offset);
        String message = firstSentence(failure);
        if (message.contains("\"<EOF>\"")) {
            return SqlPosition.of(sql, sql.length()).syntaxError("end of input was not expected here");
        }
        boolean explained =
                failure.getExpectedTokenSequences() == null || failure.getExpectedTokenSequences().length == 0;
        if (message.startsWith("Lexical error")) {
            int at = Math.min(offset, sql.length() - 1);
            String character = Character.toString(sql.codePointAt(at));
            return SqlPosition.of(sql, at).syntaxError("'" + character + "' means nothing here");
        }
        if (explained && !message.contains("encountered in illegal context")) {
            return position.syntaxError(message);
        }
        for (SqlToken token : SqlLexer.tokens(sql)) {
            if (token.start() >= offset && token.kind() != Kind.END) {
                return position.syntaxError("\""
                        + sql.substring(token.start(), Math.min(token.end(), token.start() + 40))
                        + "\" was not expected here");
            }
        }
        return position.syntaxError("end of input was not expected here");
    }

    private static String firstSentence(SqlParseException failure) {
        String message = String.valueOf(failure.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static void requireLength(String sql) {
        if (sql.length() > SQL_CHARACTERS_MAX) {
            throw new BlazeSqlException(SqlErrorCode.STATEMENT_TOO_COMPLEX, "the statement is too long");
        }
    }
}
