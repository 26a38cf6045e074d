/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.jdbc.error.SqlExceptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** Reads the streams that setters are given. */
final class Streams {
    private Streams() {}

    static byte[] bytes(InputStream stream) throws SQLException {
        try {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Exactly that many bytes. */
    static byte[] bytes(InputStream stream, long length) throws SQLException {
        int wanted = requireLength(length);
        try {
            byte[] bytes = stream.readNBytes(wanted);
            if (bytes.length < wanted) {
                throw tooShort(bytes.length, length);
            }
            return bytes;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    static String text(Reader reader) throws SQLException {
        StringWriter text = new StringWriter();
        try {
            reader.transferTo(text);
            return text.toString();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Exactly that many characters. */
    static String text(Reader reader, long length) throws SQLException {
        int wanted = requireLength(length);
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[Math.min(wanted + 1, 8192)];
        try {
            while (text.length() < wanted) {
                int count = reader.read(buffer, 0, Math.min(buffer.length, wanted - text.length()));
                if (count < 0) {
                    throw tooShort(text.length(), length);
                }
                text.append(buffer, 0, count);
            }
            return text.toString();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int requireLength(long length) throws SQLException {
        if (length < 0 || length > Integer.MAX_VALUE - 8) {
            throw SqlExceptions.invalidArgument("The length of a stream must be between 0 and 2 GB.");
        }
        return (int) length;
    }

    private static SQLException tooShort(long found, long wanted) {
        return SqlExceptions.of("22000", "The stream ended after " + found + " of " + wanted + " units.");
    }

    private static SQLException failed(IOException e) {
        return SqlExceptions.of("22000", "The stream could not be read.", e);
    }
}
