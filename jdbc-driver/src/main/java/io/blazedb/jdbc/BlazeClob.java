/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.jdbc.error.SqlExceptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Text in memory; independent of the row it came from. */
final class BlazeClob implements NClob {
    private @Nullable String text;

    BlazeClob(String text) {
        this.text = text;
    }

    private String content() throws SQLException {
        String content = text;
        if (content == null) {
            throw SqlExceptions.closed("Clob");
        }
        return content;
    }

    @Override
    public long length() throws SQLException {
        return content().length();
    }

    @Override
    public String getSubString(long position, int length) throws SQLException {
        String content = content();
        int start = LargeObjects.start(position, content.length());
        LargeObjects.requireLength(length);
        return content.substring(start, Math.min(content.length(), start + Math.min(length, content.length())));
    }

    @Override
    public Reader getCharacterStream() throws SQLException {
        return new StringReader(content());
    }

    @Override
    public Reader getCharacterStream(long position, long length) throws SQLException {
        int start = LargeObjects.start(position, content().length());
        if (length < 0 || start + length > content().length()) {
            throw SqlExceptions.invalidArgument("The range is not inside the Clob.");
        }
        return new StringReader(content().substring(start, (int) (start + length)));
    }

    @Override
    public InputStream getAsciiStream() throws SQLException {
        return new ByteArrayInputStream(content().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public long position(@Nullable String pattern, long start) throws SQLException {
        int from = LargeObjects.start(start, content().length());
        int found = pattern == null || pattern.isEmpty() ? -1 : content().indexOf(pattern, from);
        return found < 0 ? -1 : found + 1L;
    }

    @Override
    public long position(@Nullable Clob pattern, long start) throws SQLException {
        return position(pattern == null ? null : pattern.getSubString(1, (int) pattern.length()), start);
    }

    @Override
    public int setString(long position, @Nullable String source) throws SQLException {
        return setString(position, source, 0, source == null ? 0 : source.length());
    }

    @Override
    public int setString(long position, @Nullable String source, int offset, int length) throws SQLException {
        String content = content();
        int start = LargeObjects.start(position, content.length());
        if (source == null || offset < 0 || length < 0 || offset > source.length() - length) {
            throw SqlExceptions.invalidArgument("The range is not inside the given text.");
        }
        int end = Math.min(content.length(), LargeObjects.end(start, length));
        text = content.substring(0, start) + source.substring(offset, offset + length) + content.substring(end);
        return length;
    }

    @Override
    public OutputStream setAsciiStream(long position) throws SQLException {
        LargeObjects.start(position, content().length());
        return new ByteArrayOutputStream() {
            @Override
            public void close() throws IOException {
                LargeObjects.write(() -> setString(position, toString(StandardCharsets.US_ASCII)));
            }
        };
    }

    @Override
    public Writer setCharacterStream(long position) throws SQLException {
        LargeObjects.start(position, content().length());
        return new StringWriter() {
            @Override
            public void close() throws IOException {
                LargeObjects.write(() -> setString(position, toString()));
            }
        };
    }

    @Override
    public void truncate(long length) throws SQLException {
        String content = content();
        if (length < 0 || length > content.length()) {
            throw SqlExceptions.invalidArgument("The length is not inside the Clob.");
        }
        text = content.substring(0, (int) length);
    }

    @Override
    public void free() {
        text = null;
    }
}
