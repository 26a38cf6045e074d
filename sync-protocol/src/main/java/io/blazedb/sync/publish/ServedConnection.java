/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.storage.Registration;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.local.LocalSocket;
import io.blazedb.sync.session.Failure;
import io.blazedb.sync.session.PublisherSession;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's connection. The reading thread hands frames to the session; the sending thread asks the session what to send, and waits when
 * there is nothing. The session's monitor guards it; nothing is written while it is held.
 */
final class ServedConnection implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServedConnection.class.getName());

    /** How long a failure waits for a write that is under way, to tell the peer why. */
    private static final long FAREWELL_MILLIS_MAX = 500;

    private final LocalSocket socket;
    private final PublisherSession session;
    private final Publisher publisher;
    private final SubscriberRegistry registry;
    private final Consumer<ServedConnection> onClosed;
    private final Registration policy;
    private final long openedNanos = System.nanoTime();
    private final Object signal = new Object();
    private final ReentrantLock writeLock = new ReentrantLock();
    private boolean signalled;
    private long considered;
    private volatile boolean closed;
    private volatile boolean authenticated;
    private volatile long writingSinceNanos;
    private volatile boolean writing;
    private volatile boolean waitingForCredit;

    private @Nullable ChannelFeed listened;
    private @Nullable Registration listening;

    ServedConnection(
            LocalSocket socket,
            PublisherSession session,
            Publisher publisher,
            SubscriberRegistry registry,
            Consumer<ServedConnection> onClosed) {
        this.socket = socket;
        this.session = session;
        this.publisher = publisher;
        this.considered = publisher.generation();
        this.registry = registry;
        this.onClosed = onClosed;
        this.policy = publisher.onPolicyChanged(this::wake);
    }

    void start() {
        thread("read", this::readLoop);
        thread("send", this::sendLoop);
    }

    /** Whether the peer has not proved who it is in time, or has not taken anything for long. */
    boolean isStalled(long handshakeSeconds, long stalledSeconds) {
        long now = System.nanoTime();
        boolean unknown = !authenticated && now - openedNanos > TimeUnit.SECONDS.toNanos(handshakeSeconds);
        boolean waiting = writing || waitingForCredit;
        return unknown || (waiting && now - writingSinceNanos > TimeUnit.SECONDS.toNanos(stalledSeconds));
    }

    @Override
    public void close() {
        closed = true;
        socket.close();
        session.cancel();
        wake();
    }

    private static void thread(String what, Runnable loop) {
        Thread thread = new Thread(loop, "blazedb-subscriber-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private void readLoop() {
        try {
            while (!closed) {
                List<Frame> frames = socket.read();
                synchronized (session) {
                    for (Frame frame : frames) {
                        session.onFrame(frame);
                    }
                    if (session.peer() != null && !authenticated) {
                        authenticated = true;
                        socket.trust();
                    }
                }
                if (!frames.isEmpty()) {
                    wake();
                }
            }
        } catch (SyncException e) {
            fail(e);
        } catch (RuntimeException e) {
            // The thread's last line: it costs this subscriber its connection, and nobody else anything.
            if (!closed) {
                LOG.log(System.Logger.Level.WARNING, "serving a subscriber failed", e);
            }
            fail(new SyncException(SyncErrorCode.INTERNAL, ""));
        } finally {
            close();
        }
    }

    private void sendLoop() {
        try {
            while (!closed) {
                awaitSignal();
                List<Frame> frames;
                do {
                    synchronized (session) {
                        reconsider();
                        frames = session.pump();
                        follow(session.feed());
                        waitingForCredit = session.isWaitingForCredit();
                        registry.update(this, session);
                    }
                    write(frames);
                } while (!frames.isEmpty() && !closed);
                synchronized (session) {
                    if (session.hasEnded()) {
                        break;
                    }
                }
            }
        } catch (SyncException e) {
            fail(e);
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.log(System.Logger.Level.WARNING, "serving a subscriber failed", e);
            }
            fail(new SyncException(SyncErrorCode.INTERNAL, ""));
        } finally {
            close();
            end();
        }
    }

    private void write(List<Frame> frames) {
        if (frames.isEmpty()) {
            return;
        }
        writeLock.lock();
        try {
            writingSinceNanos = System.nanoTime();
            writing = true;
            socket.write(frames);
            writing = false;
        } finally {
            writeLock.unlock();
        }
    }

    private void end() {
        policy.close();
        synchronized (session) {
            registry.end(this, session);
            follow(null);
            session.close();
        }
        onClosed.accept(this);
    }

    /** Tells the peer why, as far as it can be reached, and closes. */
    private void fail(SyncException failure) {
        if (closed || failure.code() == SyncErrorCode.DISCONNECTED) {
            return;
        }
        LOG.log(System.Logger.Level.DEBUG, "refusing a subscriber: {0}", failure.getMessage());
        Failure body = Failure.of(failure.code(), failure.context());
        try {
            if (writeLock.tryLock(FAREWELL_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
                try {
                    socket.write(List.of(Frame.of(FrameType.ERROR, 0, body.encode())));
                } finally {
                    writeLock.unlock();
                }
            }
        } catch (SyncException e) {
            LOG.log(System.Logger.Level.DEBUG, "the peer is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(@Nullable ChannelFeed feed) {
        if (feed == listened) {
            return;
        }
        Registration old = listening;
        if (old != null) {
            old.close();
        }
        listened = feed;
        listening = feed == null
                ? null
                : feed.listen(new ChannelFeed.Listener() {
                    @Override
                    public void onRecords() {
                        wake();
                    }

                    @Override
                    public void onClosed() {
                        wake();
                    }
                });
    }

    private void wake() {
        synchronized (signal) {
            signalled = true;
            signal.notifyAll();
        }
    }

    private void awaitSignal() {
        synchronized (signal) {
            while (!signalled && !closed) {
                try {
                    signal.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    closed = true;
                }
            }
            signalled = false;
        }
    }

    /** Lets the session decide anew, once for each change of the rules. */
    private void reconsider() {
        long generation = publisher.generation();
        if (generation != considered) {
            considered = generation;
            session.reconsider();
        }
    }
}
