/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub.store;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A sealed piece of a channel's log.
 *
 * @param incarnation of the publisher, 16 bytes
 * @param epoch of its key
 * @param first its first position
 * @param last its last position
 * @param sealed what only the channel's members can open
 */
public record LogEntry(byte[] incarnation, int epoch, long first, long last, byte[] sealed) {
    static final int INCARNATION_BYTES = 16;
    static final int HEADER_BYTES = INCARNATION_BYTES + 4 + 8 + 8;

    byte[] encode() {
        return ByteBuffer.allocate(HEADER_BYTES + sealed.length)
                .put(incarnation)
                .putInt(epoch)
                .putLong(first)
                .putLong(last)
                .put(sealed)
                .array();
    }

    /** The entry in a body of at least {@link #HEADER_BYTES}. */
    static LogEntry decode(byte[] body) {
        ByteBuffer buffer = ByteBuffer.wrap(body);
        byte[] incarnation = new byte[INCARNATION_BYTES];
        buffer.get(incarnation);
        return new LogEntry(
                incarnation,
                buffer.getInt(),
                buffer.getLong(),
                buffer.getLong(),
                Arrays.copyOfRange(body, HEADER_BYTES, body.length));
    }
}
