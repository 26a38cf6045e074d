/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.jdbc.error.SqlExceptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Blob;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Binary data: in memory and independent of the row it came from, or a large object of the database, which is read where it is while its
 * transaction lasts. What is changed is a copy in memory.
 */
final class BlazeBlob implements Blob {
    private static final int WINDOW_BYTES = 64 << 10;

    private byte @Nullable [] bytes;
    private @Nullable LargeContent stored;

    BlazeBlob(byte[] bytes) {
        this.bytes = bytes;
    }

    BlazeBlob(LargeContent stored) {
        this.stored = stored;
    }

    /** All of it, in memory from now on. */
    private byte[] content() throws SQLException {
        LargeContent large = stored;
        byte[] content = large != null ? (byte[]) large.whole() : bytes;
        if (content == null) {
            throw SqlExceptions.closed("Blob");
        }
        bytes = content;
        stored = null;
        return content;
    }

    @Override
    public long length() throws SQLException {
        return stored != null ? stored.length() : content().length;
    }

    private int read(long position, byte[] into, int length) throws SQLException {
        LargeContent large = stored;
        if (large != null) {
            return large.read(position, into, 0, length);
        }
        byte[] content = content();
        int count = (int) Math.min(length, content.length - position);
        System.arraycopy(content, (int) position, into, 0, count);
        return count;
    }

    @Override
    public byte[] getBytes(long position, int length) throws SQLException {
        long start = LargeObjects.start(position, length());
        LargeObjects.requireLength(length);
        byte[] part = new byte[(int) Math.min(length, length() - start)];
        read(start, part, part.length);
        return part;
    }

    @Override
    public InputStream getBinaryStream() throws SQLException {
        return stream(0, length());
    }

    @Override
    public InputStream getBinaryStream(long position, long length) throws SQLException {
        long start = LargeObjects.start(position, length());
        if (length < 0 || length > length() - start) {
            throw SqlExceptions.invalidArgument("The range is not inside the Blob.");
        }
        return stream(start, length);
    }

    private InputStream stream(long start, long length) throws SQLException {
        LargeContent large = stored;
        return large != null
                ? large.stream(start, length)
                : new ByteArrayInputStream(content(), (int) start, (int) length);
    }

    @Override
    public long position(byte @Nullable [] pattern, long start) throws SQLException {
        long from = LargeObjects.start(start, length());
        byte[] wanted = pattern == null ? new byte[0] : pattern;
        byte[] window = new byte[(int) Math.min(length(), (long) wanted.length + WINDOW_BYTES)];
        while (wanted.length > 0 && length() - from >= wanted.length) {
            int count = read(from, window, (int) Math.min(window.length, length() - from));
            for (int i = 0; i + wanted.length <= count; i++) {
                if (Arrays.equals(window, i, i + wanted.length, wanted, 0, wanted.length)) {
                    return from + i + 1;
                }
            }
            from += count - wanted.length + 1;
        }
        return -1;
    }

    @Override
    public long position(@Nullable Blob pattern, long start) throws SQLException {
        return position(
                pattern == null ? null : pattern.getBytes(1, LargeObjects.patternLength(pattern.length())), start);
    }

    @Override
    public int setBytes(long position, byte @Nullable [] source) throws SQLException {
        return setBytes(position, source, 0, source == null ? 0 : source.length);
    }

    @Override
    public int setBytes(long position, byte @Nullable [] source, int offset, int length) throws SQLException {
        byte[] content = content();
        int start = (int) LargeObjects.start(position, content.length);
        if (source == null || offset < 0 || length < 0 || offset > source.length - length) {
            throw SqlExceptions.invalidArgument("The range is not inside the given bytes.");
        }
        byte[] changed = Arrays.copyOf(content, Math.max(content.length, LargeObjects.end(start, length)));
        System.arraycopy(source, offset, changed, start, length);
        bytes = changed;
        return length;
    }

    @Override
    public OutputStream setBinaryStream(long position) throws SQLException {
        LargeObjects.start(position, length());
        return new ByteArrayOutputStream() {
            @Override
            public void close() throws IOException {
                LargeObjects.write(() -> setBytes(position, toByteArray()));
            }
        };
    }

    @Override
    public void truncate(long length) throws SQLException {
        if (length < 0 || length > length()) {
            throw SqlExceptions.invalidArgument("The length is not inside the Blob.");
        }
        bytes = getBytes(1, LargeObjects.patternLength(length));
        stored = null;
    }

    @Override
    public void free() {
        bytes = null;
        stored = null;
    }
}
