/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.calcite.catalog.Moment;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.SigningKey;
import io.blazedb.sync.subscription.ChannelClock;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.Intent;
import io.blazedb.sync.subscription.IntentOutcome;
import io.blazedb.sync.subscription.SnapshotChunk;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.subscription.WriteTerms;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameType;
import io.blazedb.sync.wire.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The publisher's end of one connection.
 *
 * <pre>
 * NEW --HELLO--&gt; CHALLENGED --AUTH--&gt; WELCOMED --SUBSCRIBE--&gt; SERVING: snapshot, then records as they come
 * SERVING --feed closed, granted still--&gt; SERVING, by a snapshot if the channel is another one
 * SERVING --feed closed, not granted--&gt; WAITING (REVOKE is sent) --granted again--&gt; SERVING
 * WELCOMED --SERVE--&gt; ANSWERING: queries, as long as the grants stay what they were
 * </pre>
 *
 * <p>It holds nothing back for a slow peer: records stay in the feed until there is credit, and if the feed has been cut meanwhile, a snapshot
 * takes their place.
 *
 * <p>Threading: one thread at a time.
 */
public final class PublisherSession implements AutoCloseable {
    private static final int RECORD_BYTES_PER_PUMP = 256 << 10;

    /** What the publisher around the session knows. */
    public interface Host {
        SigningKey key();

        /** The publisher's credentials. */
        byte[] credentials();

        /** Fresh random bytes. */
        byte[] nonce();

        /** Now, in seconds since 1970, for the validity of certificates. */
        long nowSeconds();

        /**
         * Decides what the peer may have, and records the decision durably before it returns.
         *
         * @param waits the peer was refused this request before and waits; refusing it once more is no news and is not recorded
         * @throws SyncException NOT_GRANTED, UNKNOWN_DATABASE, INVALID_PUBLICATION
         */
        ChannelFeed open(Credentials peer, Subscribe request, boolean waits);

        /**
         * Decides what the peer may query, and records the decision durably before it returns.
         *
         * @throws SyncException NOT_GRANTED, UNKNOWN_DATABASE, INVALID_PUBLICATION
         */
        Owner serve(Credentials peer, String database);

        /** Applies what peers write; null if nobody does. */
        default @Nullable Writes writes() {
            return null;
        }
    }

    /** What applies the intents of peers. */
    public interface Writes {

        /** What a peer may write now; the decision is recorded durably before this returns. */
        WriteTerms terms(Credentials peer, UUID queue);

        /**
         * Decides about an intent, once: its outcome, and what it changes, are durable when this returns. One that was decided before has the outcome it had.
         *
         * @return null if intents are missing between the last one that was decided and this one
         * @throws SyncException OVERLOADED, IO_ERROR, INTERNAL if nothing was decided and it is worth another try
         */
        @Nullable
        IntentOutcome apply(Credentials peer, Intent intent);
    }

    /** What answers the queries of a peer. */
    public interface Owner extends AutoCloseable {
        Served served();

        /**
         * Begins a query.
         *
         * @throws io.blazedb.calcite.error.BlazeSqlException what is wrong with it
         * @throws SyncException NOT_GRANTED, CLOSED when the rules have changed
         */
        Answer query(QueryText text);

        /** What a view shows, which begins now if it is not the present one; null if that is not told. */
        default @Nullable Moment moment(long view) {
            return null;
        }

        /** Ends the view of the last query. */
        void closeView();

        /** Makes a query that runs end soon; from any thread. */
        void cancel();

        @Override
        void close();
    }

    /** A query that is being answered. */
    public interface Answer extends AutoCloseable {

        /** The next rows; fails as {@link Owner#query} does. */
        RowsPage next();

        @Override
        void close();
    }

    private enum Phase {
        NEW,
        CHALLENGED,
        WELCOMED,
        SERVING,
        WAITING,
        ANSWERING,
        ENDED
    }

    private final Host host;
    private final List<Frame> out = new ArrayList<>();
    private Phase phase = Phase.NEW;
    private byte[] hello = new byte[0];
    private byte[] challenge = new byte[0];
    private @Nullable Credentials peer;
    private @Nullable Subscribe request;
    private int stream;
    private volatile @Nullable Answering answering;
    private @Nullable Writing writing;
    private @Nullable ChannelFeed feed;
    private @Nullable ChannelId channel;
    private @Nullable SyncPosition sent;
    private ChannelFeed.@Nullable Snapshot snapshot;
    private long chunksSent;
    private long credit;
    private long acknowledged = -1;
    private long announcedHead = -1;
    private boolean clockWanted;

    public PublisherSession(Host host) {
        this.host = host;
    }

    /** The peer, once it has proved who it is. */
    public @Nullable Credentials peer() {
        return peer;
    }

    /** The feed that is served, or null. */
    public @Nullable ChannelFeed feed() {
        return feed;
    }

    /** Whether the peer has said goodbye or was refused: the connection is to be closed once everything is sent. */
    public boolean hasEnded() {
        return phase == Phase.ENDED;
    }

    public boolean isWaitingForGrant() {
        return phase == Phase.WAITING;
    }

    /** Whether a snapshot is held open for a peer that gives no credit. */
    public boolean isWaitingForCredit() {
        return snapshot != null && credit <= 0;
    }

    /** Position that the peer has applied durably; -1 before it has told. */
    public long acknowledged() {
        return acknowledged;
    }

    /** Takes a message. */
    public void onFrame(Frame frame) {
        FrameType type = FrameType.ofNumber(frame.type());
        if (type == null) {
            if (!frame.isOptional()) {
                throw unexpected(frame);
            }
            return;
        }
        switch (type) {
            case HELLO -> onHello(frame);
            case AUTH -> onAuth(frame);
            case SUBSCRIBE -> onSubscribe(frame);
            case SERVE -> onServe(frame);
            case QUERY, MORE_ROWS, QUERY_CLOSE, VIEW_OPEN, VIEW_CLOSE -> {
                Answering owner = answering;
                if (owner == null) {
                    throw unexpected(frame);
                }
                owner.onFrame(type, frame);
            }
            case WRITE_OPEN -> onWriteOpen(frame);
            case INTENT -> {
                Writing open = writing;
                if (open == null) {
                    throw unexpected(frame);
                }
                if (frame.stream() == open.stream()) {
                    open.onIntent(frame);
                }
            }
            case CLOCK_REQUEST -> clockWanted |= frame.stream() == stream;
            case UNSUBSCRIBE, GOAWAY, ERROR -> end();
            case PING -> out.add(Frame.of(FrameType.PONG, 0, frame.body()));
            case PONG -> {}
            case ACK -> {
                if (frame.stream() == stream) {
                    acknowledged = Math.max(acknowledged, Numbers.decode(frame.body()));
                }
            }
            case CREDIT -> {
                if (frame.stream() == stream) {
                    credit = Math.min(Limits.INITIAL_CREDIT_BYTES, credit + Numbers.decode(frame.body()));
                }
            }
            default -> throw unexpected(frame);
        }
    }

    /** The grants have changed: what the peer may have is decided anew. */
    public void reconsider() {
        Subscribe wanted = request;
        if (wanted == null || (phase != Phase.SERVING && phase != Phase.WAITING)) {
            return;
        }
        openFeed(wanted, false);
        if (writing != null) {
            writing.tell(out);
        }
    }

    /**
     * Returns what is to be sent now: a bounded piece of work. Nothing means that there is nothing to do until a frame arrives or the
     * feed's listener is called.
     */
    public List<Frame> pump() {
        if (out.isEmpty() && writing != null) {
            writing.pump(out, phase == Phase.SERVING ? feed : null);
        }
        if (out.isEmpty() && phase == Phase.SERVING && credit > 0) {
            serve();
        }
        if (out.isEmpty() && answering != null) {
            answering.pump(out);
        }
        List<Frame> ready = List.copyOf(out);
        out.clear();
        return ready;
    }

    /** Makes work that is going on end soon, because nobody waits for it any more; from any thread. */
    public void cancel() {
        Answering owner = answering;
        if (owner != null) {
            owner.cancel();
        }
    }

    @Override
    public void close() {
        end();
        phase = Phase.ENDED;
    }

    private void onHello(Frame frame) {
        if (phase != Phase.NEW) {
            throw unexpected(frame);
        }
        Hello decoded = Hello.decode(frame.body());
        if (decoded.versionMin() > Hello.VERSION || decoded.versionMax() < Hello.VERSION) {
            throw new SyncException(
                    SyncErrorCode.UNSUPPORTED_VERSION,
                    "versions=" + decoded.versionMin() + ".." + decoded.versionMax());
        }
        hello = frame.body();
        int capabilities = Hello.CLOCKS | (host.writes() == null ? 0 : Hello.WRITES);
        challenge = Challenge.answer(hello, Hello.VERSION, capabilities, host.nonce(), host.credentials(), host.key())
                .encode();
        out.add(Frame.of(FrameType.CHALLENGE, 0, challenge));
        phase = Phase.CHALLENGED;
    }

    private void onAuth(Frame frame) {
        if (phase != Phase.CHALLENGED) {
            throw unexpected(frame);
        }
        Auth auth = Auth.decode(frame.body());
        Credentials shown = Credentials.decode(auth.credentials()).requireValid(host.nowSeconds());
        if (!auth.isSignedBy(shown.appKey(), hello, challenge)) {
            throw new SyncException(SyncErrorCode.AUTHENTICATION_FAILED, "signature");
        }
        peer = shown;
        out.add(Frame.of(FrameType.WELCOME, 0, new byte[0]));
        phase = Phase.WELCOMED;
    }

    private void onServe(Frame frame) {
        if (phase != Phase.WELCOMED) {
            throw unexpected(frame);
        }
        Owner owner = host.serve(requirePeer(), new String(frame.body(), StandardCharsets.UTF_8));
        answering = new Answering(owner);
        out.add(Frame.of(FrameType.SERVED, 0, owner.served().encode()));
        phase = Phase.ANSWERING;
    }

    private void onSubscribe(Frame frame) {
        if (phase != Phase.WELCOMED && phase != Phase.SERVING && phase != Phase.WAITING) {
            throw unexpected(frame);
        }
        Subscribe wanted = Subscribe.decode(frame.body());
        dropFeed();
        request = wanted;
        stream = frame.stream();
        credit = Limits.INITIAL_CREDIT_BYTES;
        channel = wanted.channel();
        sent = wanted.position();
        openFeed(wanted, true);
    }

    private void onWriteOpen(Frame frame) {
        Writes owner = host.writes();
        if (owner == null || (phase != Phase.SERVING && phase != Phase.WAITING)) {
            throw unexpected(frame);
        }
        Writing opened = new Writing(owner, requirePeer(), frame);
        writing = opened;
        opened.tell(out);
    }

    private void openFeed(Subscribe wanted, boolean first) {
        boolean waited = phase == Phase.WAITING;
        ChannelFeed opened;
        try {
            opened = host.open(requirePeer(), wanted, waited && !first);
        } catch (SyncException e) {
            if (e.code() != SyncErrorCode.NOT_GRANTED) {
                throw e;
            }
            dropFeed();
            if (first || !waited) {
                SyncErrorCode code = first ? SyncErrorCode.NOT_GRANTED : SyncErrorCode.REVOKED;
                out.add(Frame.of(
                        FrameType.REVOKE, stream, Failure.of(code, e.context()).encode()));
            }
            channel = null;
            sent = null;
            phase = Phase.WAITING;
            return;
        }
        boolean sameChannel = opened.id().equals(channel);
        SyncPosition before = sameChannel ? sent : null;
        ChannelFeed.Snapshot unfinished = snapshot;
        snapshot = null;
        dropFeed();
        if (unfinished != null) {
            unfinished.close();
            before = null;
        }
        feed = opened;
        channel = opened.id();
        sent = before;
        announcedHead = -1;
        phase = Phase.SERVING;
        announce(opened, before);
    }

    private void announce(ChannelFeed opened, @Nullable SyncPosition before) {
        SyncPosition head;
        try {
            head = opened.head();
        } catch (SyncException e) {
            if (e.code() == SyncErrorCode.CLOSED) {
                // The rules have changed again: reconsider() comes.
                return;
            }
            throw e;
        }
        boolean resumes = before != null && before.incarnation().equals(head.incarnation());
        out.add(Frame.of(FrameType.SUBSCRIBED, stream, new Subscribed(opened.id(), head.position(), resumes).encode()));
        if (!resumes) {
            sent = null;
        }
    }

    private void serve() {
        ChannelFeed served = feed;
        if (served == null) {
            return;
        }
        try {
            if (snapshot != null) {
                sendChunk(snapshot);
            } else if (sent == null) {
                beginSnapshot(served);
            } else {
                sendRecords(served, sent);
            }
        } catch (SyncException e) {
            switch (e.code()) {
                case RESET_REQUIRED -> beginSnapshot(served);
                // The listener's onClosed leads to reconsider().
                case CLOSED -> {}
                case FORKED -> {
                    out.add(Frame.of(
                            FrameType.ERROR,
                            stream,
                            Failure.of(SyncErrorCode.FORKED, "").encode()));
                    end();
                }
                default -> throw e;
            }
        }
    }

    private void beginSnapshot(ChannelFeed served) {
        ChannelFeed.Snapshot opened = served.openSnapshot();
        snapshot = opened;
        chunksSent = 0;
        tell(opened.clock());
        SnapshotBegin begin =
                new SnapshotBegin(served.id(), opened.position(), opened.takenAtMicros(), opened.schema());
        out.add(Frame.of(FrameType.SNAPSHOT_BEGIN, stream, begin.encode()));
    }

    private void sendChunk(ChannelFeed.Snapshot open) {
        SnapshotChunk chunk = open.next();
        if (chunk != null) {
            byte[] body = chunk.encode();
            credit -= body.length;
            chunksSent++;
            out.add(Frame.of(FrameType.SNAPSHOT_CHUNK, stream, body));
            return;
        }
        sent = open.position();
        snapshot = null;
        open.close();
        out.add(Frame.of(FrameType.SNAPSHOT_END, stream, Numbers.encode(chunksSent)));
    }

    private void sendRecords(ChannelFeed served, SyncPosition after) {
        SyncPosition reached = after;
        List<ChannelRecord> records = served.recordsAfter(after, (int) Math.min(credit, RECORD_BYTES_PER_PUMP));
        if (!records.isEmpty() || clockWanted) {
            tell(served.clock());
            clockWanted = false;
        }
        for (ChannelRecord record : records) {
            byte[] body = record.encode();
            credit -= body.length;
            reached = record.reached();
            out.add(Frame.of(FrameType.DELIVER, stream, body));
        }
        sent = reached;
        SyncPosition head = served.head();
        if (reached.equals(head) && announcedHead != head.position()) {
            announcedHead = head.position();
            out.add(Frame.of(FrameType.FRONTIER, stream, Numbers.encode(head.position())));
        }
    }

    private void tell(@Nullable ChannelClock clock) {
        if (clock != null) {
            out.add(Frame.optional(FrameType.CLOCK, stream, clock.encode()));
        }
    }

    private void end() {
        Answering owner = answering;
        answering = null;
        if (owner != null) {
            owner.close();
        }
        writing = null;
        dropFeed();
        phase = Phase.ENDED;
    }

    private void dropFeed() {
        ChannelFeed.Snapshot open = snapshot;
        snapshot = null;
        if (open != null) {
            open.close();
        }
        ChannelFeed served = feed;
        feed = null;
        if (served != null) {
            served.close();
        }
    }

    private Credentials requirePeer() {
        Credentials proven = peer;
        if (proven == null) {
            throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "not authenticated");
        }
        return proven;
    }

    private static SyncException unexpected(Frame frame) {
        return new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "type=" + frame.type());
    }
}
