/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.copy;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Json;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON objects from text: one after the other, or in one array. Not thread-safe. */
public final class JsonRecords {
    private static final int RECORD_LENGTH_MAX = 64 << 20;

    private final Reader in;
    private long line = 1;
    private boolean begun;
    private boolean inArray;

    public JsonRecords(Reader in) {
        this.in = in;
    }

    /** The line on which the object ends that was read last, from 1. */
    public long line() {
        return line;
    }

    /** The next object; null at the end. */
    public @Nullable Map<?, ?> next() throws IOException {
        int c = skipBlanks();
        if (!begun && c == '[') {
            inArray = true;
            c = skipBlanks();
        } else if (begun && inArray && c == ',') {
            c = skipBlanks();
        }
        begun = true;
        if (inArray && c == ']') {
            inArray = false;
            c = skipBlanks();
            if (c >= 0) {
                throw bad("nothing may stand behind the array");
            }
        }
        if (c < 0) {
            if (inArray) {
                throw bad("the array has no end");
            }
            return null;
        }
        if (c != '{') {
            throw bad("a JSON object is needed for each row");
        }
        try {
            return (Map<?, ?>) Json.parse(object());
        } catch (BlazeSqlException notJson) {
            throw bad(String.valueOf(notJson.getMessage()));
        }
    }

    /** A member as the text of a value; null for JSON's null and for what is not there. */
    public static @Nullable String text(@Nullable Object member, boolean ofArray) {
        if (member == null || member == Json.NULL) {
            return null;
        }
        if (member instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (member instanceof List<?> list && ofArray) {
            return literal(list);
        }
        return member instanceof Map || member instanceof List ? Json.print(member) : String.valueOf(member);
    }

    /** A list as the literal of an array. */
    private static String literal(List<?> list) {
        StringBuilder out = new StringBuilder("{");
        for (Object element : list) {
            out.append(out.length() > 1 ? "," : "");
            if (element instanceof List<?> inner) {
                out.append(literal(inner));
            } else {
                String text = text(element, false);
                out.append(
                        text == null ? "NULL" : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
            }
        }
        return out.append('}').toString();
    }

    /** The text of an object whose brace was read. */
    private String object() throws IOException {
        StringBuilder text = new StringBuilder("{");
        int depth = 1;
        boolean inString = false;
        while (depth > 0) {
            int c = read();
            if (c < 0) {
                throw bad("an object has no end");
            }
            text.append((char) c);
            if (text.length() > RECORD_LENGTH_MAX) {
                throw new BlazeSqlException(SqlErrorCode.LIMIT_EXCEEDED, "a row of COPY is too long");
            }
            if (inString) {
                if (c == '\\') {
                    text.append((char) Math.max(0, read()));
                }
                inString = c != '"';
            } else {
                inString = c == '"';
                depth += nesting(c);
            }
        }
        return text.toString();
    }

    private static int nesting(int c) {
        return switch (c) {
            case '{', '[' -> 1;
            case '}', ']' -> -1;
            default -> 0;
        };
    }

    private int skipBlanks() throws IOException {
        int c = read();
        while (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\ufeff') {
            c = read();
        }
        return c;
    }

    private int read() throws IOException {
        int c = in.read();
        if (c == '\n') {
            line++;
        }
        return c;
    }

    private BlazeSqlException bad(String what) {
        return new BlazeSqlException(SqlErrorCode.BAD_COPY_FORMAT, what + " (line " + line + " of COPY)");
    }
}
