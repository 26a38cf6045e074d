/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;

/**
 * SUBSCRIBED: the subscription is accepted; a snapshot follows unless it resumes.
 *
 * <pre>
 * offset size field
 * 0      16   channel
 * 16     8    position of the newest record
 * 24     1    1 if records after the subscriber's position follow, 0 if a snapshot does
 * </pre>
 */
public record Subscribed(ChannelId channel, long head, boolean resumes) {

    public byte[] encode() {
        return new WireWriter()
                .raw(channel.toByteArray())
                .u64(head)
                .u8(resumes ? 1 : 0)
                .toByteArray();
    }

    public static Subscribed decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        Subscribed subscribed =
                new Subscribed(ChannelId.of(reader.raw(ChannelId.BYTES)), reader.u64(), reader.u8() == 1);
        reader.end();
        return subscribed;
    }
}
