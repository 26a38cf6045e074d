/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON values as trees, and as texts in the form of JSONB: members ordered by the length of their name and then its bytes, the last of
 * equal ones kept, one blank behind commas and colons.
 *
 * <p>A tree consists of {@code Map<String, Object>}, {@code List<Object>}, String, BigDecimal, Boolean and {@link #NULL}.
 */
public final class Json {
    /** JSON's null. */
    public static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private static final Comparator<String> BY_LENGTH = (a, b) -> {
        byte[] x = a.getBytes(StandardCharsets.UTF_8);
        byte[] y = b.getBytes(StandardCharsets.UTF_8);
        return x.length != y.length ? Integer.compare(x.length, y.length) : Arrays.compareUnsigned(x, y);
    };

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /**
     * The tree of a text.
     *
     * @throws BlazeSqlException 22P02 if it is not JSON
     */
    public static Object parse(String text) {
        Json json = new Json(Texts.requireJson(text));
        json.blanks();
        return json.value();
    }

    /** A new object. */
    public static Map<String, Object> object() {
        return new TreeMap<>(BY_LENGTH);
    }

    /** A text in the form of JSONB. */
    public static String normalized(String text) {
        return print(parse(text));
    }

    /** A tree in the form of JSONB. */
    public static String print(Object tree) {
        StringBuilder out = new StringBuilder();
        print(tree, out, ": ", ", ");
        return out.toString();
    }

    /** A tree without blanks. */
    public static String printCompact(Object tree) {
        StringBuilder out = new StringBuilder();
        print(tree, out, ":", ",");
        return out.toString();
    }

    /** A tree over several lines. */
    public static String printPretty(Object tree) {
        StringBuilder out = new StringBuilder();
        printPretty(tree, out, 0);
        return out.toString();
    }

    /** A text as a JSON string, with its quotes. */
    public static String quoted(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2);
        quote(value, out);
        return out.toString();
    }

    private static void print(Object tree, StringBuilder out, String colon, String comma) {
        if (tree instanceof Map<?, ?> members) {
            out.append('{');
            String separator = "";
            for (Map.Entry<?, ?> member : members.entrySet()) {
                out.append(separator);
                quote((String) member.getKey(), out);
                out.append(colon);
                print(member.getValue(), out, colon, comma);
                separator = comma;
            }
            out.append('}');
        } else if (tree instanceof List<?> elements) {
            out.append('[');
            String separator = "";
            for (Object element : elements) {
                out.append(separator);
                print(element, out, colon, comma);
                separator = comma;
            }
            out.append(']');
        } else {
            scalar(tree, out);
        }
    }

    private static void printPretty(Object tree, StringBuilder out, int depth) {
        boolean object = tree instanceof Map<?, ?>;
        if (tree instanceof Map<?, ?> members && !members.isEmpty()) {
            out.append('{');
            String separator = "\n";
            for (Map.Entry<?, ?> member : members.entrySet()) {
                out.append(separator).append("    ".repeat(depth + 1));
                quote((String) member.getKey(), out);
                out.append(": ");
                printPretty(member.getValue(), out, depth + 1);
                separator = ",\n";
            }
        } else if (tree instanceof List<?> elements && !elements.isEmpty()) {
            out.append('[');
            String separator = "\n";
            for (Object element : elements) {
                out.append(separator).append("    ".repeat(depth + 1));
                printPretty(element, out, depth + 1);
                separator = ",\n";
            }
        } else {
            print(tree, out, ": ", ", ");
            return;
        }
        out.append('\n').append("    ".repeat(depth)).append(object ? '}' : ']');
    }

    private static void scalar(Object value, StringBuilder out) {
        if (value instanceof String string) {
            quote(string, out);
        } else if (value instanceof BigDecimal number) {
            out.append(number.toPlainString());
        } else {
            out.append(value);
        }
    }

    private static void quote(String value, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private Object value() {
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", NULL);
            default -> number();
        };
    }

    private Object word(String word, Object value) {
        at += word.length();
        return value;
    }

    private Map<String, Object> members() {
        Map<String, Object> members = object();
        at++;
        blanks();
        while (text.charAt(at) != '}') {
            String name = string();
            blanks();
            at++;
            blanks();
            members.put(name, value());
            next();
        }
        at++;
        return members;
    }

    private List<Object> elements() {
        List<Object> elements = new ArrayList<>();
        at++;
        blanks();
        while (text.charAt(at) != ']') {
            elements.add(value());
            next();
        }
        at++;
        return elements;
    }

    private void next() {
        blanks();
        if (text.charAt(at) == ',') {
            at++;
            blanks();
        }
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escaped = text.charAt(++at);
            switch (escaped) {
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'u' -> {
                    out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                    at += 4;
                }
                default -> out.append(escaped);
            }
        }
        at++;
        return out.toString();
    }

    private BigDecimal number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        BigDecimal number = new BigDecimal(text.substring(start, at));
        if (Math.abs((long) number.scale()) > 20_000) {
            throw new BlazeSqlException(SqlErrorCode.NUMERIC_OUT_OF_RANGE, "a number in a JSON value is out of range");
        }
        return number.scale() < 0 ? number.setScale(0) : number;
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
