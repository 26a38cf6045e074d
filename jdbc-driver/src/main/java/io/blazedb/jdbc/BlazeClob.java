/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.jdbc.error.SqlExceptions;
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

/**
 * Text: in memory and independent of the row it came from, or a large object of the database, which is read where it is while its
 * transaction lasts. What is changed is a copy in memory.
 */
final class BlazeClob implements NClob {
    private @Nullable String text;
    private @Nullable LargeText stored;

    BlazeClob(String text) {
        this.text = text;
    }

    BlazeClob(LargeContent stored) {
        this.stored = new LargeText(stored);
    }

    /** All of it, in memory from now on. */
    private String content() throws SQLException {
        LargeText large = stored;
        String content = large != null ? large.whole() : text;
        if (content == null) {
            throw SqlExceptions.closed("Clob");
        }
        text = content;
        stored = null;
        return content;
    }

    @Override
    public long length() throws SQLException {
        return stored != null ? stored.length() : content().length();
    }

    @Override
    public String getSubString(long position, int length) throws SQLException {
        LargeObjects.requireLength(length);
        LargeText large = stored;
        if (large != null) {
            return large.substring(LargeObjects.start(position, large.length()), length);
        }
        String content = content();
        int start = (int) LargeObjects.start(position, content.length());
        return content.substring(start, Math.min(content.length(), start + Math.min(length, content.length())));
    }

    @Override
    public Reader getCharacterStream() throws SQLException {
        LargeText large = stored;
        return large != null ? large.reader() : new StringReader(content());
    }

    @Override
    public Reader getCharacterStream(long position, long length) throws SQLException {
        long start = LargeObjects.start(position, length());
        if (length < 0 || length > length() - start) {
            throw SqlExceptions.invalidArgument("The range is not inside the Clob.");
        }
        LargeText large = stored;
        return large != null
                ? large.reader(start, length)
                : new StringReader(content().substring((int) start, (int) (start + length)));
    }

    @Override
    public InputStream getAsciiStream() throws SQLException {
        return new EncodedStream(getCharacterStream(), StandardCharsets.US_ASCII);
    }

    @Override
    public long position(@Nullable String pattern, long start) throws SQLException {
        long from = LargeObjects.start(start, length());
        if (pattern == null || pattern.isEmpty()) {
            return -1;
        }
        LargeText large = stored;
        long found = large != null ? large.indexOf(pattern, from) : content().indexOf(pattern, (int) from);
        return found < 0 ? -1 : found + 1;
    }

    @Override
    public long position(@Nullable Clob pattern, long start) throws SQLException {
        return position(
                pattern == null ? null : pattern.getSubString(1, LargeObjects.patternLength(pattern.length())), start);
    }

    @Override
    public int setString(long position, @Nullable String source) throws SQLException {
        return setString(position, source, 0, source == null ? 0 : source.length());
    }

    @Override
    public int setString(long position, @Nullable String source, int offset, int length) throws SQLException {
        String content = content();
        int start = (int) LargeObjects.start(position, content.length());
        if (source == null || offset < 0 || length < 0 || offset > source.length() - length) {
            throw SqlExceptions.invalidArgument("The range is not inside the given text.");
        }
        int end = Math.min(content.length(), LargeObjects.end(start, length));
        text = content.substring(0, start) + source.substring(offset, offset + length) + content.substring(end);
        return length;
    }

    @Override
    public OutputStream setAsciiStream(long position) throws SQLException {
        LargeObjects.start(position, length());
        return new ByteArrayOutputStream() {
            @Override
            public void close() throws IOException {
                LargeObjects.write(() -> setString(position, toString(StandardCharsets.US_ASCII)));
            }
        };
    }

    @Override
    public Writer setCharacterStream(long position) throws SQLException {
        LargeObjects.start(position, length());
        return new StringWriter() {
            @Override
            public void close() throws IOException {
                LargeObjects.write(() -> setString(position, toString()));
            }
        };
    }

    @Override
    public void truncate(long length) throws SQLException {
        if (length < 0 || length > length()) {
            throw SqlExceptions.invalidArgument("The length is not inside the Clob.");
        }
        text = getSubString(1, LargeObjects.patternLength(length));
        stored = null;
    }

    @Override
    public void free() {
        text = null;
        stored = null;
    }
}
