/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.Arrays;

/**
 * One line of the audit log: somebody asked for a publication, and what was decided. Each entry holds the hash of the one before.
 *
 * <pre>
 * offset size field
 * 0      1    version, 1
 * 1      32   hash of the entry before; zeros for the first
 * 33     8    number, from 1
 * 41     8    microseconds since 1970
 * 49     1    1 if allowed
 * 50     n    text: user id, app, device id, action, publication, detail
 * </pre>
 *
 * @param number place in the log
 * @param previousHash hash of the entry before
 * @param atMicros when
 * @param who who asked
 * @param action what was asked for
 * @param publication the publication; empty if none was found for the peer
 * @param allowed the decision
 * @param detail more, for people
 */
public record AuditEntry(
        long number,
        byte[] previousHash,
        long atMicros,
        Principal who,
        String action,
        String publication,
        boolean allowed,
        String detail) {
    private static final int VERSION = 1;

    /**
     * Who asks.
     *
     * @param userId fingerprint of the user's key
     * @param app the app's name
     * @param deviceId fingerprint of the app's key
     */
    public record Principal(String userId, String app, String deviceId) {}

    public byte[] encode() {
        return new WireWriter()
                .u8(VERSION)
                .raw(previousHash)
                .u64(number)
                .u64(atMicros)
                .u8(allowed ? 1 : 0)
                .text(who.userId())
                .text(who.app())
                .text(who.deviceId())
                .text(action)
                .text(publication)
                .text(detail)
                .toByteArray();
    }

    /** SHA-256 of the entry's bytes. */
    public byte[] hash() {
        return Projection.sha256(encode());
    }

    static AuditEntry decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("audit version");
        }
        byte[] previous = reader.raw(SyncPosition.DIGEST_BYTES);
        long number = reader.u64();
        long atMicros = reader.u64();
        boolean allowed = reader.u8() == 1;
        AuditEntry entry = new AuditEntry(
                number,
                previous,
                atMicros,
                new Principal(text(reader), text(reader), text(reader)),
                text(reader),
                text(reader),
                allowed,
                text(reader));
        reader.end();
        return entry;
    }

    private static String text(WireReader reader) {
        return reader.text(Limits.SQL_BYTES_MAX);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuditEntry entry && Arrays.equals(encode(), entry.encode());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
