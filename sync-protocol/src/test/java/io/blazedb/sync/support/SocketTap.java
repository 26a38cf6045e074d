/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Stands between subscriber and publisher, passes everything on and keeps a copy of every byte. */
public final class SocketTap implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    public SocketTap(Path socket, Path publisher) throws IOException {
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        daemon(() -> {
            while (true) {
                SocketChannel subscriber = listener.accept();
                SocketChannel onward = SocketChannel.open(UnixDomainSocketAddress.of(publisher));
                daemon(() -> copy(subscriber, onward));
                daemon(() -> copy(onward, subscriber));
            }
        });
    }

    /** Every byte in either direction. */
    public byte[] bytes() {
        synchronized (seen) {
            return seen.toByteArray();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The end of a connection.
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void copy(SocketChannel from, SocketChannel to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                synchronized (seen) {
                    seen.write(buffer.array(), 0, buffer.limit());
                }
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        }
    }
}
