/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.url;

import io.blazedb.jdbc.error.SqlExceptions;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A parsed URL: {@code jdbc:blazedb:PATH[?key=value&...]} or {@code jdbc:blazedb:mem:NAME[?...]}.
 *
 * <p>Path, keys and values may hold percent escapes of UTF-8 bytes; other characters, spaces among them, stand for themselves. A
 * question mark in a path, and {@code &} or {@code =} in a value, must be escaped; {@code +} is a plus.
 *
 * @param inMemory whether it names a database in memory
 * @param location the path, or the name in memory
 * @param parameters keys and values of the query, in order
 */
public record JdbcUrl(boolean inMemory, String location, Map<String, String> parameters) {
    public static final String PREFIX = "jdbc:blazedb:";
    private static final String MEMORY = "mem:";

    /** Without the parameters: they may hold a password. */
    @Override
    public String toString() {
        return PREFIX + (inMemory ? MEMORY : "") + location;
    }

    public static boolean accepts(String url) {
        return url.startsWith(PREFIX);
    }

    public static JdbcUrl parse(String url) throws SQLException {
        if (!accepts(url)) {
            throw SqlExceptions.of("08001", "The URL of a BlazeDB database begins with " + PREFIX);
        }
        String rest = url.substring(PREFIX.length());
        int question = rest.indexOf('?');
        String location = question < 0 ? rest : rest.substring(0, question);
        boolean inMemory = location.startsWith(MEMORY);
        String name = unescape(inMemory ? location.substring(MEMORY.length()) : location, "the path");
        if (name.isEmpty()) {
            throw SqlExceptions.of(
                    "08001",
                    "The URL names no database: write " + PREFIX + "PATH for a file or " + PREFIX + MEMORY
                            + "NAME for a database in memory.");
        }
        Map<String, String> parameters = question < 0 ? Map.of() : query(rest.substring(question + 1));
        return new JdbcUrl(inMemory, name, parameters);
    }

    private static Map<String, String> query(String text) throws SQLException {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : text.split("&", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            if (equals < 0) {
                // The part is not shown: it may be a piece of a password with an unescaped '&'.
                throw SqlExceptions.of(
                        "08001", "Each part of the URL after '?' is key=value; write '&' inside a value as %26.");
            }
            String key = unescape(part.substring(0, equals), "a key of the URL");
            String value = unescape(part.substring(equals + 1), "the value of " + key);
            if (parameters.put(key, value) != null) {
                throw SqlExceptions.of("08001", "The URL gives " + key + " twice.");
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    private static String unescape(String text, String where) throws SQLException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (codePoint == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw badEscape(where);
                }
                bytes.write(high * 16 + low);
                i += 3;
            } else {
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(codePoint);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw badEscape(where);
        }
    }

    private static SQLException badEscape(String where) {
        return SqlExceptions.of(
                "08001", "A percent escape in " + where + " is not two hexadecimal digits; write '%' itself as %25.");
    }
}
