/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The processes that have the file open: a slot each, and what each still reads.
 *
 * <p>A process lives as long as the byte of its slot is locked or its socket takes connections. The operating system ends both when the
 * process ends, however it ends; no process ids, no clocks. The lock alone would not do: POSIX drops it, without a word, when any code of
 * the same JVM opens and closes the lock file; so it is taken again from time to time. The socket alone would not do either: its name
 * may be deleted, and not every system has one.
 */
public final class Processes {
    private static final String BUSY_ENTERING = "waiting for another process to open or close the file";

    private final SharedMemory memory;
    /** What stands in the slot of this process while nobody has taken it for dead. */
    private final long token = ThreadLocalRandom.current().nextLong() | 1;

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
        // The locks too: the slots say nothing if somebody has written over the file.
        int own = Math.max(slot, 0);
        int behind = slot < 0 ? 0 : slot + 1;
        return memory.isShared()
                && (!memory.areUnlocked(SharedMemory.LIVENESS_BYTES, SharedMemory.LIVENESS_BYTES + own)
                        || !memory.areUnlocked(
                                SharedMemory.LIVENESS_BYTES + behind,
                                SharedMemory.LIVENESS_BYTES + Limits.PROCESSES_MAX)
                        || !othersInUse(true).isEmpty());
    }

    /** Takes a slot, which at first pins every checkpoint. Only behind the door. */
    public void enter() {
        if (!memory.isShared()) {
            slot = 0;
        } else {
            for (int i = 0; i < Limits.PROCESSES_MAX && slot < 0; i++) {
                FileLock lock = memory.tryLock(SharedMemory.LIVENESS_BYTES + i);
                if (lock != null && answers(i)) {
                    memory.unlock(lock);
                } else if (lock != null) {
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
        memory.set(SharedMemory.slot(slot) + SharedMemory.SLOT_IN_USE, token);
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

    /**
     * Takes the lock of this process again, in case it was dropped. Meanwhile the socket says that this process lives; without one
     * nothing is done. Somebody who is just looking whether this process lives may keep it from the lock for as long as he gets no
     * processor, or is stopped: then it is left for the next time.
     *
     * @return false if somebody has taken this process for dead
     */
    public boolean renew() {
        if (!memory.isShared() || memory.path(slot).isEmpty()) {
            return true;
        }
        FileLock lock = liveness;
        if (lock != null) {
            memory.unlock(lock);
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Limits.RENEWAL_MILLIS_MAX);
        FileLock renewed = memory.tryLock(SharedMemory.LIVENESS_BYTES + slot);
        while (renewed == null && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            renewed = memory.tryLock(SharedMemory.LIVENESS_BYTES + slot);
        }
        liveness = renewed;
        return memory.get(SharedMemory.slot(slot) + SharedMemory.SLOT_IN_USE) == token;
    }

    /** Whether a slot is in use by a process whose socket takes connections. */
    private boolean answers(int other) {
        return memory.get(SharedMemory.slot(other) + SharedMemory.SLOT_IN_USE) != 0
                && WakeUp.answers(memory.path(other));
    }

    int slot() {
        return slot;
    }

    /**
     * Says which checkpoints this process reads, or may begin to read. Of a new one it can be sure only if it is still the current one
     * after this has returned: whoever makes a later checkpoint then knows.
     */
    public void setPinned(SortedSet<Long> checkpoints) {
        int at = SharedMemory.slot(slot);
        memory.set(at + SharedMemory.SLOT_OLDEST_CHECKPOINT, checkpoints.first());
        if (checkpoints.size() > Limits.PINS_MAX) {
            memory.set(at + SharedMemory.SLOT_PINS_COMPLETE, 0);
            SharedMemory.fence();
            return;
        }
        // New ones first, each into a place of its own, so that nobody who reads meanwhile misses one that stays.
        List<Long> missing = new ArrayList<>(checkpoints);
        List<Integer> unused = new ArrayList<>();
        for (int i = 0; i < Limits.PINS_MAX; i++) {
            int place = at + SharedMemory.SLOT_PINS + i * Long.BYTES;
            if (!missing.remove((Long) memory.get(place))) {
                unused.add(place);
            }
        }
        for (Long checkpoint : missing) {
            memory.set(freePlace(unused), checkpoint);
        }
        memory.set(at + SharedMemory.SLOT_PINS_COMPLETE, 1);
        SharedMemory.fence();
        unused.forEach(place -> memory.set(place, 0));
    }

    /** A place that says nothing if there is one. */
    private int freePlace(List<Integer> unused) {
        int best = 0;
        for (int i = 0; i < unused.size(); i++) {
            if (memory.get(unused.get(i)) == 0) {
                best = i;
            }
        }
        return unused.remove(best);
    }

    /** Says which snapshot is the oldest that this process holds; Long.MAX_VALUE for none. */
    public void setOldestSnapshot(long sequence) {
        memory.set(SharedMemory.slot(slot) + SharedMemory.SLOT_OLDEST_SNAPSHOT, sequence + 1);
    }

    /** Says that this process has a lease; returns where, or -1 if there is no room for it. */
    synchronized int noteLease(long hash) {
        for (int i = 0; i < Limits.LEASES_NOTED_MAX && slot >= 0; i++) {
            int place = leasePlace(slot, i);
            if (memory.get(place) == 0) {
                memory.set(place, hash + 1);
                SharedMemory.fence();
                return place;
            }
        }
        return -1;
    }

    /** Takes back what {@link #noteLease} has said. */
    synchronized void forgetLease(int place) {
        // After leaving, the slot may be somebody else's.
        if (place >= 0 && slot >= 0) {
            memory.set(place, 0);
        }
    }

    /** Whether another living process says that it has a lease. */
    boolean othersHaveLease(long hash) {
        for (int other = 0; other < Limits.PROCESSES_MAX; other++) {
            if (other != slot && says(other, hash) && isAlive(other)) {
                return true;
            }
        }
        return false;
    }

    private boolean says(int other, long hash) {
        if (memory.get(SharedMemory.slot(other) + SharedMemory.SLOT_IN_USE) == 0) {
            return false;
        }
        for (int i = 0; i < Limits.LEASES_NOTED_MAX; i++) {
            if (memory.get(leasePlace(other, i)) == hash + 1) {
                return true;
            }
        }
        return false;
    }

    private boolean isAlive(int other) {
        return !runIfDead(other, () -> clearDead(other));
    }

    private static int leasePlace(int slot, int index) {
        return SharedMemory.slot(slot) + SharedMemory.SLOT_LEASES + index * Long.BYTES;
    }

    /** The oldest snapshot that another process has said it holds; Long.MAX_VALUE for none. */
    public long oldestSnapshotOfOthers() {
        long oldest = Long.MAX_VALUE;
        for (int other : othersInUse(false)) {
            // None is 0, and the largest number plus 1 is smaller than all.
            long snapshot = memory.get(SharedMemory.slot(other) + SharedMemory.SLOT_OLDEST_SNAPSHOT);
            oldest = snapshot > 0 ? Math.min(oldest, snapshot - 1) : oldest;
        }
        return oldest;
    }

    /**
     * What the living processes read.
     *
     * @param checkpoints in no order
     * @param allFrom this checkpoint and all later ones too; Long.MAX_VALUE for none
     */
    public record Pins(List<Long> checkpoints, long allFrom) {
        public Pins {
            checkpoints = List.copyOf(checkpoints);
        }
    }

    /** What the living processes read. Clears the slots of the dead. */
    public Pins pins() {
        List<Long> checkpoints = new ArrayList<>();
        List<Integer> slots = othersInUse(true);
        slots.add(slot);
        long allFrom = Long.MAX_VALUE;
        for (int reader : slots) {
            int at = SharedMemory.slot(reader);
            if (memory.get(at + SharedMemory.SLOT_PINS_COMPLETE) == 0) {
                allFrom = Math.min(allFrom, memory.get(at + SharedMemory.SLOT_OLDEST_CHECKPOINT));
            }
            for (int i = 0; i < Limits.PINS_MAX; i++) {
                long checkpoint = memory.get(at + SharedMemory.SLOT_PINS + i * Long.BYTES);
                if (checkpoint != 0) {
                    checkpoints.add(checkpoint);
                }
            }
        }
        return new Pins(checkpoints, allFrom);
    }

    /** The oldest checkpoint that any living process reads. */
    public long oldestCheckpoint() {
        Pins pins = pins();
        return pins.checkpoints().stream().mapToLong(Long::longValue).reduce(pins.allFrom(), Math::min);
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
            if (answers(holderSlot)) {
                return false;
            }
            action.run();
            return true;
        } finally {
            memory.unlock(lock);
        }
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
            if (!checkLiveness || isAlive(other)) {
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
