/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A place in a channel's log: the state after the record of that position. Records of one incarnation are numbered densely from 1; 0 is the state at
 * which the incarnation began. A new incarnation begins when the log cannot be continued: a changed policy or schema, a restored publisher.
 *
 * @param incarnation random id of the log
 * @param position number of the last record
 * @param digest head of the digest chain after that record, 32 bytes
 */
public record SyncPosition(UUID incarnation, long position, byte[] digest) {
    /** Bytes of a digest. */
    public static final int DIGEST_BYTES = 32;

    private static final String DOMAIN = "blazedb/1 incarnation";

    public SyncPosition {
        if (position < 0 || digest.length != DIGEST_BYTES) {
            throw WireReader.malformed("position=" + position);
        }
    }

    /** Position 0 of an incarnation: its digest covers the channel and the schema. */
    public static SyncPosition start(ChannelId channel, UUID incarnation, ChannelSchema schema) {
        byte[] digest = ChannelId.sha256(new WireWriter()
                .text(DOMAIN)
                .raw(channel.toByteArray())
                .u64(incarnation.getMostSignificantBits())
                .u64(incarnation.getLeastSignificantBits())
                .bytes(schema.encode())
                .toByteArray());
        return new SyncPosition(incarnation, 0, digest);
    }

    public void encode(WireWriter writer) {
        writer.u64(incarnation.getMostSignificantBits())
                .u64(incarnation.getLeastSignificantBits())
                .u64(position)
                .raw(digest);
    }

    public static SyncPosition decode(WireReader reader) {
        return new SyncPosition(new UUID(reader.u64(), reader.u64()), reader.u64(), reader.raw(DIGEST_BYTES));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SyncPosition that
                && incarnation.equals(that.incarnation)
                && position == that.position
                && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return 31 * incarnation.hashCode() + Long.hashCode(position);
    }

    @Override
    public String toString() {
        return incarnation + "/" + position + "/" + HexFormat.of().formatHex(digest, 0, 4);
    }
}
