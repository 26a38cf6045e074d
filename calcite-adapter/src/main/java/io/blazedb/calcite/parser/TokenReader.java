/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.parser.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads the tokens of one statement from first to last. Words are given in lower case. Not thread-safe. */
final class TokenReader {
    private final String sql;
    private final List<SqlToken> tokens;
    private int at;

    TokenReader(String sql) {
        this.sql = sql;
        this.tokens = SqlLexer.tokens(sql);
    }

    SqlToken peek() {
        return tokens.get(at);
    }

    SqlToken peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    SqlToken next() {
        SqlToken token = peek();
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    /** Passes over ONLY before a table's name: without the tables that inherit from it, of which there are none. */
    void skipOnly() {
        if (sees("only") && peek(1).isName()) {
            accept("only");
        }
    }

    /** Whether the next tokens are these words. */
    boolean sees(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!peek(i).isWord(words[i])) {
                return false;
            }
        }
        return true;
    }

    /** Takes the words if they come next, all of them or none. */
    boolean accept(String... words) {
        if (!sees(words)) {
            return false;
        }
        at += words.length;
        return true;
    }

    boolean acceptSymbol(String symbol) {
        if (!peek().isSymbol(symbol)) {
            return false;
        }
        at++;
        return true;
    }

    void expect(String... words) {
        for (String word : words) {
            if (!accept(word)) {
                throw unexpected("expected " + SqlToken.fold(word).toUpperCase(java.util.Locale.ROOT));
            }
        }
    }

    void expectSymbol(String symbol) {
        if (!acceptSymbol(symbol)) {
            throw unexpected("expected \"" + symbol + "\"");
        }
    }

    /** A name, quoted or not. */
    String name() {
        if (!peek().isName()) {
            throw unexpected("expected a name");
        }
        return next().text();
    }

    /** A name of one to three parts. */
    List<String> qualifiedName() {
        List<String> parts = new ArrayList<>();
        do {
            parts.add(name());
        } while (parts.size() < 4 && acceptSymbol("."));
        if (parts.size() > 3) {
            throw unexpected("a name has at most three parts: database, schema, table");
        }
        return List.copyOf(parts);
    }

    String string() {
        if (peek().kind() != Kind.STRING) {
            throw unexpected("expected a string");
        }
        return next().text();
    }

    int integer() {
        SqlToken token = peek();
        if (token.kind() != Kind.NUMBER
                || token.text().length() > 9
                || !token.text().matches("\\d+")) {
            throw unexpected("expected an integer");
        }
        return Integer.parseInt(next().text());
    }

    /** One or more, with commas between them. */
    <T> List<T> list(Supplier<T> element) {
        List<T> list = new ArrayList<>();
        do {
            list.add(element.get());
        } while (acceptSymbol(","));
        return List.copyOf(list);
    }

    /** Names in parentheses. */
    List<String> nameList() {
        expectSymbol("(");
        List<String> names = list(this::name);
        expectSymbol(")");
        return names;
    }

    /** The text between parentheses that come next. */
    String parenthesized() {
        expectSymbol("(");
        int first = at;
        skipTo(token -> false);
        if (at == first) {
            throw unexpected("expected an expression");
        }
        String text = text(first);
        expectSymbol(")");
        return text;
    }

    /** The text of a call of a function that comes next. */
    String call() {
        int first = at;
        name();
        expectSymbol("(");
        skipTo(token -> false);
        expectSymbol(")");
        return text(first);
    }

    /** The text up to a comma, a closing parenthesis or one of the words, outside of parentheses; at least one token. */
    String textBefore(String... words) {
        int first = at;
        next();
        if (tokens.get(first).isSymbol("(")) {
            skipTo(token -> false);
            expectSymbol(")");
        }
        skipTo(token -> {
            if (token.isSymbol(",")) {
                return true;
            }
            for (String word : words) {
                if (token.isWord(word)) {
                    return true;
                }
            }
            return false;
        });
        if (at == first) {
            throw unexpected("expected an expression");
        }
        return text(first);
    }

    /** The rest of the statement. */
    String rest() {
        int first = at;
        while (peek().kind() != Kind.END && !peek().isSymbol(";")) {
            at++;
        }
        if (at == first) {
            throw unexpected("expected more");
        }
        return text(first);
    }

    int position() {
        return at;
    }

    /** The text from a position up to here. */
    String text(int from) {
        return sql.substring(tokens.get(from).start(), tokens.get(at - 1).end());
    }

    void end() {
        while (acceptSymbol(";")) {
            // Empty statements behind the last one mean nothing.
        }
        if (peek().kind() != Kind.END) {
            throw unexpected("expected the end of the statement");
        }
    }

    BlazeSqlException unexpected(String what) {
        SqlToken token = peek();
        String found = token.kind() == Kind.END
                ? "end of input"
                : "\"" + sql.substring(token.start(), Math.min(token.end(), token.start() + 40)) + "\"";
        return SqlPosition.of(sql, token.start()).syntaxError(found + " found, " + what);
    }

    /** Whether a token ends an expression at the top level. */
    private interface End {
        boolean test(SqlToken token);
    }

    private void skipTo(End end) {
        int depth = 0;
        while (true) {
            SqlToken token = peek();
            if (token.kind() == Kind.END) {
                if (depth > 0) {
                    throw unexpected("expected \")\"");
                }
                return;
            }
            if (depth == 0 && (token.isSymbol(")") || token.isSymbol(";") || end.test(token))) {
                return;
            }
            if (token.isSymbol("(")) {
                depth++;
            } else if (token.isSymbol(")")) {
                depth--;
            }
            at++;
        }
    }
}
