/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.escape;

/**
 * A piece of SQL text.
 *
 * @param kind what it is
 * @param text the piece as written
 */
record Token(Kind kind, String text) {
    enum Kind {
        WORD,
        QUOTED_IDENTIFIER,
        LITERAL,
        /** Blanks and comments. */
        SPACE,
        /** One character of anything else. */
        SYMBOL
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isSymbol(char symbol) {
        return kind == Kind.SYMBOL && text.charAt(0) == symbol;
    }
}
