/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.transport;

import io.blazedb.sync.crypto.channel.HubCertificate;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Listens for TLS 1.3 connections. */
@SuppressWarnings("FutureReturnValueIgnored") // Failures end the connection, which the pipeline tells.
public final class TransportServer implements AutoCloseable {
    private static final int BACKLOG = 256;
    private static final long CLOSE_SECONDS_MAX = 5;

    private final EventLoopGroup group;
    private final Channel channel;
    private final ChannelGroup accepted;

    private TransportServer(EventLoopGroup group, Channel channel, ChannelGroup accepted) {
        this.group = group;
        this.channel = channel;
        this.accepted = accepted;
    }

    /**
     * Begins to listen.
     *
     * @param connectionsMax connections at a time; further ones are closed at once
     * @throws SyncException IO_ERROR if the address cannot be had
     */
    public static TransportServer listen(
            String host, int port, HubCertificate certificate, int connectionsMax, FrameLink.Handler handler) {
        SslContext tls = context(certificate);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                2, new DefaultThreadFactory("blazedb-hub-io", true), NioIoHandler.newFactory());
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        connections.add(accepted);
                        if (connections.size() > connectionsMax) {
                            accepted.close();
                        } else {
                            FramePipeline.install(accepted, tls.newHandler(accepted.alloc()), handler);
                        }
                    }
                })
                .bind(host, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new SyncException(SyncErrorCode.IO_ERROR, "listen=" + host + ":" + port, bound.cause());
        }
        return new TransportServer(group, bound.channel(), connections);
    }

    private static SslContext context(HubCertificate certificate) {
        try {
            return SslContextBuilder.forServer(certificate.key(), certificate.certificate())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .build();
        } catch (SSLException e) {
            throw new SyncException(SyncErrorCode.INTERNAL, "TLS", e);
        }
    }

    /** The port that is listened on. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        // What was accepted last may not have reached its event loop yet; a loop that ends would leave it open.
        for (EventExecutor loop : group) {
            loop.submit(() -> {}).awaitUninterruptibly();
        }
        accepted.close().awaitUninterruptibly();
        group.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
