/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import io.blazedb.calcite.catalog.Moment;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.Group;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.local.Announcement;
import io.blazedb.sync.local.LocalSocket;
import io.blazedb.sync.session.Auth;
import io.blazedb.sync.session.Challenge;
import io.blazedb.sync.session.Failure;
import io.blazedb.sync.session.Hello;
import io.blazedb.sync.session.Numbers;
import io.blazedb.sync.session.QueryFailure;
import io.blazedb.sync.session.QueryText;
import io.blazedb.sync.session.RowsPage;
import io.blazedb.sync.session.Served;
import io.blazedb.sync.subscription.ChannelClock;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the app that serves a database: several queries at a time, whose pages are kept until they are read.
 *
 * <p>Threading: one thread at a time; {@link #close()} from any.
 */
final class OwnerConnection implements AutoCloseable {
    private static final long HANDSHAKE_SECONDS_MAX = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LocalSocket socket;
    private final Served served;
    private final Deque<Frame> received = new ArrayDeque<>();
    private final Map<Integer, Pages> open = new HashMap<>();
    private int lastStream;
    private long view;
    private final boolean tells;
    private @Nullable Moment moment;
    private volatile boolean closed;

    private OwnerConnection(LocalSocket socket, Home home, AppIdentity app, LocalSource source) {
        this.socket = socket;
        Group group = home.group(source.group());
        byte[] nonce = new byte[Hello.NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] hello = new Hello(
                        Hello.VERSION, Hello.VERSION, 0, nonce, source.group(), source.app(), source.database())
                .encode();
        send(Frame.of(FrameType.HELLO, 0, hello));
        Frame answered = expect(FrameType.CHALLENGE);
        Challenge challenge = Challenge.decode(answered.body());
        Credentials owner = Credentials.decode(challenge.credentials());
        requireWanted(home, owner, group, source);
        if (challenge.version() != Hello.VERSION || !challenge.isSignedBy(owner.appKey(), hello)) {
            throw new SyncException(SyncErrorCode.AUTHENTICATION_FAILED, "signature");
        }
        tells = (challenge.capabilities() & Hello.CLOCKS) != 0;
        byte[] credentials =
                app.credentials(List.of(home.membership(app, group))).encode();
        Auth auth = Auth.answer(hello, answered.body(), credentials, app.signingKey());
        send(Frame.of(FrameType.AUTH, 0, auth.encode()));
        expect(FrameType.WELCOME);
        socket.trust();
        send(Frame.of(FrameType.SERVE, 0, source.database().getBytes(StandardCharsets.UTF_8)));
        served = Served.decode(expect(FrameType.SERVED).body());
    }

    /**
     * Connects and proves who we are.
     *
     * @throws SyncException UNKNOWN_DATABASE, UNREACHABLE, NOT_GRANTED, AUTHENTICATION_FAILED, DISCONNECTED
     */
    static OwnerConnection connect(Home home, AppIdentity app, LocalSource source) {
        Announcement announcement = Announcement.find(home, source.group(), source.app(), source.database())
                .orElseThrow(() -> new SyncException(SyncErrorCode.UNKNOWN_DATABASE, source.toString()));
        LocalSocket socket = LocalSocket.connect(Path.of(announcement.socket()));
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Executor later = CompletableFuture.delayedExecutor(HANDSHAKE_SECONDS_MAX, TimeUnit.SECONDS);
        later.execute(() -> {
            if (!done.isDone()) {
                socket.close();
            }
        });
        try {
            OwnerConnection connection = new OwnerConnection(socket, home, app, source);
            done.complete(true);
            return connection;
        } catch (RuntimeException | Error e) {
            done.complete(false);
            socket.close();
            throw e;
        }
    }

    /** What may be queried. */
    Served served() {
        return served;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether no query is open. */
    boolean isIdle() {
        return open.isEmpty();
    }

    /** A number for the next view. */
    long nextView() {
        moment = null;
        return ++view;
    }

    /** Begins the present view, and returns what it shows; null if the owner does not tell. */
    @Nullable
    Moment openView() {
        if (moment == null && tells) {
            send(Frame.of(FrameType.VIEW_OPEN, 0, Numbers.encode(view)));
            while (moment == null) {
                receive();
            }
        }
        return moment;
    }

    /** Ends the view of the last queries at the owner. */
    void closeView() {
        open.clear();
        send(Frame.of(FrameType.VIEW_CLOSE, 0, new byte[0]));
    }

    /** Begins a query; its rows come as they are read. */
    Pages query(QueryText text) {
        int stream = ++lastStream;
        Pages pages = new Pages(stream);
        open.put(stream, pages);
        send(Frame.of(FrameType.QUERY, stream, text.encode()));
        return pages;
    }

    @Override
    public void close() {
        closed = true;
        socket.close();
    }

    private void send(Frame frame) {
        socket.write(List.of(frame));
    }

    private Frame expect(FrameType type) {
        while (received.isEmpty()) {
            received.addAll(socket.read());
        }
        Frame frame = received.remove();
        if (frame.type() == FrameType.ERROR.number()) {
            throw Failure.decode(frame.body()).toException();
        }
        if (frame.type() != type.number()) {
            throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "type=" + frame.type());
        }
        return frame;
    }

    /** Waits for something and hands it to whom it is for. */
    private void receive() {
        while (received.isEmpty()) {
            received.addAll(socket.read());
        }
        while (!received.isEmpty()) {
            Frame frame = received.remove();
            FrameType type = FrameType.ofNumber(frame.type());
            Pages pages = open.get(frame.stream());
            if (type == FrameType.ERROR) {
                close();
                throw Failure.decode(frame.body()).toException();
            } else if (type == FrameType.VIEW_CLOCK) {
                moment = ChannelClock.decodeMoment(frame.body());
            } else if (type == FrameType.ROWS && pages != null) {
                pages.add(RowsPage.decode(frame.body()));
            } else if (type == FrameType.QUERY_FAILED && pages != null) {
                open.remove(frame.stream());
                pages.failure = QueryFailure.decode(frame.body());
            } else if (type != FrameType.ROWS && type != FrameType.QUERY_FAILED && !frame.isOptional()) {
                throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "type=" + frame.type());
            }
        }
    }

    private static void requireWanted(Home home, Credentials owner, Group group, LocalSource source) {
        owner.requireValid(home.nowSeconds());
        boolean member = owner.memberships().stream()
                .anyMatch(membership -> membership.group().equals(group.name())
                        && Arrays.equals(membership.groupKey(), group.groupKey()));
        if (!owner.appName().equals(source.app()) || !member) {
            throw new SyncException(SyncErrorCode.AUTHENTICATION_FAILED, "not " + source);
        }
    }

    /** The rows of one query. */
    final class Pages implements AutoCloseable {
        private final int stream;
        private final Deque<byte[]> rows = new ArrayDeque<>();
        private boolean last;
        private boolean owed;
        private @Nullable QueryFailure failure;

        Pages(int stream) {
            this.stream = stream;
        }

        /** Why it ended before its last row. */
        @Nullable
        QueryFailure failure() {
            return failure;
        }

        /** The next row; null after the last one and after a failure. */
        byte @Nullable [] next() {
            while (rows.isEmpty() && !last && failure == null) {
                if (owed) {
                    owed = false;
                    send(Frame.of(FrameType.MORE_ROWS, stream, new byte[0]));
                }
                receive();
            }
            return failure == null ? rows.poll() : null;
        }

        private void add(RowsPage page) {
            rows.addAll(page.rows());
            last = page.last();
            owed = !last;
            if (last) {
                open.remove(stream);
            }
        }

        @Override
        public void close() {
            if (open.remove(stream) != null && !closed) {
                send(Frame.of(FrameType.QUERY_CLOSE, stream, new byte[0]));
            }
        }
    }
}
