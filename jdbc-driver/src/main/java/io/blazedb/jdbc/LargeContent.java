/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.types.StoredObject;
import io.blazedb.jdbc.error.SqlExceptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Objects;

/** A large object of the database: read under the lock of its connection, while its transaction lasts. */
final class LargeContent {
    /** Large enough that decrypting, not locking, takes the time. */
    private static final int BUFFER_BYTES = 64 << 10;

    private final BlazeConnection connection;
    private final StoredObject object;

    LargeContent(BlazeConnection connection, StoredObject object) {
        this.connection = connection;
        this.object = object;
    }

    /** Length in bytes. */
    long length() {
        return object.length();
    }

    /** Copies bytes from a position on, 0-based; returns how many. */
    int read(long position, byte[] into, int offset, int length) throws SQLException {
        return connection.call(() -> object.read(position, into, offset, length));
    }

    /** All of it: a string or an array. */
    Object whole() throws SQLException {
        return connection.call(object::whole);
    }

    /** Bytes from a position on, 0-based. */
    InputStream stream(long from, long length) {
        return new Bytes(from, from + length);
    }

    Reader reader() {
        return new InputStreamReader(stream(0, length()), StandardCharsets.UTF_8);
    }

    private final class Bytes extends InputStream {
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private final long end;
        private long position;
        private int at;
        private int filled;
        private boolean closed;

        Bytes(long position, long end) {
            this.position = position;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            return fill() ? buffer[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, filled - at);
            System.arraycopy(buffer, at, into, offset, count);
            at += count;
            return count;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.max(0, Math.min(count, end - position + filled - at));
            long inBuffer = Math.min(skipped, filled - at);
            at += (int) inBuffer;
            position += skipped - inBuffer;
            return skipped;
        }

        @Override
        public int available() {
            return filled - at;
        }

        @Override
        public void close() {
            closed = true;
        }

        private boolean fill() throws IOException {
            if (closed) {
                throw new IOException("The stream is closed.");
            }
            if (at < filled) {
                return true;
            }
            at = 0;
            filled = 0;
            int wanted = (int) Math.min(buffer.length, end - position);
            if (wanted <= 0) {
                return false;
            }
            try {
                filled = LargeContent.this.read(position, buffer, 0, wanted);
            } catch (SQLException e) {
                throw new IOException(e.getMessage(), e);
            }
            position += filled;
            return filled > 0;
        }
    }

    static SQLException failed(IOException e) {
        return e.getCause() instanceof SQLException cause
                ? cause
                : SqlExceptions.of("22000", "The large object could not be read.", e);
    }
}
