/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.SigningKey;
import io.blazedb.sync.subscription.ChannelClock;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSink;
import io.blazedb.sync.subscription.IntentSource;
import io.blazedb.sync.subscription.SnapshotChunk;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameType;
import io.blazedb.sync.wire.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The subscriber's end of one connection.
 *
 * <pre>
 * CONNECTING --CHALLENGE, WELCOME--&gt; CONNECTING --SUBSCRIBED, SNAPSHOT_BEGIN--&gt; SNAPSHOT --SNAPSHOT_END--&gt; CATCH_UP
 *                                                \--SUBSCRIBED that resumes--&gt; CATCH_UP --FRONTIER reached--&gt; LIVE
 * any --REVOKE--&gt; REVOKED --SUBSCRIBED (granted again)--&gt; SNAPSHOT
 * any --contradicting record, ERROR FORKED--&gt; FORKED
 * a gap in records or chunks subscribes again from the own position, under a new stream number
 * </pre>
 *
 * <p>Frames of an older stream are skipped. A broken rule ends in a SyncException; the connection is then to be closed.
 *
 * <p>Threading: one thread at a time.
 */
public final class SubscriberSession {
    /** Records applied in one local commit when many wait. */
    private static final int BATCH_RECORDS_MAX = 512;

    private static final int BATCH_BYTES_MAX = 4 << 20;

    /** Repairs of one connection without progress before it is given up. */
    private static final int REPAIRS_MAX = 8;

    /** Judges whether a publisher is the one that is wanted; throws AUTHENTICATION_FAILED otherwise. */
    @FunctionalInterface
    public interface PublisherCheck {
        void require(Credentials publisher);
    }

    /**
     * Who asks for what.
     *
     * @param key the app's key
     * @param credentials the app's credentials
     * @param group app group of the source
     * @param app the publishing app
     * @param database its database
     * @param predicates own conditions by table name
     * @param nonce fresh random bytes
     */
    public record Request(
            SigningKey key,
            Credentials credentials,
            String group,
            String app,
            String database,
            Map<String, String> predicates,
            byte[] nonce) {}

    private enum Phase {
        NEW,
        HELLO_SENT,
        AUTH_SENT,
        SUBSCRIBED
    }

    private final Request request;
    private final @Nullable Intents intents;
    private final PublisherCheck check;
    private final ChannelSink sink;
    private final byte[] hello;
    private final List<Frame> out = new ArrayList<>();
    private final List<ChannelRecord> batch = new ArrayList<>();
    private int batchBytes;
    private long earnedCredit;
    private Phase phase = Phase.NEW;
    private volatile boolean authenticated;
    private SessionState state = SessionState.CONNECTING;
    private boolean writes;
    private int stream;
    private int repairs;
    private long head;
    private long snapshotTakenAtMicros;
    private @Nullable ChannelId channel;
    private @Nullable SyncException refusal;
    private boolean clockTold;
    private long clockAsked;

    public SubscriberSession(Request request, PublisherCheck check, ChannelSink sink) {
        this(request, check, sink, null);
    }

    /** A session that writes, too. */
    public SubscriberSession(Request request, PublisherCheck check, ChannelSink sink, @Nullable IntentSource source) {
        this.request = request;
        this.intents = source == null ? null : new Intents(source);
        this.check = check;
        this.sink = sink;
        this.hello = new Hello(
                        Hello.VERSION,
                        Hello.VERSION,
                        source == null ? 0 : Hello.WRITES,
                        request.nonce(),
                        request.group(),
                        request.app(),
                        request.database())
                .encode();
    }

    public SessionState state() {
        return state;
    }

    /** Whether the publisher has proved who it is. */
    public boolean isAuthenticated() {
        return authenticated;
    }

    /** Why nothing is granted, if the publisher has said so. */
    public @Nullable SyncException refusal() {
        return refusal;
    }

    /** Newest position that the publisher has named. */
    public long head() {
        return head;
    }

    /** Begins the conversation; returns what to send. */
    public List<Frame> start() {
        phase = Phase.HELLO_SENT;
        return List.of(Frame.of(FrameType.HELLO, 0, hello));
    }

    /** Takes messages that arrived together; returns what to send. */
    public List<Frame> onFrames(List<Frame> frames) {
        for (Frame frame : frames) {
            FrameType type = FrameType.ofNumber(frame.type());
            if (type != FrameType.DELIVER) {
                applyBatch();
            }
            if (type == null) {
                if (!frame.isOptional()) {
                    throw unexpected(frame);
                }
                continue;
            }
            onFrame(type, frame);
        }
        applyBatch();
        if (clockTold && (state == SessionState.CATCH_UP || state == SessionState.LIVE)) {
            clockTold = false;
            sink.keepClock();
        }
        return pump();
    }

    /** What is to be sent now, because something was written or has arrived. */
    public List<Frame> pump() {
        if (intents != null && phase == Phase.SUBSCRIBED) {
            intents.settle();
            intents.pump(out);
        }
        long wanted = sink.wanted();
        if (wanted > clockAsked && phase == Phase.SUBSCRIBED && state != SessionState.FORKED) {
            clockAsked = wanted;
            out.add(Frame.optional(FrameType.CLOCK_REQUEST, stream, new byte[0]));
        }
        List<Frame> ready = List.copyOf(out);
        out.clear();
        return ready;
    }

    private void onFrame(FrameType type, Frame frame) {
        switch (type) {
            case CHALLENGE -> onChallenge(frame);
            case WELCOME -> onWelcome(frame);
            case PING -> out.add(Frame.of(FrameType.PONG, 0, frame.body()));
            case PONG -> {}
            case GOAWAY -> throw new SyncException(SyncErrorCode.DISCONNECTED, "the publisher is closing");
            case ERROR -> onError(Failure.decode(frame.body()).toException());
            default -> {
                if (phase != Phase.SUBSCRIBED) {
                    throw unexpected(frame);
                }
                if (frame.stream() == stream && state != SessionState.FORKED) {
                    onStream(type, frame);
                }
            }
        }
    }

    private void onChallenge(Frame frame) {
        if (phase != Phase.HELLO_SENT) {
            throw unexpected(frame);
        }
        Challenge challenge = Challenge.decode(frame.body());
        if (challenge.version() != Hello.VERSION) {
            throw new SyncException(SyncErrorCode.UNSUPPORTED_VERSION, "version=" + challenge.version());
        }
        Credentials publisher = Credentials.decode(challenge.credentials());
        check.require(publisher);
        if (!challenge.isSignedBy(publisher.appKey(), hello)) {
            throw new SyncException(SyncErrorCode.AUTHENTICATION_FAILED, "signature");
        }
        if (intents != null && (challenge.capabilities() & Hello.WRITES) == 0) {
            intents.unsupported();
        } else {
            writes = intents != null;
        }
        byte[] credentials = request.credentials().encode();
        Auth auth = Auth.answer(hello, frame.body(), credentials, request.key());
        out.add(Frame.of(FrameType.AUTH, 0, auth.encode()));
        phase = Phase.AUTH_SENT;
        authenticated = true;
    }

    private void onWelcome(Frame frame) {
        if (phase != Phase.AUTH_SENT) {
            throw unexpected(frame);
        }
        phase = Phase.SUBSCRIBED;
        subscribe();
    }

    private void subscribe() {
        stream++;
        clockAsked = 0;
        batch.clear();
        batchBytes = 0;
        earnedCredit = 0;
        SyncPosition position = sink.position();
        Subscribe subscribe = new Subscribe(
                request.database(), request.predicates(), position == null ? null : sink.channel(), position);
        out.add(Frame.of(FrameType.SUBSCRIBE, stream, subscribe.encode()));
        if (intents != null && writes) {
            intents.open(stream, out);
        }
    }

    private void onStream(FrameType type, Frame frame) {
        switch (type) {
            case SUBSCRIBED -> {
                Subscribed subscribed = Subscribed.decode(frame.body());
                channel = subscribed.channel();
                head = subscribed.head();
                state = subscribed.resumes() ? SessionState.CATCH_UP : SessionState.SNAPSHOT;
            }
            case SNAPSHOT_BEGIN -> {
                SnapshotBegin begin = SnapshotBegin.decode(frame.body());
                channel = begin.channel();
                snapshotTakenAtMicros = begin.takenAtMicros();
                state = SessionState.SNAPSHOT;
                sink.beginSnapshot(begin.channel(), begin.schema(), begin.position());
            }
            case SNAPSHOT_CHUNK -> onChunk(frame);
            case SNAPSHOT_END -> onSnapshotEnd(frame);
            case DELIVER -> onDeliver(frame);
            case FRONTIER -> {
                head = Numbers.decode(frame.body());
                becomeLiveAtHead();
            }
            case CLOCK -> {
                sink.clock(ChannelClock.decode(frame.body()));
                clockTold = true;
            }
            case WRITE_TERMS -> requireIntents(frame).onTerms(frame);
            case INTENT_OUTCOME -> requireIntents(frame).onOutcome(frame);
            case REVOKE -> {
                refusal = Failure.decode(frame.body()).toException();
                state = SessionState.REVOKED;
                sink.revoked();
            }
            default -> throw unexpected(frame);
        }
    }

    private Intents requireIntents(Frame frame) {
        if (intents == null || !writes) {
            throw unexpected(frame);
        }
        return intents;
    }

    private void onChunk(Frame frame) {
        if (state != SessionState.SNAPSHOT) {
            return;
        }
        try {
            sink.chunk(SnapshotChunk.decode(frame.body()));
            earn(frame);
            giveCredit();
        } catch (SyncException e) {
            repairGap(e);
        }
    }

    private void onSnapshotEnd(Frame frame) {
        if (state != SessionState.SNAPSHOT) {
            return;
        }
        try {
            sink.endSnapshot(Numbers.decode(frame.body()), snapshotTakenAtMicros);
            state = SessionState.CATCH_UP;
            progressed();
        } catch (SyncException e) {
            repairGap(e);
        }
    }

    private void onDeliver(Frame frame) {
        ChannelId followed = channel;
        if (followed == null) {
            throw unexpected(frame);
        }
        if (state != SessionState.CATCH_UP && state != SessionState.LIVE) {
            return;
        }
        batch.add(ChannelRecord.decode(followed, frame.body()));
        batchBytes += frame.body().length;
        earn(frame);
        if (batch.size() >= BATCH_RECORDS_MAX || batchBytes >= BATCH_BYTES_MAX) {
            applyBatch();
        }
    }

    private void applyBatch() {
        if (batch.isEmpty()) {
            return;
        }
        List<ChannelRecord> records = List.copyOf(batch);
        batch.clear();
        batchBytes = 0;
        switch (sink.applyAll(records)) {
            case APPLIED -> {
                repairs = 0;
                progressed();
                head = Math.max(head, records.get(records.size() - 1).position());
            }
            case DUPLICATE -> giveCredit();
            case GAP -> repairGap(new SyncException(SyncErrorCode.GAP, ""));
            case FORK -> {
                state = SessionState.FORKED;
                out.add(Frame.of(
                        FrameType.ERROR,
                        stream,
                        Failure.of(SyncErrorCode.FORKED, "").encode()));
            }
        }
    }

    private void repairGap(SyncException failure) {
        if (failure.code() != SyncErrorCode.GAP || ++repairs > REPAIRS_MAX) {
            throw failure;
        }
        state = SessionState.CONNECTING;
        subscribe();
    }

    private void progressed() {
        SyncPosition position = sink.position();
        if (position != null) {
            out.add(Frame.of(FrameType.ACK, stream, Numbers.encode(position.position())));
        }
        giveCredit();
    }

    private void becomeLiveAtHead() {
        SyncPosition position = sink.position();
        if ((state == SessionState.CATCH_UP || state == SessionState.LIVE)
                && position != null
                && position.position() >= head) {
            state = SessionState.LIVE;
        }
    }

    private void earn(Frame frame) {
        earnedCredit += frame.body().length;
    }

    private void giveCredit() {
        if (earnedCredit >= Limits.INITIAL_CREDIT_BYTES / 8) {
            out.add(Frame.of(FrameType.CREDIT, stream, Numbers.encode(earnedCredit)));
            earnedCredit = 0;
        }
    }

    private void onError(SyncException failure) {
        if (failure.code() == SyncErrorCode.FORKED) {
            state = SessionState.FORKED;
            return;
        }
        throw failure;
    }

    private static SyncException unexpected(Frame frame) {
        return new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "type=" + frame.type());
    }
}
