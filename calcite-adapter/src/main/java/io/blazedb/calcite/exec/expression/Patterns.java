/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** LIKE, ILIKE, SIMILAR TO and regular expressions. */
public final class Patterns {
    private Patterns() {}

    /** A pattern ready to be matched with whole texts. */
    @FunctionalInterface
    public interface Matcher {
        boolean matches(String text);
    }

    /** A LIKE pattern; without an ESCAPE clause the backslash escapes. */
    public static Matcher like(String pattern, @Nullable String escape, boolean ignoreCase) {
        char escapeChar = escapeChar(escape);
        boolean escapes = escape == null || !escape.isEmpty();
        int percent = pattern.indexOf('%');
        boolean plain = pattern.indexOf('_') < 0 && !(escapes && pattern.indexOf(escapeChar) >= 0) && !ignoreCase;
        if (plain && percent < 0) {
            return pattern::equals;
        }
        if (plain && percent == pattern.length() - 1) {
            String start = pattern.substring(0, percent);
            return text -> text.startsWith(start);
        }
        if (plain && percent == 0 && pattern.indexOf('%', 1) == pattern.length() - 1 && pattern.length() > 1) {
            String part = pattern.substring(1, pattern.length() - 1);
            return text -> text.contains(part);
        }
        String source = ignoreCase ? pattern.toLowerCase(Locale.ROOT) : pattern;
        int[] elements = elements(source, escapes, escapeChar);
        return text -> matches(elements, ignoreCase ? text.toLowerCase(Locale.ROOT) : text);
    }

    private static final int ANY_TEXT = -1;
    private static final int ANY_CHAR = -2;

    /** The pattern as code points and wildcards. */
    private static int[] elements(String pattern, boolean escapes, char escape) {
        int[] out = new int[pattern.length()];
        int count = 0;
        for (int i = 0; i < pattern.length(); ) {
            int c = pattern.codePointAt(i);
            i += Character.charCount(c);
            if (escapes && c == escape) {
                if (i >= pattern.length()) {
                    throw new BlazeSqlException(
                            SqlErrorCode.INVALID_PARAMETER, "LIKE pattern must not end with its escape character");
                }
                c = pattern.codePointAt(i);
                i += Character.charCount(c);
            } else if (c == '%') {
                c = ANY_TEXT;
            } else if (c == '_') {
                c = ANY_CHAR;
            }
            out[count++] = c;
        }
        return java.util.Arrays.copyOf(out, count);
    }

    /** Greedy matching that returns to the last '%' only: linear in practice, never exponential. */
    private static boolean matches(int[] pattern, String text) {
        int p = 0;
        int t = 0;
        int starPattern = -1;
        int starText = 0;
        while (t < text.length()) {
            int c = text.codePointAt(t);
            if (p < pattern.length && pattern[p] == ANY_TEXT) {
                starPattern = ++p;
                starText = t;
            } else if (p < pattern.length && (pattern[p] == ANY_CHAR || pattern[p] == c)) {
                p++;
                t += Character.charCount(c);
            } else if (starPattern >= 0) {
                p = starPattern;
                starText += Character.charCount(text.codePointAt(starText));
                t = starText;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == ANY_TEXT) {
            p++;
        }
        return p == pattern.length;
    }

    /** A SIMILAR TO pattern. */
    public static Matcher similar(String pattern, @Nullable String escape) {
        char escapeChar = escapeChar(escape);
        StringBuilder regex = new StringBuilder();
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == escapeChar && i + 1 < pattern.length()) {
                regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
            } else if (inClass) {
                int classEnd = c == '[' && pattern.startsWith("[:", i) ? pattern.indexOf(":]", i) : -1;
                if (classEnd > 0) {
                    regex.append(posixClass(pattern.substring(i + 2, classEnd)));
                    i = classEnd + 1;
                } else {
                    regex.append(c == '[' || c == '&' || c == '\\' ? "\\" + c : String.valueOf(c));
                    inClass = c != ']';
                }
            } else if (c == '%') {
                regex.append(".*");
            } else if (c == '_') {
                regex.append('.');
            } else if (c == '[') {
                regex.append('[');
                inClass = true;
            } else if ("|*+?(){}".indexOf(c) >= 0) {
                regex.append(c);
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        Pattern compiled = regex("(?s)" + regex, "SIMILAR TO pattern");
        return text -> compiled.matcher(text).matches();
    }

    private static String posixClass(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "ALPHA" -> "\\p{Alpha}";
            case "UPPER" -> "\\p{Upper}";
            case "LOWER" -> "\\p{Lower}";
            case "DIGIT" -> "\\p{Digit}";
            case "ALNUM" -> "\\p{Alnum}";
            case "SPACE", "WHITESPACE" -> "\\s";
            default ->
                throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "unknown character class [:" + name + ":]");
        };
    }

    /** A regular expression that finds a match anywhere in a text. */
    public static Matcher regex(String pattern, boolean ignoreCase) {
        Pattern compiled = regex((ignoreCase ? "(?i)" : "") + pattern, "regular expression");
        return text -> compiled.matcher(text).find();
    }

    private static Pattern regex(String regex, String what) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException malformed) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "invalid " + what, malformed);
        }
    }

    private static char escapeChar(@Nullable String escape) {
        if (escape == null || escape.isEmpty()) {
            return '\\';
        }
        if (escape.length() > 1) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_ESCAPE, "the escape must be a single character");
        }
        return escape.charAt(0);
    }
}
