/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * What one transaction of the publisher did to a channel's projection. The digest chains it to its predecessor, so that equal digests mean equal
 * histories.
 *
 * <pre>
 * offset size field
 * 0      1    version, 1
 * 1      16   incarnation
 * 17     8    position
 * 25     32   digest of the record before
 * 57     8    time of the commit, microseconds since 1970 by the publisher's clock; for people, never for ordering
 * 65     n    count, then for each row operation: u8 kind, varint table, bytes key, bytes row
 * </pre>
 *
 * The digest is SHA-256 over a domain, the channel's id and all of these bytes; it does not travel.
 *
 * @param incarnation the log it belongs to
 * @param position its number in that log
 * @param previousDigest digest of the record before
 * @param digest digest of this record
 * @param committedAtMicros time of the commit
 * @param ops what happened, in key order; never empty
 */
public record ChannelRecord(
        UUID incarnation,
        long position,
        byte[] previousDigest,
        byte[] digest,
        long committedAtMicros,
        List<RowOp> ops) {
    private static final int VERSION = 1;
    private static final byte[] DOMAIN = ChannelId.ascii("blazedb/1 record");

    public ChannelRecord {
        ops = List.copyOf(ops);
    }

    /** The record that follows a position. */
    public static ChannelRecord after(
            ChannelId channel, SyncPosition previous, long committedAtMicros, List<RowOp> ops) {
        ChannelRecord unsealed = new ChannelRecord(
                previous.incarnation(),
                previous.position() + 1,
                previous.digest(),
                previous.digest(),
                committedAtMicros,
                ops);
        byte[] digest = digest(channel, unsealed.encode());
        return new ChannelRecord(
                unsealed.incarnation, unsealed.position, unsealed.previousDigest, digest, committedAtMicros, ops);
    }

    /** The place in the log after this record. */
    public SyncPosition reached() {
        return new SyncPosition(incarnation, position, digest);
    }

    public byte[] encode() {
        WireWriter writer = new WireWriter(128)
                .u8(VERSION)
                .u64(incarnation.getMostSignificantBits())
                .u64(incarnation.getLeastSignificantBits())
                .u64(position)
                .raw(previousDigest)
                .u64(committedAtMicros)
                .varint(ops.size());
        ops.forEach(op -> op.encode(writer));
        return writer.toByteArray();
    }

    /**
     * The record in these bytes.
     *
     * @throws io.blazedb.sync.error.SyncException MALFORMED
     */
    public static ChannelRecord decode(ChannelId channel, byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("record version");
        }
        UUID incarnation = new UUID(reader.u64(), reader.u64());
        long position = reader.u64();
        byte[] previous = reader.raw(SyncPosition.DIGEST_BYTES);
        long committedAtMicros = reader.u64();
        int count = reader.count(Math.min(Limits.RECORD_OPS_MAX, reader.remaining()));
        if (position < 1 || count < 1) {
            throw WireReader.malformed("record");
        }
        List<RowOp> ops = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ops.add(RowOp.decode(reader));
        }
        reader.end();
        return new ChannelRecord(incarnation, position, previous, digest(channel, bytes), committedAtMicros, ops);
    }

    private static byte[] digest(ChannelId channel, byte[] encoded) {
        byte[] id = channel.toByteArray();
        byte[] all = Arrays.copyOf(DOMAIN, DOMAIN.length + id.length + encoded.length);
        System.arraycopy(id, 0, all, DOMAIN.length, id.length);
        System.arraycopy(encoded, 0, all, DOMAIN.length + id.length, encoded.length);
        return ChannelId.sha256(all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelRecord record
                && position == record.position
                && incarnation.equals(record.incarnation)
                && Arrays.equals(digest, record.digest);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(position);
    }

    @Override
    public String toString() {
        return "ChannelRecord[" + reached() + ", " + ops.size() + " operations]";
    }
}
