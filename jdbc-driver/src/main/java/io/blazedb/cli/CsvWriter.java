/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Rows as RFC 4180 with a header. NULL is nothing and the empty string is {@code ""}, which import tells apart again. */
final class CsvWriter {
    private final PrintWriter out;

    CsvWriter(PrintWriter out) {
        this.out = out;
    }

    /** Writes a header and all rows; gives the number of rows. */
    long print(ResultSet rows) throws SQLException {
        ResultSetMetaData description = rows.getMetaData();
        int columnCount = description.getColumnCount();
        int[] types = new int[columnCount];
        for (int i = 0; i < columnCount; i++) {
            types[i] = description.getColumnType(i + 1);
            field(i, description.getColumnLabel(i + 1));
        }
        out.print("\r\n");
        long count = 0;
        while (rows.next()) {
            for (int i = 0; i < columnCount; i++) {
                field(i, CellText.of(rows, i + 1, types[i]));
            }
            out.print("\r\n");
            count++;
        }
        return count;
    }

    private void field(int index, @Nullable String text) {
        if (index > 0) {
            out.print(',');
        }
        if (text == null) {
            return;
        }
        if (needsQuotes(text)) {
            out.print('"');
            out.print(text.replace("\"", "\"\""));
            out.print('"');
        } else {
            out.print(text);
        }
    }

    private static boolean needsQuotes(String text) {
        if (text.isEmpty() || text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ') {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }
}
