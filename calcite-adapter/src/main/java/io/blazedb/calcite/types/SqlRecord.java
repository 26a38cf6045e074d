/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as one value: what {@code ROW(a, b)} gives, and a table's name where a value is expected. It knows the names and types of its
 * fields, so that it can be shown as text and as JSON.
 */
public final class SqlRecord {
    private final List<String> names;
    private final List<SqlType> types;
    private final @Nullable Object[] values;

    /**
     * A row.
     *
     * @param values internal values of the fields
     */
    public SqlRecord(List<String> names, List<SqlType> types, @Nullable Object[] values) {
        if (names.size() != values.length || types.size() != values.length) {
            throw new IllegalArgumentException("names, types and values do not fit");
        }
        this.names = List.copyOf(names);
        this.types = List.copyOf(types);
        this.values = values.clone();
    }

    public List<String> names() {
        return names;
    }

    public List<SqlType> types() {
        return types;
    }

    public @Nullable Object[] values() {
        return values.clone();
    }

    public int size() {
        return values.length;
    }

    public @Nullable Object value(int field) {
        return values[field];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SqlRecord record && Arrays.deepEquals(values, record.values);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values);
    }

    /** PostgreSQL's spelling: <code>(1,"a b",)</code>. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("(");
        for (int i = 0; i < values.length; i++) {
            out.append(i == 0 ? "" : ",");
            Object value = values[i];
            if (value != null) {
                String text = value instanceof Boolean flag ? (flag ? "t" : "f") : Texts.format(value, types.get(i));
                out.append(quoted(text));
            }
        }
        return out.append(')').toString();
    }

    private static String quoted(String text) {
        boolean plain = !text.isEmpty();
        for (int i = 0; i < text.length() && plain; i++) {
            char c = text.charAt(i);
            plain = c != '(' && c != ')' && c != ',' && c != '"' && c != '\\' && !Character.isWhitespace(c);
        }
        return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\"\"") + '"';
    }
}
