/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.local;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.HomeFiles;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Listens at a Unix-domain socket that only the owner of the home can reach. The operating system limits a socket's path to about a hundred
 * bytes: below a home with a longer path, a directory for temporary files takes its place, and the announcement says where.
 */
public final class LocalListener implements AutoCloseable {
    private static final int SOCKET_PATH_BYTES_MAX = 100;

    private final Path socket;
    private final ServerSocketChannel channel;
    private final UserPrincipal owner;

    private LocalListener(Path socket, ServerSocketChannel channel, UserPrincipal owner) {
        this.socket = socket;
        this.channel = channel;
        this.owner = owner;
    }

    /**
     * Listens at a name in a directory, or elsewhere if that path is too long.
     *
     * @throws SyncException OVERLOADED if somebody else listens there
     */
    public static LocalListener open(Path runDirectory, String name) {
        try {
            Path socket = place(runDirectory, name + ".sock");
            requireUnused(socket);
            Files.deleteIfExists(socket);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.bind(UnixDomainSocketAddress.of(socket));
                return new LocalListener(socket, channel, Files.getOwner(socket));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new SyncException(SyncErrorCode.IO_ERROR, "socket=" + name, e);
        }
    }

    public Path socket() {
        return socket;
    }

    /** Hands connections of this user's processes to the consumer until closed. */
    public void accept(Consumer<LocalSocket> consumer) {
        while (true) {
            try {
                SocketChannel connection = channel.accept();
                if (isOwner(connection)) {
                    consumer.accept(new LocalSocket(connection));
                } else {
                    connection.close();
                }
            } catch (AsynchronousCloseException e) {
                return;
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                System.getLogger(LocalListener.class.getName())
                        .log(System.Logger.Level.WARNING, "accepting a connection failed", e);
                return;
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            System.getLogger(LocalListener.class.getName()).log(System.Logger.Level.DEBUG, "closing a socket", e);
        }
    }

    private boolean isOwner(SocketChannel connection) throws IOException {
        if (!connection.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
            return true;
        }
        UnixDomainPrincipal peer = connection.getOption(ExtendedSocketOptions.SO_PEERCRED);
        return peer.user().getName().equals(owner.getName());
    }

    private static Path place(Path runDirectory, String name) {
        Path wanted = runDirectory.resolve(name);
        if (wanted.toString().getBytes(StandardCharsets.UTF_8).length <= SOCKET_PATH_BYTES_MAX) {
            return wanted;
        }
        try {
            // Made for its owner only.
            return HomeFiles.directory(Files.createTempDirectory("blazedb-")).resolve("s");
        } catch (IOException e) {
            throw new SyncException(SyncErrorCode.IO_ERROR, "socket=" + name, e);
        }
    }

    private static void requireUnused(Path socket) {
        if (!Files.exists(socket)) {
            return;
        }
        try {
            LocalSocket.connect(socket).close();
            throw new SyncException(SyncErrorCode.OVERLOADED, "another process publishes under this name");
        } catch (SyncException e) {
            if (e.code() != SyncErrorCode.UNREACHABLE) {
                throw e;
            }
        }
    }
}
