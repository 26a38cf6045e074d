/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.transport;

import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameCodec;
import io.blazedb.sync.wire.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The end of a Netty pipeline: decrypted bytes to frames for a handler, and frames to bytes. A handler hears of a connection only after the
 * TLS handshake. When it leaves too many frames undone, reading stops until it has caught up.
 *
 * <p>Failure: bytes that are no frames end the connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Failures end the connection, which the pipeline tells.
final class FramePipeline extends ChannelInboundHandlerAdapter implements FrameLink {
    /** Received bytes waiting for the handler at which reading stops, and at which it goes on. */
    private static final long UNDONE_BYTES_HIGH = 1 << 20;

    private static final long UNDONE_BYTES_LOW = 256 << 10;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 2 << 20);

    /** A connection on which nothing came for so long is dead: both sides ping. */
    private static final int SILENCE_SECONDS_MAX = 90;

    private final Channel channel;
    private final Handler handler;
    private final FrameCodec codec = new FrameCodec(Limits.HANDSHAKE_BYTES_MAX);
    private final AtomicLong undoneBytes = new AtomicLong();
    private boolean opened;

    private FramePipeline(Channel channel, Handler handler) {
        this.channel = channel;
        this.handler = handler;
    }

    static void install(Channel channel, SslHandler tls, Handler handler) {
        channel.config().setWriteBufferWaterMark(WATER_MARK);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(tls);
        pipeline.addLast(new IdleStateHandler(SILENCE_SECONDS_MAX, 0, 0));
        pipeline.addLast(new FramePipeline(channel, handler));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                opened = true;
                handler.opened(this);
            } else {
                context.close();
            }
        } else if (event instanceof IdleStateEvent) {
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        byte[] bytes;
        try {
            bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
        } finally {
            buffer.release();
        }
        try {
            for (Frame frame : codec.decode(bytes, 0, bytes.length)) {
                if (undoneBytes.addAndGet(size(frame)) > UNDONE_BYTES_HIGH) {
                    channel.config().setAutoRead(false);
                }
                handler.received(this, frame);
            }
        } catch (SyncException e) {
            context.close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (opened && channel.isWritable()) {
            handler.writable(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (opened) {
            opened = false;
            handler.closed(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    public void send(Frame frame) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(FrameCodec.encode(frame)), channel.voidPromise());
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void allow(int messageBytesMax) {
        channel.eventLoop().execute(() -> codec.allow(messageBytesMax));
    }

    @Override
    public void consumed(Frame frame) {
        if (undoneBytes.addAndGet(-size(frame)) <= UNDONE_BYTES_LOW
                && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void close() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public String remote() {
        return String.valueOf(channel.remoteAddress());
    }

    private static int size(Frame frame) {
        return Frame.HEADER_BYTES + frame.body().length;
    }
}
