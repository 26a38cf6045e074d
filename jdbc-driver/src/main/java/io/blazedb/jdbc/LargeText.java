/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import java.io.IOException;
import java.io.Reader;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A large text of the database, by characters. Its bytes are UTF-8, so a position is found by reading what lies before it; reading on
 * where the last part ended costs nothing more.
 */
final class LargeText {
    private static final int WINDOW_CHARS = 64 << 10;
    private static final long UNKNOWN = -1;

    private final LargeContent content;
    private long length = UNKNOWN;
    private @Nullable Reader open;
    private long position;

    LargeText(LargeContent content) {
        this.content = content;
    }

    String whole() throws SQLException {
        return (String) content.whole();
    }

    Reader reader() {
        return content.reader();
    }

    /** So many characters from a position on, 0-based. */
    Reader reader(long start, long count) throws SQLException {
        try {
            Reader reader = content.reader();
            skip(reader, start);
            return new Part(reader, count);
        } catch (IOException e) {
            throw LargeContent.failed(e);
        }
    }

    /** Length in characters. */
    long length() throws SQLException {
        if (length == UNKNOWN) {
            try (Reader reader = content.reader()) {
                length = skip(reader, Long.MAX_VALUE);
            } catch (IOException e) {
                throw LargeContent.failed(e);
            }
        }
        return length;
    }

    String substring(long start, int count) throws SQLException {
        try {
            Reader reader = at(start);
            char[] chars = new char[(int) Math.min(count, length() - start)];
            int filled = fill(reader, chars, 0);
            position = start + filled;
            return new String(chars, 0, filled);
        } catch (IOException e) {
            open = null;
            throw LargeContent.failed(e);
        }
    }

    /** Position of a text from another on, both 0-based; -1 if it is not there. */
    long indexOf(String wanted, long from) throws SQLException {
        try (Reader reader = content.reader()) {
            skip(reader, from);
            char[] window = new char[wanted.length() + WINDOW_CHARS];
            long start = from;
            int filled = fill(reader, window, 0);
            while (filled >= wanted.length()) {
                int found = new String(window, 0, filled).indexOf(wanted);
                if (found >= 0) {
                    return start + found;
                }
                int kept = wanted.length() - 1;
                System.arraycopy(window, filled - kept, window, 0, kept);
                start += filled - kept;
                filled = fill(reader, window, kept);
                if (filled == kept) {
                    return -1;
                }
            }
            return -1;
        } catch (IOException e) {
            throw LargeContent.failed(e);
        }
    }

    private Reader at(long start) throws IOException {
        Reader reader = open;
        if (reader == null || start < position) {
            reader = content.reader();
            position = 0;
            open = reader;
        }
        position += skip(reader, start - position);
        return reader;
    }

    /** Fills the rest of an array as far as there are characters; how many are in it then. */
    private static int fill(Reader reader, char[] into, int from) throws IOException {
        int filled = from;
        while (filled < into.length) {
            int count = reader.read(into, filled, into.length - filled);
            if (count < 0) {
                break;
            }
            filled += count;
        }
        return filled;
    }

    private static long skip(Reader reader, long count) throws IOException {
        char[] chars = new char[(int) Math.min(WINDOW_CHARS, Math.max(1, count))];
        long skipped = 0;
        while (skipped < count) {
            int read = reader.read(chars, 0, (int) Math.min(chars.length, count - skipped));
            if (read < 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    /** The first characters of a reader. */
    private static final class Part extends Reader {
        private final Reader reader;
        private long left;

        Part(Reader reader, long left) {
            this.reader = reader;
            this.left = left;
        }

        @Override
        public int read(char[] into, int offset, int length) throws IOException {
            if (left == 0 && length > 0) {
                return -1;
            }
            int count = reader.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
