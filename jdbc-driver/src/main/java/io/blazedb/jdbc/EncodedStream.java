/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Objects;

/** The characters of a reader as bytes; what the charset does not have becomes a question mark. */
final class EncodedStream extends InputStream {
    private static final int BUFFER_CHARS = 8 << 10;

    private final Reader reader;
    private final CharsetEncoder encoder;
    private final CharBuffer chars = CharBuffer.allocate(BUFFER_CHARS).flip();
    private final ByteBuffer bytes;
    private boolean ended;
    private boolean flushed;

    EncodedStream(Reader reader, Charset charset) {
        this.reader = reader;
        this.encoder = charset.newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        this.bytes = ByteBuffer.allocate((int) Math.ceil(BUFFER_CHARS * (double) encoder.maxBytesPerChar()))
                .flip();
    }

    @Override
    public int read() throws IOException {
        return fill() ? bytes.get() & 0xff : -1;
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
        int count = Math.min(length, bytes.remaining());
        bytes.get(into, offset, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private boolean fill() throws IOException {
        while (!bytes.hasRemaining() && !flushed) {
            chars.compact();
            int count = ended ? -1 : reader.read(chars);
            ended |= count < 0;
            chars.flip();
            bytes.clear();
            CoderResult result = encoder.encode(chars, bytes, ended);
            if (ended && result.isUnderflow()) {
                encoder.flush(bytes);
                flushed = true;
            }
            bytes.flip();
        }
        return bytes.hasRemaining();
    }
}
