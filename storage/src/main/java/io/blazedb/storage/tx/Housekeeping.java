/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.checkpoint.Checkpointer;
import io.blazedb.storage.checkpoint.Limits;
import io.blazedb.storage.checkpoint.MetaSlots;
import io.blazedb.storage.checkpoint.Upkeep;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.process.SharedState;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The thread that makes checkpoints, when the log has grown or has been idle, and that writes receipts.
 *
 * <p>A failed checkpoint costs nothing but log space, so it is tried again later.
 */
final class Housekeeping implements AutoCloseable {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** After a large transaction a shorter pause is enough. What replaces or drops its rows at once saves merging them. */
    private static final long STORED_IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** So long after the last commit a receipt says that it is durable. While commits go on, each frame says it of those before. */
    private static final long RECEIPT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long DISK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long ROOM_AROUND_BYTES = 16 << 20;
    private static final long ROOM_BYTES_MIN = 256 << 10;
    private static final long RENEWAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final StorageFile file;
    private final SharedState shared;
    private final MetaSlots metas;
    private final LogTail tail;
    private final Spaces spaces;
    private final Checkpointer checkpointer;
    private final LongSupplier freeBytes;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile long lookAtDiskAt = System.nanoTime();
    private volatile boolean diskIsTight;
    private volatile long roomMadeAtFrame;
    private volatile long makeRoomAgainAt;
    private long renewAt = System.nanoTime();
    /** What the thread has seen of the log, and when it has changed. */
    private long lastFrame;

    private long lastChange = System.nanoTime();
    /** No checkpoint before, because the last one failed. */
    private long notBefore = System.nanoTime();

    private volatile boolean closing;
    private boolean due;
    private boolean woken;
    private boolean syncWanted;
    /** Whether the thread sleeps until somebody commits. */
    private volatile boolean quiet;

    private volatile long receiptSequence;

    Housekeeping(
            String name,
            StorageFile file,
            SharedState shared,
            MetaSlots metas,
            LogTail tail,
            Spaces spaces,
            Checkpointer checkpointer,
            LongSupplier freeBytes) {
        this.freeBytes = freeBytes;
        this.file = file;
        this.shared = shared;
        this.metas = metas;
        this.tail = tail;
        this.spaces = spaces;
        this.checkpointer = checkpointer;
        this.receiptSequence = shared.visibleSequence();
        this.thread = new Thread(this::run, "blazedb-checkpoint-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * Before a commit: waits while checkpoints are far behind, so that the overlay stays bounded. Only for so long: a checkpoint that
     * cannot be made must not keep anybody from committing.
     */
    void awaitRoom(long timeoutMillis) {
        if (tail.bytesAfterCheckpoint() < Limits.LOG_BYTES_MAX || !thread.isAlive()) {
            return;
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (tail.bytesAfterCheckpoint() >= Limits.LOG_BYTES_MAX
                && System.nanoTime() - deadline < 0
                && !closing
                && !shared.isPoisoned()
                && !Thread.currentThread().isInterrupted()) {
            onCommit();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** After a commit: looks whether the log has grown enough, or whether the commit is the first after a rest. */
    void onCommit() {
        boolean grown = tail.bytesAfterCheckpoint() >= dueBytes();
        if ((grown || quiet) && lock.tryLock()) {
            try {
                due |= grown;
                woken = true;
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Syncs what a transaction has written so far, while it goes on: less is left for its commit. */
    void syncSoon() {
        if (lock.tryLock()) {
            try {
                syncWanted = true;
                woken = true;
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private long dueBytes() {
        return tail.bytesAfterCheckpoint() >= Limits.LOG_BYTES_DUE_TIGHT && isDiskTight()
                ? Limits.LOG_BYTES_DUE_TIGHT
                : Limits.LOG_BYTES_DUE;
    }

    private boolean isDiskTight() {
        long now = System.nanoTime();
        if (now - lookAtDiskAt >= 0) {
            lookAtDiskAt = now + DISK_NANOS;
            diskIsTight = file.usableBytes() < Limits.DISK_TIGHT_BYTES;
        }
        return diskIsTight;
    }

    /** On a disk that is nearly full, whoever commits merges what was committed before: little at a time, which the reserve suffices for. */
    void keepLittle() {
        if (tail.bytesAfterCheckpoint() >= Limits.LOG_BYTES_DUE_TIGHT && isDiskTight()) {
            try {
                tryCheckpoint();
            } catch (StoreException e) {
                if (e.code() != StoreErrorCode.DISK_FULL) {
                    throw e;
                }
            }
        }
    }

    /**
     * On a disk that is nearly full: DISK_FULL if there would be no room for a checkpoint that merges the commit, so that the reserve
     * stays for one that removes.
     */
    void requireRoom(long bytes, long timeoutMillis) {
        if (isDiskTight() && !hasRoom(bytes) && !(makeRoom(timeoutMillis) && hasRoom(bytes))) {
            throw new StoreException(StoreErrorCode.DISK_FULL, "bytes=" + bytes);
        }
    }

    /** A checkpoint writes what it merges, and the pages around it: of small amounts up to four times as much, of large ones twice. */
    private boolean hasRoom(long bytes) {
        long merged = tail.bytesAfterCheckpoint() + bytes;
        long needed = Math.min(4 * merged, 2 * merged + ROOM_AROUND_BYTES) + ROOM_BYTES_MIN;
        long usable = file.usableBytes();
        return needed <= usable || needed <= usable + freeBytes.getAsLong();
    }

    /**
     * On a full disk: merges what was removed, then uses what that freed. Whether anything may have changed; not again before somebody
     * has committed something, or some seconds have passed.
     */
    boolean makeRoom(long timeoutMillis) {
        long now = System.nanoTime();
        long frame = tail.position().nextFrame();
        if (frame == roomMadeAtFrame && now - makeRoomAgainAt < 0) {
            return false;
        }
        roomMadeAtFrame = frame;
        makeRoomAgainAt = now + RETRY_NANOS;
        shared.checkpointLock().lock(timeoutMillis);
        try {
            shared.requireHealthy();
            runCheckpoint();
            checkpointer.run(true);
            return true;
        } catch (StoreException e) {
            if (e.code() != StoreErrorCode.DISK_FULL) {
                throw e;
            }
            return false;
        } finally {
            shared.checkpointLock().unlock();
        }
    }

    /** Makes a checkpoint now, or waits for the one being made and then makes another if that is needed. */
    void checkpoint(long timeoutMillis) {
        exclusively(timeoutMillis, this::runCheckpoint);
    }

    /** Makes a checkpoint that also moves pages. */
    Upkeep.Outcome checkpoint(long timeoutMillis, Upkeep upkeep) {
        Upkeep.Outcome[] outcome = new Upkeep.Outcome[1];
        exclusively(timeoutMillis, () -> {
            spaces.releaseDead();
            outcome[0] = checkpointer.run(upkeep);
        });
        return outcome[0];
    }

    /** Runs something under the checkpoint lock. */
    void exclusively(long timeoutMillis, Runnable action) {
        shared.checkpointLock().lock(timeoutMillis);
        try {
            shared.requireHealthy();
            action.run();
        } finally {
            shared.checkpointLock().unlock();
        }
    }

    /** Says in the file that everything durable by now is durable. */
    void writeReceipt() {
        // The sequence first: it is then durable if the frame that was newest afterwards is.
        long sequence = shared.appendedSequence();
        if (sequence > receiptSequence && shared.durableFrame() >= shared.appendedFrame() && !shared.isPoisoned()) {
            receiptSequence = sequence;
            metas.writeReceipt(shared.checkpoint(), sequence);
        }
    }

    @Override
    public void close() {
        closing = true;
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A thread that has run out of memory, which another one has filled, goes on: without it the log would grow without end. */
    private void run() {
        while (!closing) {
            try {
                look(awaitDue());
            } catch (RuntimeException | OutOfMemoryError e) {
                if (!closing) {
                    System.getLogger(Housekeeping.class.getName())
                            .log(System.Logger.Level.WARNING, "checkpoint failed; the log keeps everything", e);
                    notBefore = System.nanoTime() + RETRY_NANOS;
                }
            }
        }
    }

    private void look(boolean wanted) {
        long now = System.nanoTime();
        long frame = tail.position().nextFrame();
        if (frame != lastFrame) {
            lastFrame = frame;
            lastChange = now;
        }
        long idleNanos = tail.storedAfterCheckpoint() ? STORED_IDLE_NANOS : IDLE_NANOS;
        boolean idle = now - lastChange >= idleNanos && tail.bytesAfterCheckpoint() > 0;
        syncIfWanted();
        lookAfterFile();
        tail.releaseUnpinned();
        if (now - lastChange >= RECEIPT_NANOS) {
            writeReceipt();
        }
        if ((wanted || idle) && now - notBefore >= 0 && !closing && !shared.isPoisoned()) {
            tryCheckpoint();
            lastChange = System.nanoTime();
        }
    }

    /** Also without commits: whoever only reads hears at least of it. */
    private void lookAfterFile() {
        if (!shared.isPoisoned()) {
            try {
                tail.requireFileInPlace();
                if (System.nanoTime() - renewAt >= 0) {
                    renewAt = System.nanoTime() + RENEWAL_NANOS;
                    shared.renew();
                }
            } catch (StoreException e) {
                System.getLogger(Housekeeping.class.getName())
                        .log(System.Logger.Level.ERROR, "the database no longer accepts writes", e);
            }
        }
    }

    private void syncIfWanted() {
        lock.lock();
        try {
            if (!syncWanted) {
                return;
            }
            syncWanted = false;
        } finally {
            lock.unlock();
        }
        try {
            file.force();
        } catch (RuntimeException e) {
            // A sync that failed lets every later one fail: the commit will hear of it, too.
            System.getLogger(Housekeeping.class.getName())
                    .log(System.Logger.Level.WARNING, "pages of a large transaction could not be synced", e);
        }
    }

    private void tryCheckpoint() {
        if (shared.checkpointLock().tryLock()) {
            try {
                runCheckpoint();
            } finally {
                shared.checkpointLock().unlock();
            }
        }
    }

    private void runCheckpoint() {
        spaces.releaseDead();
        checkpointer.run();
    }

    private boolean awaitDue() {
        lock.lock();
        try {
            quiet = true;
            // A commit that did not see it quiet is seen here.
            boolean receiptDue = shared.appendedSequence() > receiptSequence && !shared.isPoisoned();
            quiet = !receiptDue;
            long pause = tail.storedAfterCheckpoint() ? STORED_IDLE_NANOS : QUIET_NANOS;
            long nanos = receiptDue ? RECEIPT_NANOS : pause;
            while (!due && !woken && !closing && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            boolean was = due;
            due = false;
            woken = false;
            return was;
        } catch (InterruptedException e) {
            return false;
        } finally {
            quiet = false;
            lock.unlock();
        }
    }
}
