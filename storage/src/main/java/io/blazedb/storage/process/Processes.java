/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The processes that have the file open: a slot each, and what each still reads.
 *
 * <p>A process lives as long as the byte of its slot is locked. The operating system unlocks it when the process ends, however it ends;
 * no process ids, no clocks.
 */
public final class Processes {
    private static final String BUSY_ENTERING = "waiting for another process to open or close the file";

    private final SharedMemory memory;
    private int slot = -1;
    private @Nullable FileLock liveness;

    Processes(SharedMemory memory) {
        this.memory = memory;
    }

    /** Keeps other processes from entering and leaving until closed. */
    public interface Door extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until no other process enters or leaves. */
    public Door lockDoor(long timeoutMillis) {
        if (!memory.isShared()) {
            return () -> {};
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (true) {
            FileLock lock = memory.tryLock(SharedMemory.MEMBERSHIP_BYTE);
            if (lock != null) {
                return () -> memory.unlock(lock);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new StoreException(StoreErrorCode.BUSY, BUSY_ENTERING);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /** Whether another process, or another class loader of this one, has the file open. Only behind the door. */
    public boolean othersAlive() {
        return memory.isShared() && !othersInUse(true).isEmpty();
    }

    /** Takes a slot, which at first pins every checkpoint. Only behind the door. */
    public void enter() {
        if (!memory.isShared()) {
            slot = 0;
        } else {
            for (int i = 0; i < Limits.PROCESSES_MAX && slot < 0; i++) {
                FileLock lock = memory.tryLock(SharedMemory.LIVENESS_BYTES + i);
                if (lock != null) {
                    liveness = lock;
                    slot = i;
                }
            }
            if (slot < 0) {
                throw new StoreException(StoreErrorCode.TOO_MANY_PROCESSES, "processesMax=" + Limits.PROCESSES_MAX);
            }
        }
        memory.clear(SharedMemory.slot(slot), SharedMemory.slot(slot + 1));
        // A lock that the slot's last owner died with would now seem to have a living holder.
        memory.compareAndSet(SharedMemory.APPEND_LOCK, slot + 1, 0);
        memory.compareAndSet(SharedMemory.CHECKPOINT_LOCK, slot + 1, 0);
        memory.set(SharedMemory.slot(slot) + SharedMemory.SLOT_IN_USE, 1);
    }

    /** Gives the slot back. */
    public void leave() {
        FileLock lock = liveness;
        if (slot >= 0) {
            memory.set(SharedMemory.slot(slot) + SharedMemory.SLOT_IN_USE, 0);
            slot = -1;
        }
        if (lock != null) {
            liveness = null;
            memory.unlock(lock);
        }
    }

    int slot() {
        return slot;
    }

    /** Says that this process reads no pages that only checkpoints before the given one refer to. */
    public void setOldestCheckpoint(long checkpoint) {
        memory.set(SharedMemory.slot(slot) + SharedMemory.SLOT_OLDEST_CHECKPOINT, checkpoint);
    }

    /** The oldest checkpoint that any living process reads. Clears the slots of the dead. */
    public long oldestCheckpoint() {
        long oldest = memory.get(SharedMemory.slot(slot) + SharedMemory.SLOT_OLDEST_CHECKPOINT);
        for (int other : othersInUse(true)) {
            oldest = Math.min(oldest, memory.get(SharedMemory.slot(other) + SharedMemory.SLOT_OLDEST_CHECKPOINT));
        }
        return oldest;
    }

    /** Whether the holder of a lock word still lives: if not, runs the action while nobody can take the holder's slot. */
    boolean runIfDead(int holderSlot, Runnable action) {
        if (holderSlot == slot) {
            return false;
        }
        FileLock lock = memory.tryLock(SharedMemory.LIVENESS_BYTES + holderSlot);
        if (lock == null) {
            return false;
        }
        try {
            action.run();
        } finally {
            memory.unlock(lock);
        }
        return true;
    }

    /** Slots in use by others. */
    List<Integer> othersInUse(boolean checkLiveness) {
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < Limits.PROCESSES_MAX; i++) {
            int other = i;
            int inUse = SharedMemory.slot(i) + SharedMemory.SLOT_IN_USE;
            if (i == slot || memory.get(inUse) == 0) {
                continue;
            }
            if (!checkLiveness || !runIfDead(i, () -> clearDead(other))) {
                others.add(i);
            }
        }
        return others;
    }

    private void clearDead(int dead) {
        WakeUp.removeSocket(memory.path(dead));
        memory.set(SharedMemory.slot(dead) + SharedMemory.SLOT_IN_USE, 0);
    }
}
