/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Functions.Strict;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Functions of regular expressions. */
final class RegexFunctions {
    private static final int CACHED_MAX = 64;

    private RegexFunctions() {}

    static @Nullable Strict find(String name, List<SqlType> types) {
        int count = types.size();
        return switch (name) {
            case "REGEXP_REPLACE" ->
                new Cached(
                        (pattern, a) -> replace((String) a[0], pattern, (String) a[2], count > 3 ? (String) a[3] : ""),
                        3);
            case "REGEXP_COUNT" -> new Cached((pattern, a) -> count(pattern.matcher(from(a, 2))), 3);
            case "REGEXP_LIKE" ->
                new Cached((pattern, a) -> pattern.matcher((String) a[0]).find(), 2);
            case "REGEXP_INSTR" -> new Cached(RegexFunctions::position, 5);
            default -> null;
        };
    }

    private interface Function {
        Object apply(Pattern pattern, Object[] arguments);
    }

    /** Keeps the last pattern: it is mostly the same for every row. */
    private static final class Cached implements Strict {
        private final Function function;
        private final int flags;
        private volatile @Nullable Compiled last;

        private record Compiled(String regex, String flags, Pattern pattern) {}

        Cached(Function function, int flags) {
            this.function = function;
            this.flags = flags;
        }

        @Override
        public Object apply(Object[] arguments) {
            String regex = (String) arguments[1];
            String wanted = arguments.length > flags ? (String) arguments[flags] : "";
            Compiled compiled = last;
            if (compiled == null
                    || !compiled.regex().equals(regex)
                    || !compiled.flags().equals(wanted)) {
                compiled = new Compiled(regex, wanted, compile(regex, wanted));
                last = regex.length() > CACHED_MAX * 1_024 ? null : compiled;
            }
            return function.apply(compiled.pattern(), arguments);
        }
    }

    /** A pattern with PostgreSQL's flags. */
    static Pattern compile(String regex, String flags) {
        int options = 0;
        for (int i = 0; i < flags.length(); i++) {
            char flag = flags.charAt(i);
            options |= switch (flag) {
                case 'i' -> Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
                case 'n', 'm' -> Pattern.MULTILINE;
                case 's' -> Pattern.DOTALL;
                case 'x' -> Pattern.COMMENTS;
                case 'q' -> Pattern.LITERAL;
                case 'g', 'c', 'e', 'p', 'w' -> 0;
                default ->
                    throw new BlazeSqlException(
                            SqlErrorCode.INVALID_PARAMETER, "invalid regular expression option: \"" + flag + "\"");
            };
        }
        boolean lines = flags.indexOf('n') >= 0 || flags.indexOf('m') >= 0;
        try {
            return Pattern.compile(
                    regex.replace("\\m", "\\b(?=\\w)").replace("\\M", "\\b(?<=\\w)"),
                    lines ? options : options | Pattern.DOTALL);
        } catch (PatternSyntaxException invalid) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_REGULAR_EXPRESSION,
                    "invalid regular expression: " + invalid.getDescription(),
                    invalid);
        }
    }

    private static String replace(String text, Pattern pattern, String replacement, String flags) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (matcher.find()) {
            out.append(text, at, matcher.start());
            expand(replacement, matcher, out);
            at = matcher.end();
            if (flags.indexOf('g') < 0) {
                break;
            }
        }
        return out.append(text, at, text.length()).toString();
    }

    /** \1 to \9 stand for groups, \& for the whole match. */
    private static void expand(String replacement, Matcher matcher, StringBuilder out) {
        for (int i = 0; i < replacement.length(); i++) {
            char c = replacement.charAt(i);
            char next = c == '\\' && i + 1 < replacement.length() ? replacement.charAt(i + 1) : 0;
            if (next >= '0' && next <= '9') {
                int group = next - '0';
                String found = group <= matcher.groupCount() ? matcher.group(group) : null;
                out.append(found == null ? "" : found);
                i++;
            } else if (next == '&') {
                out.append(matcher.group());
                i++;
            } else if (next == '\\') {
                out.append('\\');
                i++;
            } else {
                out.append(c);
            }
        }
    }

    private static String from(Object[] a, int index) {
        String text = (String) a[0];
        long start = a.length > index ? Arithmetic.longOf(a[index]) : 1;
        if (start < 1) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "the start position must be at least 1");
        }
        return Functions.substring(text, start, null);
    }

    private static int count(Matcher matcher) {
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    private static Object position(Pattern pattern, Object[] a) {
        String text = from(a, 2);
        Matcher matcher = pattern.matcher(text);
        long occurrence = a.length > 3 ? Arithmetic.longOf(a[3]) : 1;
        boolean end = a.length > 4 && Arithmetic.longOf(a[4]) != 0;
        while (matcher.find()) {
            if (--occurrence <= 0) {
                int skipped = a.length > 2 ? (int) Arithmetic.longOf(a[2]) - 1 : 0;
                return skipped + text.codePointCount(0, end ? matcher.end() : matcher.start()) + 1;
            }
        }
        return 0;
    }

    /** The part of a text that matches, its first group if there is one; null if nothing does. */
    static @Nullable String part(String text, String regex, String flags, long occurrence, int group) {
        Matcher matcher = compile(regex, flags).matcher(text);
        long left = occurrence;
        while (matcher.find()) {
            if (--left <= 0) {
                return group > matcher.groupCount() ? null : matcher.group(group);
            }
        }
        return null;
    }

    /** SUBSTRING(text FROM regex). */
    static @Nullable String substring(String text, String regex) {
        Matcher matcher = compile(regex, "").matcher(text);
        return matcher.find() ? matcher.group(matcher.groupCount() > 0 ? 1 : 0) : null;
    }
}
