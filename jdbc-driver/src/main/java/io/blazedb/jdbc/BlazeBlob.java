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

/** Binary data in memory; independent of the row it came from. */
final class BlazeBlob implements Blob {
    private byte @Nullable [] bytes;

    BlazeBlob(byte[] bytes) {
        this.bytes = bytes;
    }

    private byte[] content() throws SQLException {
        byte[] content = bytes;
        if (content == null) {
            throw SqlExceptions.closed("Blob");
        }
        return content;
    }

    @Override
    public long length() throws SQLException {
        return content().length;
    }

    @Override
    public byte[] getBytes(long position, int length) throws SQLException {
        byte[] content = content();
        int start = LargeObjects.start(position, content.length);
        LargeObjects.requireLength(length);
        return Arrays.copyOfRange(content, start, Math.min(content.length, start + Math.min(length, content.length)));
    }

    @Override
    public InputStream getBinaryStream() throws SQLException {
        return new ByteArrayInputStream(content());
    }

    @Override
    public InputStream getBinaryStream(long position, long length) throws SQLException {
        int start = LargeObjects.start(position, content().length);
        if (length < 0 || start + length > content().length) {
            throw SqlExceptions.invalidArgument("The range is not inside the Blob.");
        }
        return new ByteArrayInputStream(content(), start, (int) length);
    }

    @Override
    public long position(byte @Nullable [] pattern, long start) throws SQLException {
        byte[] content = content();
        byte[] wanted = pattern == null ? new byte[0] : pattern;
        for (int i = LargeObjects.start(start, content.length); i + wanted.length <= content.length; i++) {
            if (wanted.length > 0 && Arrays.equals(content, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i + 1L;
            }
        }
        return -1;
    }

    @Override
    public long position(@Nullable Blob pattern, long start) throws SQLException {
        return position(pattern == null ? null : pattern.getBytes(1, (int) pattern.length()), start);
    }

    @Override
    public int setBytes(long position, byte @Nullable [] source) throws SQLException {
        return setBytes(position, source, 0, source == null ? 0 : source.length);
    }

    @Override
    public int setBytes(long position, byte @Nullable [] source, int offset, int length) throws SQLException {
        byte[] content = content();
        int start = LargeObjects.start(position, content.length);
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
        LargeObjects.start(position, content().length);
        return new ByteArrayOutputStream() {
            @Override
            public void close() throws IOException {
                LargeObjects.write(() -> setBytes(position, toByteArray()));
            }
        };
    }

    @Override
    public void truncate(long length) throws SQLException {
        byte[] content = content();
        if (length < 0 || length > content.length) {
            throw SqlExceptions.invalidArgument("The length is not inside the Blob.");
        }
        bytes = Arrays.copyOf(content, (int) length);
    }

    @Override
    public void free() {
        bytes = null;
    }
}
