/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.copy;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes rows as text. Not thread-safe. */
public final class CopyWriter {
    private final Writer out;
    private final CopyFormat format;

    public CopyWriter(Writer out, CopyFormat format) {
        this.out = out;
        this.format = format;
    }

    /** A line of values; null is NULL. */
    public void write(List<? extends @Nullable String> values) throws IOException {
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(format.delimiter());
            }
            String value = values.get(i);
            if (value == null) {
                out.append(format.nullText());
            } else if (format.csv()) {
                csv(value, values.size() == 1);
            } else {
                text(value);
            }
        }
        out.append('\n');
    }

    /** A line with the text of a JSON object. */
    public void writeObject(String object) throws IOException {
        out.append(object).append('\n');
    }

    /** A value that reads as NULL or as the end of all rows is quoted, too. */
    private void csv(String value, boolean alone) throws IOException {
        boolean quotes = format.quoteAll() || value.equals(format.nullText()) || (alone && value.equals("\\."));
        for (int i = 0; i < value.length() && !quotes; i++) {
            char c = value.charAt(i);
            quotes = c == format.delimiter() || c == format.quote() || c == '\n' || c == '\r';
        }
        if (!quotes) {
            out.append(value);
            return;
        }
        out.append(format.quote());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == format.quote() || c == format.escape()) {
                out.append(format.escape());
            }
            out.append(c);
        }
        out.append(format.quote());
    }

    private void text(String value) throws IOException {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\u000b' -> out.append("\\v");
                default -> {
                    if (c == format.delimiter()) {
                        out.append('\\');
                    }
                    out.append(c);
                }
            }
        }
    }
}
