/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.escape;

import io.blazedb.jdbc.error.SqlExceptions;
import io.blazedb.jdbc.escape.Token.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Puts SQL in the place of the JDBC escapes: {@code {fn f(x)}}, {@code {d '...'}}, {@code {t '...'}}, {@code {ts '...'}}, {@code {oj
 * ...}}, {@code {escape '...'}} and {@code {limit ...}}. Braces inside literals, quoted names and comments are left alone.
 */
public final class EscapeTranslator {
    /** Escapes inside escapes, far more than any program writes by hand. */
    private static final int DEPTH_MAX = 100;

    private final List<Token> tokens;
    private int position;
    private int depth;
    private int joins;

    private EscapeTranslator(List<Token> tokens) {
        this.tokens = tokens;
    }

    /**
     * The statement in plain SQL.
     *
     * @throws SQLException 42601 for an escape that is not closed or not known, 0A000 for a procedure call
     */
    public static String translate(String sql) throws SQLException {
        return sql.indexOf('{') < 0 ? sql : new EscapeTranslator(SqlLexer.tokens(sql)).statement();
    }

    private String statement() throws SQLException {
        StringBuilder out = new StringBuilder();
        while (position < tokens.size()) {
            copyOne(out);
        }
        return out.toString();
    }

    private void copyOne(StringBuilder out) throws SQLException {
        Token token = tokens.get(position++);
        if (token.isSymbol('{')) {
            if (++depth > DEPTH_MAX) {
                throw SqlExceptions.of("54001", "JDBC escapes are nested too deeply.");
            }
            escape(out);
            depth--;
        } else {
            out.append(token.text());
        }
    }

    private void escape(StringBuilder out) throws SQLException {
        skipSpace();
        if (position < tokens.size() && tokens.get(position).isSymbol('?')) {
            throw procedureCall();
        }
        String keyword = position < tokens.size() && tokens.get(position).kind() == Kind.WORD
                ? tokens.get(position++).text().toLowerCase(Locale.ROOT)
                : "";
        skipSpace();
        switch (keyword) {
            case "d" -> out.append("DATE ").append(body());
            case "t" -> out.append("TIME ").append(body());
            case "ts" -> out.append("TIMESTAMP ").append(body());
            case "oj" -> outerJoin(out);
            case "escape" -> out.append("ESCAPE ").append(body());
            case "limit" -> out.append("LIMIT ").append(body());
            case "fn" -> function(out);
            case "call" -> throw procedureCall();
            default ->
                throw SqlExceptions.of(
                        "42601",
                        "Unknown JDBC escape {" + keyword + "...}; known are fn, d, t, ts, oj, escape and limit.");
        }
    }

    /** A join inside a join stands in parentheses. */
    private void outerJoin(StringBuilder out) throws SQLException {
        joins++;
        String join = body();
        joins--;
        out.append(joins == 0 ? join : "(" + join + ")");
    }

    /** Everything up to the closing brace, which is consumed. */
    private String body() throws SQLException {
        StringBuilder body = new StringBuilder();
        while (position < tokens.size()) {
            if (tokens.get(position).isSymbol('}')) {
                position++;
                return body.toString().strip();
            }
            copyOne(body);
        }
        throw SqlExceptions.of("42601", "A JDBC escape is not closed: '}' is missing.");
    }

    private void function(StringBuilder out) throws SQLException {
        String name = position < tokens.size() && tokens.get(position).kind() == Kind.WORD
                ? tokens.get(position++).text()
                : "";
        skipSpace();
        if (ScalarFunctions.standsAlone(name)
                && position < tokens.size()
                && tokens.get(position).isSymbol('}')) {
            position++;
            out.append(ScalarFunctions.call(name, List.of()));
            return;
        }
        if (name.isEmpty() || position >= tokens.size() || !tokens.get(position).isSymbol('(')) {
            throw SqlExceptions.of("42601", "A JDBC function escape is written {fn NAME(arguments)}.");
        }
        position++;
        List<String> arguments = arguments();
        String rest = body();
        if (!rest.isEmpty()) {
            throw SqlExceptions.of("42601", "A JDBC function escape holds more than one function call.");
        }
        out.append(ScalarFunctions.call(name, arguments));
    }

    /** The arguments of a call; the closing parenthesis is consumed. */
    private List<String> arguments() throws SQLException {
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = new StringBuilder();
        int parentheses = 0;
        while (position < tokens.size()) {
            Token token = tokens.get(position);
            if (token.isSymbol(')') && parentheses == 0) {
                position++;
                if (!arguments.isEmpty() || !argument.toString().isBlank()) {
                    arguments.add(argument.toString().strip());
                }
                return arguments;
            }
            if (token.isSymbol(',') && parentheses == 0) {
                position++;
                arguments.add(argument.toString().strip());
                argument.setLength(0);
                continue;
            }
            parentheses += token.isSymbol('(') ? 1 : token.isSymbol(')') ? -1 : 0;
            copyOne(argument);
        }
        throw SqlExceptions.of("42601", "A JDBC function escape is not closed: ')' is missing.");
    }

    private void skipSpace() {
        while (position < tokens.size() && tokens.get(position).kind() == Kind.SPACE) {
            position++;
        }
    }

    private static SQLException procedureCall() {
        return SqlExceptions.notSupported("Calling a stored procedure");
    }
}
