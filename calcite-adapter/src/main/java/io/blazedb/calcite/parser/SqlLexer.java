/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.parser.SqlToken.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts SQL text into words, names, strings, numbers and symbols; leaves out blanks and comments. */
final class SqlLexer {
    private static final String[] LONG_SYMBOLS = {"<=>", "::", "<>", "!=", "<=", ">=", "||", "=>", ".."};

    private static final String COMMENT = "/*";

    private final String sql;
    /** Places of comments that the grammar does not take for such. */
    private final BitSet unusual = new BitSet();

    private int at;

    private SqlLexer(String sql) {
        this.sql = sql;
    }

    /** The tokens, an END last. */
    static List<SqlToken> tokens(String sql) {
        SqlLexer lexer = new SqlLexer(sql);
        List<SqlToken> tokens = new ArrayList<>();
        SqlToken token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.kind() != Kind.END);
        return tokens;
    }

    /** The statements between semicolons; the whole text if there are not several. */
    static List<String> statements(String sql) {
        List<String> statements = new ArrayList<>();
        int start = -1;
        int end = 0;
        for (SqlToken token : tokens(sql)) {
            boolean divider = token.kind() == Kind.END || token.isSymbol(";");
            if (divider && start >= 0) {
                statements.add(sql.substring(start, end));
                start = -1;
            } else if (!divider) {
                start = start < 0 ? token.start() : start;
                end = token.end();
            }
        }
        return statements.size() < 2 ? List.of(sql) : statements;
    }

    /** The first word of a statement in lower case; empty if it begins with something else. */
    static String firstWord(String sql) {
        SqlToken first = new SqlLexer(sql).next();
        return first.kind() == Kind.WORD ? first.text() : "";
    }

    private SqlToken next() {
        skipBlanks();
        int start = at;
        if (at >= sql.length()) {
            return new SqlToken(Kind.END, "", start, start);
        }
        char c = sql.charAt(at);
        String prefixed = prefixedString(c);
        if (prefixed != null) {
            return new SqlToken(Kind.STRING, prefixed, start, at);
        }
        String tag = c == '$' ? dollarTag() : null;
        if (tag != null) {
            return new SqlToken(Kind.STRING, dollarQuoted(tag), start, at);
        }
        if (isWordStart(c)) {
            while (at < sql.length()
                    && (isWordStart(sql.charAt(at)) || isDigit(sql.charAt(at)) || sql.charAt(at) == '$')) {
                at++;
            }
            return new SqlToken(Kind.WORD, SqlToken.fold(sql.substring(start, at)), start, at);
        }
        if (c == '"' || c == '\'') {
            return new SqlToken(c == '"' ? Kind.QUOTED_NAME : Kind.STRING, quoted(c), start, at);
        }
        if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
            return new SqlToken(Kind.NUMBER, number(), start, at);
        }
        for (String symbol : LONG_SYMBOLS) {
            if (sql.startsWith(symbol, at)) {
                at += symbol.length();
                return new SqlToken(Kind.SYMBOL, symbol, start, at);
            }
        }
        at += Character.charCount(sql.codePointAt(at));
        return new SqlToken(Kind.SYMBOL, sql.substring(start, at), start, at);
    }

    /** The string that begins here with a letter: {@code E'a\nb'}, {@code N'ab'}, {@code U&'a\0062'}; null if none does. */
    private @Nullable String prefixedString(char c) {
        char letter = Character.toLowerCase(c);
        if (sql.startsWith("'", at + 1) && (letter == 'e' || letter == 'n')) {
            at++;
            return letter == 'e' ? escaped() : quoted('\'');
        }
        if (letter == 'u' && sql.startsWith("&'", at + 1)) {
            at += 2;
            return unicodeEscaped();
        }
        return null;
    }

    private void skipBlanks() {
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end + 1;
            } else if (sql.startsWith(COMMENT, at)) {
                skipComment();
            } else {
                return;
            }
        }
    }

    /** Goes behind the comment that begins here; there may be others in it. */
    private void skipComment() {
        int start = at;
        boolean isUnusual = sql.startsWith("/*+", at);
        int depth = 0;
        do {
            if (at + 1 >= sql.length()) {
                throw SqlPosition.of(sql, start).syntaxError("unterminated comment");
            }
            boolean opens = sql.startsWith(COMMENT, at);
            boolean closes = !opens && sql.startsWith("*/", at);
            depth += opens ? 1 : closes ? -1 : 0;
            isUnusual |= depth > 1;
            at += opens || closes ? 2 : 1;
        } while (depth > 0);
        if (isUnusual) {
            unusual.set(start, at);
        }
    }

    private String quoted(char quote) {
        StringBuilder content = new StringBuilder();
        int start = at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c != quote) {
                content.append(c);
            } else if (at < sql.length() && sql.charAt(at) == quote) {
                content.append(c);
                at++;
            } else {
                return content.toString();
            }
        }
        throw unterminated(start, quote);
    }

    /** A text with escapes: {@code E'a\nb'}. */
    private String escaped() {
        StringBuilder content = new StringBuilder();
        int start = at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == '\\' && at < sql.length()) {
                escape(content);
            } else if (c != '\'') {
                content.append(c);
            } else if (at < sql.length() && sql.charAt(at) == '\'') {
                content.append(c);
                at++;
            } else {
                return content.toString();
            }
        }
        throw unterminated(start, '\'');
    }

    /** A text with code points, {@code U&'d\0061t\+000061'}, and perhaps another escape character behind it, {@code UESCAPE '!'}. */
    private String unicodeEscaped() {
        int start = at;
        String text = quoted('\'');
        int end = at;
        char mark = '\\';
        skipBlanks();
        if (sql.regionMatches(true, at, "uescape", 0, "uescape".length())) {
            at += "uescape".length();
            skipBlanks();
            String named = at < sql.length() && sql.charAt(at) == '\'' ? quoted('\'') : "";
            if (named.length() != 1) {
                throw SqlPosition.of(sql, start).syntaxError("UESCAPE must be one character");
            }
            mark = named.charAt(0);
        } else {
            at = end;
        }
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != mark) {
                content.append(c);
            } else if (i + 1 < text.length() && text.charAt(i + 1) == mark) {
                content.append(mark);
                i++;
            } else {
                int from = text.startsWith("+", i + 1) ? i + 2 : i + 1;
                int to = from + (from == i + 1 ? 4 : 6);
                content.appendCodePoint(codePoint(text, from, to, start));
                i = to - 1;
            }
        }
        return content.toString();
    }

    private int codePoint(String text, int from, int to, int start) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                throw SqlPosition.of(sql, start).syntaxError("invalid Unicode escape in a string literal");
            }
            value = value * 16 + digit;
        }
        if (value == 0 || !Character.isValidCodePoint(value)) {
            throw SqlPosition.of(sql, start).syntaxError("invalid Unicode escape value in a string literal");
        }
        return value;
    }

    private void escape(StringBuilder content) {
        char c = sql.charAt(at++);
        switch (c) {
            case 'b' -> content.append('\b');
            case 'f' -> content.append('\f');
            case 'n' -> content.append('\n');
            case 'r' -> content.append('\r');
            case 't' -> content.append('\t');
            case 'x' -> digits(content, 16, 2, c);
            case 'u' -> digits(content, 16, 4, c);
            case 'U' -> digits(content, 16, 8, c);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                at--;
                digits(content, 8, 3, c);
            }
            default -> content.append(c);
        }
    }

    private void digits(StringBuilder content, int radix, int max, char otherwise) {
        int value = 0;
        int start = at;
        while (at < sql.length() && at - start < max && Character.digit(sql.charAt(at), radix) >= 0) {
            value = value * radix + Character.digit(sql.charAt(at++), radix);
        }
        if (at == start) {
            content.append(otherwise);
        } else if (Character.isValidCodePoint(value) && value > 0) {
            content.appendCodePoint(value);
        } else {
            throw SqlPosition.of(sql, start).syntaxError("invalid escape in a string literal");
        }
    }

    /** The tag that begins here, {@code $$} or {@code $name$}; null if none does. */
    private @Nullable String dollarTag() {
        int end = at + 1;
        while (end < sql.length() && (isWordStart(sql.charAt(end)) || (end > at + 1 && isDigit(sql.charAt(end))))) {
            end++;
        }
        return end < sql.length() && sql.charAt(end) == '$' ? sql.substring(at, end + 1) : null;
    }

    private String dollarQuoted(String tag) {
        int start = at;
        int end = sql.indexOf(tag, at + tag.length());
        if (end < 0) {
            throw unterminated(start, '\'');
        }
        at = end + tag.length();
        return sql.substring(start + tag.length(), end);
    }

    /**
     * The text with all strings in one spelling: with escapes and dollar quotes resolved, and national strings as others. Literals
     * like {@code TIMESTAMP WITH TIME ZONE '...'} get the short name of their type.
     */
    static String standard(String text) {
        String sql = text.contains(COMMENT) ? withoutUnusualComments(text) : text;
        if (sql.indexOf('$') < 0 && !mayHaveOtherLiteral(sql)) {
            return sql;
        }
        StringBuilder out = new StringBuilder(sql.length());
        int copied = 0;
        List<SqlToken> tokens = tokens(sql);
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            String zoned = token.kind() == Kind.STRING ? zonedType(tokens, i) : null;
            if (zoned != null) {
                out.append(sql, copied, tokens.get(i - 4).start()).append(zoned).append(' ');
                copied = token.start();
            }
            if (token.kind() == Kind.STRING && sql.charAt(token.start()) != '\'') {
                out.append(sql, copied, token.start())
                        .append('\'')
                        .append(token.text().replace("'", "''"))
                        .append('\'');
                copied = token.end();
            }
        }
        return copied == 0 ? sql : out.append(sql, copied, sql.length()).toString();
    }

    /** Comments in comments, and those that other databases take for hints, become blanks. */
    private static String withoutUnusualComments(String sql) {
        SqlLexer lexer = new SqlLexer(sql);
        SqlToken token;
        do {
            token = lexer.next();
        } while (token.kind() != Kind.END);
        if (lexer.unusual.isEmpty()) {
            return sql;
        }
        StringBuilder plain = new StringBuilder(sql);
        lexer.unusual.stream()
                .filter(at -> sql.charAt(at) != '\n' && sql.charAt(at) != '\r')
                .forEach(at -> plain.setCharAt(at, ' '));
        return plain.toString();
    }

    private static boolean mayHaveOtherLiteral(String sql) {
        for (int quote = sql.indexOf('\'', 1); quote > 0; quote = sql.indexOf('\'', quote + 1)) {
            int before = quote - 1;
            while (before > 0 && Character.isWhitespace(sql.charAt(before))) {
                before--;
            }
            switch (sql.charAt(before)) {
                case 'e', 'E', 'n', 'N', '&' -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    /** The short name of the type of a literal behind WITH or WITHOUT TIME ZONE; null if the string there is none. */
    private static @Nullable String zonedType(List<SqlToken> tokens, int string) {
        if (string < 4
                || !tokens.get(string - 1).isWord("zone")
                || !tokens.get(string - 2).isWord("time")) {
            return null;
        }
        boolean with = tokens.get(string - 3).isWord("with");
        if (!with && !tokens.get(string - 3).isWord("without")) {
            return null;
        }
        SqlToken type = tokens.get(string - 4);
        if (type.isWord("timestamp")) {
            return with ? "timestamptz" : "timestamp";
        }
        return type.isWord("time") && !with ? "time" : null;
    }

    private BlazeSqlException unterminated(int start, char quote) {
        return SqlPosition.of(sql, start)
                .syntaxError(quote == '"' ? "unterminated quoted identifier" : "unterminated string literal");
    }

    private String number() {
        int start = at;
        while (at < sql.length() && (isDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
            at++;
        }
        int exponent = at;
        if (at < sql.length() && (sql.charAt(at) == 'e' || sql.charAt(at) == 'E')) {
            at++;
            if (at < sql.length() && (sql.charAt(at) == '+' || sql.charAt(at) == '-')) {
                at++;
            }
            if (at >= sql.length() || !isDigit(sql.charAt(at))) {
                at = exponent;
            }
            while (at < sql.length() && isDigit(sql.charAt(at))) {
                at++;
            }
        }
        return sql.substring(start, at);
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || (c >= 0x80 && Character.isLetterOrDigit(c));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
