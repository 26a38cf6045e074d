/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Names and literals as SQL text. Everything that comes from a caller goes through here or is a parameter. */
final class Names {
    private Names() {}

    /** A name as an identifier, taken exactly as it is. */
    static String quoted(String name) {
        if (name.isEmpty()) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "A name must not be empty.");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A table's name of up to three parts with points between them: database, schema, table. */
    static String table(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("\\.", -1)) {
            parts.add(quoted(part));
        }
        return String.join(".", parts);
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String list(Iterable<String> names) {
        List<String> quoted = new ArrayList<>();
        names.forEach(name -> quoted.add(quoted(name)));
        return String.join(", ", quoted);
    }
}
