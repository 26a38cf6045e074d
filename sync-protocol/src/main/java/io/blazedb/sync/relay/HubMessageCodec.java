/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.relay;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.relay.HubMessage.EpochEnvelope;
import io.blazedb.sync.relay.HubMessage.Wrapped;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameType;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages to frames and back. */
public final class HubMessageCodec {
    /** Bytes of a nonce of the challenge. */
    public static final int NONCE_BYTES = 32;

    /** Bytes of a database's hash. */
    public static final int HASH_BYTES = 32;

    private static final int INCARNATION_BYTES = 16;
    private static final int DEVICE_BYTES = 32;
    private static final int CREDENTIALS_BYTES_MAX = 8 << 10;
    private static final int ENVELOPE_BYTES_MAX = 2_048;
    private static final int SIGNATURE_BYTES = 64;
    private static final int DEVICES_MAX = 5_000;
    private static final int EPOCHS_MAX = 1_000;
    private static final int CONTEXT_BYTES_MAX = 1_024;
    private static final int NO_TAIL = 0;
    private static final int SNAPSHOT_TAIL = 1;
    private static final int ENTRY_TAIL = 2;

    private HubMessageCodec() {}

    public static Frame encode(int stream, HubMessage message) {
        WireWriter writer = new WireWriter();
        return Frame.of(write(message, writer), stream, writer.toByteArray());
    }

    private static FrameType write(HubMessage message, WireWriter writer) {
        if (message instanceof HubMessage.Hello m) {
            writer.u16(m.versionMin()).u16(m.versionMax()).raw(m.nonce());
            return FrameType.HELLO;
        } else if (message instanceof HubMessage.Challenge m) {
            writer.u16(m.version()).raw(m.nonce());
            return FrameType.CHALLENGE;
        } else if (message instanceof HubMessage.Auth m) {
            writer.bytes(m.credentials()).raw(m.signature());
            return FrameType.AUTH;
        } else if (message instanceof HubMessage.Welcome) {
            return FrameType.WELCOME;
        } else if (message instanceof HubMessage.Failure m) {
            writer.u32(m.code()).text(m.context());
            return FrameType.ERROR;
        } else if (message instanceof HubMessage.Ping) {
            return FrameType.PING;
        } else if (message instanceof HubMessage.Pong) {
            return FrameType.PONG;
        } else if (message instanceof HubMessage.Serve m) {
            writer.raw(m.databaseHash());
            return FrameType.GET_CERTIFICATES;
        } else if (message instanceof HubMessage.OpenChannel m) {
            writer.raw(m.databaseHash()).raw(m.channel());
            return FrameType.OPEN;
        } else if (message instanceof HubMessage.Head m) {
            writer.bytes(m.incarnation())
                    .u32(m.epoch())
                    .u64(m.last())
                    .u64(m.snapshotPosition())
                    .u32(m.snapshotEpoch())
                    .u64(m.logBytes())
                    .u64(m.snapshotBytes())
                    .varint(m.devices().size());
            m.devices().forEach(writer::raw);
            writeTail(writer, m.tail());
            return FrameType.HEAD;
        } else if (message instanceof HubMessage.Requests m) {
            writer.varint(m.credentials().size());
            m.credentials().forEach(writer::bytes);
            return FrameType.CERTIFICATES;
        } else if (message instanceof HubMessage.TurnEpoch m) {
            writer.u32(m.epoch()).varint(m.devices().size());
            m.devices().forEach(wrapped -> writer.raw(wrapped.device()).bytes(wrapped.envelope()));
            return FrameType.GRANT;
        } else if (message instanceof HubMessage.AddDevice m) {
            writer.u32(m.epoch()).raw(m.wrapped().device()).bytes(m.wrapped().envelope());
            return FrameType.KEY_ENVELOPE;
        } else if (message instanceof HubMessage.Publish m) {
            writeEntry(writer, m.incarnation(), m.epoch(), m.first(), m.last(), m.sealed());
            return FrameType.PUBLISH;
        } else if (message instanceof HubMessage.Published m) {
            writer.u64(m.last());
            return FrameType.PUBLISH_ACK;
        } else if (message instanceof HubMessage.PutSnapshot m) {
            writer.raw(m.incarnation())
                    .u32(m.epoch())
                    .u64(m.position())
                    .u64(m.snapshotId())
                    .raw(m.sealed());
            return FrameType.SNAPSHOT_PUT;
        } else if (message instanceof HubMessage.Chunk m) {
            writer.u64(m.number()).raw(m.sealed());
            return FrameType.SNAPSHOT_CHUNK;
        } else if (message instanceof HubMessage.End m) {
            writer.u64(m.chunkCount()).raw(m.sealed());
            return FrameType.SNAPSHOT_END;
        } else if (message instanceof HubMessage.Ask m) {
            writer.text(m.ownerId()).text(m.app()).raw(m.databaseHash());
            return FrameType.SUBSCRIBE;
        } else if (message instanceof HubMessage.Standing m) {
            writer.u8(m.known() ? 1 : 0)
                    .u8(m.publisherOnline() ? 1 : 0)
                    .varint(m.envelopes().size());
            m.envelopes().forEach(own -> writer.u32(own.epoch()).bytes(own.envelope()));
            writer.bytes(m.channel())
                    .bytes(m.publisher())
                    .bytes(m.incarnation())
                    .u64(m.last());
            return FrameType.SUBSCRIBED;
        } else if (message instanceof HubMessage.Follow m) {
            writer.raw(m.incarnation()).u64(m.position());
            return FrameType.GAP;
        } else if (message instanceof HubMessage.Reset) {
            return FrameType.RESET;
        } else if (message instanceof HubMessage.RequestSnapshot m) {
            writer.u64(m.snapshotId()).u64(m.chunksHeld());
            return FrameType.SNAPSHOT_REQUEST;
        } else if (message instanceof HubMessage.BeginSnapshot m) {
            writer.raw(m.incarnation())
                    .u32(m.epoch())
                    .u64(m.position())
                    .u64(m.snapshotId())
                    .u64(m.firstChunk())
                    .raw(m.sealed());
            return FrameType.SNAPSHOT_BEGIN;
        } else if (message instanceof HubMessage.Deliver m) {
            writeEntry(writer, m.incarnation(), m.epoch(), m.first(), m.last(), m.sealed());
            return FrameType.DELIVER;
        } else if (message instanceof HubMessage.Frontier m) {
            writer.u64(m.last());
            return FrameType.FRONTIER;
        } else if (message instanceof HubMessage.Credit m) {
            writer.u64(m.bytes());
            return FrameType.CREDIT;
        } else if (message instanceof HubMessage.Applied m) {
            writer.u64(m.position());
            return FrameType.ACK;
        }
        throw new IllegalStateException();
    }

    private static void writeTail(WireWriter writer, HubMessage.@Nullable Tail tail) {
        if (tail == null) {
            writer.u8(NO_TAIL);
        } else {
            writer.u8(tail.isSnapshot() ? SNAPSHOT_TAIL : ENTRY_TAIL)
                    .u32(tail.epoch())
                    .u64(tail.first())
                    .u64(tail.last())
                    .bytes(tail.sealed());
        }
    }

    private static HubMessage.@Nullable Tail readTail(WireReader reader) {
        int kind = reader.u8();
        if (kind > ENTRY_TAIL) {
            throw WireReader.malformed("tail=" + kind);
        }
        return kind == NO_TAIL
                ? null
                : new HubMessage.Tail(
                        kind == SNAPSHOT_TAIL,
                        reader.u32(),
                        reader.u64(),
                        reader.u64(),
                        reader.bytes(Limits.MESSAGE_BYTES_MAX));
    }

    private static void writeEntry(
            WireWriter writer, byte[] incarnation, int epoch, long first, long last, byte[] sealed) {
        writer.raw(incarnation).u32(epoch).u64(first).u64(last).raw(sealed);
    }

    /**
     * The message in a frame, or null for an optional one of an unknown type.
     *
     * @throws SyncException MALFORMED, UNEXPECTED_FRAME
     */
    public static @Nullable HubMessage decode(Frame frame) {
        FrameType type = FrameType.ofNumber(frame.type());
        HubMessage message = type == null ? null : read(type, new WireReader(frame.body()));
        if (message == null && !frame.isOptional()) {
            throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "type=" + frame.type());
        }
        return message;
    }

    private static @Nullable HubMessage read(FrameType type, WireReader reader) {
        HubMessage message = switch (type) {
            case HELLO -> new HubMessage.Hello(reader.u16(), reader.u16(), reader.raw(NONCE_BYTES));
            case CHALLENGE -> new HubMessage.Challenge(reader.u16(), reader.raw(NONCE_BYTES));
            case AUTH -> new HubMessage.Auth(reader.bytes(CREDENTIALS_BYTES_MAX), reader.raw(SIGNATURE_BYTES));
            case WELCOME -> new HubMessage.Welcome();
            case ERROR -> new HubMessage.Failure(reader.u32(), reader.text(CONTEXT_BYTES_MAX));
            case PING -> new HubMessage.Ping();
            case PONG -> new HubMessage.Pong();
            case GET_CERTIFICATES -> new HubMessage.Serve(reader.raw(HASH_BYTES));
            case OPEN -> new HubMessage.OpenChannel(reader.raw(HASH_BYTES), reader.raw(INCARNATION_BYTES));
            case HEAD -> readHead(reader);
            case CERTIFICATES -> new HubMessage.Requests(readCredentials(reader));
            case GRANT -> readEpoch(reader);
            case KEY_ENVELOPE -> new HubMessage.AddDevice(reader.u32(), readWrapped(reader));
            case PUBLISH ->
                new HubMessage.Publish(
                        reader.raw(INCARNATION_BYTES),
                        reader.u32(),
                        reader.u64(),
                        reader.u64(),
                        reader.raw(reader.remaining()));
            case PUBLISH_ACK -> new HubMessage.Published(reader.u64());
            case SNAPSHOT_PUT ->
                new HubMessage.PutSnapshot(
                        reader.raw(INCARNATION_BYTES),
                        reader.u32(),
                        reader.u64(),
                        reader.u64(),
                        reader.raw(reader.remaining()));
            case SNAPSHOT_CHUNK -> new HubMessage.Chunk(reader.u64(), reader.raw(reader.remaining()));
            case SNAPSHOT_END -> new HubMessage.End(reader.u64(), reader.raw(reader.remaining()));
            case SUBSCRIBE ->
                new HubMessage.Ask(
                        reader.text(Limits.NAME_BYTES_MAX), reader.text(Limits.NAME_BYTES_MAX), reader.raw(HASH_BYTES));
            case SUBSCRIBED -> readStanding(reader);
            case GAP -> new HubMessage.Follow(reader.raw(INCARNATION_BYTES), reader.u64());
            case RESET -> new HubMessage.Reset();
            case SNAPSHOT_REQUEST -> new HubMessage.RequestSnapshot(reader.u64(), reader.u64());
            case SNAPSHOT_BEGIN ->
                new HubMessage.BeginSnapshot(
                        reader.raw(INCARNATION_BYTES),
                        reader.u32(),
                        reader.u64(),
                        reader.u64(),
                        reader.u64(),
                        reader.raw(reader.remaining()));
            case DELIVER ->
                new HubMessage.Deliver(
                        reader.raw(INCARNATION_BYTES),
                        reader.u32(),
                        reader.u64(),
                        reader.u64(),
                        reader.raw(reader.remaining()));
            case FRONTIER -> new HubMessage.Frontier(reader.u64());
            case CREDIT -> new HubMessage.Credit(reader.u64());
            case ACK -> new HubMessage.Applied(reader.u64());
            default -> null;
        };
        if (message != null) {
            reader.end();
        }
        return message;
    }

    private static HubMessage readHead(WireReader reader) {
        byte[] incarnation = readOptional(reader, INCARNATION_BYTES);
        int epoch = reader.u32();
        long last = reader.u64();
        long snapshotPosition = reader.u64();
        int snapshotEpoch = reader.u32();
        long logBytes = reader.u64();
        long snapshotBytes = reader.u64();
        List<byte[]> devices = new ArrayList<>();
        int count = reader.count(DEVICES_MAX);
        for (int i = 0; i < count; i++) {
            devices.add(reader.raw(DEVICE_BYTES));
        }
        return new HubMessage.Head(
                incarnation,
                epoch,
                last,
                snapshotPosition,
                snapshotEpoch,
                logBytes,
                snapshotBytes,
                devices,
                readTail(reader));
    }

    private static List<byte[]> readCredentials(WireReader reader) {
        List<byte[]> credentials = new ArrayList<>();
        int count = reader.count(DEVICES_MAX);
        for (int i = 0; i < count; i++) {
            credentials.add(reader.bytes(CREDENTIALS_BYTES_MAX));
        }
        return credentials;
    }

    private static HubMessage readEpoch(WireReader reader) {
        int epoch = reader.u32();
        List<Wrapped> devices = new ArrayList<>();
        int count = reader.count(DEVICES_MAX);
        for (int i = 0; i < count; i++) {
            devices.add(readWrapped(reader));
        }
        return new HubMessage.TurnEpoch(epoch, devices);
    }

    private static Wrapped readWrapped(WireReader reader) {
        return new Wrapped(reader.raw(DEVICE_BYTES), reader.bytes(ENVELOPE_BYTES_MAX));
    }

    private static HubMessage readStanding(WireReader reader) {
        boolean known = reader.u8() == 1;
        boolean online = reader.u8() == 1;
        List<EpochEnvelope> envelopes = new ArrayList<>();
        int count = reader.count(EPOCHS_MAX);
        for (int i = 0; i < count; i++) {
            envelopes.add(new EpochEnvelope(reader.u32(), reader.bytes(ENVELOPE_BYTES_MAX)));
        }
        return new HubMessage.Standing(
                known,
                online,
                envelopes,
                readOptional(reader, INCARNATION_BYTES),
                reader.bytes(CREDENTIALS_BYTES_MAX),
                readOptional(reader, INCARNATION_BYTES),
                reader.u64());
    }

    private static byte[] readOptional(WireReader reader, int length) {
        byte[] bytes = reader.bytes(length);
        if (bytes.length != 0 && bytes.length != length) {
            throw WireReader.malformed("id of " + bytes.length + " bytes");
        }
        return bytes;
    }
}
