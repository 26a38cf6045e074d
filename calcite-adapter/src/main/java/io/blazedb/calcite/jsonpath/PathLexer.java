/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.jsonpath;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import org.jspecify.annotations.Nullable;

/** The words of a path, one after the other. */
final class PathLexer {
    private static final String SPECIAL = "?%$.[]{}()|&!=<>@#,*:-+/\\\" \t\n\r\f";
    private static final String[] SYMBOLS = {"**", "==", "!=", "<>", "<=", ">=", "&&", "||"};
    private static final int HEX = 16;

    enum Kind {
        STRING,
        NUMBER,
        VARIABLE,
        WORD,
        SYMBOL,
        END
    }

    record Token(Kind kind, String text) {}

    private final String text;
    private int at;
    private Token token;

    PathLexer(String text) {
        this.text = text;
        token = read();
    }

    Token token() {
        return token;
    }

    void next() {
        token = read();
    }

    boolean atEnd() {
        return token.kind() == Kind.END;
    }

    /** Goes on if this symbol is there. */
    boolean take(String symbol) {
        boolean there = token.kind() == Kind.SYMBOL && token.text().equals(symbol);
        if (there) {
            next();
        }
        return there;
    }

    /** The first of these symbols that is there. */
    @Nullable
    String takeAny(String... symbols) {
        for (String symbol : symbols) {
            if (take(symbol)) {
                return symbol;
            }
        }
        return null;
    }

    /** Goes on if this keyword is there. */
    boolean takeWord(String word) {
        boolean there = token.kind() == Kind.WORD && token.text().equalsIgnoreCase(word);
        if (there) {
            next();
        }
        return there;
    }

    BlazeSqlException failure(String what) {
        return new BlazeSqlException(
                SqlErrorCode.SYNTAX_ERROR,
                "invalid jsonpath: " + what + " at character " + Math.min(at, text.length()));
    }

    private Token read() {
        blanks();
        if (at >= text.length()) {
            return new Token(Kind.END, "");
        }
        char c = text.charAt(at);
        if (c == '"') {
            return new Token(Kind.STRING, quoted());
        }
        if (isDigit(c == '.' ? at + 1 : at)) {
            return number();
        }
        if (c == '$') {
            at++;
            if (at < text.length() && text.charAt(at) == '"') {
                return new Token(Kind.VARIABLE, quoted());
            }
            String name = word();
            return name.isEmpty() ? new Token(Kind.SYMBOL, "$") : new Token(Kind.VARIABLE, name);
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                at += symbol.length();
                return new Token(Kind.SYMBOL, symbol);
            }
        }
        if (SPECIAL.indexOf(c) >= 0 && c != '\\') {
            at++;
            return new Token(Kind.SYMBOL, String.valueOf(c));
        }
        return new Token(Kind.WORD, word());
    }

    private void blanks() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw failure("unexpected end of comment");
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    private boolean isDigit(int position) {
        return position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9';
    }

    private Token number() {
        int begin = at;
        digits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && Character.toLowerCase(text.charAt(at)) == 'e') {
            int sign = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0 ? 1 : 0;
            if (isDigit(at + 1 + sign)) {
                at += 1 + sign;
                digits();
            }
        }
        if (at < text.length() && SPECIAL.indexOf(text.charAt(at)) < 0) {
            throw failure("trailing junk after numeric literal");
        }
        return new Token(Kind.NUMBER, text.substring(begin, at));
    }

    private void digits() {
        while (isDigit(at)) {
            at++;
        }
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                word.append(escaped());
            } else if (SPECIAL.indexOf(c) < 0) {
                word.append(c);
                at++;
            } else {
                break;
            }
        }
        return word.toString();
    }

    private String quoted() {
        StringBuilder string = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                string.append(escaped());
            } else {
                string.append(text.charAt(at++));
            }
        }
        if (at >= text.length()) {
            throw failure("unexpected end of quoted string");
        }
        at++;
        return string.toString();
    }

    private char escaped() {
        at++;
        if (at >= text.length()) {
            throw failure("unexpected end after backslash");
        }
        char c = text.charAt(at++);
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> '\u000b';
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            default -> c;
        };
    }

    private char hex(int length) {
        int end = at + length;
        if (end > text.length() || !text.substring(at, end).matches("\\p{XDigit}+")) {
            throw failure("invalid Unicode escape sequence");
        }
        char c = (char) Integer.parseInt(text.substring(at, end), HEX);
        at = end;
        return c;
    }
}
