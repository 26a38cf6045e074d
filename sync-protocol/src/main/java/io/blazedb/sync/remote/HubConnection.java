/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.sync.crypto.channel.HubCertificate;
import io.blazedb.sync.crypto.channel.HubHandshake;
import io.blazedb.sync.crypto.channel.KnownHubs;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.relay.HubAddress;
import io.blazedb.sync.relay.HubMessage;
import io.blazedb.sync.relay.HubMessageCodec;
import io.blazedb.sync.transport.TransportClient;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.Limits;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated connection to a hub whose certificate is the pinned one.
 *
 * <p>Threading: one thread; {@link #wake} and {@link #close} may come from any.
 */
public final class HubConnection implements AutoCloseable {
    private static final long ANSWER_MILLIS_MAX = 15_000;
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long SILENCE_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    private final TransportClient transport;
    private long lastSentNanos = System.nanoTime();
    private long lastHeardNanos = System.nanoTime();

    /** A message, the stream that it came on, and the size of its frame. */
    public record Received(int stream, HubMessage message, int frameBytes) {}

    private HubConnection(TransportClient transport) {
        this.transport = transport;
    }

    /**
     * Connects and proves who this app is.
     *
     * @param credentials the app's encoded credentials
     * @throws SyncException UNREACHABLE, PEER_CHANGED, AUTHENTICATION_FAILED, ...
     */
    public static HubConnection open(
            HubAddress.HostAndPort hub, KnownHubs known, AppIdentity app, byte[] credentials, SecureRandom random) {
        TransportClient transport = TransportClient.connect(hub.host(), hub.port());
        try {
            known.check(hub.toString(), HubCertificate.fingerprint(transport.serverCertificate()));
            HubConnection connection = new HubConnection(transport);
            connection.authenticate(app, credentials, random);
            return connection;
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    private void authenticate(AppIdentity app, byte[] credentials, SecureRandom random) {
        byte[] nonce = new byte[HubMessageCodec.NONCE_BYTES];
        random.nextBytes(nonce);
        send(0, new HubMessage.Hello(HubHandshake.VERSION, HubHandshake.VERSION, nonce));
        if (!(await() instanceof HubMessage.Challenge challenge) || challenge.version() != HubHandshake.VERSION) {
            throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "");
        }
        byte[] signature = HubHandshake.sign(app, nonce, challenge.nonce(), transport.serverCertificateDigest());
        send(0, new HubMessage.Auth(credentials, signature));
        if (!(await() instanceof HubMessage.Welcome)) {
            throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "");
        }
        transport.allow(Limits.MESSAGE_BYTES_MAX);
    }

    private HubMessage await() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MILLIS_MAX);
        while (System.nanoTime() < deadline) {
            Received received = receive(ANSWER_MILLIS_MAX);
            if (received != null) {
                return received.message();
            }
        }
        throw new SyncException(SyncErrorCode.TIMEOUT, "hub");
    }

    public void send(int stream, HubMessage message) {
        transport.send(HubMessageCodec.encode(stream, message));
        lastSentNanos = System.nanoTime();
    }

    /**
     * The next message; null after the timeout or a {@link #wake}. Keeps the connection alive.
     *
     * @throws SyncException DISCONNECTED; what the hub said if it refused the connection as a whole
     */
    public @Nullable Received receive(long timeoutMillis) {
        Frame frame = transport.receive(timeoutMillis);
        long now = System.nanoTime();
        if (frame == null) {
            if (now - lastHeardNanos > SILENCE_NANOS_MAX) {
                throw new SyncException(SyncErrorCode.TIMEOUT, "hub");
            }
            if (now - lastSentNanos > PING_NANOS) {
                send(0, new HubMessage.Ping());
            }
            return null;
        }
        lastHeardNanos = now;
        HubMessage message = HubMessageCodec.decode(frame);
        if (message == null || message instanceof HubMessage.Pong) {
            return null;
        }
        if (message instanceof HubMessage.Failure failure && frame.stream() == 0) {
            throw failureOf(failure);
        }
        return new Received(frame.stream(), message, Frame.HEADER_BYTES + frame.body().length);
    }

    static SyncException failureOf(HubMessage.Failure failure) {
        SyncErrorCode code = SyncErrorCode.ofNumber(failure.code());
        return code == null
                ? new SyncException(SyncErrorCode.REFUSED, "code=" + failure.code())
                : new SyncException(code, "said by the hub");
    }

    /** Makes a waiting {@link #receive} return. */
    public void wake() {
        transport.wake();
    }

    @Override
    public void close() {
        transport.close();
    }
}
