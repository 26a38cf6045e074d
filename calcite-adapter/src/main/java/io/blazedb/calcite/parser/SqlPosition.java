/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;

/**
 * A place in SQL text.
 *
 * @param line the line, from 1
 * @param column the character in the line, from 1
 */
record SqlPosition(int line, int column) {

    static SqlPosition of(String sql, int offset) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset && i < sql.length(); i++) {
            if (sql.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new SqlPosition(line, offset - lineStart + 1);
    }

    /** Offset of the place in the text. */
    int offset(String sql) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            int end = sql.indexOf('\n', start);
            if (end < 0) {
                return sql.length();
            }
            start = end + 1;
        }
        return Math.min(sql.length(), start + column - 1);
    }

    BlazeSqlException syntaxError(String what) {
        return new BlazeSqlException(
                SqlErrorCode.SYNTAX_ERROR, "syntax error at line " + line + ", column " + column + ": " + what);
    }
}
