/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/** How result rows are written. */
enum OutputFormat {
    TABLE {
        @Override
        long print(ResultSet rows, PrintWriter out) throws SQLException {
            return new TablePrinter(out).print(rows);
        }
    },
    CSV {
        @Override
        long print(ResultSet rows, PrintWriter out) throws SQLException {
            return new CsvWriter(out).print(rows);
        }
    },
    JSON {
        @Override
        long print(ResultSet rows, PrintWriter out) throws SQLException, IOException {
            return new JsonRowWriter(out).print(rows);
        }
    };

    /** Writes all rows and gives their number. */
    abstract long print(ResultSet rows, PrintWriter out) throws SQLException, IOException;

    /** The name a user types. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
