/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.sync.crypto.channel.KnownHubs;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.relay.HubAddress;
import io.blazedb.sync.relay.HubMessage;
import io.blazedb.sync.session.SessionState;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSink;
import io.blazedb.sync.subscription.SyncPosition;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a replica of a database that is published through a hub. It believes the hub nothing: what it applies was sealed for this app and signed by the
 * publisher, whose certificate the owner's key signed; the digest chain shows gaps and forks.
 *
 * <pre>
 * CONNECTING --Standing with envelopes--&gt; SNAPSHOT or CATCH_UP --at the frontier--&gt; LIVE
 * any --Standing without envelopes, after there were some--&gt; REVOKED --envelopes again--&gt; SNAPSHOT
 * any --record contradicts--&gt; FORKED
 * </pre>
 *
 * <p>Threading: one thread follows; the getters may be called by any.
 */
final class HubSubscription implements AutoCloseable {
    private static final int STREAM = 1;
    private static final long CREDIT_BYTES = 8L << 20;
    private static final long RECEIVE_MILLIS = 1_000;

    /**
     * Who follows what.
     *
     * @param hub the hub
     * @param ownerId fingerprint of the publishing user's root key
     * @param app name of the publishing app
     * @param database its database
     * @param own this app
     * @param credentials makes this app's encoded credentials, memberships included
     * @param knownHubs pins of hubs
     * @param nowSeconds now, for the validity of certificates
     */
    record Source(
            HubAddress.HostAndPort hub,
            String ownerId,
            String app,
            String database,
            AppIdentity own,
            Supplier<byte[]> credentials,
            KnownHubs knownHubs,
            LongSupplier nowSeconds) {}

    /** Told how the subscription is doing, by the thread that follows. */
    interface Progress {
        void update(SessionState state, long head);
    }

    private final Source source;
    private final ChannelSink sink;
    private final SecureRandom random;
    private final Progress progress;
    private volatile boolean closed;
    private volatile SessionState state = SessionState.CONNECTING;
    private volatile long head;
    private volatile @Nullable SyncException waitingFor;
    private volatile boolean publisherOnline;
    private volatile boolean databaseKnown;
    private volatile @Nullable HubConnection connection;

    private SealedChannel.@Nullable Opening opening;
    private SealedChannel.@Nullable SnapshotHead snapshot;
    private byte[] snapshotIncarnation = {};
    private int snapshotEpoch;
    private long snapshotId;
    private long earnedCredit;

    HubSubscription(Source source, ChannelSink sink, SecureRandom random, Progress progress) {
        this.source = source;
        this.sink = sink;
        this.random = random;
        this.progress = progress;
    }

    SessionState state() {
        return state;
    }

    /** What it waits for, or why it ended; null if nothing is wrong. */
    @Nullable
    SyncException waitingFor() {
        return waitingFor;
    }

    /** Whether the hub says that the publisher is connected to it. */
    boolean isPublisherOnline() {
        return publisherOnline;
    }

    /** Whether the hub knows the database. */
    boolean isDatabaseKnown() {
        return databaseKnown;
    }

    /** Ends {@link #follow}, from any thread. */
    @Override
    public void close() {
        closed = true;
        HubConnection present = connection;
        if (present != null) {
            present.close();
        }
    }

    /**
     * Connects and applies what comes, until the connection ends, the log forks, or it is closed. It may be called again.
     *
     * @param admittedMillisMax how long to wait to be let in, if nothing was ever received; 0 for as long as it takes
     * @throws SyncException why it ended; NOT_GRANTED or UNKNOWN_DATABASE if it was not let in
     */
    void follow(long admittedMillisMax) {
        try (HubConnection opened = HubConnection.open(
                source.hub(),
                source.knownHubs(),
                source.own(),
                source.credentials().get(),
                random)) {
            connection = opened;
            opening = null;
            snapshot = null;
            earnedCredit = 0;
            become(state == SessionState.REVOKED ? state : SessionState.CONNECTING);
            byte[] hash = HubAddress.databaseHash(source.ownerId(), source.app(), source.database());
            opened.send(STREAM, new HubMessage.Ask(source.ownerId(), source.app(), hash));
            opened.send(STREAM, new HubMessage.Credit(CREDIT_BYTES));
            long since = System.nanoTime();
            while (!closed && state != SessionState.FORKED) {
                HubConnection.Received received = opened.receive(RECEIVE_MILLIS);
                if (received != null && received.stream() == STREAM) {
                    take(opened, received.message());
                    if (isCharged(received.message())) {
                        earn(opened, received.frameBytes());
                    }
                }
                SyncException reason = waitingFor;
                if (reason != null
                        && opening == null
                        && admittedMillisMax > 0
                        && System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(admittedMillisMax)) {
                    throw reason;
                }
            }
        } finally {
            connection = null;
            publisherOnline = false;
        }
    }

    /** Whether the hub took the message off this side's credit. */
    private static boolean isCharged(HubMessage message) {
        return message instanceof HubMessage.BeginSnapshot
                || message instanceof HubMessage.Chunk
                || message instanceof HubMessage.End
                || message instanceof HubMessage.Deliver
                || message instanceof HubMessage.Reset;
    }

    private void take(HubConnection hub, HubMessage message) {
        if (message instanceof HubMessage.Standing m) {
            standing(hub, m);
        } else if (message instanceof HubMessage.BeginSnapshot m) {
            beginSnapshot(m);
        } else if (message instanceof HubMessage.Chunk m) {
            chunk(hub, m);
        } else if (message instanceof HubMessage.End m) {
            endSnapshot(hub, m);
        } else if (message instanceof HubMessage.Deliver m) {
            deliver(hub, m);
        } else if (message instanceof HubMessage.Reset) {
            requestSnapshot(hub);
        } else if (message instanceof HubMessage.Frontier m) {
            head = Math.max(head, m.last());
            becomeLiveAtHead();
        } else if (message instanceof HubMessage.Failure m) {
            SyncException failure = HubConnection.failureOf(m);
            if (failure.code() != SyncErrorCode.NOT_GRANTED) {
                throw failure;
            }
        } else {
            throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "");
        }
    }

    private void standing(HubConnection hub, HubMessage.Standing standing) {
        databaseKnown = standing.known();
        publisherOnline = standing.publisherOnline();
        if (standing.envelopes().isEmpty()) {
            notMember(standing);
            return;
        }
        Credentials publisher = requirePublisher(standing.publisher());
        ChannelId channel = ChannelId.of(standing.channel());
        SealedChannel.Opening present = opening;
        boolean other = present == null || !present.channel().equals(channel);
        if (present == null || other) {
            present = new SealedChannel.Opening(channel, publisher.appKey());
            opening = present;
        }
        for (HubMessage.EpochEnvelope envelope : standing.envelopes()) {
            if (!present.hasKey(envelope.epoch())) {
                present.addKey(SealedChannel.openEnvelope(
                        source.own(), publisher.appKey(), channel, envelope.epoch(), envelope.envelope()));
            }
        }
        waitingFor = null;
        head = Math.max(0, standing.last());
        if (other) {
            snapshot = null;
            begin(hub, channel, standing);
        } else if (state == SessionState.CONNECTING) {
            begin(hub, channel, standing);
        }
        changed();
    }

    private void begin(HubConnection hub, ChannelId channel, HubMessage.Standing standing) {
        SyncPosition position = sink.position();
        if (position != null
                && channel.equals(sink.channel())
                && Arrays.equals(SealedChannel.bytes(position.incarnation()), standing.incarnation())) {
            become(SessionState.CATCH_UP);
            hub.send(STREAM, new HubMessage.Follow(standing.incarnation(), position.position()));
            becomeLiveAtHead();
        } else {
            requestSnapshot(hub);
        }
    }

    private void requestSnapshot(HubConnection hub) {
        become(SessionState.SNAPSHOT);
        snapshot = null;
        hub.send(STREAM, new HubMessage.RequestSnapshot(snapshotId, snapshotId == 0 ? 0 : sink.chunksReceived()));
    }

    /** This app takes part in no channel: not yet, or no more. */
    private void notMember(HubMessage.Standing standing) {
        opening = null;
        snapshot = null;
        if (sink.channel() != null && standing.known()) {
            if (state != SessionState.REVOKED) {
                sink.revoked();
                become(SessionState.REVOKED);
            }
            waitingFor = new SyncException(SyncErrorCode.REVOKED, "database=" + source.database());
        } else if (state != SessionState.REVOKED) {
            waitingFor = standing.known()
                    ? new SyncException(SyncErrorCode.NOT_GRANTED, "waiting for the publisher's grant")
                    : new SyncException(SyncErrorCode.UNKNOWN_DATABASE, "hub=" + source.hub());
            become(SessionState.CONNECTING);
        }
        changed();
    }

    private Credentials requirePublisher(byte[] shown) {
        Credentials publisher =
                Credentials.decode(shown).requireValid(source.nowSeconds().getAsLong());
        if (!publisher.userId().equals(source.ownerId()) || !publisher.appName().equals(source.app())) {
            throw new SyncException(SyncErrorCode.AUTHENTICATION_FAILED, "publisher");
        }
        return publisher;
    }

    private void beginSnapshot(HubMessage.BeginSnapshot begin) {
        SealedChannel.Opening present = requireOpening();
        SealedChannel.SnapshotHead opened = present.snapshotHead(
                begin.incarnation(), begin.epoch(), begin.position(), begin.snapshotId(), begin.sealed());
        snapshot = opened;
        snapshotIncarnation = begin.incarnation();
        snapshotEpoch = begin.epoch();
        snapshotId = begin.snapshotId();
        become(SessionState.SNAPSHOT);
        sink.beginSnapshot(present.channel(), opened.schema(), opened.position());
    }

    private void chunk(HubConnection hub, HubMessage.Chunk chunk) {
        SealedChannel.SnapshotHead taken = snapshot;
        if (taken == null) {
            return;
        }
        try {
            sink.chunk(requireOpening()
                    .snapshotChunk(
                            snapshotIncarnation,
                            snapshotEpoch,
                            taken.position().position(),
                            snapshotId,
                            chunk.number(),
                            chunk.sealed()));
        } catch (SyncException e) {
            repairGap(hub, e);
        }
    }

    private void endSnapshot(HubConnection hub, HubMessage.End end) {
        SealedChannel.SnapshotHead taken = snapshot;
        if (taken == null) {
            return;
        }
        try {
            requireOpening()
                    .snapshotEnd(
                            snapshotIncarnation,
                            snapshotEpoch,
                            taken.position().position(),
                            snapshotId,
                            end.chunkCount(),
                            end.sealed());
            sink.endSnapshot(end.chunkCount(), taken.takenAtMicros());
        } catch (SyncException e) {
            repairGap(hub, e);
            return;
        }
        snapshot = null;
        snapshotId = 0;
        head = Math.max(head, taken.position().position());
        become(SessionState.CATCH_UP);
        applied(hub);
    }

    /** Chunks that this side does not hold any more are asked for from the start. */
    private void repairGap(HubConnection hub, SyncException failure) {
        if (failure.code() != SyncErrorCode.GAP || snapshotId == 0) {
            throw failure;
        }
        snapshotId = 0;
        requestSnapshot(hub);
    }

    private void deliver(HubConnection hub, HubMessage.Deliver deliver) {
        if (state != SessionState.CATCH_UP && state != SessionState.LIVE) {
            return;
        }
        List<ChannelRecord> records = requireOpening()
                .records(deliver.incarnation(), deliver.epoch(), deliver.first(), deliver.last(), deliver.sealed());
        switch (sink.applyAll(records)) {
            case APPLIED, DUPLICATE -> {
                head = Math.max(head, deliver.last());
                applied(hub);
            }
            case GAP -> {
                SyncPosition position = sink.position();
                if (position == null) {
                    requestSnapshot(hub);
                } else {
                    hub.send(
                            STREAM,
                            new HubMessage.Follow(SealedChannel.bytes(position.incarnation()), position.position()));
                }
            }
            case FORK -> {
                waitingFor = new SyncException(SyncErrorCode.FORKED, "position=" + deliver.first());
                become(SessionState.FORKED);
            }
        }
    }

    private void applied(HubConnection hub) {
        SyncPosition position = sink.position();
        if (position != null) {
            hub.send(STREAM, new HubMessage.Applied(position.position()));
        }
        becomeLiveAtHead();
    }

    private void becomeLiveAtHead() {
        SyncPosition position = sink.position();
        if (state == SessionState.CATCH_UP && position != null && position.position() >= head) {
            become(SessionState.LIVE);
        } else {
            changed();
        }
    }

    private void earn(HubConnection hub, int bytes) {
        earnedCredit += bytes;
        if (earnedCredit >= CREDIT_BYTES / 8) {
            hub.send(STREAM, new HubMessage.Credit(earnedCredit));
            earnedCredit = 0;
        }
    }

    private SealedChannel.Opening requireOpening() {
        SealedChannel.Opening present = opening;
        if (present == null) {
            throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "");
        }
        return present;
    }

    private void become(SessionState next) {
        state = next;
        changed();
    }

    private void changed() {
        progress.update(state, head);
    }
}
