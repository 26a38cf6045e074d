/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub;

import io.blazedb.sync.crypto.channel.HubHandshake;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.hub.HubSession.Followed;
import io.blazedb.sync.hub.HubSession.Phase;
import io.blazedb.sync.hub.HubSession.Published;
import io.blazedb.sync.hub.store.ChannelStore;
import io.blazedb.sync.hub.store.HubStore;
import io.blazedb.sync.hub.store.KeyBytes;
import io.blazedb.sync.hub.store.LogEntry;
import io.blazedb.sync.hub.store.SnapshotFile;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.relay.HubAddress;
import io.blazedb.sync.relay.HubMessage;
import io.blazedb.sync.relay.HubMessageCodec;
import io.blazedb.sync.transport.FrameLink;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.Limits;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a hub does with what it is told: a state machine over its store. It never sees a key or a plaintext; it checks who speaks, that
 * positions are dense, that epochs do not go back, and that only devices with an envelope of the present epoch are served.
 *
 * <p>Invariants:
 * <ol>
 *   <li>Nothing is acknowledged before it is durable: replies wait for {@link #finishBatch}.
 *   <li>Only connections of a channel's owner and app change the channel.
 *   <li>A device that is not in the present epoch is sent nothing of the channel from then on.
 * </ol>
 *
 * <p>Threading: one thread. A failure of the store ends the core; a failure of a client ends at most its connection.
 */
final class HubCore {
    private static final System.Logger LOG = System.getLogger(HubCore.class.getName());
    private static final int STREAMS_MAX = 1_000;
    private static final long HANDSHAKE_NANOS_MAX = 10_000_000_000L;

    /** Sent to one follower before the next one's turn. */
    private static final long TURN_BYTES = 1 << 20;

    private static final long CREDIT_BYTES_MAX = 1L << 30;

    private final HubStore store;
    private final byte[] certificateDigest;
    private final SecureRandom random;
    private final Clock clock;
    private final Map<FrameLink, HubSession> sessions = new LinkedHashMap<>();

    HubCore(HubStore store, byte[] certificateDigest, SecureRandom random, Clock clock) {
        this.store = store;
        this.certificateDigest = certificateDigest;
        this.random = random;
        this.clock = clock;
    }

    void opened(FrameLink link, long nowNanos) {
        sessions.put(link, new HubSession(link, nowNanos));
    }

    void closed(FrameLink link) {
        HubSession session = sessions.remove(link);
        if (session != null) {
            session.published.values().forEach(published -> published.channel().abandonSnapshot());
            session.served.values().forEach(this::tellStanding);
        }
    }

    void received(FrameLink link, Frame frame) {
        HubSession session = sessions.get(link);
        if (session == null || session.phase == Phase.ENDED) {
            return;
        }
        try {
            HubMessage message = HubMessageCodec.decode(frame);
            if (message != null) {
                accept(session, frame.stream(), message);
            }
        } catch (SyncException e) {
            if (e.code() == SyncErrorCode.IO_ERROR) {
                throw e;
            }
            refuse(session, frame.stream(), e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a message could not be dealt with", e);
            refuse(session, frame.stream(), new SyncException(SyncErrorCode.INTERNAL, ""));
        }
    }

    /** What the owner of a stream can do something about is said on the stream; anything else ends the connection. */
    private void refuse(HubSession session, int stream, SyncException failure) {
        boolean survives = switch (failure.code()) {
            case QUOTA_EXCEEDED, STALE_EPOCH, RESET_REQUIRED, GAP, NOT_GRANTED -> session.phase == Phase.OPEN;
            default -> false;
        };
        if (survives) {
            session.reply(stream, new HubMessage.Failure(failure.code().number(), ""));
        } else {
            session.reply(0, new HubMessage.Failure(failure.code().number(), ""));
            session.phase = Phase.ENDED;
        }
    }

    private void accept(HubSession session, int stream, HubMessage message) {
        switch (session.phase) {
            case NEW -> {
                if (!(message instanceof HubMessage.Hello hello)) {
                    throw unexpected();
                }
                challenge(session, hello);
            }
            case CHALLENGED -> {
                if (!(message instanceof HubMessage.Auth auth)) {
                    throw unexpected();
                }
                authenticate(session, auth);
            }
            case OPEN -> acceptOpen(session, stream, message);
            case ENDED -> {}
        }
    }

    private void challenge(HubSession session, HubMessage.Hello hello) {
        if (hello.versionMin() > HubHandshake.VERSION || hello.versionMax() < HubHandshake.VERSION) {
            throw new SyncException(SyncErrorCode.UNSUPPORTED_VERSION, "");
        }
        session.clientNonce = hello.nonce();
        session.hubNonce = new byte[HubMessageCodec.NONCE_BYTES];
        random.nextBytes(session.hubNonce);
        session.phase = Phase.CHALLENGED;
        session.reply(0, new HubMessage.Challenge(HubHandshake.VERSION, session.hubNonce));
    }

    private void authenticate(HubSession session, HubMessage.Auth auth) {
        Credentials credentials = HubHandshake.verify(
                auth.credentials(),
                auth.signature(),
                session.clientNonce,
                session.hubNonce,
                certificateDigest,
                clock.instant().getEpochSecond());
        session.credentials = credentials;
        session.shownCredentials = auth.credentials();
        session.device = new KeyBytes(credentials.appKey());
        session.phase = Phase.OPEN;
        session.link.allow(Limits.MESSAGE_BYTES_MAX);
        session.reply(0, new HubMessage.Welcome());
    }

    private void acceptOpen(HubSession session, int stream, HubMessage message) {
        if (message instanceof HubMessage.Ping) {
            session.reply(stream, new HubMessage.Pong());
        } else if (message instanceof HubMessage.Serve m) {
            serve(session, stream, m);
        } else if (message instanceof HubMessage.OpenChannel m) {
            openChannel(session, stream, m);
        } else if (message instanceof HubMessage.Ask m) {
            ask(session, stream, m);
        } else if (session.published.containsKey(stream)) {
            acceptPublisher(session, stream, session.published.get(stream).channel(), message);
        } else if (session.followed.containsKey(stream)) {
            acceptFollower(session.followed.get(stream), message);
        } else {
            throw unexpected();
        }
    }

    private void serve(HubSession session, int stream, HubMessage.Serve serve) {
        Credentials owner = requireCredentials(session);
        requireFreeStream(session, stream);
        KeyBytes address = new KeyBytes(HubAddress.address(owner.userId(), owner.appName(), serve.databaseHash()));
        session.served.put(stream, address);
        session.reply(stream, new HubMessage.Requests(store.requesters(address)));
        tellStanding(address);
    }

    private void openChannel(HubSession session, int stream, HubMessage.OpenChannel open) {
        Credentials owner = requireCredentials(session);
        requireFreeStream(session, stream);
        KeyBytes address = new KeyBytes(HubAddress.address(owner.userId(), owner.appName(), open.databaseHash()));
        KeyBytes id = new KeyBytes(open.channel());
        ChannelStore channel = store.channel(address, id);
        if (channel == null) {
            channel = store.createChannel(address, id, session.shownCredentials);
        }
        channel.setCredentials(session.shownCredentials);
        session.published.put(stream, new Published(channel));
        session.reply(stream, head(channel, tail(channel)));
    }

    private void acceptPublisher(HubSession session, int stream, ChannelStore channel, HubMessage message) {
        if (message instanceof HubMessage.Publish m) {
            store.requireRoom(m.sealed().length);
            channel.append(new LogEntry(m.incarnation(), m.epoch(), m.first(), m.last(), m.sealed()));
            session.reply(stream, new HubMessage.Published(m.last()));
        } else if (message instanceof HubMessage.TurnEpoch m) {
            Map<KeyBytes, byte[]> wrapped = new LinkedHashMap<>();
            m.devices().forEach(device -> wrapped.put(new KeyBytes(device.device()), device.envelope()));
            channel.turnEpoch(m.epoch(), wrapped);
            session.reply(stream, head(channel));
            tellStanding(channel.address());
        } else if (message instanceof HubMessage.AddDevice m) {
            channel.addEnvelope(
                    m.epoch(), new KeyBytes(m.wrapped().device()), m.wrapped().envelope());
            session.reply(stream, head(channel));
            tellStanding(channel.address());
        } else if (message instanceof HubMessage.PutSnapshot m) {
            store.requireRoom(m.sealed().length);
            channel.beginSnapshot(m.incarnation(), m.epoch(), m.position(), m.snapshotId(), m.sealed());
        } else if (message instanceof HubMessage.Chunk m) {
            store.requireRoom(m.sealed().length);
            channel.addChunk(m.number(), m.sealed());
        } else if (message instanceof HubMessage.End m) {
            channel.finishSnapshot(m.chunkCount(), m.sealed());
            session.reply(stream, head(channel));
            tellStanding(channel.address());
        } else {
            throw unexpected();
        }
    }

    private void ask(HubSession session, int stream, HubMessage.Ask ask) {
        requireFreeStream(session, stream);
        KeyBytes address = new KeyBytes(HubAddress.address(ask.ownerId(), ask.app(), ask.databaseHash()));
        boolean news = store.request(address, session.device, session.shownCredentials);
        Followed followed = new Followed(stream, address);
        session.followed.put(stream, followed);
        standing(session, followed);
        if (news) {
            List<byte[]> requesters = store.requesters(address);
            sessions.values()
                    .forEach(other -> other.served.forEach((of, served) -> {
                        if (served.equals(address)) {
                            other.reply(of, new HubMessage.Requests(requesters));
                        }
                    }));
        }
    }

    private void acceptFollower(Followed followed, HubMessage message) {
        if (message instanceof HubMessage.Credit m) {
            if (m.bytes() <= 0 || followed.credit + m.bytes() > CREDIT_BYTES_MAX) {
                throw unexpected();
            }
            followed.credit += m.bytes();
        } else if (message instanceof HubMessage.Applied m) {
            followed.appliedPosition = m.position();
        } else if (message instanceof HubMessage.Follow m) {
            requireMember(followed);
            followed.sending = Followed.Sending.LOG;
            followed.incarnation = m.incarnation();
            followed.sentPosition = m.position();
        } else if (message instanceof HubMessage.RequestSnapshot m) {
            requireMember(followed);
            followed.sending = Followed.Sending.SNAPSHOT;
            followed.snapshot = null;
            SnapshotFile held = followed.channel == null ? null : followed.channel.snapshot();
            followed.nextChunk = held != null && held.snapshotId() == m.snapshotId()
                    ? Math.max(0, Math.min(m.chunksHeld(), held.chunkCount()))
                    : 0;
        } else {
            throw unexpected();
        }
    }

    private static void requireMember(Followed followed) {
        if (followed.channel == null) {
            throw new SyncException(SyncErrorCode.NOT_GRANTED, "");
        }
    }

    /** Tells every follower of a database where it stands now, if that has changed. */
    private void tellStanding(KeyBytes address) {
        for (HubSession session : sessions.values()) {
            for (Followed followed : session.followed.values()) {
                if (followed.address.equals(address)) {
                    standing(session, followed);
                }
            }
        }
    }

    private void standing(HubSession session, Followed followed) {
        List<ChannelStore> channels = store.channels(followed.address);
        ChannelStore member = null;
        for (ChannelStore channel : channels) {
            if (!channel.envelopes(session.device).isEmpty() && (member == null || isNewer(channel, member))) {
                member = channel;
            }
        }
        if (member != followed.channel) {
            followed.channel = member;
            followed.sending = Followed.Sending.NOTHING;
            followed.snapshot = null;
        }
        HubMessage.Standing standing = describe(session, followed, channels, member);
        if (!same(standing, followed.told)) {
            followed.told = standing;
            session.reply(followed.stream, standing);
        }
    }

    /** Of two channels that a device is in, the one whose publisher is connected. */
    private boolean isNewer(ChannelStore channel, ChannelStore than) {
        return isPublished(channel) && !isPublished(than);
    }

    private HubMessage.Standing describe(
            HubSession session, Followed followed, List<ChannelStore> channels, @Nullable ChannelStore member) {
        boolean online = sessions.values().stream().anyMatch(other -> other.served.containsValue(followed.address));
        if (member == null) {
            return new HubMessage.Standing(
                    online || !channels.isEmpty(), online, List.of(), new byte[0], new byte[0], new byte[0], -1);
        }
        List<HubMessage.EpochEnvelope> envelopes = new ArrayList<>();
        member.envelopes(session.device)
                .forEach((epoch, envelope) -> envelopes.add(new HubMessage.EpochEnvelope(epoch, envelope)));
        SnapshotFile base = member.snapshot();
        return new HubMessage.Standing(
                true,
                online,
                envelopes,
                member.channel().toByteArray(),
                member.credentials(),
                base == null ? new byte[0] : base.incarnation(),
                member.lastPosition());
    }

    /** Equal but for the position: that alone is no change of standing. */
    private static boolean same(HubMessage.Standing standing, HubMessage.@Nullable Standing told) {
        if (told == null) {
            return false;
        }
        return Arrays.equals(
                HubMessageCodec.encode(0, withoutPosition(standing)).body(),
                HubMessageCodec.encode(0, withoutPosition(told)).body());
    }

    private static HubMessage.Standing withoutPosition(HubMessage.Standing standing) {
        return new HubMessage.Standing(
                standing.known(),
                standing.publisherOnline(),
                standing.envelopes(),
                standing.channel(),
                standing.publisher(),
                standing.incarnation(),
                0);
    }

    private boolean isPublished(ChannelStore channel) {
        return sessions.values().stream()
                .anyMatch(session ->
                        session.published.values().stream().anyMatch(published -> published.channel() == channel));
    }

    /** Makes everything received since the last call durable, then answers, then sends on to followers. */
    void finishBatch() {
        store.sync();
        for (HubSession session : List.copyOf(sessions.values())) {
            session.flush();
        }
    }

    /** Sends to each follower what it has credit for, up to a turn's worth. Returns whether somebody could take more at once. */
    boolean deliver() {
        boolean more = false;
        for (HubSession session : sessions.values()) {
            if (session.phase == Phase.OPEN) {
                for (Followed followed : session.followed.values()) {
                    more |= deliver(session, followed);
                }
            }
        }
        return more;
    }

    private boolean deliver(HubSession session, Followed followed) {
        ChannelStore channel = followed.channel;
        long turn = 0;
        while (channel != null
                && followed.sending != Followed.Sending.NOTHING
                && followed.credit > 0
                && turn < TURN_BYTES
                && session.link.isWritable()) {
            long sent = followed.sending == Followed.Sending.SNAPSHOT
                    ? sendSnapshot(session, followed, channel)
                    : sendLog(session, followed, channel);
            if (sent == 0) {
                return false;
            }
            followed.credit -= sent;
            turn += sent;
        }
        tellFrontier(session, followed, channel);
        return turn >= TURN_BYTES && followed.credit > 0 && session.link.isWritable();
    }

    private long sendSnapshot(HubSession session, Followed followed, ChannelStore channel) {
        SnapshotFile present = channel.snapshot();
        if (present == null) {
            return 0;
        }
        if (followed.snapshot != present) {
            if (followed.snapshot != null) {
                followed.nextChunk = 0;
            }
            followed.snapshot = present;
            return send(
                    session,
                    followed,
                    new HubMessage.BeginSnapshot(
                            present.incarnation(),
                            present.epoch(),
                            present.position(),
                            present.snapshotId(),
                            followed.nextChunk,
                            present.sealedHead()));
        }
        if (followed.nextChunk < present.chunkCount()) {
            long number = followed.nextChunk++;
            return send(session, followed, new HubMessage.Chunk(number, present.chunk((int) number)));
        }
        followed.sending = Followed.Sending.LOG;
        followed.incarnation = present.incarnation();
        followed.sentPosition = present.position();
        followed.snapshot = null;
        return send(session, followed, new HubMessage.End(present.chunkCount(), present.sealedEnd()));
    }

    private long sendLog(HubSession session, Followed followed, ChannelStore channel) {
        SnapshotFile base = channel.snapshot();
        if (base == null) {
            return 0;
        }
        int index = Arrays.equals(base.incarnation(), followed.incarnation)
                ? channel.indexAfter(followed.sentPosition)
                : -1;
        if (index < 0) {
            followed.sending = Followed.Sending.NOTHING;
            return send(session, followed, new HubMessage.Reset());
        }
        if (index == channel.entryCount()) {
            return 0;
        }
        LogEntry entry = channel.entry(index);
        followed.sentPosition = entry.last();
        followed.frontierTold = Math.max(followed.frontierTold, entry.last());
        return send(
                session,
                followed,
                new HubMessage.Deliver(
                        entry.incarnation(), entry.epoch(), entry.first(), entry.last(), entry.sealed()));
    }

    private static long send(HubSession session, Followed followed, HubMessage message) {
        Frame frame = HubMessageCodec.encode(followed.stream, message);
        session.link.send(frame);
        return (long) Frame.HEADER_BYTES + frame.body().length;
    }

    private static void tellFrontier(HubSession session, Followed followed, @Nullable ChannelStore channel) {
        if (channel != null
                && followed.sending == Followed.Sending.LOG
                && channel.lastPosition() > followed.frontierTold
                && session.link.isWritable()) {
            followed.frontierTold = channel.lastPosition();
            send(session, followed, new HubMessage.Frontier(channel.lastPosition()));
        }
    }

    /** Ends connections that did not say in time who they are. */
    void tick(long nowNanos) {
        for (HubSession session : sessions.values()) {
            if (session.phase != Phase.OPEN && nowNanos - session.connectedNanos > HANDSHAKE_NANOS_MAX) {
                session.phase = Phase.ENDED;
            }
        }
    }

    HubStatus status() {
        List<HubStatus.Channel> channels = new ArrayList<>();
        for (ChannelStore channel : store.channels()) {
            Credentials owner = Credentials.decode(channel.credentials());
            long followers = sessions.values().stream()
                    .flatMap(session -> session.followed.values().stream())
                    .filter(followed -> followed.channel == channel)
                    .count();
            channels.add(new HubStatus.Channel(
                    channel.channel().toString(),
                    owner.userId(),
                    owner.appName(),
                    channel.epoch(),
                    channel.lastPosition(),
                    channel.bytes(),
                    channel.devices().size(),
                    isPublished(channel),
                    (int) followers));
        }
        int connections = (int) sessions.values().stream()
                .filter(session -> session.phase == Phase.OPEN)
                .count();
        return new HubStatus(connections, channels);
    }

    /** What stands at the channel's last position. */
    private static HubMessage.@Nullable Tail tail(ChannelStore channel) {
        SnapshotFile base = channel.snapshot();
        if (base == null) {
            return null;
        }
        if (channel.entryCount() == 0) {
            return new HubMessage.Tail(true, base.epoch(), base.position(), base.snapshotId(), base.sealedHead());
        }
        LogEntry entry = channel.entry(channel.entryCount() - 1);
        return new HubMessage.Tail(false, entry.epoch(), entry.first(), entry.last(), entry.sealed());
    }

    private static HubMessage.Head head(ChannelStore channel) {
        return head(channel, null);
    }

    private static HubMessage.Head head(ChannelStore channel, HubMessage.@Nullable Tail tail) {
        SnapshotFile base = channel.snapshot();
        return new HubMessage.Head(
                base == null ? new byte[0] : base.incarnation(),
                channel.epoch(),
                channel.lastPosition(),
                base == null ? -1 : base.position(),
                base == null ? 0 : base.epoch(),
                channel.logBytes(),
                base == null ? 0 : base.bytes(),
                channel.devices().stream().map(KeyBytes::toByteArray).toList(),
                tail);
    }

    private static Credentials requireCredentials(HubSession session) {
        Credentials credentials = session.credentials;
        if (credentials == null) {
            throw unexpected();
        }
        return credentials;
    }

    private static void requireFreeStream(HubSession session, int stream) {
        if (stream <= 0
                || session.published.containsKey(stream)
                || session.followed.containsKey(stream)
                || session.served.containsKey(stream)
                || session.served.size() + session.published.size() + session.followed.size() >= STREAMS_MAX) {
            throw unexpected();
        }
    }

    private static SyncException unexpected() {
        return new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "");
    }
}
