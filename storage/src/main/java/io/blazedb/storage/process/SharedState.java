/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the processes that have one file open agree on: how far the log goes, how much of it is durable and visible, which checkpoint
 * is current. Every number only rises, but for the end of the file.
 *
 * <p>Order of publication: a frame's number before its commit's sequence. So whoever reads the sequence first and the frame
 * afterwards holds a frame that is not older than the sequence.
 */
public final class SharedState implements AutoCloseable {
    private final SharedMemory memory;
    private final Processes processes;
    private final SharedLock appendLock;
    private final SharedLock checkpointLock;
    private final Set<String> leasesInMemory = new HashSet<>();
    /** What was once visible stays so, even if the memory is destroyed. */
    private volatile long visibleSeen;
    /** Kept here too: the memory may be what was destroyed. */
    private volatile boolean condemned;

    private SharedState(SharedMemory memory) {
        this.memory = memory;
        this.processes = new Processes(memory);
        this.appendLock = new SharedLock(memory, SharedMemory.APPEND_LOCK, processes);
        this.checkpointLock = new SharedLock(memory, SharedMemory.CHECKPOINT_LOCK, processes);
    }

    /** The state behind a lock file. Nothing in it may be believed before {@link Processes#enter}. */
    public static SharedState open(Path lockFile) {
        return new SharedState(SharedMemory.open(lockFile));
    }

    public static SharedState inMemory() {
        return new SharedState(SharedMemory.ofThisProcessOnly());
    }

    public Processes processes() {
        return processes;
    }

    /** After {@link Processes#enter}: the wake-up of this process. */
    public WakeUp newWakeUp() {
        return new WakeUp(memory, processes);
    }

    public SharedLock appendLock() {
        return appendLock;
    }

    public SharedLock checkpointLock() {
        return checkpointLock;
    }

    /**
     * Sets everything to what recovery found: only by the first process, before it lets others in.
     *
     * @param identity which file of this machine it is; may be empty
     */
    public void reset(UUID database, String identity, long frame, long sequence, long checkpoint, long endPage) {
        boolean wasPoisoned = memory.get(SharedMemory.POISONED) != 0;
        memory.clear(0, SharedMemory.SLOTS);
        memory.set(SharedMemory.DATABASE_ID, database.getMostSignificantBits());
        memory.set(SharedMemory.DATABASE_ID + Long.BYTES, database.getLeastSignificantBits());
        memory.set(SharedMemory.FILE_IDENTITY, hash(identity));
        memory.set(SharedMemory.APPENDED_FRAME, frame);
        memory.set(SharedMemory.APPENDED_SEQUENCE, sequence);
        memory.set(SharedMemory.DURABLE_FRAME, frame);
        memory.set(SharedMemory.VISIBLE_SEQUENCE, sequence);
        visibleSeen = sequence;
        memory.set(SharedMemory.CHECKPOINT, checkpoint);
        memory.set(SharedMemory.END_PAGE, endPage);
        memory.set(SharedMemory.VERSION, SharedMemory.LAYOUT_VERSION);
        if (wasPoisoned) {
            // Should a power loss bring the mark back, its numbers would be older than what is acknowledged from now
            // on.
            memory.force();
        }
    }

    /** Whether the memory speaks about this file. One that was copied or restored together with its lock file has another identity. */
    public boolean isAbout(UUID database, String identity) {
        return memory.get(SharedMemory.VERSION) == SharedMemory.LAYOUT_VERSION
                && memory.get(SharedMemory.DATABASE_ID) == database.getMostSignificantBits()
                && memory.get(SharedMemory.DATABASE_ID + Long.BYTES) == database.getLeastSignificantBits()
                && memory.get(SharedMemory.FILE_IDENTITY) == hash(identity);
    }

    /** FILE_CHANGED if the lock file was deleted or replaced: other processes would then not know of this one. */
    public void requireInPlace() {
        memory.requireInPlace();
    }

    public long appendedFrame() {
        return memory.get(SharedMemory.APPENDED_FRAME);
    }

    public long appendedSequence() {
        return memory.get(SharedMemory.APPENDED_SEQUENCE);
    }

    /** By the holder of the append lock, when all frames are in the file. */
    public void publishAppended(long frame, long sequence) {
        memory.set(SharedMemory.APPENDED_FRAME, frame);
        memory.set(SharedMemory.APPENDED_SEQUENCE, sequence);
    }

    public long durableFrame() {
        return memory.get(SharedMemory.DURABLE_FRAME);
    }

    public void publishDurable(long frame) {
        memory.raise(SharedMemory.DURABLE_FRAME, frame);
    }

    public long visibleSequence() {
        long sequence = memory.get(SharedMemory.VISIBLE_SEQUENCE);
        long seen = visibleSeen;
        if (sequence > seen) {
            visibleSeen = sequence;
        }
        return Math.max(sequence, seen);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // A lower bound is enough.
    public void publishVisible(long sequence) {
        memory.raise(SharedMemory.VISIBLE_SEQUENCE, sequence);
        visibleSeen = Math.max(visibleSeen, sequence);
    }

    public long checkpoint() {
        return memory.get(SharedMemory.CHECKPOINT);
    }

    /** By the holder of the checkpoint lock, when the meta page is durable. */
    public void publishCheckpoint(long checkpoint) {
        memory.raise(SharedMemory.CHECKPOINT, checkpoint);
    }

    public boolean isPoisoned() {
        return condemned || memory.get(SharedMemory.POISONED) != 0;
    }

    /** Whether the last processes ended after a failed sync. */
    public boolean hasFailedSync() {
        return memory.get(SharedMemory.POISONED) == SharedMemory.SYNC_FAILED;
    }

    /** WRITER_POISONED or FILE_CHANGED if nobody may write any more. */
    public void requireHealthy() {
        long reason = memory.get(SharedMemory.POISONED);
        if (condemned || (reason != 0 && reason != SharedMemory.SYNC_FAILED)) {
            throw new StoreException(StoreErrorCode.FILE_CHANGED, "");
        }
        if (reason != 0) {
            throw new StoreException(StoreErrorCode.WRITER_POISONED, "");
        }
    }

    /** A sync failed: no process may write until all have closed the file. */
    public void poison() {
        memory.set(SharedMemory.POISONED, SharedMemory.SYNC_FAILED);
    }

    /** The file or the lock file is no longer what it was: no process may write until all have closed the file. */
    public void condemn() {
        condemned = true;
        memory.compareAndSet(SharedMemory.POISONED, 0, SharedMemory.FILE_CHANGED);
    }

    /** Takes the lock by which others know that this process lives again, in case it was dropped; FILE_CHANGED if others have its place. */
    public void renew() {
        if (!processes.renew()) {
            condemn();
            throw new StoreException(StoreErrorCode.FILE_CHANGED, "another process has taken this one for dead");
        }
    }

    /** Pages at the end of the file that nobody else gets; returns the first. */
    public long claimPages(long count) {
        return memory.getAndAdd(SharedMemory.END_PAGE, count);
    }

    /** Gives claimed pages back if nobody has claimed any behind them. */
    public void unclaimPages(long first, long count) {
        memory.compareAndSet(SharedMemory.END_PAGE, first + count, first);
    }

    /** By the holder of the append lock and of the checkpoint lock, who knows that nothing behind is in use. */
    public void setEndPage(long endPage) {
        memory.set(SharedMemory.END_PAGE, endPage);
    }

    public long endPage() {
        return memory.get(SharedMemory.END_PAGE);
    }

    /**
     * Takes a named role until the returned lease is closed or this process ends; empty if somebody has it. A lock alone would not do: it is
     * dropped as that of a process is (see {@link Processes}). So who has a lease also says so in the memory, and is believed while it lives.
     */
    public Optional<Runnable> tryLease(String role) {
        if (!memory.isShared()) {
            synchronized (leasesInMemory) {
                return leasesInMemory.add(role) ? Optional.of(() -> endLeaseInMemory(role)) : Optional.empty();
            }
        }
        long hash = hash(role);
        for (int i = 0; i < Limits.LEASE_TRIES; i++) {
            FileLock lock = memory.tryLock(SharedMemory.LEASE_BYTES + hash);
            if (lock == null) {
                return Optional.empty();
            }
            int place = processes.noteLease(hash);
            if (!processes.othersHaveLease(hash)) {
                return Optional.of(() -> endLease(place, lock));
            }
            endLease(place, lock);
            // Somebody who has noted it and did not get the lock takes the note back.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return Optional.empty();
    }

    private void endLease(int place, FileLock lock) {
        processes.forgetLease(place);
        memory.unlock(lock);
    }

    @Override
    public void close() {
        processes.leave();
        memory.close();
    }

    private void endLeaseInMemory(String role) {
        synchronized (leasesInMemory) {
            leasesInMemory.remove(role);
        }
    }

    /** 61 bits of FNV-1a: the bytes behind {@link SharedMemory#LEASE_BYTES} that a role may have; also of a file's identity. */
    private static long hash(String role) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < role.length(); i++) {
            hash = (hash ^ role.charAt(i)) * 0x100000001b3L;
        }
        return hash >>> 3;
    }
}
