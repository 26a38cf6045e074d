/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub;

import io.blazedb.sync.crypto.channel.HubCertificate;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.hub.store.HubStore;
import io.blazedb.sync.identity.HomeFiles;
import io.blazedb.sync.relay.HubAddress;
import io.blazedb.sync.transport.FrameLink;
import io.blazedb.sync.transport.TransportServer;
import io.blazedb.sync.wire.Frame;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A running hub: listens with TLS 1.3, stores sealed logs and snapshots, forwards them to the devices that their publishers have wrapped keys
 * for. Stopped or killed at any time, it goes on from its directory with everything it acknowledged.
 *
 * <p>Threading: everything is decided on one thread of its own; what arrives together is made durable with one sync.
 *
 * <p>Failure: when its directory cannot be written any more it ends all connections and says so in {@link #awaitEnd}.
 */
public final class Hub implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Hub.class.getName());
    private static final int BATCH_EVENTS_MAX = 512;
    private static final long TICK_MILLIS = 1_000;

    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final HubStore store;
    private final HubCertificate certificate;
    private final HubCore core;
    private final TransportServer server;
    private final HubAddress.HostAndPort address;
    private final Thread thread;
    private volatile boolean stopping;

    private Hub(HubOptions options, SecureRandom random, Clock clock) {
        Path directory = HomeFiles.directory(options.directory());
        certificate = HubCertificate.loadOrCreate(directory.resolve("hub.key"), random, clock);
        store = HubStore.open(directory.resolve("data"), options.limits());
        core = new HubCore(store, HubCertificate.digest(certificate.certificate()), random, clock);
        thread = new Thread(this::run, "blazedb-hub");
        try {
            server = TransportServer.listen(
                    options.listen().host(),
                    options.listen().port(),
                    certificate,
                    options.connectionsMax(),
                    new Inbox());
        } catch (SyncException e) {
            store.close();
            throw e;
        }
        address = new HubAddress.HostAndPort(options.listen().host(), server.port());
    }

    /**
     * Starts a hub.
     *
     * @throws SyncException IO_ERROR if the address or the directory cannot be had, DAMAGED_IDENTITY if its key file does not parse
     */
    public static Hub start(HubOptions options) {
        Hub hub = new Hub(options, new SecureRandom(), Clock.systemUTC());
        hub.thread.start();
        return hub;
    }

    /** Where it listens, with the port that it really has. */
    public HubAddress.HostAndPort address() {
        return address;
    }

    /** Fingerprint of its certificate, for people to compare. */
    public String fingerprint() {
        return certificate.fingerprint();
    }

    /** What it holds and who is there. */
    public HubStatus status() {
        CompletableFuture<HubStatus> answer = new CompletableFuture<>();
        events.add(() -> answer.complete(core.status()));
        try {
            return CompletableFuture.anyOf(answer, end)
                    .thenApply(ended -> answer.getNow(new HubStatus(0, List.of())))
                    .get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SyncException(SyncErrorCode.CLOSED, "hub", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new SyncException(SyncErrorCode.CLOSED, "hub", e);
        }
    }

    /** Waits until the hub is closed, or fails with what ended it. */
    public void awaitEnd() throws InterruptedException {
        thread.join();
        end.join();
    }

    @Override
    public void close() {
        stopping = true;
        events.add(() -> {});
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                runBatch();
            }
            end.complete(null);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the hub stops: " + e.getMessage());
            end.completeExceptionally(e);
        } finally {
            server.close();
            store.close();
        }
    }

    private void runBatch() {
        Runnable event = next(core.deliver() ? 0 : TICK_MILLIS);
        for (int count = 0; event != null && count < BATCH_EVENTS_MAX; count++) {
            event.run();
            event = events.poll();
        }
        if (event != null) {
            event.run();
        }
        core.tick(System.nanoTime());
        core.finishBatch();
    }

    private @Nullable Runnable next(long waitMillis) {
        try {
            return events.poll(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopping = true;
            return null;
        }
    }

    /** Hands what happens on connections to the hub's thread; a connection's reading stops while too much of its waits. */
    private final class Inbox implements FrameLink.Handler {
        @Override
        public void opened(FrameLink link) {
            long now = System.nanoTime();
            events.add(() -> core.opened(link, now));
        }

        @Override
        public void received(FrameLink link, Frame frame) {
            events.add(() -> {
                core.received(link, frame);
                link.consumed(frame);
            });
        }

        @Override
        public void writable(FrameLink link) {
            events.add(() -> {});
        }

        @Override
        public void closed(FrameLink link) {
            events.add(() -> core.closed(link));
        }
    }
}
