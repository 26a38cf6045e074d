/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.transport;

import io.blazedb.sync.crypto.channel.HubCertificate;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.wire.Frame;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One TLS 1.3 connection to a hub, for a thread that sends and waits. It accepts any certificate; its user checks
 * {@link #serverCertificate()} before it sends anything.
 *
 * <p>Threading: any number of threads may send; one receives.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Failures end the connection, which the pipeline tells.
public final class TransportClient implements AutoCloseable {
    private static final int CONNECT_MILLIS_MAX = 10_000;
    private static final long WRITABLE_WAIT_MILLIS = 50;

    /** One small thread for all connections of this JVM to hubs; it does not keep the JVM alive. */
    private static final class Io {
        static final EventLoopGroup GROUP = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("blazedb-hub-client", true), NioIoHandler.newFactory());
    }

    private final Object monitor = new Object();
    private final Deque<Frame> received = new ArrayDeque<>();
    private @Nullable FrameLink link;
    private boolean ended;
    private boolean woken;
    private @Nullable X509Certificate certificate;

    private TransportClient() {}

    /**
     * Connects, or fails.
     *
     * @throws SyncException UNREACHABLE
     */
    public static TransportClient connect(String host, int port) {
        TransportClient client = new TransportClient();
        SslContext tls = context();
        ChannelFuture connected = new Bootstrap()
                .group(Io.GROUP)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        SslHandler handler = tls.newHandler(channel.alloc());
                        handler.setHandshakeTimeoutMillis(CONNECT_MILLIS_MAX);
                        FramePipeline.install(channel, handler, client.new Receiver(handler));
                        channel.closeFuture().addListener(closed -> client.end());
                    }
                })
                .connect(host, port)
                .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            throw unreachable(host, port, connected.cause());
        }
        synchronized (client.monitor) {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2L * CONNECT_MILLIS_MAX);
            while (client.link == null && !client.ended && System.nanoTime() < deadline) {
                client.waitMillis(CONNECT_MILLIS_MAX);
            }
            if (client.link != null) {
                return client;
            }
        }
        connected.channel().close();
        throw unreachable(host, port, null);
    }

    private static SslContext context() {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .trustManager(new PinnedLater())
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException e) {
            throw new SyncException(SyncErrorCode.INTERNAL, "TLS", e);
        }
    }

    private static SyncException unreachable(String host, int port, @Nullable Throwable cause) {
        return new SyncException(SyncErrorCode.UNREACHABLE, "hub=" + host + ":" + port, cause);
    }

    /** The certificate that the hub showed and proved to own. */
    public X509Certificate serverCertificate() {
        synchronized (monitor) {
            X509Certificate shown = certificate;
            if (shown == null) {
                throw new SyncException(SyncErrorCode.AUTHENTICATION_FAILED, "no certificate");
            }
            return shown;
        }
    }

    /** Its SHA-256. */
    public byte[] serverCertificateDigest() {
        return HubCertificate.digest(serverCertificate());
    }

    /** Accepts messages of this length from now on. */
    public void allow(int messageBytesMax) {
        requireLink().allow(messageBytesMax);
    }

    /** Sends a frame; waits while the hub does not take what was sent before. */
    public void send(Frame frame) {
        FrameLink present = requireLink();
        synchronized (monitor) {
            while (!present.isWritable() && !ended) {
                waitMillis(WRITABLE_WAIT_MILLIS);
            }
            requireOpen();
        }
        present.send(frame);
    }

    /**
     * The next frame; null after the timeout or a {@link #wake}.
     *
     * @throws SyncException DISCONNECTED
     */
    public @Nullable Frame receive(long timeoutMillis) {
        Frame frame;
        synchronized (monitor) {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (received.isEmpty() && !ended && !woken) {
                long rest = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (rest <= 0) {
                    return null;
                }
                waitMillis(rest);
            }
            woken = false;
            frame = received.poll();
            if (frame == null) {
                requireOpen();
                return null;
            }
        }
        requireLink().consumed(frame);
        return frame;
    }

    /** Makes a waiting {@link #receive} return. */
    public void wake() {
        synchronized (monitor) {
            woken = true;
            monitor.notifyAll();
        }
    }

    @Override
    public void close() {
        FrameLink present;
        synchronized (monitor) {
            present = link;
        }
        if (present != null) {
            present.close();
        }
        end();
    }

    private void end() {
        synchronized (monitor) {
            ended = true;
            monitor.notifyAll();
        }
    }

    private FrameLink requireLink() {
        synchronized (monitor) {
            FrameLink present = link;
            if (present == null) {
                throw new SyncException(SyncErrorCode.DISCONNECTED, "");
            }
            return present;
        }
    }

    private void requireOpen() {
        if (ended) {
            throw new SyncException(SyncErrorCode.DISCONNECTED, "");
        }
    }

    @SuppressWarnings("WaitNotInLoop") // Callers loop.
    private void waitMillis(long millis) {
        try {
            monitor.wait(Math.max(1, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SyncException(SyncErrorCode.CLOSED, "interrupted");
        }
    }

    /** Hands frames from Netty's thread to the receiving one. */
    private final class Receiver implements FrameLink.Handler {
        private final SslHandler tls;

        Receiver(SslHandler tls) {
            this.tls = tls;
        }

        @Override
        public void opened(FrameLink opened) {
            X509Certificate shown = null;
            try {
                shown = (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
            } catch (SSLException e) {
                opened.close();
            }
            synchronized (monitor) {
                certificate = shown;
                link = opened;
                monitor.notifyAll();
            }
        }

        @Override
        public void received(FrameLink from, Frame frame) {
            synchronized (monitor) {
                received.add(frame);
                monitor.notifyAll();
            }
        }

        @Override
        public void writable(FrameLink from) {
            synchronized (monitor) {
                monitor.notifyAll();
            }
        }

        @Override
        public void closed(FrameLink from) {
            end();
        }
    }
}
