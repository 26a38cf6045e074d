/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.sync.crypto.channel.KnownHubs;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.publish.Publisher;
import io.blazedb.sync.relay.HubAddress;
import io.blazedb.sync.subscription.ChannelFeed;
import java.security.SecureRandom;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves a publisher's database through a hub, beside the local sockets. */
public final class HubPublishing implements AutoCloseable {
    private final HubUploader uploader;

    /**
     * Begins to upload, now or as soon as the hub can be reached.
     *
     * @param hub the hub's address, {@code HOST:PORT}
     * @param credentials the publishing app's credentials
     * @param database the database's name
     * @throws SyncException INVALID_SOURCE if the address cannot be read
     */
    public HubPublishing(
            Publisher publisher,
            Store store,
            Home home,
            AppIdentity app,
            Credentials credentials,
            String database,
            String hub) {
        byte[] shown = credentials.encode();
        uploader = new HubUploader(
                new HubUploader.Target(
                        HubAddress.parse(hub),
                        database,
                        app,
                        () -> shown.clone(),
                        new KnownHubs(home.directory()),
                        home::nowSeconds),
                new PublisherHost(publisher),
                store,
                new SecureRandom());
        uploader.start();
    }

    /** Whether the hub had everything when last looked. */
    public boolean isCurrent() {
        return uploader.isCurrent();
    }

    public boolean isConnected() {
        return uploader.isConnected();
    }

    /** Why the last attempt failed, or null. */
    public @Nullable SyncException lastError() {
        return uploader.lastError();
    }

    @Override
    public void close() {
        uploader.close();
    }

    private record PublisherHost(Publisher publisher) implements HubUploader.Host {
        @Override
        public ChannelFeed open(Credentials peer) {
            return publisher.open(peer, "SUBSCRIBE THROUGH HUB", Map.of(), false);
        }

        @Override
        public Registration onPolicyChanged(Runnable listener) {
            return publisher.onPolicyChanged(listener);
        }
    }
}
