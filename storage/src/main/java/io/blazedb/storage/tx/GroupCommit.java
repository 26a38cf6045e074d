/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.checkpoint.FileGuard;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.process.SharedState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes appended frames durable, many with one sync. Whoever comes syncs everything that is appended by then, unless a sync that covers
 * his frame is going on already, or {@link Limits#SYNCS_MAX} of them are: then he waits, and the first whose frame is not covered when
 * one ends syncs for all who came meanwhile. A disk makes two syncs at a time durable in little more time than one, and while one of them
 * runs the next group gathers behind the other. The sync of another process counts too.
 *
 * <p>Syncs may end in another order than they began: each covers everything that was written before it began.
 *
 * <p>Failure: a failed sync is final. The operating system may have dropped the bytes and would report success the next time. So the
 * shared state is poisoned, nothing that was not durable becomes visible, and every writer fails until all processes have reopened
 * the file.
 */
final class GroupCommit {
    private final ReentrantLock lock = new ReentrantLock();
    private final StorageFile file;
    private final SharedState shared;
    private final FileGuard guard;
    /** In the order in which they came; guarded by the lock. */
    private final List<Waiter> waiters = new ArrayList<>();
    /** The syncs that are going on; guarded by the lock. */
    private final List<Sync> syncs = new ArrayList<>(Limits.SYNCS_MAX);

    /** What a sync covers: everything that was appended when it began. */
    private static final class Sync {
        final long sequence;
        final long frame;

        Sync(SharedState shared) {
            // The sequence first: the frame is then not older than it.
            sequence = shared.appendedSequence();
            frame = shared.appendedFrame();
        }
    }

    /** Somebody who waits for a frame. */
    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        final long frame;
        /** Whether it was woken to sync. */
        boolean isNext;

        volatile boolean woken;

        Waiter(long frame) {
            this.frame = frame;
        }

        void wake() {
            woken = true;
            LockSupport.unpark(thread);
        }

        /** An interrupt must not decide over a commit; its flag stays set. */
        void await() {
            boolean interrupted = false;
            while (!woken) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                thread.interrupt();
            }
        }
    }

    GroupCommit(StorageFile file, SharedState shared, FileGuard guard) {
        this.file = file;
        this.guard = guard;
        this.shared = shared;
    }

    /** Returns when the frame is durable, and every commit up to it visible. */
    void awaitDurable(long frame) {
        boolean isNext = false;
        while (shared.durableFrame() < frame) {
            Waiter waiter = new Waiter(frame);
            Sync own = beginOrQueue(waiter);
            if (own == null) {
                waiter.await();
                isNext |= waiter.isNext;
            } else {
                isNext = false;
                run(own);
            }
        }
        if (isNext) {
            // Another process has synced what this thread was woken to sync; others may still wait for what came after.
            wakeAfter(null);
        }
    }

    /** The sync that the caller has to run; null if there is nothing for him to do but to wait. */
    private @Nullable Sync beginOrQueue(Waiter waiter) {
        lock.lock();
        try {
            if (shared.durableFrame() >= waiter.frame) {
                waiter.woken = true;
                return null;
            }
            if (!isCovered(waiter.frame) && syncs.size() < Limits.SYNCS_MAX) {
                Sync begun = new Sync(shared);
                syncs.add(begun);
                return begun;
            }
            waiters.add(waiter);
            return null;
        } finally {
            lock.unlock();
        }
    }

    private boolean isCovered(long frame) {
        for (Sync sync : syncs) {
            if (sync.frame >= frame) {
                return true;
            }
        }
        return false;
    }

    private void run(Sync sync) {
        try {
            shared.requireHealthy();
            try {
                file.force();
            } catch (RuntimeException | Error e) {
                shared.poison();
                throw e;
            }
            shared.requireHealthy();
            guard.checkNow(0);
            shared.publishDurable(sync.frame);
            shared.publishVisible(sync.sequence);
        } finally {
            wakeAfter(sync);
        }
    }

    /** After a sync, however it went: wakes first somebody who syncs next, then those whose frame is durable. */
    private void wakeAfter(@Nullable Sync ended) {
        List<Waiter> woken = new ArrayList<>();
        lock.lock();
        try {
            syncs.removeIf(sync -> sync == ended);
            long durable = shared.durableFrame();
            boolean nextFound = syncs.size() == Limits.SYNCS_MAX;
            for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
                Waiter waiter = all.next();
                if (waiter.frame <= durable) {
                    woken.add(waiter);
                    all.remove();
                } else if (!nextFound && !isCovered(waiter.frame)) {
                    nextFound = true;
                    waiter.isNext = true;
                    woken.add(0, waiter);
                    all.remove();
                }
            }
        } finally {
            lock.unlock();
        }
        woken.forEach(Waiter::wake);
    }
}
