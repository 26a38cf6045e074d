/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as texts, in PostgreSQL's spelling, and texts as values. */
public final class Texts {
    public static final long MICROS_PER_DAY = 86_400_000_000L;

    private static final Pattern DATE = Pattern.compile("([+-]?\\d{4,6})-(\\d{1,2})-(\\d{1,2})");
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?");
    private static final Pattern TIMESTAMP =
            Pattern.compile("(" + DATE.pattern() + ")(?:[ Tt]+(" + TIME.pattern() + "))?");
    private static final Pattern ZONE = Pattern.compile("(.*?)\\s*(?:([Zz]|UTC|GMT)|([+-]\\d{2})(?::?(\\d{2}))?)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");
    private static final Pattern UUID_TEXT =
            Pattern.compile("\\{?\\p{XDigit}{8}-?\\p{XDigit}{4}-?\\p{XDigit}{4}-?\\p{XDigit}{4}-?\\p{XDigit}{12}}?");
    private static final Pattern ESCAPED_BYTES = Pattern.compile("\\\\([0-3][0-7]{2})|\\\\\\\\|[^\\\\]+");

    private Texts() {}

    /** An internal value as text. */
    public static String format(Object value, SqlType type) {
        return switch (type.name()) {
            case DATE -> DateTimeTexts.format(LocalDate.ofEpochDay((Integer) value), "");
            case TIME -> time(LocalTime.ofNanoOfDay((Long) value * 1000));
            case TIMESTAMP -> timestamp(localDateTime((Long) value));
            case TIMESTAMP_TZ -> timestamp(localDateTime((Long) value)) + "+00";
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            case BINARY, VARBINARY -> "\\x" + HexFormat.of().formatHex((byte[]) value);
            case DOUBLE, REAL -> floating(value);
            case ENUM -> type.enumLabels().text((Long) value);
            default -> value.toString();
        };
    }

    /** A type in SQL's spelling. */
    public static String typeName(SqlType type) {
        if (type.isLargeObject()) {
            return type.name() == SqlType.Name.VARCHAR ? "CHARACTER LARGE OBJECT" : "BINARY LARGE OBJECT";
        }
        String name = switch (type.name()) {
            case DOUBLE -> "DOUBLE PRECISION";
            case CHAR -> "CHARACTER";
            case VARCHAR -> "CHARACTER VARYING";
            case BINARY -> "BINARY";
            case VARBINARY -> "BINARY VARYING";
            case TIMESTAMP_TZ -> "TIMESTAMP WITH TIME ZONE";
            case INTERVAL_YEAR_MONTH -> "INTERVAL YEAR TO MONTH";
            case INTERVAL_DAY_TIME -> "INTERVAL";
            case ARRAY -> typeName(type.elementType()) + "[]";
            case ENUM -> type.enumLabels().name();
            default -> type.name().name();
        };
        return switch (type.name()) {
            case CHAR, VARCHAR, BINARY, VARBINARY ->
                type.precision() == SqlType.UNBOUNDED ? name : name + "(" + type.precision() + ")";
            case DECIMAL ->
                type.precision() == SqlType.UNBOUNDED
                        ? name
                        : name + "(" + type.precision() + ", " + type.scale() + ")";
            default -> name;
        };
    }

    static LocalDateTime localDateTime(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1000, ZoneOffset.UTC);
    }

    static long micros(LocalDateTime timestamp) {
        try {
            return Math.addExact(
                    Math.multiplyExact(timestamp.toLocalDate().toEpochDay(), MICROS_PER_DAY),
                    timestamp.toLocalTime().toNanoOfDay() / 1000);
        } catch (ArithmeticException overflow) {
            throw new BlazeSqlException(SqlErrorCode.DATETIME_OVERFLOW, "timestamp out of range", overflow);
        }
    }

    static boolean parseBoolean(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "tru", "tr", "t", "yes", "ye", "y", "on", "1" -> true;
            case "false", "fals", "fal", "fa", "f", "no", "n", "off", "of", "0" -> false;
            default -> throw invalid(SqlErrorCode.INVALID_TEXT, "BOOLEAN");
        };
    }

    static BigDecimal parseNumber(String text, SqlType type) {
        String stripped = text.strip();
        if (!NUMBER.matcher(stripped).matches()) {
            throw invalid(SqlErrorCode.INVALID_TEXT, typeName(type));
        }
        return new BigDecimal(stripped);
    }

    static double parseDouble(String text, SqlType type) {
        String stripped = text.strip();
        return switch (stripped.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "infinity", "inf", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> parseFiniteDouble(stripped, type);
        };
    }

    private static double parseFiniteDouble(String text, SqlType type) {
        if (!NUMBER.matcher(text).matches()) {
            throw invalid(SqlErrorCode.INVALID_TEXT, typeName(type));
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw Coercions.outOfRange(type);
        }
        return value;
    }

    static byte[] parseBytes(String text) {
        if (!text.startsWith("\\x")) {
            return text.indexOf('\\') < 0 ? Coercions.utf8(text) : escapedBytes(text);
        }
        try {
            return HexFormat.of().parseHex(text, 2, text.length());
        } catch (IllegalArgumentException malformed) {
            throw invalid(SqlErrorCode.INVALID_TEXT, "BINARY VARYING");
        }
    }

    /** Text with octal numbers of bytes behind backslashes. */
    private static byte[] escapedBytes(String text) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        Matcher matcher = ESCAPED_BYTES.matcher(text);
        int at = 0;
        while (matcher.find() && matcher.start() == at) {
            if (matcher.group(1) != null) {
                out.write(Integer.parseInt(matcher.group(1), 8));
            } else {
                out.writeBytes(Coercions.utf8(matcher.group().startsWith("\\") ? "\\" : matcher.group()));
            }
            at = matcher.end();
        }
        if (at < text.length()) {
            throw invalid(SqlErrorCode.INVALID_TEXT, "BINARY VARYING");
        }
        return out.toByteArray();
    }

    static UUID parseUuid(String text) {
        String stripped = text.strip();
        if (!UUID_TEXT.matcher(stripped).matches()) {
            throw invalid(SqlErrorCode.INVALID_TEXT, "UUID");
        }
        String digits = stripped.replace("-", "").replace("{", "").replace("}", "");
        return new UUID(Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16));
    }

    static byte[] bytes(UUID uuid) {
        byte[] bytes = new byte[16];
        BigEndian.putLong(bytes, 0, uuid.getMostSignificantBits());
        BigEndian.putLong(bytes, 8, uuid.getLeastSignificantBits());
        return bytes;
    }

    /** Days since 1970-01-01. A time behind the date is cut off. */
    static int parseDate(String text) {
        Matcher matcher = TIMESTAMP.matcher(text.strip());
        if (!matcher.matches()) {
            return DateTimeTexts.date(text, "DATE");
        }
        return Math.toIntExact(date(matcher.group(1), "DATE").toEpochDay());
    }

    static long parseTime(String text) {
        String stripped = text.strip();
        return TIME.matcher(stripped).matches()
                ? time(stripped, "TIME").toNanoOfDay() / 1000
                : DateTimeTexts.time(stripped, "TIME");
    }

    static long parseTimestamp(String text) {
        String stripped = text.strip();
        Matcher zoned = ZONE.matcher(stripped);
        if (zoned.matches()
                && TIMESTAMP.matcher(zoned.group(1)).matches()
                && zoned.group(1).indexOf(':') > 0) {
            stripped = zoned.group(1);
        }
        return TIMESTAMP.matcher(stripped).matches()
                ? micros(timestamp(stripped, "TIMESTAMP"))
                : DateTimeTexts.timestamp(stripped, "TIMESTAMP");
    }

    /** Microseconds in UTC; a text without offset means UTC. */
    static long parseTimestampTz(String text) {
        String stripped = text.strip();
        Matcher zoned = ZONE.matcher(stripped);
        String local = zoned.matches() && zoned.group(1).indexOf(':') >= 0 ? zoned.group(1) : stripped;
        if (!TIMESTAMP.matcher(local).matches()) {
            return DateTimeTexts.timestampTz(stripped, "TIMESTAMP WITH TIME ZONE");
        }
        if (!zoned.matches() || zoned.group(1).indexOf(':') < 0) {
            return micros(timestamp(stripped, "TIMESTAMP WITH TIME ZONE"));
        }
        long micros = micros(timestamp(zoned.group(1), "TIMESTAMP WITH TIME ZONE"));
        if (zoned.group(3) == null) {
            return micros;
        }
        int hours = Integer.parseInt(zoned.group(3));
        int minutes = zoned.group(4) == null ? 0 : Integer.parseInt(zoned.group(4));
        if (Math.abs(hours) > 18 || minutes > 59) {
            throw invalid(SqlErrorCode.INVALID_DATETIME, "TIMESTAMP WITH TIME ZONE");
        }
        long offset = Math.abs(hours) * 60L + minutes;
        return micros - (zoned.group(3).startsWith("-") ? -offset : offset) * 60_000_000L;
    }

    static String requireJson(String text) {
        if (!JsonSyntax.isValid(text)) {
            throw invalid(SqlErrorCode.INVALID_TEXT, "JSON");
        }
        return text;
    }

    private static LocalDateTime timestamp(String text, String type) {
        Matcher matcher = TIMESTAMP.matcher(text);
        if (!matcher.matches()) {
            throw invalid(SqlErrorCode.INVALID_DATETIME, type);
        }
        LocalDate date = date(matcher.group(1), type);
        return matcher.group(5) == null ? date.atStartOfDay() : date.atTime(time(matcher.group(5), type));
    }

    private static LocalDate date(String text, String type) {
        Matcher matcher = DATE.matcher(text);
        if (!matcher.matches()) {
            throw invalid(SqlErrorCode.INVALID_DATETIME, type);
        }
        try {
            return LocalDate.of(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)));
        } catch (DateTimeException outOfRange) {
            throw new BlazeSqlException(
                    SqlErrorCode.DATETIME_OVERFLOW, "date or time field out of range for type " + type, outOfRange);
        }
    }

    private static LocalTime time(String text, String type) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw invalid(SqlErrorCode.INVALID_DATETIME, type);
        }
        String fraction = matcher.group(4) == null ? "0" : matcher.group(4);
        int nanos = Integer.parseInt((fraction + "00000000").substring(0, 9));
        int micros = (nanos + 500) / 1000;
        try {
            int seconds = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
            return LocalTime.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), seconds)
                    .plusNanos(micros * 1000L);
        } catch (DateTimeException outOfRange) {
            throw new BlazeSqlException(
                    SqlErrorCode.DATETIME_OVERFLOW, "date or time field out of range for type " + type, outOfRange);
        }
    }

    private static String timestamp(LocalDateTime timestamp) {
        return DateTimeTexts.format(timestamp.toLocalDate(), " " + time(timestamp.toLocalTime()));
    }

    private static String time(LocalTime time) {
        String text = String.format(Locale.ROOT, "%02d:%02d:%02d", time.getHour(), time.getMinute(), time.getSecond());
        int micros = time.getNano() / 1000;
        if (micros == 0) {
            return text;
        }
        String fraction = String.format(Locale.ROOT, "%06d", micros);
        int end = fraction.length();
        while (fraction.charAt(end - 1) == '0') {
            end--;
        }
        return text + "." + fraction.substring(0, end);
    }

    /** A floating-point number as PostgreSQL writes it: the shortest digits, an exponent from 1e+15 (1e+06 for REAL) on and below 1e-04. */
    public static String floating(Object value) {
        double number = ((Number) value).doubleValue();
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.toString(number);
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        BigDecimal digits = new BigDecimal(value.toString()).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < (value instanceof Float ? 6 : 15)) {
            return digits.toPlainString();
        }
        String unscaled = digits.unscaledValue().abs().toString();
        return (digits.signum() < 0 ? "-" : "")
                + unscaled.charAt(0)
                + (unscaled.length() > 1 ? "." + unscaled.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    private static BlazeSqlException invalid(SqlErrorCode code, String type) {
        return new BlazeSqlException(code, "invalid input syntax for type " + type);
    }
}
