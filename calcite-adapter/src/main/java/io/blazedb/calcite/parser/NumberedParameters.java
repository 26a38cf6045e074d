/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement whose parameters were numbered.
 *
 * @param sql the statement with {@code ?} in their places
 * @param order for each of these places the number that stood there, from 1
 * @param count how many parameters there are
 */
public record NumberedParameters(String sql, List<Integer> order, int count) {
    private static final int DIGITS_MAX = 5;

    /**
     * Finds them in a text.
     *
     * @param types texts of types; parameters without one take theirs from where they stand
     */
    public static NumberedParameters of(String sql, List<String> types) {
        StringBuilder text = new StringBuilder();
        List<Integer> order = new ArrayList<>();
        int count = types.size();
        int copied = 0;
        List<SqlToken> tokens = SqlLexer.tokens(sql);
        for (int i = 0; i + 1 < tokens.size(); i++) {
            SqlToken sign = tokens.get(i);
            SqlToken digits = tokens.get(i + 1);
            if (!sign.isSymbol("$") || digits.kind() != Kind.NUMBER || digits.start() != sign.end()) {
                continue;
            }
            int number = number(digits);
            String type = number <= types.size() ? types.get(number - 1) : "unknown";
            text.append(sql, copied, sign.start())
                    .append(type.equalsIgnoreCase("unknown") ? "?" : "CAST(? AS " + type + ")");
            copied = digits.end();
            order.add(number);
            count = Math.max(count, number);
        }
        text.append(sql, copied, sql.length());
        return new NumberedParameters(text.toString(), List.copyOf(order), count);
    }

    private static int number(SqlToken digits) {
        String text = digits.text();
        int number =
                text.length() > DIGITS_MAX || !text.chars().allMatch(Character::isDigit) ? 0 : Integer.parseInt(text);
        if (number == 0 || number > Short.MAX_VALUE) {
            throw new BlazeSqlException(SqlErrorCode.UNDEFINED_PARAMETER, "there is no parameter $" + text);
        }
        return number;
    }
}
