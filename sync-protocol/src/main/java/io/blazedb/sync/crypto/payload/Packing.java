/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.crypto.payload;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * What happens to a payload before it is sealed: compression, each payload for itself, then padding to a Padmé length, so that a
 * sealed payload's length says at most the magnitude of its content.
 *
 * <pre>
 * offset size field
 * 0      4    length of the content as packed
 * 4      4    length of the content as given; equal to the former when it is stored uncompressed
 * 8      n    content
 * 8+n    m    zeros up to the Padmé length
 * </pre>
 */
final class Packing {
    private static final int HEADER_BYTES = 8;

    /** Smaller contents are not worth compressing. */
    private static final int COMPRESSED_BYTES_MIN = 64;

    private Packing() {}

    static byte[] pack(byte[] content) {
        byte[] packed = content.length >= COMPRESSED_BYTES_MIN ? deflate(content) : content;
        byte[] padded = new byte[padme(HEADER_BYTES + packed.length)];
        ByteBuffer.wrap(padded).putInt(packed.length).putInt(content.length).put(packed);
        return padded;
    }

    static byte[] unpack(byte[] padded, int contentBytesMax) {
        if (padded.length < HEADER_BYTES) {
            throw PayloadCrypto.rejected();
        }
        ByteBuffer buffer = ByteBuffer.wrap(padded);
        int packedBytes = buffer.getInt();
        int contentBytes = buffer.getInt();
        if (packedBytes < 0
                || packedBytes > padded.length - HEADER_BYTES
                || contentBytes < packedBytes
                || contentBytes > contentBytesMax) {
            throw PayloadCrypto.rejected();
        }
        if (padme(HEADER_BYTES + packedBytes) != padded.length) {
            throw PayloadCrypto.rejected();
        }
        for (int i = HEADER_BYTES + packedBytes; i < padded.length; i++) {
            if (padded[i] != 0) {
                throw PayloadCrypto.rejected();
            }
        }
        if (packedBytes == contentBytes) {
            return Arrays.copyOfRange(padded, HEADER_BYTES, HEADER_BYTES + packedBytes);
        }
        return inflate(padded, packedBytes, contentBytes);
    }

    /** The smallest Padmé length that holds so many bytes: at most 12 % more, leaking O(log log length) bits. */
    static int padme(int length) {
        if (length < 2) {
            return length;
        }
        int exponent = 31 - Integer.numberOfLeadingZeros(length);
        int exponentBits = 32 - Integer.numberOfLeadingZeros(exponent);
        int lowBits = exponent - exponentBits;
        if (lowBits <= 0) {
            return length;
        }
        int mask = (1 << lowBits) - 1;
        return (length + mask) & ~mask;
    }

    /** The compressed content, or the content itself if that is not longer. */
    private static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(content);
            deflater.finish();
            byte[] target = new byte[content.length];
            int length = deflater.deflate(target);
            return deflater.finished() && length < content.length ? Arrays.copyOf(target, length) : content;
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflate(byte[] padded, int packedBytes, int contentBytes) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(padded, HEADER_BYTES, packedBytes);
            byte[] content = new byte[contentBytes];
            int length = inflater.inflate(content);
            if (length != contentBytes || (!inflater.finished() && inflater.inflate(new byte[1]) != 0)) {
                throw PayloadCrypto.rejected();
            }
            return content;
        } catch (DataFormatException e) {
            throw PayloadCrypto.rejected();
        } finally {
            inflater.end();
        }
    }
}
