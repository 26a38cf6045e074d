/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import io.blazedb.sync.apply.ChangeApplier;
import io.blazedb.sync.apply.IntentQueue;
import io.blazedb.sync.apply.PromptSink;
import io.blazedb.sync.apply.ReplicaState;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.Group;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.local.Announcement;
import io.blazedb.sync.local.LocalSocket;
import io.blazedb.sync.session.Hello;
import io.blazedb.sync.session.SessionState;
import io.blazedb.sync.session.SubscriberSession;
import io.blazedb.sync.wire.Frame;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The way to an app of the same group on this device. */
final class LocalConnector implements ReplicaConnector {
    private static final long HANDSHAKE_SECONDS_MAX = 10;
    private static final long PAUSE_MILLIS_MAX = 500;

    private final Home home;
    private final AppIdentity app;
    private final LocalSource source;
    private final Map<String, String> predicates;
    private final @Nullable IntentQueue queue;
    private final SecureRandom random = new SecureRandom();
    private final Executor later = CompletableFuture.delayedExecutor(HANDSHAKE_SECONDS_MAX, TimeUnit.SECONDS);
    private volatile boolean closed;
    private volatile @Nullable LocalSocket socket;

    /**
     * A way to an app.
     *
     * @param queue what is written for it; null for nothing
     */
    LocalConnector(
            Home home,
            AppIdentity app,
            LocalSource source,
            Map<String, String> predicates,
            @Nullable IntentQueue queue) {
        this.queue = queue;
        this.home = home;
        this.app = app;
        this.source = source;
        this.predicates = Map.copyOf(predicates);
    }

    @Override
    public void follow(ChangeApplier replica, Progress progress) {
        Group group = home.group(source.group());
        Announcement announcement = Announcement.find(home, source.group(), source.app(), source.database())
                .orElseThrow(() -> new SyncException(SyncErrorCode.UNKNOWN_DATABASE, source.toString()));
        byte[] nonce = new byte[Hello.NONCE_BYTES];
        random.nextBytes(nonce);
        PromptSink sink = new PromptSink(replica);
        SubscriberSession session = new SubscriberSession(
                new SubscriberSession.Request(
                        app.signingKey(),
                        app.credentials(List.of(home.membership(app, group))),
                        source.group(),
                        source.app(),
                        source.database(),
                        predicates,
                        nonce),
                publisher -> requireWanted(publisher, group),
                sink,
                queue);
        try (LocalSocket connected = LocalSocket.connect(Path.of(announcement.socket()))) {
            socket = connected;
            if (!closed) {
                Object writing = new Object();
                ReplicaSender sender =
                        new ReplicaSender(session, connected, writing, replica, queue, source.toString());
                try {
                    converse(connected, session, writing, sink, replica, progress);
                } finally {
                    sender.close();
                }
            }
        } finally {
            socket = null;
        }
    }

    @Override
    public long pauseMillisMax() {
        return PAUSE_MILLIS_MAX;
    }

    @Override
    public void close() {
        closed = true;
        LocalSocket open = socket;
        if (open != null) {
            open.close();
        }
    }

    private void converse(
            LocalSocket connected,
            SubscriberSession session,
            Object writing,
            PromptSink sink,
            ChangeApplier replica,
            Progress progress) {
        later.execute(() -> {
            if (!session.isAuthenticated()) {
                connected.close();
            }
        });
        synchronized (writing) {
            connected.write(session.start());
        }
        boolean trusted = false;
        while (!closed) {
            boolean hadReplica = !replica.state().equals(ReplicaState.NEW);
            List<Frame> arrived = connected.read();
            synchronized (writing) {
                List<Frame> answer = session.onFrames(arrived);
                if (!answer.isEmpty()) {
                    sink.settle();
                    connected.write(answer);
                }
            }
            if (!trusted && session.isAuthenticated()) {
                connected.trust();
                trusted = true;
            }
            progress.update(session.state(), session.head());
            if (session.state() == SessionState.FORKED) {
                return;
            }
            if (session.state() == SessionState.REVOKED && !hadReplica) {
                SyncException refusal = session.refusal();
                throw refusal != null ? refusal : new SyncException(SyncErrorCode.NOT_GRANTED, source.toString());
            }
        }
    }

    private void requireWanted(Credentials publisher, Group group) {
        publisher.requireValid(home.nowSeconds());
        boolean member = publisher.memberships().stream()
                .anyMatch(membership -> membership.group().equals(group.name())
                        && Arrays.equals(membership.groupKey(), group.groupKey()));
        if (!publisher.appName().equals(source.app()) || !member) {
            throw new SyncException(SyncErrorCode.AUTHENTICATION_FAILED, "not " + source);
        }
    }
}
