/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.escape;

import io.blazedb.jdbc.escape.Token.Kind;

/** Text that is to stand between parentheses in a statement. */
public final class SqlCondition {
    private SqlCondition() {}

    /** Whether the text stays between its parentheses: whole literals, paired parentheses, no second statement, no comment. */
    public static boolean isEnclosed(String text) {
        int depth = 0;
        for (Token token : SqlLexer.tokens(text)) {
            depth += token.isSymbol('(') ? 1 : token.isSymbol(')') ? -1 : 0;
            if (depth < 0 || token.isSymbol(';') || !isWhole(token)) {
                return false;
            }
        }
        return depth == 0 && !text.isBlank();
    }

    private static boolean isWhole(Token token) {
        String text = token.text();
        if (token.kind() == Kind.SPACE) {
            return text.isBlank();
        }
        boolean quoted = token.kind() == Kind.LITERAL || token.kind() == Kind.QUOTED_IDENTIFIER;
        return !quoted || (text.length() > 1 && text.charAt(text.length() - 1) == text.charAt(0));
    }
}
