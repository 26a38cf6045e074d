/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An intent with its number.
 *
 * <pre>
 * u64 draft, u64 time, u8 1 if it was accepted, 16 incarnation, u64 position
 * </pre>
 *
 * @param draft what was written
 * @param createdAtMicros when
 * @param incarnation accepted: the log in which its change comes; null if it is undecided
 * @param position accepted: the position from which on the replica has the change
 */
record QueuedIntent(
        long draft, long createdAtMicros, @Nullable UUID incarnation, long position) {

    boolean isAccepted() {
        return incarnation != null;
    }

    byte[] encode() {
        UUID log = incarnation == null ? new UUID(0, 0) : incarnation;
        return new WireWriter(64)
                .u64(draft)
                .u64(createdAtMicros)
                .u8(incarnation == null ? 0 : 1)
                .u64(log.getMostSignificantBits())
                .u64(log.getLeastSignificantBits())
                .u64(position)
                .toByteArray();
    }

    static QueuedIntent decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        long draft = reader.u64();
        long created = reader.u64();
        boolean accepted = reader.u8() == 1;
        UUID log = new UUID(reader.u64(), reader.u64());
        return new QueuedIntent(draft, created, accepted ? log : null, reader.u64());
    }
}
