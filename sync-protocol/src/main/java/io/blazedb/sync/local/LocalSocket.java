/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.local;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameCodec;
import io.blazedb.sync.wire.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * A connection over a Unix-domain socket.
 *
 * <p>Threading: one thread reads, one thread writes, any thread closes.
 *
 * <p>Failure: DISCONNECTED when it has ended or was closed, UNREACHABLE when nobody listens, and what {@link FrameCodec} says of bad bytes.
 */
public final class LocalSocket implements AutoCloseable {
    private static final int READ_BYTES = 64 << 10;

    private final SocketChannel channel;
    private final FrameCodec codec = new FrameCodec(Limits.HANDSHAKE_BYTES_MAX);
    private final ByteBuffer received = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] piece = new byte[READ_BYTES];

    LocalSocket(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects to whoever listens at the path. */
    public static LocalSocket connect(Path socket) {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException | UnsupportedOperationException e) {
            throw new SyncException(SyncErrorCode.UNREACHABLE, "no Unix-domain sockets", e);
        }
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new LocalSocket(channel);
        } catch (IOException | RuntimeException e) {
            LocalSocket unconnected = new LocalSocket(channel);
            unconnected.close();
            throw new SyncException(SyncErrorCode.UNREACHABLE, "socket=" + socket.getFileName(), e);
        }
    }

    /** The peer has proved who it is: longer messages are accepted from now on. */
    public void trust() {
        codec.allow(Limits.MESSAGE_BYTES_MAX);
    }

    /** Waits for bytes and returns the messages that are complete now, perhaps none. */
    public List<Frame> read() {
        try {
            received.clear();
            int length = channel.read(received);
            if (length < 0) {
                throw new SyncException(SyncErrorCode.DISCONNECTED, "");
            }
            received.flip();
            received.get(piece, 0, length);
            return codec.decode(piece, 0, length);
        } catch (IOException e) {
            throw new SyncException(SyncErrorCode.DISCONNECTED, "", e);
        }
    }

    /** Writes messages; waits while the peer does not read. */
    public void write(List<Frame> frames) {
        try {
            int from = 0;
            while (from < frames.size()) {
                ByteArrayOutputStream together = new ByteArrayOutputStream();
                do {
                    together.writeBytes(FrameCodec.encode(frames.get(from++)));
                } while (from < frames.size() && together.size() < READ_BYTES);
                ByteBuffer bytes = ByteBuffer.wrap(together.toByteArray());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        } catch (IOException e) {
            throw new SyncException(SyncErrorCode.DISCONNECTED, "", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(LocalSocket.class.getName()).log(System.Logger.Level.DEBUG, "closing a socket", e);
        }
    }
}
