/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import io.blazedb.fuzz.Dialect.Feature;
import java.util.Random;

/** Random values, the edges of types more often than others. */
final class Constants {
    private static final String[] INTEGERS = {
        "0", "1", "-1", "2", "3", "7", "10", "-5", "100", "2147483647", "-2147483647"
    };
    private static final String[] SMALL_INTEGERS = {"0", "1", "-1", "2", "3", "7", "10", "-5", "100"};
    private static final String[] BIGINTS = {"0", "1", "-1", "3000000000", "-3000000000", "9223372036854775807", "2"};
    private static final String[] DECIMALS = {
        "0.000", "0.5", "-0.5", "1.000", "2.25", "-3.125", "99.999", "123456789.125", "7.0"
    };
    private static final String[] DOUBLES = {"0", "1", "-1", "0.5", "-2.25", "1000000", "0.1", "3"};
    private static final String[] SPECIALS = {"NaN", "Infinity", "-Infinity", "-0.0"};
    private static final String[] TEXTS = {
        "", " ", "a", "b", "A", "ab", "a ", "aB", "abc", "10", "x%y", "a_b", "zz", "  b "
    };
    private static final String[] DATES = {
        "2024-02-29", "2024-01-01", "1970-01-01", "1969-12-31", "2000-12-31", "0001-01-01", "9999-12-31"
    };
    private static final String[] TIMESTAMPS = {
        "2024-02-29 12:30:00",
        "2024-02-29 00:00:00",
        "1970-01-01 00:00:00",
        "1969-12-31 23:59:59.5",
        "2000-12-31 23:59:59.123456",
        "0001-01-01 00:00:00"
    };

    private final Random random;
    private final Dialect dialect;

    Constants(Random random, Dialect dialect) {
        this.random = random;
        this.dialect = dialect;
    }

    /** A constant as an expression, or its text in VALUES. */
    Sql of(Type type) {
        return Sql.literal(
                type,
                switch (type) {
                    case BOOLEAN -> random.nextBoolean() ? "TRUE" : "FALSE";
                    case INTEGER ->
                        random.nextInt(4) == 0
                                ? String.valueOf(random.nextInt(40) - 10)
                                : one(random.nextInt(6) == 0 ? INTEGERS : SMALL_INTEGERS);
                    case BIGINT -> "CAST(" + one(BIGINTS) + " AS BIGINT)";
                    case DECIMAL -> one(DECIMALS);
                    case DOUBLE -> number();
                    case TEXT -> "'" + one(TEXTS) + "'";
                    case DATE -> "DATE '" + one(DATES) + "'";
                    case TIMESTAMP -> "TIMESTAMP '" + one(TIMESTAMPS) + "'";
                });
    }

    private String number() {
        boolean special = dialect.has(Feature.SPECIAL_NUMBERS) && random.nextInt(5) == 0;
        return special
                ? "CAST('" + one(SPECIALS) + "' AS DOUBLE PRECISION)"
                : "CAST(" + one(DOUBLES) + " AS DOUBLE PRECISION)";
    }

    private String one(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
