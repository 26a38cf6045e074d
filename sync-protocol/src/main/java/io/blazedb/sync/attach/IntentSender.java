/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import io.blazedb.storage.Registration;
import io.blazedb.sync.apply.IntentQueue;
import io.blazedb.sync.local.LocalSocket;
import io.blazedb.sync.session.SubscriberSession;
import io.blazedb.sync.wire.Frame;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Sends what statements write while a connection is open: a thread of its own waits for commits, because the connection's other thread waits for the owner. Both hold
 * the same lock while they use the session and write to the socket, so that frames leave in the order in which they are made.
 */
final class IntentSender implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(IntentSender.class.getName());

    private final SubscriberSession session;
    private final LocalSocket socket;
    private final Object writing;
    private final Semaphore wakeUps = new Semaphore(1);
    private final Registration commits;
    private volatile boolean closed;

    /**
     * A sender.
     *
     * @param writing held by whoever uses the session
     */
    IntentSender(SubscriberSession session, LocalSocket socket, Object writing, IntentQueue queue, String source) {
        this.session = session;
        this.socket = socket;
        this.writing = writing;
        this.commits = queue.onWritten(wakeUps::release);
        Thread thread = new Thread(this::run, "blazedb-writes-" + source);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!closed) {
                wakeUps.acquire();
                wakeUps.drainPermits();
                send();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | OutOfMemoryError e) {
            // The thread's last line: the connection's other thread finds it closed, and connects anew after a pause.
            if (!closed) {
                LOG.log(System.Logger.Level.DEBUG, "sending writes failed", e);
            }
            socket.close();
        }
    }

    private void send() {
        synchronized (writing) {
            List<Frame> frames = closed ? List.of() : session.pump();
            if (!frames.isEmpty()) {
                socket.write(frames);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        commits.close();
        wakeUps.release();
    }
}
