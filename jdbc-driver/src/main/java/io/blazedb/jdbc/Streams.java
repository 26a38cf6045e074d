/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.types.Limits;
import io.blazedb.calcite.types.StreamedObject;
import io.blazedb.jdbc.error.EngineCall;
import io.blazedb.jdbc.error.SqlExceptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** Reads the streams that setters are given. */
final class Streams {
    private Streams() {}

    static byte[] bytes(InputStream stream) throws SQLException {
        try {
            byte[] bytes = stream.readNBytes(Limits.WHOLE_VALUE_BYTES_MAX + 1);
            LargeObjects.patternLength(bytes.length);
            return bytes;
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
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[8192];
        try {
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                LargeObjects.patternLength(text.length() + count);
                text.append(buffer, 0, count);
            }
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

    /** What a stream holds, for a column of large objects: a long one is read when it is stored. */
    static Object large(InputStream stream) throws SQLException {
        return EngineCall.get(() -> StreamedObject.of(stream, false));
    }

    /** The same of exactly that many bytes. */
    static Object large(InputStream stream, long length) throws SQLException {
        requireNotNegative(length);
        return large(new ExactStream(stream, length));
    }

    static Object large(Reader reader) throws SQLException {
        return EngineCall.get(() -> StreamedObject.of(new EncodedStream(reader, StandardCharsets.UTF_8), true));
    }

    /** The same of exactly that many characters. */
    static Object large(Reader reader, long length) throws SQLException {
        requireNotNegative(length);
        return large(new ExactReader(reader, length));
    }

    private static void requireNotNegative(long length) throws SQLException {
        if (length < 0) {
            throw SqlExceptions.invalidArgument("The length of a stream must not be negative.");
        }
    }

    /** The first bytes of a stream, which must have so many. */
    private static final class ExactStream extends InputStream {
        private final InputStream stream;
        private final long length;
        private long left;

        ExactStream(InputStream stream, long length) {
            this.stream = stream;
            this.length = length;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int wanted) throws IOException {
            if (left == 0) {
                return wanted == 0 ? 0 : -1;
            }
            int count = stream.read(into, offset, (int) Math.min(wanted, left));
            if (count < 0) {
                throw new IOException(shortText(length - left, length));
            }
            left -= count;
            return count;
        }
    }

    /** The first characters of a reader, which must have so many. */
    private static final class ExactReader extends Reader {
        private final Reader reader;
        private final long length;
        private long left;

        ExactReader(Reader reader, long length) {
            this.reader = reader;
            this.length = length;
            this.left = length;
        }

        @Override
        public int read(char[] into, int offset, int wanted) throws IOException {
            if (left == 0) {
                return wanted == 0 ? 0 : -1;
            }
            int count = reader.read(into, offset, (int) Math.min(wanted, left));
            if (count < 0) {
                throw new IOException(shortText(length - left, length));
            }
            left -= count;
            return count;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    private static String shortText(long found, long wanted) {
        return "The stream ended after " + found + " of " + wanted + " units.";
    }

    static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int requireLength(long length) throws SQLException {
        requireNotNegative(length);
        return LargeObjects.patternLength(length);
    }

    private static SQLException tooShort(long found, long wanted) {
        return SqlExceptions.of("22000", shortText(found, wanted));
    }

    private static SQLException failed(IOException e) {
        return SqlExceptions.of("22000", "The stream could not be read.", e);
    }
}
