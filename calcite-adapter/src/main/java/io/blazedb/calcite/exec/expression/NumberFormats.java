/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** TO_CHAR and TO_NUMBER of numbers. */
final class NumberFormats {
    private static final String[] ROMAN = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};
    private static final int[] ROMAN_VALUES = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
    private static final int ROMAN_WIDTH = 15;

    private NumberFormats() {}

    /** What a pattern asks for. */
    private record Pattern(
            String body, boolean fill, boolean signBehind, boolean minusBehind, boolean brackets, boolean plus) {
        static Pattern of(String text) {
            String body = text;
            boolean fill = !body.regionMatches(true, 0, "FM", 0, 2);
            body = fill ? body : body.substring(2);
            String upper = body.toUpperCase(Locale.ROOT);
            boolean minusBehind = upper.endsWith("MI");
            boolean brackets = upper.endsWith("PR");
            boolean plusMinus = upper.endsWith("SG") || upper.endsWith("PL");
            if (minusBehind || brackets || plusMinus) {
                body = body.substring(0, body.length() - 2);
            }
            boolean signBehind = body.endsWith("S") || body.endsWith("s");
            boolean signBefore = body.startsWith("S") || body.startsWith("s");
            body = signBehind ? body.substring(0, body.length() - 1) : signBefore ? body.substring(1) : body;
            return new Pattern(body, fill, signBehind, minusBehind, brackets, signBefore || plusMinus);
        }
    }

    static String format(BigDecimal value, String format) {
        String upper = format.toUpperCase(Locale.ROOT);
        if (upper.equals("RN") || upper.equals("FMRN")) {
            return roman(value.intValue(), upper.startsWith("FM"));
        }
        Pattern pattern = Pattern.of(format);
        String body = pattern.body().replace('g', 'G').replace('d', 'D');
        int point = indexOfPoint(body);
        String whole = point < 0 ? body : body.substring(0, point);
        String fraction = point < 0 ? "" : body.substring(point + 1);
        int decimals = digits(fraction);
        BigDecimal rounded = value.abs().setScale(decimals, RoundingMode.HALF_UP);
        String digits = rounded.toPlainString();
        int dot = digits.indexOf('.');
        String integer = dot < 0 ? digits : digits.substring(0, dot);
        String decimal = dot < 0 ? "" : digits.substring(dot + 1);
        if (integer.equals("0") && decimals > 0 && whole.indexOf('0') < 0) {
            integer = "";
        }
        boolean overflow = integer.length() > digits(whole);
        String number = whole(whole, overflow ? "#".repeat(digits(whole)) : integer, pattern.fill())
                + fraction(point, fraction, overflow ? "#".repeat(decimals) : decimal, pattern.fill());
        boolean negative = value.signum() < 0 && (overflow || rounded.signum() != 0);
        return signed(number, negative, pattern);
    }

    private static int indexOfPoint(String body) {
        int dot = body.indexOf('.');
        return dot >= 0 ? dot : body.indexOf('D');
    }

    private static int digits(String pattern) {
        return (int) pattern.chars().filter(c -> c == '9' || c == '0').count();
    }

    private static String whole(String pattern, String digits, boolean fill) {
        StringBuilder out = new StringBuilder();
        int left = digits(pattern);
        boolean started = false;
        boolean zeros = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '9' || c == '0') {
                zeros |= c == '0';
                boolean real = left <= digits.length();
                if (real || zeros) {
                    out.append(real ? digits.charAt(digits.length() - left) : '0');
                    started = true;
                } else if (fill) {
                    out.append(' ');
                }
                left--;
            } else if (c == ',' || c == 'G') {
                if (started) {
                    out.append(',');
                } else if (fill) {
                    out.append(' ');
                }
            } else {
                out.append(c == 'L' ? "$" : String.valueOf(c));
            }
        }
        return out.toString();
    }

    private static String fraction(int point, String pattern, String digits, boolean fill) {
        if (point < 0) {
            return "";
        }
        StringBuilder out = new StringBuilder(".");
        int at = 0;
        int needed = fill ? digits.length() : Math.max(pattern.lastIndexOf('0') + 1, significant(digits));
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '9' || c == '0') {
                if (at < needed) {
                    out.append(digits.charAt(at));
                }
                at++;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static int significant(String digits) {
        int end = digits.length();
        while (end > 0 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return end;
    }

    private static String signed(String number, boolean negative, Pattern pattern) {
        if (pattern.signBehind()) {
            return number + (negative ? "-" : "+");
        }
        if (pattern.minusBehind()) {
            return number + (negative ? "-" : pattern.fill() ? " " : "");
        }
        String blanks =
                number.substring(0, number.length() - number.stripLeading().length());
        String rest = number.stripLeading();
        if (pattern.brackets()) {
            return negative
                    ? blanks + "<" + rest + ">"
                    : (pattern.fill() ? " " : "") + number + (pattern.fill() ? " " : "");
        }
        if (negative) {
            return blanks + "-" + rest;
        }
        return pattern.plus() ? blanks + "+" + rest : (pattern.fill() ? " " : "") + number;
    }

    private static String roman(int value, boolean trimmed) {
        if (value < 1 || value > 3_999) {
            return "#".repeat(ROMAN_WIDTH);
        }
        StringBuilder out = new StringBuilder();
        int left = value;
        for (int i = 0; i < ROMAN.length; i++) {
            while (left >= ROMAN_VALUES[i]) {
                out.append(ROMAN[i]);
                left -= ROMAN_VALUES[i];
            }
        }
        return trimmed ? out.toString() : " ".repeat(ROMAN_WIDTH - out.length()) + out;
    }

    static BigDecimal parse(String text, String format) {
        boolean negative = text.indexOf('-') >= 0 || text.indexOf('<') >= 0;
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c >= '0' && c <= '9') || (c == '.' && digits.indexOf(".") < 0)) {
                digits.append(c);
            }
        }
        if (digits.isEmpty() || digits.toString().equals(".") || format.isEmpty()) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_TEXT, "invalid input syntax for type NUMERIC");
        }
        BigDecimal number = new BigDecimal(digits.toString());
        return negative ? number.negate() : number;
    }
}
