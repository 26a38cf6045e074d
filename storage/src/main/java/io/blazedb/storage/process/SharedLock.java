/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock between all threads of all processes: a lock of this JVM, then a word in shared memory with the holder's slot.
 *
 * <p>A holder that died is found by its liveness byte and replaced. One that is merely stopped is waited for. The caller of
 * {@link #lock} must not rely on what an unfinished holder was about to publish.
 */
public final class SharedLock {
    private static final int SPINS = 200;
    private static final long PARK_NANOS_MAX = 500_000;

    private final ReentrantLock local = new ReentrantLock();
    private final SharedMemory memory;
    private final int word;
    private final Processes processes;

    SharedLock(SharedMemory memory, int word, Processes processes) {
        this.memory = memory;
        this.word = word;
        this.processes = processes;
    }

    /** Waits for the lock; BUSY after the timeout. */
    public void lock(long timeoutMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        if (!local.tryLock() && !tryLocal(deadline)) {
            throw new StoreException(StoreErrorCode.BUSY, "");
        }
        boolean locked = false;
        try {
            locked = tryWord(deadline);
        } finally {
            if (!locked) {
                local.unlock();
            }
        }
        if (!locked) {
            throw new StoreException(StoreErrorCode.BUSY, "");
        }
    }

    /** Takes the lock if nobody living has it. */
    public boolean tryLock() {
        if (!local.tryLock()) {
            return false;
        }
        boolean locked = false;
        try {
            locked = memory.compareAndSet(word, 0, processes.slot() + 1) || takeFromDead();
        } finally {
            if (!locked) {
                local.unlock();
            }
        }
        return locked;
    }

    public void unlock() {
        if (local.getHoldCount() == 1) {
            memory.set(word, 0);
        }
        local.unlock();
    }

    public boolean isHeldByCurrentThread() {
        return local.isHeldByCurrentThread();
    }

    /** Waits uninterruptibly: an interrupt must not decide over a commit. */
    private boolean tryLocal(long deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return local.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean tryWord(long deadline) {
        long mine = processes.slot() + 1L;
        for (int i = 0; i < SPINS; i++) {
            if (memory.compareAndSet(word, 0, mine)) {
                return true;
            }
            Thread.onSpinWait();
        }
        long parkNanos = 20_000;
        long nextCheck = System.nanoTime();
        while (true) {
            if (memory.compareAndSet(word, 0, mine)) {
                return true;
            }
            long now = System.nanoTime();
            if (now - nextCheck >= 0) {
                if (takeFromDead()) {
                    return true;
                }
                nextCheck = now + TimeUnit.MILLISECONDS.toNanos(Limits.LIVENESS_CHECK_MILLIS);
            }
            if (now - deadline >= 0) {
                return false;
            }
            boolean interrupted = Thread.interrupted();
            LockSupport.parkNanos(this, parkNanos);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            parkNanos = Math.min(2 * parkNanos, PARK_NANOS_MAX);
        }
    }

    private boolean takeFromDead() {
        long holder = memory.get(word);
        boolean noSlot = holder <= 0 || holder > Limits.PROCESSES_MAX;
        if (noSlot || holder == processes.slot() + 1 || !memory.isShared()) {
            // Our own slot in the word means that its last user died holding the lock and that we took the slot over.
            return memory.compareAndSet(word, holder, processes.slot() + 1);
        }
        boolean[] taken = new boolean[1];
        processes.runIfDead(
                (int) holder - 1, () -> taken[0] = memory.compareAndSet(word, holder, processes.slot() + 1));
        return taken[0];
    }
}
