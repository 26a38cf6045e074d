/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions of SQL by name. Those here are NULL when an argument is; functions with other habits are made by the compiler. */
public final class Functions {
    private static final int TEXT_LENGTH_MAX = 64 << 20;

    private Functions() {}

    /** A function of arguments that are not NULL. */
    @FunctionalInterface
    public interface Strict {
        Object apply(Object[] arguments);
    }

    /**
     * The function of this name, upper case, for arguments of these types.
     *
     * @return null if there is none here
     */
    public static @Nullable Strict find(String name, List<SqlType> types, SqlType result) {
        int count = types.size();
        Strict own = own(name, types, result);
        if (own != null) {
            return own;
        }
        boolean text = count > 0 && Casts.isText(types.get(0));
        Strict numeric = count > 0 && Casts.isNumeric(types.get(0)) ? numeric(name, types, result) : null;
        if (numeric != null) {
            return numeric;
        }
        if (text) {
            return text(name, count);
        }
        boolean bytes = count > 0
                && (types.get(0).name() == SqlType.Name.VARBINARY
                        || types.get(0).name() == SqlType.Name.BINARY);
        return switch (name) {
            case "PI" -> count == 0 ? a -> Math.PI : null;
            case "GEN_RANDOM_UUID", "UUID_GENERATE_V4", "UUIDV4" -> a -> UUID.randomUUID();
            case "UUIDV7" -> a -> timeOrdered();
            case "OCTET_LENGTH", "LENGTH" -> bytes ? a -> ((byte[]) a[0]).length : null;
            default -> null;
        };
    }

    private static @Nullable Strict own(String name, List<SqlType> types, SqlType result) {
        Strict numbers = NumberFunctions.find(name, types.size(), result);
        Strict texts = numbers != null ? numbers : TextFunctions.find(name, types);
        Strict patterns = texts != null ? texts : RegexFunctions.find(name, types);
        return patterns != null ? patterns : TemporalFunctions.find(name, types);
    }

    private static @Nullable Strict numeric(String name, List<SqlType> types, SqlType result) {
        int count = types.size();
        return switch (name) {
            case "ABS" -> a -> Arithmetic.absolute(result).apply(a[0]);
            case "MOD" -> a -> Arithmetic.modulo(result).apply(a[0], a[1]);
            case "CEIL", "CEILING" -> count == 1 ? a -> rounded(a[0], 0, RoundingMode.CEILING, result) : null;
            case "FLOOR" -> count == 1 ? a -> rounded(a[0], 0, RoundingMode.FLOOR, result) : null;
            case "ROUND" ->
                a -> count == 1 && isFloating(a[0])
                        ? Casts.number(Math.rint(Arithmetic.doubleOf(a[0])), result)
                        : rounded(a[0], count == 1 ? 0 : digits(a[1]), RoundingMode.HALF_UP, result);
            case "TRUNCATE", "TRUNC" -> a -> rounded(a[0], count == 1 ? 0 : digits(a[1]), RoundingMode.DOWN, result);
            case "SIGN" -> a -> Casts.number(Math.signum(Arithmetic.doubleOf(a[0])), result);
            case "POWER", "POW" -> a -> inRange(power(Arithmetic.doubleOf(a[0]), Arithmetic.doubleOf(a[1])), result);
            case "SQRT" -> of(v -> Math.sqrt(atLeastZero(v)), result);
            case "CBRT" -> of(Math::cbrt, result);
            case "EXP" -> of(Math::exp, result);
            case "LN" -> of(v -> Math.log(positive(v)), result);
            case "LOG10" -> of(v -> Math.log10(positive(v)), result);
            case "SIN" -> of(Math::sin, result);
            case "COS" -> of(Math::cos, result);
            case "TAN" -> of(Math::tan, result);
            case "COT" -> of(v -> 1 / Math.tan(v), result);
            case "ASIN" -> of(Math::asin, result);
            case "ACOS" -> of(Math::acos, result);
            case "ATAN" -> of(Math::atan, result);
            case "ATAN2" -> a -> Math.atan2(Arithmetic.doubleOf(a[0]), Arithmetic.doubleOf(a[1]));
            case "RADIANS" -> of(Math::toRadians, result);
            case "DEGREES" -> of(Math::toDegrees, result);
            case "CHR" -> a -> chr(Arithmetic.longOf(a[0]));
            default -> null;
        };
    }

    private static @Nullable Strict text(String name, int count) {
        return switch (name) {
            case "UPPER" -> a -> ((String) a[0]).toUpperCase(Locale.ROOT);
            case "LOWER" -> a -> ((String) a[0]).toLowerCase(Locale.ROOT);
            case "CHAR_LENGTH", "CHARACTER_LENGTH", "LENGTH" ->
                a -> ((String) a[0]).codePointCount(0, ((String) a[0]).length());
            case "OCTET_LENGTH" -> a -> ((String) a[0]).getBytes(StandardCharsets.UTF_8).length;
            case "SUBSTRING", "SUBSTR" -> a -> substring((String) a[0], a[1], count > 2 ? a[2] : null);
            case "POSITION" ->
                a -> position((String) a[0], (String) a[1], count > 2 ? (int) Arithmetic.longOf(a[2]) : 1);
            case "STRPOS" -> a -> position((String) a[1], (String) a[0], 1);
            case "REPLACE" -> a -> replace((String) a[0], (String) a[1], (String) a[2]);
            case "OVERLAY" -> a -> overlay(a, count);
            case "LEFT" -> a -> left((String) a[0], (int) Arithmetic.longOf(a[1]));
            case "RIGHT" -> a -> right((String) a[0], (int) Arithmetic.longOf(a[1]));
            case "LPAD" ->
                a -> pad((String) a[0], (int) Arithmetic.longOf(a[1]), count > 2 ? (String) a[2] : " ", true);
            case "RPAD" ->
                a -> pad((String) a[0], (int) Arithmetic.longOf(a[1]), count > 2 ? (String) a[2] : " ", false);
            case "LTRIM" -> a -> trim((String) a[0], count > 1 ? (String) a[1] : " ", true, false);
            case "RTRIM" -> a -> trim((String) a[0], count > 1 ? (String) a[1] : " ", false, true);
            case "BTRIM" -> a -> trim((String) a[0], count > 1 ? (String) a[1] : " ", true, true);
            case "REPEAT" -> a -> repeat((String) a[0], Arithmetic.longOf(a[1]));
            case "REVERSE" -> a -> new StringBuilder((String) a[0]).reverse().toString();
            case "INITCAP" -> a -> initcap((String) a[0]);
            case "ASCII" -> a -> ((String) a[0]).isEmpty() ? 0 : ((String) a[0]).codePointAt(0);
            case "SPLIT_PART" -> a -> splitPart((String) a[0], (String) a[1], (int) Arithmetic.longOf(a[2]));
            case "TRANSLATE", "TRANSLATE3" -> a -> translate((String) a[0], (String) a[1], (String) a[2]);
            case "STARTS_WITH", "STARTSWITH" -> a -> ((String) a[0]).startsWith((String) a[1]);
            case "ENDS_WITH", "ENDSWITH" -> a -> ((String) a[0]).endsWith((String) a[1]);
            default -> null;
        };
    }

    /** A UUID of version 7: milliseconds, then random bits. */
    private static UUID timeOrdered() {
        UUID random = UUID.randomUUID();
        long millis = java.time.Instant.now().toEpochMilli();
        return new UUID(
                millis << 16 | 0x7000 | (random.getMostSignificantBits() & 0x0fff), random.getLeastSignificantBits());
    }

    private static Strict of(DoubleUnaryOperator function, SqlType result) {
        return a -> inRange(function.applyAsDouble(Arithmetic.doubleOf(a[0])), result);
    }

    private static Object inRange(double value, SqlType result) {
        if (Double.isInfinite(value)) {
            throw Arithmetic.outOfRange(SqlType.of(SqlType.Name.DOUBLE));
        }
        return result.name() == SqlType.Name.DOUBLE ? (Object) value : Casts.number(value, result);
    }

    private static double positive(double value) {
        if (value <= 0) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_LOGARITHM, "cannot take the logarithm of zero or less");
        }
        return value;
    }

    private static double power(double base, double exponent) {
        if (base == 0 && exponent < 0) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_POWER, "zero raised to a negative power is undefined");
        }
        if (base < 0 && Double.isFinite(exponent) && exponent != Math.rint(exponent)) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_POWER,
                    "a negative number raised to a power that is not a whole number yields a complex result");
        }
        return Math.pow(base, exponent);
    }

    private static double atLeastZero(double value) {
        if (value < 0) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_POWER, "cannot take the square root of a negative number");
        }
        return value;
    }

    private static boolean isFloating(Object value) {
        return value instanceof Double || value instanceof Float;
    }

    private static int digits(Object value) {
        return (int) Math.max(-400, Math.min(400, Arithmetic.longOf(value)));
    }

    private static Object rounded(Object value, int digits, RoundingMode mode, SqlType result) {
        if (value instanceof Double || value instanceof Float) {
            double number = Arithmetic.doubleOf(value);
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                return value;
            }
            BigDecimal rounded = Values.decimal(value).setScale(digits, mode);
            return Casts.number(rounded.doubleValue(), result);
        }
        BigDecimal decimal = Values.decimal(value);
        if (digits >= decimal.scale()) {
            return Casts.number(value, result);
        }
        BigDecimal rounded = decimal.setScale(digits, mode);
        return Casts.number(rounded.scale() < 0 ? rounded.setScale(0) : rounded, result);
    }

    private static String chr(long codePoint) {
        if (codePoint <= 0 || codePoint > Character.MAX_CODE_POINT) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "there is no character with this number");
        }
        return Character.toString((int) codePoint);
    }

    /** The standard's substring: positions before the first character count. */
    static String substring(String text, Object from, @Nullable Object length) {
        long start = Arithmetic.longOf(from);
        int count = text.codePointCount(0, text.length());
        long end = count + 1L;
        if (length != null) {
            long wanted = Arithmetic.longOf(length);
            if (wanted < 0) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_SUBSTRING, "negative substring length not allowed");
            }
            end = Math.min(end, start + wanted);
        }
        start = Math.max(start, 1);
        if (start >= end) {
            return "";
        }
        int first = text.offsetByCodePoints(0, (int) start - 1);
        return text.substring(first, text.offsetByCodePoints(first, (int) (end - start)));
    }

    private static int position(String part, String text, int from) {
        if (from < 1 || from > text.length() + 1) {
            return 0;
        }
        int at = text.indexOf(
                part, text.offsetByCodePoints(0, Math.min(from - 1, text.codePointCount(0, text.length()))));
        return at < 0 ? 0 : text.codePointCount(0, at) + 1;
    }

    private static String replace(String text, String search, String replacement) {
        if (search.isEmpty()) {
            return text;
        }
        if (replacement.length() > search.length() && (long) text.length() * replacement.length() > TEXT_LENGTH_MAX) {
            long found = 0;
            for (int at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + search.length())) {
                found++;
            }
            requireLength(text.length() + found * (replacement.length() - search.length()));
        }
        return text.replace(search, replacement);
    }

    private static String overlay(Object[] a, int count) {
        String text = (String) a[0];
        String with = (String) a[1];
        long from = Arithmetic.longOf(a[2]);
        long length = count > 3 ? Arithmetic.longOf(a[3]) : with.codePointCount(0, with.length());
        return substring(text, 1, Math.max(0, from - 1)) + with + substring(text, from + length, null);
    }

    private static String left(String text, int count) {
        int length = text.codePointCount(0, text.length());
        int keep = count >= 0 ? Math.min(count, length) : Math.max(0, length + count);
        return text.substring(0, text.offsetByCodePoints(0, keep));
    }

    private static String right(String text, int count) {
        int length = text.codePointCount(0, text.length());
        int skip = count >= 0 ? Math.max(0, length - count) : Math.min(length, -count);
        return text.substring(text.offsetByCodePoints(0, skip));
    }

    private static String pad(String text, int length, String with, boolean left) {
        int count = text.codePointCount(0, text.length());
        if (length <= count) {
            return left(text, Math.max(0, length));
        }
        requireLength(length);
        if (with.isEmpty()) {
            return text;
        }
        int[] fill = with.codePoints().toArray();
        StringBuilder padding = new StringBuilder();
        for (int i = 0; i < length - count; i++) {
            padding.appendCodePoint(fill[i % fill.length]);
        }
        return left ? padding + text : text + padding;
    }

    /** Removes any of the given characters from the ends of a text. */
    public static String trim(String text, String characters, boolean start, boolean end) {
        int from = 0;
        int to = text.length();
        while (start && from < to && characters.indexOf(text.codePointAt(from)) >= 0) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (end && to > from && characters.indexOf(text.codePointBefore(to)) >= 0) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    private static String repeat(String text, long count) {
        if (count <= 0) {
            return "";
        }
        requireLength(count * Math.max(1, text.length()));
        return text.repeat((int) count);
    }

    private static void requireLength(long length) {
        if (length > TEXT_LENGTH_MAX || length < 0) {
            throw new BlazeSqlException(SqlErrorCode.NUMERIC_OUT_OF_RANGE, "the text would become too long");
        }
    }

    private static String initcap(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean inWord = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            out.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inWord = Character.isLetterOrDigit(c);
        }
        return out.toString();
    }

    private static String splitPart(String text, String delimiter, int field) {
        if (field == 0) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "field position must not be zero");
        }
        String[] parts =
                delimiter.isEmpty() ? new String[] {text} : text.split(java.util.regex.Pattern.quote(delimiter), -1);
        int index = field > 0 ? field - 1 : parts.length + field;
        return index >= 0 && index < parts.length ? parts[index] : "";
    }

    private static String translate(String text, String from, String to) {
        StringBuilder out = new StringBuilder(text.length());
        int[] source = from.codePoints().toArray();
        int[] target = to.codePoints().toArray();
        text.codePoints().forEach(c -> {
            for (int i = 0; i < source.length; i++) {
                if (source[i] == c) {
                    if (i < target.length) {
                        out.appendCodePoint(target[i]);
                    }
                    return;
                }
            }
            out.appendCodePoint(c);
        });
        return out.toString();
    }
}
