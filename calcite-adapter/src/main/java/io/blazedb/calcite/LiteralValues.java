/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.parser.DirectParser;
import io.blazedb.calcite.parser.SqlText;
import io.blazedb.calcite.plan.LiteralParameters;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The literals of one statement that are parameters of its plan.
 *
 * @param key what tells this plan from others: the normalized text, the types of these literals and the values of all others
 * @param values internal values, one for each parameter
 */
record LiteralValues(String key, @Nullable Object[] values) {

    /** The values of the given literals; null if one of them can be no parameter. */
    static @Nullable LiteralValues of(SqlText text, List<Integer> parameters) {
        List<SqlText.Literal> literals = text.literals();
        @Nullable Object[] values = new @Nullable Object[parameters.size()];
        boolean[] taken = new boolean[literals.size()];
        StringBuilder key = new StringBuilder(text.normalized());
        for (int i = 0; i < values.length; i++) {
            SqlText.Literal literal = literals.get(parameters.get(i));
            SqlType type = LiteralParameters.type(literal);
            if (type == null) {
                return null;
            }
            taken[parameters.get(i)] = true;
            key.append('\0').append(type);
            values[i] = Coercions.toInternal(external(literal, type), type);
        }
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i]) {
                String constant = literals.get(i).text();
                key.append('\0').append(constant.length()).append(' ').append(constant);
            }
        }
        return new LiteralValues(key.toString(), values);
    }

    /** The values of all literals, for a plan that takes them as they are; null if one of them is too long for that. */
    static @Nullable LiteralValues all(SqlText text) {
        List<SqlText.Literal> literals = text.literals();
        @Nullable Object[] values = new @Nullable Object[literals.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = DirectParser.literalValue(literals.get(i));
            if (values[i] == null) {
                return null;
            }
        }
        return new LiteralValues(text.normalized(), values);
    }

    private static Object external(SqlText.Literal literal, SqlType type) {
        return switch (type.name()) {
            case INTEGER -> Integer.valueOf(literal.text());
            case BIGINT -> Long.valueOf(literal.text());
            case DECIMAL -> new BigDecimal(literal.text());
            default -> literal.text();
        };
    }
}
