/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a statement: rows in a form in which the answers of different databases are equal if they mean the same, or an SQLSTATE.
 *
 * @param state null where there are rows
 */
record Answer(List<String> rows, @Nullable String state, String message) {
    /** Sums of binary fractions depend on their order in the last digits. */
    private static final MathContext DIGITS = new MathContext(9);

    static Answer failed(SQLException failure) {
        return new Answer(
                List.of(),
                failure.getSQLState() == null ? "?" : failure.getSQLState(),
                String.valueOf(failure.getMessage()));
    }

    static Answer of(ResultSet rows) throws SQLException {
        List<String> found = new ArrayList<>();
        ResultSetMetaData columns = rows.getMetaData();
        while (rows.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                row.add(text(value(rows, i, columns.getColumnType(i))));
            }
            found.add(String.join("|", row));
        }
        return new Answer(found, null, "");
    }

    private static @Nullable Object value(ResultSet rows, int column, int type) throws SQLException {
        return switch (type) {
            case Types.DATE -> rows.getObject(column, LocalDate.class);
            case Types.TIMESTAMP -> rows.getObject(column, LocalDateTime.class);
            default -> rows.getObject(column);
        };
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        } else if (value instanceof Boolean truth) {
            return truth ? "1" : "0";
        } else if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isNaN(number) || Double.isInfinite(number)
                    ? value.toString()
                    : digits(BigDecimal.valueOf(number));
        } else if (value instanceof Number) {
            return digits(new BigDecimal(value.toString()));
        }
        return "'" + value + "'";
    }

    private static String digits(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        BigDecimal rounded = shortest.precision() > 20 || shortest.scale() > 3 ? shortest.round(DIGITS) : shortest;
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    boolean failed() {
        return state != null;
    }

    /** Values that an expression cannot compute; whether it meets them may depend on the order in which conditions are looked at. */
    boolean dataException() {
        return state != null && state.startsWith("22");
    }

    List<String> sorted() {
        List<String> sorted = new ArrayList<>(rows);
        Collections.sort(sorted);
        return sorted;
    }

    @Override
    public String toString() {
        String text = failed() ? "error " + state + " " + message : rows.size() + " rows " + rows;
        return text.substring(0, Math.min(text.length(), 700));
    }
}
