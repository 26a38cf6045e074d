/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.jsonpath;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.jsonpath.PathNode.Predicate;
import io.blazedb.calcite.types.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads a path by recursive descent. The grammar is PostgreSQL's. */
final class PathParser {
    private static final int DEPTH_MAX = 500;
    private static final Set<String> METHODS =
            Set.of("abs", "size", "type", "floor", "ceiling", "double", "keyvalue", "string", "number", "integer");

    private final PathLexer lexer;
    private int depth;
    private int subscripts;
    private int filters;

    private PathParser(String text) {
        lexer = new PathLexer(text);
    }

    /**
     * A path.
     *
     * @throws BlazeSqlException 42601 if the text is none, 22P02 if there is no text
     */
    static JsonPath parse(String text) {
        PathParser parser = new PathParser(text);
        if (parser.lexer.atEnd()) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_TEXT, "invalid input syntax for type jsonpath: \"\"");
        }
        boolean strict = parser.lexer.takeWord("strict");
        if (!strict) {
            parser.lexer.takeWord("lax");
        }
        PathNode root = parser.disjunction();
        if (!parser.lexer.atEnd()) {
            throw parser.unexpected();
        }
        return new JsonPath(!strict, root);
    }

    private BlazeSqlException unexpected() {
        return lexer.failure(
                lexer.atEnd()
                        ? "unexpected end"
                        : "unexpected \"" + lexer.token().text() + "\"");
    }

    private void expect(String symbol) {
        if (!lexer.take(symbol)) {
            throw unexpected();
        }
    }

    private void expectWord(String word) {
        if (!lexer.takeWord(word)) {
            throw unexpected();
        }
    }

    private Predicate condition(PathNode node) {
        if (node instanceof Predicate predicate) {
            return predicate;
        }
        throw lexer.failure("a condition is expected");
    }

    private PathNode value(PathNode node) {
        if (node instanceof Predicate) {
            throw lexer.failure("a condition is no value here");
        }
        return node;
    }

    private PathNode disjunction() {
        if (++depth > DEPTH_MAX) {
            throw new BlazeSqlException(SqlErrorCode.STATEMENT_TOO_COMPLEX, "the jsonpath is nested too deeply");
        }
        PathNode left = conjunction();
        while (lexer.take("||")) {
            left = new PathNode.Junction(false, condition(left), condition(conjunction()));
        }
        depth--;
        return left;
    }

    private PathNode conjunction() {
        PathNode left = comparison();
        while (lexer.take("&&")) {
            left = new PathNode.Junction(true, condition(left), condition(comparison()));
        }
        return left;
    }

    private PathNode comparison() {
        if (lexer.take("!")) {
            PathNode operand = primary();
            return new PathNode.Not(condition(operand));
        }
        PathNode left = sum();
        String operator = lexer.takeAny("==", "!=", "<>", "<=", ">=", "<", ">");
        if (operator != null) {
            return new PathNode.Comparison(operator.equals("<>") ? "!=" : operator, value(left), value(sum()));
        }
        if (lexer.takeWord("starts")) {
            expectWord("with");
            PathNode initial = scalar();
            boolean text = initial instanceof PathNode.Literal literal && literal.value() instanceof String;
            if (text || initial instanceof PathNode.Variable) {
                return new PathNode.StartsWith(value(left), initial);
            }
            throw unexpected();
        }
        if (lexer.takeWord("like_regex")) {
            String pattern = string();
            return new PathNode.LikeRegex(value(left), regex(pattern, lexer.takeWord("flag") ? string() : ""));
        }
        return left;
    }

    private PathNode sum() {
        PathNode left = product();
        while (true) {
            String operator = lexer.takeAny("+", "-");
            if (operator == null) {
                return left;
            }
            left = new PathNode.Binary(operator.charAt(0), value(left), value(product()));
        }
    }

    private PathNode product() {
        PathNode left = signed();
        while (true) {
            String operator = lexer.takeAny("*", "/", "%");
            if (operator == null) {
                return left;
            }
            left = new PathNode.Binary(operator.charAt(0), value(left), value(signed()));
        }
    }

    private PathNode signed() {
        String operator = lexer.takeAny("+", "-");
        if (operator == null) {
            return primary();
        }
        if (++depth > DEPTH_MAX) {
            throw new BlazeSqlException(SqlErrorCode.STATEMENT_TOO_COMPLEX, "the jsonpath is nested too deeply");
        }
        PathNode signed = new PathNode.Unary(operator.charAt(0), value(signed()));
        depth--;
        return signed;
    }

    private PathNode primary() {
        PathNode start;
        if (lexer.take("(")) {
            start = disjunction();
            expect(")");
            if (start instanceof Predicate predicate && lexer.takeWord("is")) {
                expectWord("unknown");
                return new PathNode.IsUnknown(predicate);
            }
        } else if (lexer.takeWord("exists")) {
            expect("(");
            start = new PathNode.Exists(value(disjunction()));
            expect(")");
            return start;
        } else {
            start = scalar();
        }
        return steps(start);
    }

    private PathNode scalar() {
        PathLexer.Token token = lexer.token();
        PathNode node = switch (token.kind()) {
            case STRING -> new PathNode.Literal(token.text());
            case NUMBER -> new PathNode.Literal(new BigDecimal(token.text()));
            case VARIABLE -> new PathNode.Variable(token.text());
            case SYMBOL -> symbol(token.text());
            case WORD -> word(token.text());
            case END -> null;
        };
        if (node == null) {
            throw unexpected();
        }
        lexer.next();
        return node;
    }

    private @Nullable PathNode symbol(String symbol) {
        if (symbol.equals("@")) {
            if (filters == 0) {
                throw lexer.failure("@ is not allowed in root expressions");
            }
            return new PathNode.Current();
        }
        return symbol.equals("$") ? new PathNode.Root() : null;
    }

    private @Nullable PathNode word(String word) {
        if (word.equalsIgnoreCase("last")) {
            if (subscripts == 0) {
                throw lexer.failure("LAST is allowed only in array subscripts");
            }
            return new PathNode.Last();
        }
        return switch (word) {
            case "true" -> new PathNode.Literal(true);
            case "false" -> new PathNode.Literal(false);
            case "null" -> new PathNode.Literal(Json.NULL);
            default -> null;
        };
    }

    private PathNode steps(PathNode start) {
        PathNode node = start;
        while (true) {
            if (lexer.take(".")) {
                node = dotted(node);
            } else if (lexer.take("[")) {
                node = subscripted(node);
            } else if (lexer.take("?")) {
                expect("(");
                filters++;
                node = new PathNode.Filter(node, condition(disjunction()));
                filters--;
                expect(")");
            } else {
                return node;
            }
        }
    }

    private PathNode dotted(PathNode input) {
        if (lexer.take("**")) {
            return descendants(input);
        }
        if (lexer.take("*")) {
            return new PathNode.AnyMember(input);
        }
        PathLexer.Token token = lexer.token();
        if (token.kind() != PathLexer.Kind.WORD && token.kind() != PathLexer.Kind.STRING) {
            throw unexpected();
        }
        lexer.next();
        if (token.kind() == PathLexer.Kind.WORD && lexer.take("(")) {
            if (!METHODS.contains(token.text())) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED, "jsonpath method ." + token.text() + "() is not supported");
            }
            expect(")");
            return new PathNode.Method(input, token.text());
        }
        return new PathNode.Member(input, token.text());
    }

    private PathNode descendants(PathNode input) {
        if (!lexer.take("{")) {
            return new PathNode.Descendants(input, 0, Integer.MAX_VALUE);
        }
        int first = level();
        int last = lexer.takeWord("to") ? level() : first;
        expect("}");
        return new PathNode.Descendants(input, first, last);
    }

    private int level() {
        if (lexer.takeWord("last")) {
            return Integer.MAX_VALUE;
        }
        PathLexer.Token token = lexer.token();
        if (token.kind() != PathLexer.Kind.NUMBER || !token.text().matches("\\d{1,9}")) {
            throw unexpected();
        }
        lexer.next();
        return Integer.parseInt(token.text());
    }

    private PathNode subscripted(PathNode input) {
        if (lexer.take("*")) {
            expect("]");
            return new PathNode.AnyElement(input);
        }
        List<PathNode.Range> ranges = new ArrayList<>();
        subscripts++;
        do {
            PathNode from = value(sum());
            ranges.add(new PathNode.Range(from, lexer.takeWord("to") ? value(sum()) : null));
        } while (lexer.take(","));
        subscripts--;
        expect("]");
        return new PathNode.Elements(input, List.copyOf(ranges));
    }

    private String string() {
        PathLexer.Token token = lexer.token();
        if (token.kind() != PathLexer.Kind.STRING) {
            throw unexpected();
        }
        lexer.next();
        return token.text();
    }

    private Pattern regex(String pattern, String flags) {
        int options = 0;
        for (int i = 0; i < flags.length(); i++) {
            char flag = flags.charAt(i);
            options |= switch (flag) {
                case 'i' -> Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
                case 's' -> Pattern.DOTALL;
                case 'm' -> Pattern.MULTILINE;
                case 'q' -> Pattern.LITERAL;
                case 'x' ->
                    throw new BlazeSqlException(
                            SqlErrorCode.FEATURE_NOT_SUPPORTED,
                            "XQuery \"x\" flag (expanded regular expressions) is not implemented");
                default -> throw lexer.failure("unrecognized flag character \"" + flag + "\" in LIKE_REGEX predicate");
            };
        }
        try {
            return Pattern.compile(pattern, options);
        } catch (PatternSyntaxException invalid) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_REGULAR_EXPRESSION,
                    "invalid regular expression: " + invalid.getDescription(),
                    invalid);
        }
    }
}
