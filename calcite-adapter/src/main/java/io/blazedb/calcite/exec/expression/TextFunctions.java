/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Functions.Strict;
import io.blazedb.calcite.parser.ColumnNames;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Functions of texts and bytes, beyond the standard's. */
final class TextFunctions {
    private static final SqlType TEXT = SqlType.of(SqlType.Name.VARCHAR);
    private static final Pattern SPECIFIER = Pattern.compile("%(?:(\\d+)\\$)?(-?)(\\d+)?([sIL%])|%");

    private TextFunctions() {}

    static @Nullable Strict find(String name, List<SqlType> types) {
        return switch (name) {
            case "QUOTE_IDENT" -> a -> quotedName((String) a[0]);
            case "QUOTE_LITERAL" -> a -> quotedText(text(a[0], types.get(0)));
            case "MD5" -> a -> HexFormat.of().formatHex(digest("MD5", bytes(a[0])));
            case "SHA224", "SHA256", "SHA384", "SHA512" -> {
                String algorithm = "SHA-" + name.substring(3);
                yield a -> digest(algorithm, bytes(a[0]));
            }
            case "ENCODE" -> a -> encode((byte[]) a[0], (String) a[1]);
            case "DECODE" -> a -> decode((String) a[0], (String) a[1]);
            case "CONVERT_FROM" -> a -> decoded((byte[]) a[0], charset((String) a[1]));
            case "CONVERT_TO" -> a -> ((String) a[0]).getBytes(charset((String) a[1]));
            case "SET_BYTE" -> a -> withByte((byte[]) a[0], Arithmetic.longOf(a[1]), Arithmetic.longOf(a[2]));
            case "GET_BIT" -> a -> bitAt((byte[]) a[0], Arithmetic.longOf(a[1]));
            case "SET_BIT" -> a -> withBit((byte[]) a[0], Arithmetic.longOf(a[1]), Arithmetic.longOf(a[2]));
            case "GET_BYTE" -> a -> byteAt((byte[]) a[0], Arithmetic.longOf(a[1]));
            case "BIT_LENGTH" -> a -> bytes(a[0]).length * 8;
            case "SHA1" -> a -> HexFormat.of().formatHex(digest("SHA-1", bytes(a[0])));
            case "TO_HEX" ->
                a -> a[0] instanceof Integer number
                        ? Integer.toHexString(number)
                        : Long.toHexString(Arithmetic.longOf(a[0]));
            case "^@" -> a -> ((String) a[0]).startsWith((String) a[1]);
            case "NORMALIZE" -> a -> Normalizer.normalize((String) a[0], Normalizer.Form.NFC);
            case "UNISTR" -> a -> unescaped((String) a[0]);
            case "SUBSTRING", "SUBSTR" ->
                !types.isEmpty()
                                && (types.get(0).name() == SqlType.Name.VARBINARY
                                        || types.get(0).name() == SqlType.Name.BINARY)
                        ? a -> slice((byte[]) a[0], Arithmetic.longOf(a[1]), a.length > 2 ? a[2] : null)
                        : null;
            default -> null;
        };
    }

    static String text(Object value, SqlType type) {
        return (String) Coercions.convert(value, type, TEXT);
    }

    private static byte[] bytes(Object value) {
        return value instanceof byte[] bytes ? bytes : ((String) value).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException missing) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "this virtual machine has no " + algorithm, missing);
        }
    }

    private static byte[] slice(byte[] bytes, long from, @Nullable Object length) {
        long end = length == null ? bytes.length + 1L : Math.min(bytes.length + 1L, from + Arithmetic.longOf(length));
        int start = (int) Math.max(1, Math.min(from, bytes.length + 1L));
        return java.util.Arrays.copyOfRange(bytes, start - 1, (int) Math.max(start, end) - 1);
    }

    /** Bytes as text; those that are no text in the encoding are an error. */
    private static String decoded(byte[] bytes, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException malformed) {
            throw new BlazeSqlException(
                    SqlErrorCode.CHARACTER_NOT_IN_REPERTOIRE,
                    "invalid byte sequence for encoding \"" + charset.name() + "\"",
                    malformed);
        }
    }

    private static byte[] withByte(byte[] bytes, long at, long value) {
        byteAt(bytes, at);
        byte[] changed = bytes.clone();
        changed[(int) at] = (byte) value;
        return changed;
    }

    private static int bitAt(byte[] bytes, long at) {
        requireBit(bytes, at);
        return bytes[(int) (at / Byte.SIZE)] >> (at % Byte.SIZE) & 1;
    }

    private static byte[] withBit(byte[] bytes, long at, long value) {
        requireBit(bytes, at);
        if (value != 0 && value != 1) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "new bit must be 0 or 1");
        }
        byte[] changed = bytes.clone();
        int bit = 1 << (at % Byte.SIZE);
        int index = (int) (at / Byte.SIZE);
        changed[index] = (byte) (value == 1 ? changed[index] | bit : changed[index] & ~bit);
        return changed;
    }

    private static void requireBit(byte[] bytes, long at) {
        if (at < 0 || at >= (long) bytes.length * Byte.SIZE) {
            throw new BlazeSqlException(
                    SqlErrorCode.ARRAY_SUBSCRIPT,
                    "index " + at + " out of valid range, 0.." + ((long) bytes.length * Byte.SIZE - 1));
        }
    }

    private static int byteAt(byte[] bytes, long index) {
        if (index < 0 || index >= bytes.length) {
            throw new BlazeSqlException(
                    SqlErrorCode.ARRAY_SUBSCRIPT, "index " + index + " out of valid range, 0.." + (bytes.length - 1));
        }
        return bytes[(int) index] & 0xff;
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name.equalsIgnoreCase("UTF8") ? "UTF-8" : name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "encoding \"" + name + "\" does not exist", unknown);
        }
    }

    private static String encode(byte[] bytes, String format) {
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "hex" -> HexFormat.of().formatHex(bytes);
            case "base64" -> Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes);
            case "escape" -> escaped(bytes);
            default -> throw unknownEncoding(format);
        };
    }

    private static byte[] decode(String text, String format) {
        try {
            return switch (format.toLowerCase(Locale.ROOT)) {
                case "hex" -> HexFormat.of().parseHex(text.replaceAll("\\s", ""));
                case "base64" -> Base64.getMimeDecoder().decode(text);
                case "escape" -> unescapedBytes(text);
                default -> throw unknownEncoding(format);
            };
        } catch (IllegalArgumentException malformed) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "invalid " + format + " data", malformed);
        }
    }

    private static BlazeSqlException unknownEncoding(String format) {
        return new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "unrecognized encoding: \"" + format + "\"");
    }

    private static String escaped(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            int value = b & 0xff;
            if (value == '\\') {
                out.append("\\\\");
            } else if (value == 0 || value > 127) {
                out.append(String.format(Locale.ROOT, "\\%03o", value));
            } else {
                out.append((char) value);
            }
        }
        return out.toString();
    }

    private static byte[] unescapedBytes(String text) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            } else if (i + 1 < text.length() && text.charAt(i + 1) == '\\') {
                out.write('\\');
                i++;
            } else if (i + 3 < text.length()) {
                out.write(Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                throw new IllegalArgumentException("an escape is incomplete");
            }
        }
        return out.toByteArray();
    }

    private static String unescaped(String text) {
        Matcher matcher = Pattern.compile("\\\\(?:\\\\|u?(\\p{XDigit}{4})|\\+(\\p{XDigit}{6}))")
                .matcher(text);
        return matcher.replaceAll(found -> {
            String digits = found.group(1) != null ? found.group(1) : found.group(2);
            return Matcher.quoteReplacement(digits == null ? "\\" : Character.toString(Integer.parseInt(digits, 16)));
        });
    }

    static String quotedName(String name) {
        return ColumnNames.quoted(name);
    }

    static String quotedText(String text) {
        String quoted = '\'' + text.replace("'", "''") + '\'';
        return text.indexOf('\\') >= 0 ? "E" + quoted.replace("\\", "\\\\") : quoted;
    }

    /** FORMAT: %s a text, %I a name, %L a literal, with a position and a width. */
    static String format(String format, @Nullable Object[] arguments) {
        StringBuilder out = new StringBuilder();
        Matcher matcher = SPECIFIER.matcher(format);
        int next = 0;
        int at = 0;
        while (matcher.find()) {
            out.append(format, at, matcher.start());
            at = matcher.end();
            if (matcher.group(4) == null) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "unrecognized format() type specifier");
            }
            if (matcher.group(4).equals("%")) {
                out.append('%');
                continue;
            }
            int index = matcher.group(1) != null ? Integer.parseInt(matcher.group(1)) - 1 : next;
            if (index < 0 || index >= arguments.length) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "too few arguments for format()");
            }
            next = index + 1;
            pad(out, formatted(matcher.group(4), (String) arguments[index]), matcher);
        }
        return out.append(format, at, format.length()).toString();
    }

    private static String formatted(String kind, @Nullable String value) {
        return switch (kind) {
            case "I" -> {
                if (value == null) {
                    throw new BlazeSqlException(
                            SqlErrorCode.DATA_EXCEPTION, "null values cannot be formatted as an SQL identifier");
                }
                yield quotedName(value);
            }
            case "L" -> value == null ? "NULL" : quotedText(value);
            default -> value == null ? "" : value;
        };
    }

    private static void pad(StringBuilder out, String value, Matcher specifier) {
        int width = specifier.group(3) == null ? 0 : Integer.parseInt(specifier.group(3));
        String blanks = " ".repeat(Math.max(0, Math.min(width, 1 << 20) - value.length()));
        out.append(specifier.group(2).isEmpty() ? blanks + value : value + blanks);
    }
}
