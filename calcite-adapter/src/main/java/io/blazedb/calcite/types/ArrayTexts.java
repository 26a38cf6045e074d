/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arrays as texts, in PostgreSQL's spelling: <code>{1,2,NULL}</code>, <code>{{"a b",c},{d,e}}</code>. */
final class ArrayTexts {
    private ArrayTexts() {}

    static String format(SqlArray array) {
        if (array.size() == 0) {
            return "{}";
        }
        StringBuilder out = new StringBuilder();
        format(array, 0, 0, out);
        return out.toString();
    }

    private static int format(SqlArray array, int dimension, int from, StringBuilder out) {
        int at = from;
        out.append('{');
        for (int i = 0; i < array.length(dimension); i++) {
            out.append(i == 0 ? "" : ",");
            if (dimension < array.dimensions() - 1) {
                at = format(array, dimension + 1, at, out);
            } else {
                Object element = array.element(at++);
                out.append(element == null ? "NULL" : quoted(text(element, array.elementType())));
            }
        }
        out.append('}');
        return at;
    }

    private static String text(Object element, SqlType type) {
        return element instanceof Boolean flag ? (flag ? "t" : "f") : Texts.format(element, type);
    }

    private static String quoted(String text) {
        boolean plain = !text.isEmpty() && !text.equalsIgnoreCase("null");
        for (int i = 0; i < text.length() && plain; i++) {
            char c = text.charAt(i);
            plain = c != '{' && c != '}' && c != ',' && c != '"' && c != '\\' && !Character.isWhitespace(c);
        }
        return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static SqlArray parse(String text, SqlType elementType) {
        return new Parser(text, elementType).parse();
    }

    /** Reads one text from its first character to its last. */
    private static final class Parser {
        private final String text;
        private final SqlType elementType;
        private final List<@Nullable Object> elements = new ArrayList<>();
        private final int[] lengths = new int[SqlArray.DIMENSIONS_MAX];
        private int depth;
        private int at;

        Parser(String text, SqlType elementType) {
            this.text = text;
            this.elementType = elementType;
            java.util.Arrays.fill(lengths, -1);
        }

        SqlArray parse() {
            skipBlanks();
            if (at >= text.length() || text.charAt(at) != '{') {
                throw malformed("an array begins with {");
            }
            part(0);
            skipBlanks();
            if (at < text.length()) {
                throw malformed("there is something behind the closing }");
            }
            return elements.isEmpty()
                    ? SqlArray.of(elementType, List.of())
                    : SqlArray.of(elementType, java.util.Arrays.copyOf(lengths, depth), elements.toArray());
        }

        /** From an opening brace to the one that closes it. */
        private void part(int dimension) {
            if (dimension >= SqlArray.DIMENSIONS_MAX) {
                throw new BlazeSqlException(
                        SqlErrorCode.LIMIT_EXCEEDED,
                        "the array has more than " + SqlArray.DIMENSIONS_MAX + " dimensions");
            }
            depth = Math.max(depth, dimension + 1);
            at++;
            int count = 0;
            skipBlanks();
            if (peek() == '}') {
                at++;
                if (dimension > 0 || depth > 1) {
                    throw malformed("an inner array is empty");
                }
                return;
            }
            while (true) {
                skipBlanks();
                if (peek() == '{') {
                    part(dimension + 1);
                } else if (dimension + 1 == depth) {
                    element();
                } else {
                    throw malformed("an element stands beside an array");
                }
                count++;
                skipBlanks();
                char next = peek();
                at++;
                if (next == '}') {
                    break;
                }
                if (next != ',') {
                    throw malformed("a comma is missing");
                }
            }
            if (lengths[dimension] >= 0 && lengths[dimension] != count) {
                throw malformed("inner arrays have different lengths");
            }
            lengths[dimension] = count;
        }

        private void element() {
            StringBuilder value = new StringBuilder();
            boolean quoted = peek() == '"';
            if (quoted) {
                at++;
                for (char c = peek(); c != '"'; c = peek()) {
                    at++;
                    value.append(c == '\\' ? next() : c);
                }
                at++;
            } else {
                boolean escaped = false;
                for (char c = peek(); c != ',' && c != '}'; c = peek()) {
                    if (c == '{' || c == '"') {
                        throw malformed("an element is quoted in part");
                    }
                    at++;
                    escaped |= c == '\\';
                    value.append(c == '\\' ? next() : c);
                }
                if (!escaped) {
                    value = new StringBuilder(value.toString().strip());
                }
                if (value.isEmpty()) {
                    throw malformed("an element is missing");
                }
            }
            String element = value.toString();
            boolean missing = !quoted && element.equalsIgnoreCase("null");
            elements.add(missing ? null : Coercions.convert(element, SqlType.of(SqlType.Name.VARCHAR), elementType));
        }

        private char next() {
            char c = peek();
            at++;
            return c;
        }

        private char peek() {
            if (at >= text.length()) {
                throw malformed("the array is not closed");
            }
            return text.charAt(at);
        }

        private void skipBlanks() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private static BlazeSqlException malformed(String why) {
            return new BlazeSqlException(SqlErrorCode.INVALID_TEXT, "malformed array literal: " + why);
        }
    }
}
