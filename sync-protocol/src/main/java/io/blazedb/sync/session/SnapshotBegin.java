/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;

/**
 * SNAPSHOT_BEGIN: chunks of the channel at a position follow.
 *
 * <pre>
 * offset size field
 * 0      16   channel
 * 16     56   position: incarnation, number, digest
 * 72     8    when it was taken, microseconds since 1970 by the publisher's clock
 * 80     n    bytes: schema
 * </pre>
 */
public record SnapshotBegin(ChannelId channel, SyncPosition position, long takenAtMicros, ChannelSchema schema) {

    public byte[] encode() {
        WireWriter writer = new WireWriter(1_024).raw(channel.toByteArray());
        position.encode(writer);
        return writer.u64(takenAtMicros).bytes(schema.encode()).toByteArray();
    }

    public static SnapshotBegin decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        SnapshotBegin begin = new SnapshotBegin(
                ChannelId.of(reader.raw(ChannelId.BYTES)),
                SyncPosition.decode(reader),
                reader.u64(),
                ChannelSchema.decode(reader.bytes(Limits.MESSAGE_BYTES_MAX)));
        reader.end();
        return begin;
    }
}
