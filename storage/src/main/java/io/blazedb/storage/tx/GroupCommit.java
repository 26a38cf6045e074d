/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.checkpoint.FileGuard;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.process.SharedState;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes appended frames durable, many with one sync: the first to come syncs; those who come meanwhile wait for it, then one of them
 * syncs for all. The sync of another process counts too.
 *
 * <p>Failure: a failed sync is final. The operating system may have dropped the bytes and would report success the next time. So the
 * shared state is poisoned, nothing that was not durable becomes visible, and every writer fails until all processes have reopened
 * the file.
 */
final class GroupCommit {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition synced = lock.newCondition();
    private boolean syncing;
    private final StorageFile file;
    private final SharedState shared;
    private final FileGuard guard;

    GroupCommit(StorageFile file, SharedState shared, FileGuard guard) {
        this.file = file;
        this.guard = guard;
        this.shared = shared;
    }

    /** Returns when the frame is durable, and every commit up to it visible. */
    void awaitDurable(long frame) {
        while (shared.durableFrame() < frame) {
            lock.lock();
            try {
                if (syncing) {
                    synced.awaitUninterruptibly();
                    continue;
                }
                syncing = true;
            } finally {
                lock.unlock();
            }
            try {
                if (shared.durableFrame() < frame) {
                    sync();
                }
            } finally {
                lock.lock();
                try {
                    syncing = false;
                    synced.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private void sync() {
        shared.requireHealthy();
        // The sequence first: the frame is then not older than it.
        long sequence = shared.appendedSequence();
        long frame = shared.appendedFrame();
        try {
            file.force();
        } catch (RuntimeException | Error e) {
            shared.poison();
            throw e;
        }
        shared.requireHealthy();
        guard.checkNow(0);
        shared.publishDurable(frame);
        shared.publishVisible(sequence);
    }
}
