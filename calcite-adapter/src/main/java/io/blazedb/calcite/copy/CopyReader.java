/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.copy;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads rows from text. Not thread-safe. */
public final class CopyReader {
    private static final int VALUE_LENGTH_MAX = 64 << 20;

    private final PushbackReader in;
    private final CopyFormat format;
    private long line = 1;
    private boolean quoted;
    /** The value as it stood in the text, in the text format: there NULL is told before backslashes mean anything. */
    private String raw = "";

    public CopyReader(Reader in, CopyFormat format) {
        this.in = new PushbackReader(in, 1);
        this.format = format;
    }

    /** The line that is read next, from 1. */
    public long line() {
        return line;
    }

    /** The next row; null at the end, which a line of {@code \.} is, too. */
    public @Nullable List<@Nullable String> next() throws IOException {
        int c = in.read();
        if (c < 0) {
            return null;
        }
        in.unread(c);
        List<@Nullable String> row = new ArrayList<>();
        while (true) {
            String value = format.csv() ? csvValue() : textValue();
            if (row.isEmpty() && !quoted && raw.equals("\\.") && isEndOfLine(peek())) {
                return null;
            }
            row.add(!quoted && raw.equals(format.nullText()) ? null : value);
            int end = in.read();
            if (end == format.delimiter()) {
                continue;
            }
            if (end == '\r' && peek() == '\n') {
                in.read();
            }
            line++;
            return row;
        }
    }

    private static boolean isEndOfLine(int c) {
        return c < 0 || c == '\n' || c == '\r';
    }

    private int peek() throws IOException {
        int c = in.read();
        if (c >= 0) {
            in.unread(c);
        }
        return c;
    }

    private String csvValue() throws IOException {
        StringBuilder value = new StringBuilder();
        quoted = false;
        boolean inside = false;
        while (true) {
            int c = peek();
            if (inside) {
                if (c < 0) {
                    throw malformed("unterminated CSV quoted field");
                }
                in.read();
                if (c == format.escape() && (peek() == format.quote() || peek() == format.escape())) {
                    value.append((char) in.read());
                } else if (c == format.quote()) {
                    inside = false;
                } else {
                    line += c == '\n' ? 1 : 0;
                    value.append((char) c);
                }
            } else if (c == format.quote()) {
                in.read();
                inside = true;
                quoted = true;
            } else if (c == format.delimiter() || isEndOfLine(c)) {
                raw = value.toString();
                return raw;
            } else {
                in.read();
                value.append((char) c);
            }
            requireLength(value);
        }
    }

    private String textValue() throws IOException {
        StringBuilder value = new StringBuilder();
        StringBuilder written = new StringBuilder();
        quoted = false;
        while (true) {
            int c = peek();
            if (c == format.delimiter() || isEndOfLine(c)) {
                raw = written.toString();
                return value.toString();
            }
            in.read();
            written.append((char) c);
            if (c == '\\' && peek() >= 0) {
                int escaped = in.read();
                written.append((char) escaped);
                escaped(escaped, value, written);
            } else {
                value.append((char) c);
            }
            requireLength(value);
        }
    }

    private void escaped(int c, StringBuilder value, StringBuilder written) throws IOException {
        switch (c) {
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'v' -> value.append('\u000b');
            case 'x' -> {
                int digit = Character.digit(peek(), 16);
                value.append(digit < 0 ? 'x' : (char) digits(16, 2, 0, written));
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> value.append((char) digits(8, 2, c - '0', written));
            default -> value.append((char) c);
        }
    }

    private int digits(int radix, int most, int first, StringBuilder written) throws IOException {
        int number = first;
        for (int i = 0; i < most; i++) {
            int digit = Character.digit(peek(), radix);
            if (digit < 0) {
                break;
            }
            written.append((char) in.read());
            number = number * radix + digit;
        }
        return number;
    }

    private void requireLength(StringBuilder value) {
        if (value.length() > VALUE_LENGTH_MAX) {
            throw malformed("a value is too long");
        }
    }

    private static BlazeSqlException malformed(String message) {
        return new BlazeSqlException(SqlErrorCode.BAD_COPY_FORMAT, message);
    }
}
