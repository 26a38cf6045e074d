/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Conditions of a query, all of which must hold, and the values in them. */
final class Conditions {
    private final List<String> parts = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();

    /**
     * Adds a comparison with a value; comparing with null is never true in SQL, so equality asks for NULL itself.
     *
     * @param column the column as SQL text
     */
    void compare(String column, String operator, @Nullable Object value) {
        if (value == null && operator.equals("=")) {
            parts.add(column + " IS NULL");
        } else if (value == null && operator.equals("<>")) {
            parts.add(column + " IS NOT NULL");
        } else {
            parts.add(column + " " + operator + " ?");
            values.add(value);
        }
    }

    void in(String column, Collection<?> wanted) {
        if (wanted.isEmpty()) {
            parts.add("FALSE");
            return;
        }
        StringJoiner marks = new StringJoiner(", ", column + " IN (", ")");
        for (Object value : wanted) {
            marks.add("?");
            values.add(value);
        }
        parts.add(marks.toString());
    }

    void add(String condition) {
        parts.add(condition);
    }

    List<@Nullable Object> values() {
        return values;
    }

    String toSql() {
        return parts.isEmpty() ? "" : " WHERE " + String.join(" AND ", parts);
    }
}
