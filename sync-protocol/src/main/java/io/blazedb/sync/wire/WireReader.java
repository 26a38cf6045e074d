/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.wire;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link WireWriter} wrote, from bytes that a peer sent: every length is checked against what is there and against the
 * caller's limit before anything is allocated. Fails with MALFORMED only. Not thread-safe.
 */
public final class WireReader {
    private static final int VARINT_BYTES_MAX = 10;

    private final byte[] bytes;
    private final int end;
    private int position;

    public WireReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public WireReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    public int u8() {
        need(1);
        return bytes[position++] & 0xff;
    }

    public int u16() {
        return u8() << 8 | u8();
    }

    public int u32() {
        return u16() << 16 | u16();
    }

    public long u64() {
        long high = u32();
        return (high << 32) | (u32() & 0xffff_ffffL);
    }

    public long varint() {
        long value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX; i++) {
            int next = u8();
            value |= (long) (next & 0x7f) << (7 * i);
            if ((next & 0x80) == 0) {
                if ((i > 0 && next == 0) || (i == VARINT_BYTES_MAX - 1 && next > 1)) {
                    throw malformed("varint");
                }
                return value;
            }
        }
        throw malformed("varint");
    }

    /** A count or length of 0 to {@code max}. */
    public int count(int max) {
        long value = varint();
        if (value < 0 || value > max) {
            throw malformed("count=" + value + ", max=" + max);
        }
        return (int) value;
    }

    /** That many bytes as they are. */
    public byte[] raw(int length) {
        need(length);
        byte[] value = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return value;
    }

    /** A length of at most {@code max} and bytes. */
    public byte[] bytes(int max) {
        return raw(count(max));
    }

    /** A length of at most {@code bytesMax} and UTF-8. */
    public String text(int bytesMax) {
        byte[] value = bytes(bytesMax);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("text");
        }
    }

    public int remaining() {
        return end - position;
    }

    /** Requires that everything was read. */
    public void end() {
        if (position != end) {
            throw malformed("trailing=" + (end - position));
        }
    }

    /** The failure for contents that parse but make no sense. */
    public static SyncException malformed(String context) {
        return new SyncException(SyncErrorCode.MALFORMED, context);
    }

    private void need(int length) {
        if (length < 0 || end - position < length) {
            throw malformed("truncated");
        }
    }
}
