/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the other processes when something new is visible, by one byte on a Unix-domain socket, and waits to be woken.
 *
 * <p>The byte says nothing but "look": the shared numbers are the truth, and the waiter looks at them every {@link #POLL_MILLIS}
 * anyway. So every failure in here costs only latency.
 *
 * <p>Threading: one thread waits, any number wake.
 */
public final class WakeUp implements AutoCloseable {
    /** How often a waiter looks without being woken. */
    public static final long POLL_MILLIS = 50;

    private static final String DIRECTORY_PREFIX = "blazedb-";
    private static final String SOCKET_NAME = "wake";

    private final SharedMemory memory;
    private final Processes processes;
    private final Selector selector;
    private final @Nullable ServerSocketChannel server;
    private final String path;
    private final ByteBuffer received = ByteBuffer.allocate(256);
    private final Map<Integer, Peer> peers = new HashMap<>();
    private boolean closed;

    private record Peer(String path, SocketChannel channel) {}

    WakeUp(SharedMemory memory, Processes processes) {
        this.memory = memory;
        this.processes = processes;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new StoreException(StoreErrorCode.IO_ERROR, "selector", e);
        }
        String socket = "";
        ServerSocketChannel listening = null;
        if (memory.isShared()) {
            try {
                socket = Files.createTempDirectory(DIRECTORY_PREFIX)
                        .resolve(SOCKET_NAME)
                        .toString();
                listening = listen(socket);
            } catch (IOException | RuntimeException e) {
                System.getLogger(WakeUp.class.getName())
                        .log(System.Logger.Level.INFO, "no socket to be woken by; other processes are polled", e);
                removeSocket(socket);
                socket = "";
            }
        }
        this.server = listening;
        this.path = socket;
        if (!socket.isEmpty()) {
            memory.setPath(processes.slot(), socket);
        }
    }

    /** Waits until woken or until it is time to look anyway; not at all if there is something new already. */
    public void await(long timeoutMillis, BooleanSupplier somethingNew) {
        try {
            memory.set(asleep(processes.slot()), 1);
            if (somethingNew.getAsBoolean()) {
                selector.selectNow();
            } else {
                selector.select(Math.max(1, timeoutMillis));
            }
            memory.set(asleep(processes.slot()), 0);
            for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
                SelectionKey key = keys.next();
                keys.remove();
                handle(key);
            }
        } catch (IOException | RuntimeException e) {
            if (selector.isOpen()) {
                System.getLogger(WakeUp.class.getName()).log(System.Logger.Level.DEBUG, "wake-up failed", e);
            }
        }
    }

    /** Wakes the waiting thread of this process. */
    public void wakeSelf() {
        if (memory.compareAndSet(asleep(processes.slot()), 1, 0)) {
            selector.wakeup();
        }
    }

    /** Wakes the waiting threads of the other processes. */
    public void wakeOthers() {
        if (memory.isShared()) {
            for (int other : processes.othersInUse(false)) {
                if (memory.compareAndSet(asleep(other), 1, 0)) {
                    wake(other);
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        Map.copyOf(peers).forEach(this::disconnect);
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            System.getLogger(WakeUp.class.getName()).log(System.Logger.Level.DEBUG, "closing the wake-up failed", e);
        }
        removeSocket(path);
    }

    /** Removes what a process left behind; ignores every path that is not one of ours. */
    static void removeSocket(String socket) {
        if (socket.isEmpty()) {
            return;
        }
        Path file;
        try {
            file = Path.of(socket);
        } catch (InvalidPathException e) {
            // Left by nobody who wrote it as a path.
            return;
        }
        Path directory = file.getParent();
        if (directory == null
                || !file.endsWith(SOCKET_NAME)
                || !String.valueOf(directory.getFileName()).startsWith(DIRECTORY_PREFIX)) {
            return;
        }
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            System.getLogger(WakeUp.class.getName()).log(System.Logger.Level.DEBUG, "socket not removed", e);
        }
    }

    /** Whether a living process listens there; it may be stopped. */
    static boolean answers(String socket) {
        if (socket.isEmpty()) {
            return false;
        }
        // An interrupt would close the channel and look like a failure.
        boolean interrupted = Thread.interrupted();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
            return true;
        } catch (ConnectException | UnsupportedOperationException | InvalidPathException e) {
            return false;
        } catch (IOException e) {
            // Nobody can listen under a name that is gone; any other failure says nothing, so the process may live.
            return Files.exists(Path.of(socket));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private ServerSocketChannel listen(String socket) throws IOException {
        if (socket.getBytes(StandardCharsets.UTF_8).length > Limits.SOCKET_PATH_BYTES_MAX) {
            throw new IOException("the path of the temporary directory is too long for a socket");
        }
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_ACCEPT);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void handle(SelectionKey key) throws IOException {
        if (key.isAcceptable() && server != null) {
            SocketChannel caller = server.accept();
            if (caller != null) {
                caller.configureBlocking(false);
                caller.register(selector, SelectionKey.OP_READ);
            }
        } else if (key.isReadable() && !drain((ReadableByteChannel) key.channel())) {
            key.channel().close();
        }
    }

    /** Takes everything that has arrived; false if the other side has closed. */
    private boolean drain(ReadableByteChannel channel) {
        try {
            while (true) {
                received.clear();
                int count = channel.read(received);
                if (count <= 0) {
                    return count == 0;
                }
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static int asleep(int slot) {
        return SharedMemory.slot(slot) + SharedMemory.SLOT_ASLEEP;
    }

    private synchronized void wake(int other) {
        String otherPath = memory.path(other);
        if (closed || otherPath.isEmpty()) {
            return;
        }
        Peer peer = peers.get(other);
        if (peer != null && !peer.path.equals(otherPath)) {
            disconnect(other, peer);
            peer = null;
        }
        try {
            if (peer == null) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                peer = new Peer(otherPath, channel);
                peers.put(other, peer);
                // A process that is stopped takes no connections; whoever wakes must not wait for it.
                channel.configureBlocking(false);
                channel.connect(UnixDomainSocketAddress.of(otherPath));
            }
            // A full buffer is as good as one more byte.
            peer.channel.write(ByteBuffer.allocate(1));
        } catch (IOException e) {
            if (peer != null) {
                disconnect(other, peer);
            }
        }
    }

    private void disconnect(int other, Peer peer) {
        peers.remove(other);
        try {
            peer.channel.close();
        } catch (IOException e) {
            System.getLogger(WakeUp.class.getName()).log(System.Logger.Level.DEBUG, "closing a socket failed", e);
        }
    }
}
