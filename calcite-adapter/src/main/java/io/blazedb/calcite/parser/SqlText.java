/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.parser.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement with its literals taken out, so that statements which differ in nothing else are recognized as the same.
 *
 * @param normalized the statement with one blank between its parts, unquoted names in lower case and a mark for each literal
 * @param literals the literals, in order
 */
public record SqlText(String normalized, List<Literal> literals) {
    private static final int CHARACTERS_MAX = 16_384;
    private static final int LITERALS_MAX = 256;

    /** What a literal is. */
    public enum LiteralKind {
        INTEGER,
        DECIMAL,
        STRING
    }

    /**
     * A literal.
     *
     * @param text digits, or the content of a string
     * @param start offset of its first character in the statement
     */
    public record Literal(LiteralKind kind, String text, int start) {}

    /** The statement without its literals; null if it has none, or parameters beside them, or is so long that it will hardly come again. */
    public static @Nullable SqlText of(String sql) {
        if (sql.length() > CHARACTERS_MAX) {
            return null;
        }
        StringBuilder normalized = new StringBuilder(sql.length());
        List<Literal> literals = new ArrayList<>();
        for (SqlToken token : SqlLexer.tokens(sql)) {
            if (token.isSymbol("?")) {
                return null;
            }
            Literal literal = literal(token);
            if (literal != null) {
                literals.add(literal);
                normalized.append(mark(literal.kind()));
            } else if (token.kind() == Kind.QUOTED_NAME) {
                normalized
                        .append('"')
                        .append(token.text().replace("\"", "\"\""))
                        .append('"');
            } else {
                normalized.append(token.text());
            }
            normalized.append(' ');
        }
        return literals.isEmpty() || literals.size() > LITERALS_MAX
                ? null
                : new SqlText(normalized.toString(), List.copyOf(literals));
    }

    /** A literal of a kind that may be a parameter; numbers with an exponent stay what they are. */
    static @Nullable Literal literal(SqlToken token) {
        if (token.kind() == Kind.STRING) {
            return new Literal(LiteralKind.STRING, token.text(), token.start());
        }
        if (token.kind() != Kind.NUMBER
                || token.text().indexOf('e') >= 0
                || token.text().indexOf('E') >= 0) {
            return null;
        }
        LiteralKind kind = token.text().indexOf('.') < 0 ? LiteralKind.INTEGER : LiteralKind.DECIMAL;
        return new Literal(kind, token.text(), token.start());
    }

    private static String mark(LiteralKind kind) {
        return switch (kind) {
            case INTEGER -> "#";
            case DECIMAL -> "#.";
            case STRING -> "'?'";
        };
    }
}
