/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.sync.crypto.payload.ChannelKey;
import io.blazedb.sync.crypto.payload.KeyEnvelope;
import io.blazedb.sync.crypto.payload.PayloadContext;
import io.blazedb.sync.crypto.payload.PayloadOpener;
import io.blazedb.sync.crypto.payload.PayloadSealer;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.SigningKey;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.SnapshotChunk;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What goes through a hub, sealed and signed, and back. Each piece is 64 bytes of the publisher's signature and a content, together sealed:
 *
 * <pre>
 * records         count, then bytes each: {@link ChannelRecord}
 * snapshot head   bytes: schema; position; u64 microseconds when it was taken
 * snapshot chunk  {@link SnapshotChunk}
 * snapshot end    count of chunks
 * </pre>
 */
final class SealedChannel {
    private static final int CONTENT_BYTES_MAX = Limits.MESSAGE_BYTES_MAX;
    private static final int SCHEMA_BYTES_MAX = 16 << 20;

    /** Where a snapshot stands and what it looks like. */
    record SnapshotHead(ChannelSchema schema, SyncPosition position, long takenAtMicros) {}

    private SealedChannel() {}

    /** Wraps a channel's key for a device, with the publisher's signature in front. */
    static byte[] envelope(AppIdentity publisher, ChannelKey key, ChannelId channel, Credentials device) {
        byte[] id = channel.toByteArray();
        byte[] envelope =
                KeyEnvelope.wrap(key, id, device.appKey(), device.app().envelopeKey());
        byte[] signature = publisher
                .signingKey()
                .sign(
                        KeyEnvelope.SIGNATURE_DOMAIN,
                        KeyEnvelope.signedBytes(envelope, id, key.epoch(), device.appKey()));
        return new WireWriter(envelope.length + signature.length)
                .raw(signature)
                .raw(envelope)
                .toByteArray();
    }

    /** The key in an envelope made by the publisher for this app. */
    static ChannelKey openEnvelope(
            AppIdentity own, byte[] publisherKey, ChannelId channel, int epoch, byte[] signedEnvelope) {
        WireReader reader = new WireReader(signedEnvelope);
        byte[] signature = reader.raw(SigningKey.SIGNATURE_BYTES);
        byte[] envelope = reader.raw(reader.remaining());
        byte[] id = channel.toByteArray();
        byte[] device = own.signingKey().publicKey();
        byte[] signed = KeyEnvelope.signedBytes(envelope, id, epoch, device);
        if (!SigningKey.verify(publisherKey, KeyEnvelope.SIGNATURE_DOMAIN, signed, signature)) {
            throw rejected();
        }
        return KeyEnvelope.open(envelope, id, epoch, device, own.envelopeKeys());
    }

    static byte[] bytes(UUID incarnation) {
        return ByteBuffer.allocate(16)
                .putLong(incarnation.getMostSignificantBits())
                .putLong(incarnation.getLeastSignificantBits())
                .array();
    }

    private static SyncException rejected() {
        return new SyncException(SyncErrorCode.PAYLOAD_REJECTED, "");
    }

    /** The publisher's side. */
    static final class Sealing {
        private final AppIdentity publisher;
        private final byte[] channel;
        private final PayloadSealer sealer;

        Sealing(AppIdentity publisher, ChannelId channel, ChannelKey key, SecureRandom random) {
            this.publisher = publisher;
            this.channel = channel.toByteArray();
            this.sealer = new PayloadSealer(key, random);
        }

        int epoch() {
            return sealer.epoch();
        }

        byte[] records(List<ChannelRecord> records) {
            WireWriter writer = new WireWriter().varint(records.size());
            records.forEach(record -> writer.bytes(record.encode()));
            ChannelRecord first = records.get(0);
            ChannelRecord last = records.get(records.size() - 1);
            return seal(
                    PayloadContext.Kind.RECORDS,
                    first.incarnation(),
                    first.position(),
                    last.position(),
                    0,
                    writer.toByteArray());
        }

        byte[] snapshotHead(SnapshotHead head, long snapshotId) {
            WireWriter writer = new WireWriter().bytes(head.schema().encode());
            head.position().encode(writer);
            writer.u64(head.takenAtMicros());
            return seal(PayloadContext.Kind.SNAPSHOT_HEAD, head.position(), snapshotId, 0, writer.toByteArray());
        }

        byte[] snapshotChunk(SyncPosition position, long snapshotId, SnapshotChunk chunk) {
            return seal(PayloadContext.Kind.SNAPSHOT_CHUNK, position, snapshotId, chunk.number(), chunk.encode());
        }

        byte[] snapshotEnd(SyncPosition position, long snapshotId, long chunkCount) {
            byte[] content = new WireWriter().varint(chunkCount).toByteArray();
            return seal(PayloadContext.Kind.SNAPSHOT_END, position, snapshotId, chunkCount, content);
        }

        private byte[] seal(
                PayloadContext.Kind kind, SyncPosition position, long snapshotId, long number, byte[] content) {
            return seal(kind, position.incarnation(), position.position(), snapshotId, number, content);
        }

        private byte[] seal(
                PayloadContext.Kind kind, UUID incarnation, long first, long last, long number, byte[] content) {
            PayloadContext context =
                    new PayloadContext(kind, channel, bytes(incarnation), sealer.epoch(), first, last, number);
            byte[] signature =
                    publisher.signingKey().sign(PayloadContext.SIGNATURE_DOMAIN, context.signedBytes(content));
            return sealer.seal(
                    context,
                    new WireWriter(signature.length + content.length)
                            .raw(signature)
                            .raw(content)
                            .toByteArray());
        }
    }

    /** The subscriber's side; also a publisher's who looks at what it sent. Fails with PAYLOAD_REJECTED or MALFORMED. */
    static final class Opening {
        private final ChannelId channel;
        private final byte[] publisherKey;
        private final PayloadOpener opener = new PayloadOpener(CONTENT_BYTES_MAX);

        Opening(ChannelId channel, byte[] publisherKey) {
            this.channel = channel;
            this.publisherKey = publisherKey.clone();
        }

        ChannelId channel() {
            return channel;
        }

        void addKey(ChannelKey key) {
            opener.addKey(key);
        }

        boolean hasKey(int epoch) {
            return opener.hasKey(epoch);
        }

        List<ChannelRecord> records(byte[] incarnation, int epoch, long first, long last, byte[] sealed) {
            byte[] content = open(PayloadContext.Kind.RECORDS, incarnation, epoch, first, last, 0, sealed);
            WireReader reader = new WireReader(content);
            int count = reader.count(content.length);
            List<ChannelRecord> records = new ArrayList<>();
            long expected = first;
            for (int i = 0; i < count; i++) {
                ChannelRecord record = ChannelRecord.decode(channel, reader.bytes(CONTENT_BYTES_MAX));
                if (record.position() != expected++) {
                    throw rejected();
                }
                records.add(record);
            }
            reader.end();
            if (expected != last + 1) {
                throw rejected();
            }
            return records;
        }

        SnapshotHead snapshotHead(byte[] incarnation, int epoch, long position, long snapshotId, byte[] sealed) {
            WireReader reader = new WireReader(
                    open(PayloadContext.Kind.SNAPSHOT_HEAD, incarnation, epoch, position, snapshotId, 0, sealed));
            SnapshotHead head = new SnapshotHead(
                    ChannelSchema.decode(reader.bytes(SCHEMA_BYTES_MAX)), SyncPosition.decode(reader), reader.u64());
            reader.end();
            if (head.position().position() != position) {
                throw rejected();
            }
            return head;
        }

        SnapshotChunk snapshotChunk(
                byte[] incarnation, int epoch, long position, long snapshotId, long number, byte[] sealed) {
            SnapshotChunk chunk = SnapshotChunk.decode(
                    open(PayloadContext.Kind.SNAPSHOT_CHUNK, incarnation, epoch, position, snapshotId, number, sealed));
            if (chunk.number() != number) {
                throw rejected();
            }
            return chunk;
        }

        void snapshotEnd(
                byte[] incarnation, int epoch, long position, long snapshotId, long chunkCount, byte[] sealed) {
            WireReader reader = new WireReader(open(
                    PayloadContext.Kind.SNAPSHOT_END, incarnation, epoch, position, snapshotId, chunkCount, sealed));
            if (reader.varint() != chunkCount) {
                throw rejected();
            }
        }

        private byte[] open(
                PayloadContext.Kind kind,
                byte[] incarnation,
                int epoch,
                long first,
                long last,
                long number,
                byte[] sealed) {
            PayloadContext context =
                    new PayloadContext(kind, channel.toByteArray(), incarnation, epoch, first, last, number);
            WireReader reader = new WireReader(opener.open(context, sealed));
            byte[] signature = reader.raw(SigningKey.SIGNATURE_BYTES);
            byte[] content = reader.raw(reader.remaining());
            if (!SigningKey.verify(
                    publisherKey, PayloadContext.SIGNATURE_DOMAIN, context.signedBytes(content), signature)) {
                throw rejected();
            }
            return content;
        }
    }
}
