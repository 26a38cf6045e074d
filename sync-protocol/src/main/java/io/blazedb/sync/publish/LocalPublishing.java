/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.identity.SigningKey;
import io.blazedb.sync.local.Announcement;
import io.blazedb.sync.local.LocalListener;
import io.blazedb.sync.local.LocalSocket;
import io.blazedb.sync.session.Hello;
import io.blazedb.sync.session.PublisherSession;
import io.blazedb.sync.session.Subscribe;
import io.blazedb.sync.subscription.ChannelFeed;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves a publisher's database to other apps of this device over a Unix-domain socket.
 *
 * <p>Threading: one thread accepts; each connection has one that reads and one that sends, so a slow subscriber holds up nobody else.
 */
public final class LocalPublishing implements AutoCloseable {
    /** Connections at once. */
    private static final int CONNECTIONS_MAX = 256;

    private static final long HANDSHAKE_SECONDS_MAX = 10;

    /** A peer that takes nothing for so long is disconnected; it comes back by itself and gets a snapshot. */
    private static final long STALLED_SECONDS_MAX = 60;

    private final Publisher publisher;
    private final PublisherSession.@Nullable Writes writes;
    private final PublisherSession.Host host;
    private final String database;
    private final SubscriberRegistry registry;
    private final LocalListener listener;
    private final Set<ServedConnection> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watchdog;

    /**
     * Begins to listen and announces it.
     *
     * @param writes applies what others write; null if nobody may
     * @param group the app group; empty for none
     * @param database the database's name
     */
    public LocalPublishing(
            Publisher publisher,
            PublisherSession.@Nullable Writes writes,
            Home home,
            AppIdentity app,
            Credentials credentials,
            String group,
            String database,
            UUID databaseId,
            SubscriberRegistry registry,
            long nowMicros) {
        this.publisher = publisher;
        this.writes = writes;
        this.database = database;
        this.registry = registry;
        this.host = new SessionHost(home, app, credentials.encode());
        this.listener = LocalListener.open(home.runDirectory(), Announcement.fileName(group, app.name(), database));
        new Announcement(
                        group,
                        app.name(),
                        database,
                        databaseId,
                        home.userId(),
                        listener.socket().toString(),
                        ProcessHandle.current().pid(),
                        nowMicros)
                .write(home);
        Thread acceptor = new Thread(() -> listener.accept(this::serve), "blazedb-publish-" + database);
        acceptor.setDaemon(true);
        acceptor.start();
        watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "blazedb-publish-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        Future<?> unused = watchdog.scheduleWithFixedDelay(this::closeStalled, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        listener.close();
        watchdog.shutdownNow();
        connections.forEach(ServedConnection::close);
    }

    private void serve(LocalSocket socket) {
        if (connections.size() >= CONNECTIONS_MAX) {
            socket.close();
            return;
        }
        ServedConnection connection =
                new ServedConnection(socket, new PublisherSession(host), publisher, registry, connections::remove);
        connections.add(connection);
        connection.start();
    }

    private void closeStalled() {
        for (ServedConnection connection : connections) {
            if (connection.isStalled(HANDSHAKE_SECONDS_MAX, STALLED_SECONDS_MAX)) {
                connection.close();
            }
        }
    }

    /** What sessions know of this publisher. */
    private final class SessionHost implements PublisherSession.Host {
        private final Home home;
        private final AppIdentity app;
        private final byte[] credentials;
        private final SecureRandom random = new SecureRandom();

        SessionHost(Home home, AppIdentity app, byte[] credentials) {
            this.home = home;
            this.app = app;
            this.credentials = credentials;
        }

        @Override
        public SigningKey key() {
            return app.signingKey();
        }

        @Override
        public byte[] credentials() {
            return credentials.clone();
        }

        @Override
        public byte[] nonce() {
            byte[] nonce = new byte[Hello.NONCE_BYTES];
            random.nextBytes(nonce);
            return nonce;
        }

        @Override
        public long nowSeconds() {
            return home.nowSeconds();
        }

        @Override
        public ChannelFeed open(Credentials peer, Subscribe request, boolean waits) {
            requireKnown(peer, "SUBSCRIBE", request.database());
            return publisher.open(peer, "SUBSCRIBE", request.predicates(), waits);
        }

        @Override
        public PublisherSession.@Nullable Writes writes() {
            return writes;
        }

        /** Refuses other names than that of the database, which is recorded like any refusal. */
        private void requireKnown(Credentials peer, String action, String wanted) {
            if (!wanted.equals(database)) {
                AuditEntry.Principal who = new AuditEntry.Principal(peer.userId(), peer.appName(), peer.deviceId());
                publisher.audit().append(who, action, List.of(), false, "unknown database");
                throw new SyncException(SyncErrorCode.UNKNOWN_DATABASE, wanted);
            }
        }

        @Override
        public PublisherSession.Owner serve(Credentials peer, String wanted) {
            requireKnown(peer, "SELECT", wanted);
            return publisher.serve(peer);
        }
    }
}
