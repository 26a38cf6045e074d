/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the narrowest type that holds every value of a column exactly. Numbers with leading zeros (postal codes, telephone numbers)
 * stay text.
 */
final class ColumnInference {
    /** Distinct keys that are remembered to find out whether a column may be the primary key. */
    static final int KEYS_MAX = 5_000_000;

    private static final int DECIMAL_DIGITS_MAX = 38;
    private static final int DECIMAL_DIGITS_MIN = 18;
    private static final int DECIMAL_SCALE_MAX = 10;
    private static final int DOUBLE_DIGITS_MAX = 15;
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern FRACTION = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+");
    private static final Pattern EXPONENT = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?[eE][-+]?[0-9]{1,3}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}.*");

    private boolean booleans = true;
    private boolean wholes = true;
    private boolean decimals = true;
    private boolean doubles = true;
    private boolean dates = true;
    private boolean timestamps = true;
    private boolean offsetTimestamps = true;
    private boolean fitsInteger = true;
    private boolean fitsBigint = true;
    private int integerDigitsMax;
    private int scaleMax;
    private long nullCount;
    private long valueCount;
    private @Nullable Set<Long> keys = new HashSet<>();

    /**
     * Takes a value into account.
     *
     * @param isText whether the file itself says that it is text, as a JSON string does; then only dates are looked for
     */
    void accept(@Nullable String value, boolean isText) {
        if (value == null) {
            nullCount++;
            keys = null;
            return;
        }
        valueCount++;
        if (isText) {
            booleans = false;
            numbersOff();
        } else {
            booleans &= value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
            number(value);
        }
        dates &= DATE.matcher(value).matches() && parses(ColumnKind.DATE, value);
        boolean timestampLike =
                (timestamps || offsetTimestamps) && TIMESTAMP.matcher(value).matches();
        timestamps &= timestampLike && parses(ColumnKind.TIMESTAMP, value);
        offsetTimestamps &= timestampLike && parses(ColumnKind.TIMESTAMP_TZ, value);
    }

    private void number(String value) {
        if (!doubles) {
            return;
        }
        if (WHOLE.matcher(value).matches()) {
            wholeNumber(value);
        } else if (FRACTION.matcher(value).matches()) {
            wholes = false;
            keys = null;
            int point = value.indexOf('.');
            integerDigitsMax = Math.max(integerDigitsMax, value.startsWith("-") ? point - 1 : point);
            scaleMax = Math.max(scaleMax, value.length() - point - 1);
        } else if (EXPONENT.matcher(value).matches()) {
            wholes = false;
            decimals = false;
            keys = null;
        } else {
            numbersOff();
        }
    }

    private void wholeNumber(String value) {
        int digits = value.startsWith("-") ? value.length() - 1 : value.length();
        integerDigitsMax = Math.max(integerDigitsMax, digits);
        try {
            long number = Long.parseLong(value);
            fitsInteger &= number == (int) number;
            Set<Long> seen = keys;
            if (seen != null && (!seen.add(number) || seen.size() > KEYS_MAX)) {
                keys = null;
            }
        } catch (NumberFormatException tooLarge) {
            fitsInteger = false;
            fitsBigint = false;
            keys = null;
        }
    }

    private void numbersOff() {
        wholes = false;
        decimals = false;
        doubles = false;
        keys = null;
    }

    private static boolean parses(ColumnKind kind, String value) {
        try {
            kind.parse(value);
            return true;
        } catch (RuntimeException notOfThisKind) {
            return false;
        }
    }

    ColumnKind kind() {
        if (valueCount == 0) {
            return ColumnKind.VARCHAR;
        } else if (booleans) {
            return ColumnKind.BOOLEAN;
        } else if (wholes) {
            return fitsInteger ? ColumnKind.INTEGER : fitsBigint ? ColumnKind.BIGINT : largeNumber();
        } else if (decimals) {
            return scaleMax <= DECIMAL_SCALE_MAX || integerDigitsMax + scaleMax > DOUBLE_DIGITS_MAX
                    ? largeNumber()
                    : ColumnKind.DOUBLE;
        } else if (doubles) {
            return ColumnKind.DOUBLE;
        } else if (dates) {
            return ColumnKind.DATE;
        } else if (timestamps) {
            return ColumnKind.TIMESTAMP;
        } else if (offsetTimestamps) {
            return ColumnKind.TIMESTAMP_TZ;
        }
        return ColumnKind.VARCHAR;
    }

    /** Beyond every number type, text is the only one that keeps all digits. */
    private ColumnKind largeNumber() {
        return integerDigitsMax + scaleMax <= DECIMAL_DIGITS_MAX ? ColumnKind.DECIMAL : ColumnKind.VARCHAR;
    }

    /** The type for CREATE TABLE. */
    String sqlType() {
        ColumnKind kind = kind();
        return switch (kind) {
            case DECIMAL ->
                "DECIMAL(" + Math.max(DECIMAL_DIGITS_MIN, integerDigitsMax + scaleMax) + ", " + scaleMax + ")";
            case DOUBLE -> "DOUBLE PRECISION";
            case TIMESTAMP_TZ -> "TIMESTAMP WITH TIME ZONE";
            default -> kind.name();
        };
    }

    /** Whether the column holds whole numbers, each once, and no NULL. */
    boolean isKey() {
        return keys != null && valueCount > 0 && nullCount == 0 && wholes && fitsBigint;
    }
}
