/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.sync.crypto.channel.KnownHubs;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.relay.HubAddress;
import io.blazedb.sync.relay.HubMessage;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.subscription.ChannelId;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a database through a hub: wraps channel keys for every device that asks there and is granted something, and brings each channel's
 * snapshot and log to the hub. Writers never wait for it: it reads the channels' feeds at its own pace, and whatever the hub has not acknowledged is made
 * again from the database.
 *
 * <p>Threading: one thread of its own.
 *
 * <p>Failure: any, of hub or connection, leads to a new connection after a pause; the hub is then asked where it stands.
 */
public final class HubUploader implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HubUploader.class.getName());
    private static final int SERVE_STREAM = 1;
    private static final long RECEIVE_MILLIS = 1_000;

    /** A connection that is just being made cannot be hurried; what it is for is noticed as closed then. */
    private static final long CLOSE_MILLIS_MAX = 3_000;

    /** What the uploader needs of the publisher. */
    public interface Host {
        /**
         * Opens what is granted to a peer; the decision is durably recorded before this returns or fails.
         *
         * @throws SyncException NOT_GRANTED, INVALID_PUBLICATION
         */
        ChannelFeed open(Credentials peer);

        /** Calls the listener, which returns quickly, after grants or publications have changed. */
        Registration onPolicyChanged(Runnable listener);
    }

    /**
     * Who publishes what and where.
     *
     * @param hub the hub
     * @param database the database's name
     * @param own the publishing app
     * @param credentials makes its encoded credentials
     * @param knownHubs pins of hubs
     * @param nowSeconds now, for the validity of certificates
     */
    public record Target(
            HubAddress.HostAndPort hub,
            String database,
            AppIdentity own,
            Supplier<byte[]> credentials,
            KnownHubs knownHubs,
            LongSupplier nowSeconds) {}

    private final Target target;
    private final Host host;
    private final EpochStore epochs;
    private final SecureRandom random;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Registration policyListening;
    private final Map<ChannelId, ChannelUpload> channels = new LinkedHashMap<>();
    private final byte[] databaseHash;
    private volatile boolean policyChanged = true;
    private volatile @Nullable HubConnection connection;
    private volatile @Nullable SyncException lastError;
    private volatile boolean current;
    private @Nullable List<byte[]> requests;
    private boolean requestsChanged;
    private int streams;

    public HubUploader(Target target, Host host, Store store, SecureRandom random) {
        this.target = target;
        this.host = host;
        this.epochs = new EpochStore(store);
        this.random = random;
        this.databaseHash =
                HubAddress.databaseHash(target.own().userId(), target.own().name(), target.database());
        this.thread = new Thread(this::run, "blazedb-hub-publisher");
        thread.setDaemon(true);
        policyListening = host.onPolicyChanged(() -> {
            policyChanged = true;
            wake();
        });
    }

    public void start() {
        thread.start();
    }

    /** Why the last attempt failed, or null. */
    public @Nullable SyncException lastError() {
        return lastError;
    }

    public boolean isConnected() {
        return connection != null;
    }

    /** Whether the hub had everything when last looked. */
    public boolean isCurrent() {
        return current;
    }

    @Override
    public void close() {
        closing.countDown();
        policyListening.close();
        HubConnection present = connection;
        if (present != null) {
            present.close();
        }
        try {
            thread.join(CLOSE_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void wake() {
        HubConnection present = connection;
        if (present != null) {
            present.wake();
        }
    }

    private void run() {
        Backoff backoff = new Backoff(random, closing);
        try {
            epochs.load()
                    .forEach((id, kept) -> channels.put(id, new ChannelUpload(id, target.own(), epochs, kept, random)));
            do {
                try {
                    serve(backoff);
                } catch (SyncException e) {
                    failed(e);
                } catch (RuntimeException | OutOfMemoryError e) {
                    if (!isClosing()) {
                        LOG.log(System.Logger.Level.WARNING, "publishing through the hub failed", e);
                    }
                    failed(new SyncException(
                            SyncErrorCode.INTERNAL, e.getClass().getSimpleName(), e));
                }
            } while (!isClosing() && backoff.pause());
        } finally {
            channels.values().forEach(ChannelUpload::dropFeed);
        }
    }

    private void failed(SyncException e) {
        if (!isClosing()) {
            SyncException before = lastError;
            if (before == null || before.code() != e.code()) {
                LOG.log(System.Logger.Level.INFO, "hub " + target.hub() + ": " + e.getMessage());
            }
            lastError = e;
        }
    }

    private void serve(Backoff backoff) {
        try (HubConnection hub = HubConnection.open(
                target.hub(),
                target.knownHubs(),
                target.own(),
                target.credentials().get(),
                random)) {
            connection = hub;
            requests = null;
            streams = SERVE_STREAM;
            hub.send(SERVE_STREAM, new HubMessage.Serve(databaseHash));
            Map<Integer, ChannelUpload> byStream = new LinkedHashMap<>();
            channels.values().forEach(channel -> open(hub, channel, byStream));
            boolean busy = false;
            while (!isClosing()) {
                HubConnection.Received received = hub.receive(busy ? 1 : RECEIVE_MILLIS);
                if (received != null) {
                    take(received, byStream);
                    backoff.reset();
                }
                decide(hub, byStream);
                busy = received != null;
                if (requests != null) {
                    for (ChannelUpload channel : channels.values()) {
                        busy |= channel.step(hub);
                        if (!channel.hasFeed()) {
                            policyChanged |= !channel.hasMembers(Set.of());
                        }
                    }
                    current = !policyChanged
                            && channels.values().stream()
                                    .allMatch(channel -> !channel.hasFeed() || channel.isCurrent());
                    lastError = null;
                }
            }
        } finally {
            connection = null;
            current = false;
        }
    }

    private void open(HubConnection hub, ChannelUpload channel, Map<Integer, ChannelUpload> byStream) {
        int stream = ++streams;
        byStream.put(stream, channel);
        channel.connected(hub, stream, databaseHash);
    }

    private void take(HubConnection.Received received, Map<Integer, ChannelUpload> byStream) {
        if (received.message() instanceof HubMessage.Requests m) {
            requests = m.credentials();
            requestsChanged = true;
            return;
        }
        ChannelUpload channel = byStream.get(received.stream());
        if (channel == null) {
            throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "");
        }
        channel.take(received.message());
    }

    /** Decides anew who takes part in which channel, when grants have changed or somebody new asks. */
    private void decide(HubConnection hub, Map<Integer, ChannelUpload> byStream) {
        List<byte[]> asking = requests;
        if (asking == null || (!policyChanged && !requestsChanged)) {
            return;
        }
        policyChanged = false;
        requestsChanged = false;
        Map<ChannelId, Map<String, Credentials>> granted = new LinkedHashMap<>();
        Map<ChannelId, ChannelFeed> feeds = new LinkedHashMap<>();
        try {
            for (byte[] shown : asking) {
                decide(shown, granted, feeds);
            }
            for (ChannelId id : granted.keySet()) {
                if (!channels.containsKey(id)) {
                    ChannelUpload added = new ChannelUpload(id, target.own(), epochs, null, random);
                    channels.put(id, added);
                    open(hub, added, byStream);
                }
            }
            channels.forEach((id, channel) ->
                    channel.grant(granted.getOrDefault(id, Map.of()), feeds.remove(id), new Listener()));
        } catch (RuntimeException e) {
            policyChanged = true;
            throw e;
        } finally {
            feeds.values().forEach(ChannelFeed::close);
        }
    }

    private void decide(
            byte[] shown, Map<ChannelId, Map<String, Credentials>> granted, Map<ChannelId, ChannelFeed> feeds) {
        Credentials peer;
        try {
            peer = Credentials.decode(shown).requireValid(target.nowSeconds().getAsLong());
        } catch (SyncException e) {
            // The hub vouches for nobody: what does not verify asks for nothing.
            return;
        }
        if (Arrays.equals(peer.appKey(), target.own().signingKey().publicKey())) {
            return;
        }
        try {
            ChannelFeed feed = host.open(peer);
            granted.computeIfAbsent(feed.id(), absent -> new LinkedHashMap<>()).put(ChannelUpload.key(peer), peer);
            if (feeds.putIfAbsent(feed.id(), feed) != null) {
                feed.close();
            }
        } catch (SyncException e) {
            if (e.code() != SyncErrorCode.NOT_GRANTED && e.code() != SyncErrorCode.INVALID_PUBLICATION) {
                throw e;
            }
        }
    }

    /** Wakes the uploader's thread. */
    private final class Listener implements ChannelFeed.Listener {
        @Override
        public void onRecords() {
            wake();
        }

        @Override
        public void onClosed() {
            policyChanged = true;
            wake();
        }
    }
}
