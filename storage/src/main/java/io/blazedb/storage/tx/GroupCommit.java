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
 * Appends commits and makes them durable, many with one sync. Whoever comes while nobody appends, and fewer than
 * {@link Limits#SYNCS_MAX} syncs are going on, leads: he appends his own commit and those of all who have queued meanwhile, under one hold of
 * the append lock, and then syncs for them. Everybody else queues and sleeps until a leader has done his work, or until it is his turn to
 * lead. While a sync runs the next group gathers behind it. The sync of another process counts too.
 *
 * <p>A leader whose predecessor had several members waits a moment for as many: they have just been woken, and each sync that they share is
 * one less.
 *
 * <p>Syncs may end in another order than they began: each covers everything that was appended before it began.
 *
 * <p>Failure: a commit that cannot be appended fails alone. A failed sync is final. The operating system may have dropped the bytes and would
 * report success the next time. So the shared state is poisoned, nothing that was not durable becomes visible, and every writer fails
 * until all processes have reopened the file.
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
    /** Whether a leader appends; guarded by the lock. */
    private boolean appending;
    /** Commits that wait to be appended; written under the lock. */
    private volatile int queued;
    /** How many commits the last leader found; written by leaders, one after the other. */
    private volatile int lastGroup = 1;

    /** What a sync covers: everything that was appended when it began. */
    private static final class Sync {
        long sequence;
        /** Less than every frame until it begins. */
        long frame = -1;

        void begin(SharedState shared) {
            // The sequence first: the frame is then not older than it.
            sequence = shared.appendedSequence();
            frame = shared.appendedFrame();
        }
    }

    /** Somebody who waits for a frame. */
    private static class Waiter {
        /** Who waits. */
        private Thread thread = Thread.currentThread();
        /** Guarded by the lock. */
        long frame;
        /** Whether it was woken to lead. */
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

    /** A commit that is to be appended, by its own thread or by another one that leads. */
    abstract static class Commit extends Waiter {
        private static final long NOT_APPENDED = Long.MAX_VALUE;
        private static final long REFUSED = 0;

        /** Where it was appended, until its waiter may know. */
        private long appendedFrame = NOT_APPENDED;

        private @Nullable RuntimeException exception;
        private @Nullable Error error;

        Commit() {
            super(NOT_APPENDED);
        }

        /** Takes the append lock and reads what others have appended. */
        abstract void lockLog();

        abstract void unlockLog();

        /** Appends the commit, by the holder of the append lock; gives its frame, or 0 if it must not be appended. */
        abstract long append();

        private boolean isQueued() {
            return frame == NOT_APPENDED;
        }

        /** Whatever is thrown belongs to the thread whose commit it is. Not again if a leader failed before he could tell. */
        private void tryAppend() {
            if (appendedFrame != NOT_APPENDED) {
                return;
            }
            try {
                appendedFrame = append();
            } catch (RuntimeException e) {
                exception = e;
                appendedFrame = REFUSED;
            } catch (Error e) {
                error = e;
                appendedFrame = REFUSED;
            }
        }

        private void rethrow() {
            if (exception != null) {
                throw exception;
            }
            if (error != null) {
                throw error;
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
        if (shared.durableFrame() < frame) {
            await(new Waiter(frame));
        }
    }

    /** Appends a commit; returns when it is durable and visible, or was not appended. */
    void commit(Commit commit) {
        await(commit);
        commit.rethrow();
    }

    private void await(Waiter waiter) {
        waiter.thread = Thread.currentThread();
        boolean isNext = false;
        while (shared.durableFrame() < waiter.frame) {
            Sync own = leadOrQueue(waiter);
            if (own == null) {
                waiter.await();
                isNext |= waiter.isNext;
            } else {
                isNext = false;
                lead(own, waiter);
            }
        }
        if (isNext) {
            // Another process has synced what this thread was woken to sync; others may still wait for what came after.
            wakeAfter(null);
        }
    }

    /** The sync that the caller has to run; null if there is nothing for him to do but to wait. */
    private @Nullable Sync leadOrQueue(Waiter waiter) {
        lock.lock();
        try {
            waiter.woken = shared.durableFrame() >= waiter.frame;
            waiter.isNext = false;
            if (waiter.woken) {
                return null;
            }
            if (!appending && syncs.size() < Limits.SYNCS_MAX && !isCovered(waiter.frame)) {
                Sync begun = new Sync();
                syncs.add(begun);
                appending = true;
                return begun;
            }
            waiters.add(waiter);
            if (waiter instanceof Commit commit && commit.isQueued()) {
                changeQueued(1);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void changeQueued(int by) {
        int present = queued;
        queued = present + by;
    }

    private boolean isCovered(long frame) {
        for (Sync sync : syncs) {
            if (sync.frame >= frame) {
                return true;
            }
        }
        return false;
    }

    private void lead(Sync sync, Waiter leader) {
        try {
            boolean appended = true;
            try {
                appended = !(leader instanceof Commit commit && commit.isQueued()) || append(commit);
            } finally {
                endAppending(sync);
            }
            if (appended) {
                force(sync);
            }
        } finally {
            wakeAfter(sync);
        }
    }

    private void force(Sync sync) {
        shared.requireHealthy();
        try {
            file.force();
        } catch (RuntimeException | Error e) {
            shared.poison();
            throw e;
        }
        shared.requireHealthy();
        guard.checkNow(0);
        // Visible first: whoever finds his frame durable goes on at once, and expects to see his commit.
        shared.publishVisible(sync.sequence);
        shared.publishDurable(sync.frame);
    }

    /** Appends the leader's commit and those that wait; whether any was appended. */
    private boolean append(Commit leader) {
        gather();
        leader.lockLog();
        try {
            List<Commit> group = takeQueued(leader);
            lastGroup = group.size();
            boolean appended = false;
            for (int taken = 0; !group.isEmpty(); group = takeQueued(null)) {
                group.forEach(Commit::tryAppend);
                appended |= settle(group);
                taken += group.size();
                if (taken >= Limits.GROUP_COMMITS_MAX) {
                    break;
                }
            }
            return appended;
        } finally {
            leader.unlockLog();
        }
    }

    /** Lets those run who are likely to commit at once, so that one sync serves them too. */
    @SuppressWarnings("ThreadPriorityCheck") // It is right whoever runs, and for a moment only.
    private void gather() {
        int expected = lastGroup;
        if (expected > 1) {
            long deadline = System.nanoTime() + Limits.GATHER_NANOS;
            while (queued + 1 < expected && System.nanoTime() - deadline < 0) {
                Thread.yield();
            }
        }
    }

    private List<Commit> takeQueued(@Nullable Commit leader) {
        List<Commit> group = new ArrayList<>(queued + 1);
        if (leader != null) {
            group.add(leader);
        }
        if (queued > 0) {
            lock.lock();
            try {
                for (Waiter waiter : waiters) {
                    if (waiter instanceof Commit commit && commit.isQueued()) {
                        group.add(commit);
                    }
                }
                queued = 0;
            } finally {
                lock.unlock();
            }
        }
        return group;
    }

    /** Lets the members of a group know their frames; wakes those that were refused. */
    private boolean settle(List<Commit> group) {
        boolean appended = false;
        List<Waiter> refused = new ArrayList<>(0);
        lock.lock();
        try {
            for (Commit commit : group) {
                commit.frame = commit.appendedFrame;
                if (commit.frame != Commit.REFUSED) {
                    appended = true;
                } else if (waiters.remove(commit)) {
                    refused.add(commit);
                }
            }
        } finally {
            lock.unlock();
        }
        refused.forEach(Waiter::wake);
        return appended;
    }

    /** Begins the sync; somebody else may append meanwhile. */
    private void endAppending(Sync sync) {
        Waiter next = null;
        lock.lock();
        try {
            sync.begin(shared);
            appending = false;
            if (queued > 0 && syncs.size() < Limits.SYNCS_MAX) {
                next = takeNext();
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.wake();
        }
    }

    /** The first whose frame nobody syncs, to be woken; null if there is none. */
    private @Nullable Waiter takeNext() {
        for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
            Waiter waiter = all.next();
            if (!isCovered(waiter.frame)) {
                all.remove();
                if (waiter instanceof Commit commit && commit.isQueued()) {
                    changeQueued(-1);
                }
                waiter.isNext = true;
                return waiter;
            }
        }
        return null;
    }

    /** After a sync, however it went: wakes first somebody who leads next, then those whose frame is durable. */
    private void wakeAfter(@Nullable Sync ended) {
        List<Waiter> woken = new ArrayList<>();
        Waiter next = null;
        lock.lock();
        try {
            syncs.remove(ended);
            long durable = shared.durableFrame();
            for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
                Waiter waiter = all.next();
                if (waiter.frame <= durable) {
                    woken.add(waiter);
                    all.remove();
                }
            }
            if (!appending && syncs.size() < Limits.SYNCS_MAX) {
                next = takeNext();
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.wake();
        }
        woken.forEach(Waiter::wake);
    }
}
