/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import io.blazedb.storage.crypto.FrameCipher;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The part of a frame that is not secret. All of it is associated data of the sealed part.
 *
 * <pre>
 * offset size field
 *      0    4 magic "BZLF"
 *      4    1 kind: 1 link; 2 record or part of one, + 1 if more parts follow
 *      5    3 zero
 *      8    4 length of the sealed part that follows the header
 *     12    8 frame number
 *     20    8 highest frame that was known to be durable when this one was written
 *     28   16 tag of the frame before
 *     44   24 writer salt
 *     68      nonce, ciphertext, tag
 * </pre>
 *
 * @param kind one of the constants
 * @param sealedBytes length of the sealed part
 * @param number the frame's number
 * @param durableFrame highest frame known to be durable
 * @param previousTag tag of the frame before
 * @param writerSalt salt of the process that wrote it
 */
record FrameHeader(int kind, int sealedBytes, long number, long durableFrame, byte[] previousTag, byte[] writerSalt) {
    static final int BYTES = 68;
    static final int TAG_BYTES = FrameCipher.TAG_BYTES;
    static final int LINK = 1;
    static final int RECORD_LAST = 2;
    static final int RECORD_MORE = 3;
    private static final int MAGIC = 0x425a4c46;

    /** Bytes that a frame with this plaintext takes in the file. */
    static int alignedBytes(int plainBytes) {
        return align(BYTES + FrameCipher.OVERHEAD_BYTES + plainBytes);
    }

    int alignedBytes() {
        return align(BYTES + sealedBytes);
    }

    private static int align(int bytes) {
        return (bytes + Limits.ALIGNMENT_BYTES - 1) & -Limits.ALIGNMENT_BYTES;
    }

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .putInt(MAGIC)
                .put((byte) kind)
                .put(new byte[3])
                .putInt(sealedBytes)
                .putLong(number)
                .putLong(durableFrame)
                .put(previousTag)
                .put(writerSalt)
                .array();
    }

    /** The header at the offset, or null if no frame can start there. */
    static @Nullable FrameHeader decode(byte[] bytes, int offset, int length) {
        if (length < BYTES) {
            return null;
        }
        ByteBuffer from = ByteBuffer.wrap(bytes, offset, BYTES);
        if (from.getInt() != MAGIC) {
            return null;
        }
        int kind = from.get();
        boolean zero = bytes[offset + 5] == 0 && bytes[offset + 6] == 0 && bytes[offset + 7] == 0;
        int sealedBytes = from.position(from.position() + 3).getInt();
        if (!zero
                || kind < LINK
                || kind > RECORD_MORE
                || sealedBytes < FrameCipher.OVERHEAD_BYTES
                || sealedBytes > FrameCipher.OVERHEAD_BYTES + Limits.FRAME_PLAIN_BYTES_MAX) {
            return null;
        }
        long number = from.getLong();
        long durableFrame = from.getLong();
        byte[] previousTag = new byte[TAG_BYTES];
        from.get(previousTag);
        byte[] writerSalt = new byte[FrameCipher.SALT_BYTES];
        from.get(writerSalt);
        return new FrameHeader(kind, sealedBytes, number, durableFrame, previousTag, writerSalt);
    }

    boolean follows(LogPosition position) {
        return number == position.nextFrame() && Arrays.equals(previousTag, position.previousTag());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FrameHeader header && Arrays.equals(encode(), header.encode());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }

    @Override
    public String toString() {
        return "FrameHeader[" + number + ", kind=" + kind + "]";
    }
}
