/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.change.CommitListener;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.process.WakeUp;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The thread that waits for commits of any process, takes them in and tells the listeners.
 *
 * <p>It also keeps a process that only looks on from falling behind the log.
 */
final class Notifier implements AutoCloseable {
    private final SharedState shared;
    private final LogTail tail;
    private final WakeUp wakeUp;
    private final Listeners listeners;
    private final List<CommitListener> prompt = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile long seen;
    /** The newest commit that prompt listeners were told of. */
    private final AtomicLong promptlyTold = new AtomicLong();

    Notifier(String name, SharedState shared, LogTail tail) {
        this.shared = shared;
        this.tail = tail;
        this.wakeUp = shared.newWakeUp();
        this.seen = shared.visibleSequence();
        this.listeners = new Listeners(seen);
        this.thread = new Thread(this::run, "blazedb-wakeup-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void add(CommitListener listener) {
        listeners.add(listener);
    }

    void addPrompt(CommitListener listener) {
        prompt.add(listener);
    }

    void remove(CommitListener listener) {
        listeners.remove(listener);
        prompt.remove(listener);
    }

    /** After something of this process has become visible. */
    void onVisible() {
        tellPromptly(shared.visibleSequence());
        if (!listeners.isEmpty()) {
            wakeUp.wakeSelf();
        }
        wakeUp.wakeOthers();
    }

    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        // A listener may close the store it listens to.
        while (thread.isAlive() && thread != Thread.currentThread()) {
            wakeUp.wakeSelf();
            try {
                thread.join(WakeUp.POLL_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        wakeUp.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean failed = false;
        while (!closing) {
            try {
                wakeUp.await(WakeUp.POLL_MILLIS, () -> closing || shared.visibleSequence() > seen);
                look();
                failed = false;
            } catch (RuntimeException | OutOfMemoryError e) {
                if (!failed && !closing) {
                    System.getLogger(Notifier.class.getName())
                            .log(System.Logger.Level.WARNING, "following the log failed", e);
                }
                failed = true;
            }
        }
    }

    private void look() {
        tail.adoptCurrent();
        long visible = shared.visibleSequence();
        if (visible > seen) {
            seen = visible;
            tail.catchUp();
            tellPromptly(visible);
            listeners.tell(visible);
        }
    }

    /** Tells prompt listeners what nobody has told them yet. */
    private void tellPromptly(long sequence) {
        if (prompt.isEmpty() || promptlyTold.getAndAccumulate(sequence, Math::max) >= sequence) {
            return;
        }
        for (CommitListener listener : prompt) {
            try {
                listener.onCommitted(sequence);
            } catch (RuntimeException e) {
                System.getLogger(Notifier.class.getName())
                        .log(System.Logger.Level.WARNING, "a commit listener failed", e);
            }
        }
    }
}
