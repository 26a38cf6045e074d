/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.crypto.payload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a sealed payload is bound to. Moved to any other place of the log, channel or epoch, it does not open.
 *
 * @param kind whether records of the log or which part of a snapshot
 * @param channel id of the channel
 * @param incarnation id of the publisher's incarnation
 * @param epoch epoch of the key
 * @param first first position inside; for a snapshot its position
 * @param last last position inside; for a snapshot its random id
 * @param number 0; for a snapshot the place of the piece in it
 */
public record PayloadContext(
        Kind kind, byte[] channel, byte[] incarnation, int epoch, long first, long last, long number) {

    /** What is inside. */
    public enum Kind {
        RECORDS(0),
        SNAPSHOT_HEAD(1),
        SNAPSHOT_CHUNK(2),
        SNAPSHOT_END(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    private static final byte[] DOMAIN = "blazedb/1 payload".getBytes(StandardCharsets.US_ASCII);

    /** What signatures over payloads are for. */
    public static final String SIGNATURE_DOMAIN = "blazedb/1 signed payload";

    private static final int DIGEST_BYTES = 32;

    /**
     * What the publisher signs: this context and the content. Whoever holds the channel's key can seal; only the publisher can sign.
     */
    public byte[] signedBytes(byte[] content) {
        byte[] bound = associatedData();
        return ByteBuffer.allocate(bound.length + DIGEST_BYTES)
                .put(bound)
                .put(PayloadCrypto.sha256(content))
                .array();
    }

    /** The associated data: every field, each of fixed or prefixed length. */
    byte[] associatedData() {
        return ByteBuffer.allocate(DOMAIN.length + 1 + 2 + channel.length + 2 + incarnation.length + 4 + 8 + 8 + 8)
                .put(DOMAIN)
                .put((byte) kind.number)
                .putShort((short) channel.length)
                .put(channel)
                .putShort((short) incarnation.length)
                .put(incarnation)
                .putInt(epoch)
                .putLong(first)
                .putLong(last)
                .putLong(number)
                .array();
    }
}
