/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/** Rows as a table for people. The first rows decide the widths of the columns, so that a long result needs no memory. */
final class TablePrinter {
    /** Rows that are looked at before the first is printed. */
    static final int ROWS_MEASURED_MAX = 1000;

    private static final String NULL = "NULL";

    private final PrintWriter out;

    TablePrinter(PrintWriter out) {
        this.out = out;
    }

    /** Prints a header and all rows; gives the number of rows. */
    long print(ResultSet rows) throws SQLException {
        ResultSetMetaData description = rows.getMetaData();
        int columnCount = description.getColumnCount();
        int[] types = new int[columnCount];
        String[] header = new String[columnCount];
        int[] widths = new int[columnCount];
        boolean[] right = new boolean[columnCount];
        for (int i = 0; i < columnCount; i++) {
            types[i] = description.getColumnType(i + 1);
            header[i] = CellText.printable(description.getColumnLabel(i + 1));
            widths[i] = width(header[i]);
            right[i] = CellText.isNumeric(types[i]);
        }
        List<String[]> measured = new ArrayList<>();
        boolean more = rows.next();
        while (more && measured.size() < ROWS_MEASURED_MAX) {
            String[] cells = cells(rows, types);
            for (int i = 0; i < columnCount; i++) {
                widths[i] = Math.max(widths[i], width(cells[i]));
            }
            measured.add(cells);
            more = rows.next();
        }
        line(header, widths, new boolean[columnCount]);
        rule(widths);
        measured.forEach(cells -> line(cells, widths, right));
        long count = measured.size();
        measured.clear();
        while (more) {
            line(cells(rows, types), widths, right);
            count++;
            more = rows.next();
        }
        return count;
    }

    private static String[] cells(ResultSet rows, int[] types) throws SQLException {
        String[] cells = new String[types.length];
        for (int i = 0; i < types.length; i++) {
            String text = CellText.of(rows, i + 1, types[i]);
            cells[i] = text == null ? NULL : CellText.printable(text);
        }
        return cells;
    }

    private void line(String[] cells, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            line.append(i == 0 ? " " : " | ");
            int blanks = Math.max(0, widths[i] - width(cells[i]));
            if (right[i]) {
                line.append(" ".repeat(blanks)).append(cells[i]);
            } else {
                line.append(cells[i]);
                if (i < cells.length - 1) {
                    line.append(" ".repeat(blanks));
                }
            }
        }
        out.println(line);
    }

    private void rule(int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(i == 0 ? "-" : "-+-").append("-".repeat(widths[i]));
        }
        out.println(line.append('-'));
    }

    /** Columns a text takes in a terminal: East Asian letters take two, combining marks none. */
    private static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            width += point < 0x7F ? 1 : Math.max(0, WCWidth.wcwidth(point));
            i += Character.charCount(point);
        }
        return width;
    }
}
