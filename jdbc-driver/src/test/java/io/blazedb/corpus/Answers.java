/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.corpus;

import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a query as texts in which what two databases may write differently is made the same: numbers to nine digits, trailing zeros. */
final class Answers {
    private static final MathContext DIGITS = new MathContext(9);

    private Answers() {}

    static List<String> of(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> answer = new ArrayList<>();
            int width = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(text(rows.getObject(i)));
                }
                answer.add(String.join("|", row));
            }
            return answer;
        }
    }

    static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Number number) {
            BigDecimal rounded = new BigDecimal(number.toString()).round(DIGITS);
            return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
        }
        return value == null ? "NULL" : value.toString().stripTrailing();
    }
}
