/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.escape;

import io.blazedb.jdbc.escape.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts SQL text into pieces that, joined again, give the same text. Text that ends inside a literal or comment is one last piece. */
final class SqlLexer {
    private final String sql;
    private int position;

    private SqlLexer(String sql) {
        this.sql = sql;
    }

    static List<Token> tokens(String sql) {
        SqlLexer lexer = new SqlLexer(sql);
        List<Token> tokens = new ArrayList<>();
        while (lexer.position < sql.length()) {
            int start = lexer.position;
            Kind kind = lexer.skip();
            tokens.add(new Token(kind, sql.substring(start, lexer.position)));
        }
        return tokens;
    }

    /** The pieces without blanks and comments. */
    static List<Token> significant(String sql) {
        List<Token> tokens = tokens(sql);
        tokens.removeIf(token -> token.kind() == Kind.SPACE);
        return tokens;
    }

    private Kind skip() {
        char c = sql.charAt(position);
        if (Character.isWhitespace(c)) {
            while (position < sql.length() && Character.isWhitespace(sql.charAt(position))) {
                position++;
            }
            return Kind.SPACE;
        }
        if (sql.startsWith("--", position)) {
            int end = sql.indexOf('\n', position);
            position = end < 0 ? sql.length() : end + 1;
            return Kind.SPACE;
        }
        if (sql.startsWith("/*", position)) {
            int end = sql.indexOf("*/", position + 2);
            position = end < 0 ? sql.length() : end + 2;
            return Kind.SPACE;
        }
        if (c == '\'') {
            skipQuoted('\'');
            return Kind.LITERAL;
        }
        if (c == '"') {
            skipQuoted('"');
            return Kind.QUOTED_IDENTIFIER;
        }
        position++;
        if (Character.isJavaIdentifierStart(c)) {
            while (position < sql.length() && Character.isJavaIdentifierPart(sql.charAt(position))) {
                position++;
            }
            return Kind.WORD;
        }
        return Kind.SYMBOL;
    }

    private void skipQuoted(char quote) {
        int end = position;
        do {
            end = sql.indexOf(quote, end + 1) + 1;
        } while (end > 0 && end < sql.length() && sql.charAt(end) == quote);
        position = end <= 0 ? sql.length() : end;
    }
}
