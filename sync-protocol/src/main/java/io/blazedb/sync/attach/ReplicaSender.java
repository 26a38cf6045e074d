/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import io.blazedb.storage.Registration;
import io.blazedb.sync.apply.ChangeApplier;
import io.blazedb.sync.apply.IntentQueue;
import io.blazedb.sync.local.LocalSocket;
import io.blazedb.sync.session.SubscriberSession;
import io.blazedb.sync.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Sends what statements write or wait for while a connection is open: a thread of its own waits for commits, because the connection's other thread waits for the owner. Both
 * hold the same lock while they use the session and write to the socket, so that frames leave in the order in which they are made.
 */
final class ReplicaSender implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ReplicaSender.class.getName());

    private final SubscriberSession session;
    private final LocalSocket socket;
    private final Object writing;
    private final Semaphore wakeUps = new Semaphore(1);
    private final List<Registration> commits = new ArrayList<>();
    private volatile boolean closed;

    /**
     * A sender.
     *
     * @param writing held by whoever uses the session
     * @param queue what is written; null for nothing
     */
    ReplicaSender(
            SubscriberSession session,
            LocalSocket socket,
            Object writing,
            ChangeApplier replica,
            @Nullable IntentQueue queue,
            String source) {
        this.session = session;
        this.socket = socket;
        this.writing = writing;
        commits.add(replica.onWanted(wakeUps::release));
        if (queue != null) {
            commits.add(queue.onWritten(wakeUps::release));
        }
        Thread thread = new Thread(this::run, "blazedb-sender-" + source);
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
        commits.forEach(Registration::close);
        wakeUps.release();
    }
}
