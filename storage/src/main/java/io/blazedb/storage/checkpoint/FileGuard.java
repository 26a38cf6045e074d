/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.process.SharedState;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Notices when the file, or the lock file, is deleted, moved, replaced, cut or written over while the database is open: the operating
 * system would go on taking writes into a file that nobody can find any more. Then no process writes until all have closed the file.
 *
 * <p>Threading: any number of threads.
 */
public final class FileGuard {
    /** How long a look counts for commits that do not wait for a sync. */
    private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final UUID database;
    private final StorageFile file;
    private final SharedState shared;
    private volatile long lookAgainAt = System.nanoTime();

    public FileGuard(UUID database, StorageFile file, SharedState shared) {
        this.database = database;
        this.file = file;
        this.shared = shared;
    }

    /** Looks unless somebody has just done so. */
    public void check(long bytesMin) {
        if (System.nanoTime() - lookAgainAt >= 0) {
            checkNow(bytesMin);
        }
    }

    /** FILE_CHANGED if somebody has written over the shared memory; costs next to nothing. */
    public void requireIntact() {
        if (!shared.isAbout(database, file.identity())) {
            shared.condemn();
            throw new StoreException(StoreErrorCode.FILE_CHANGED, "lock file written over");
        }
    }

    /** FILE_CHANGED if anything is not in its place, or if the file is shorter than given. */
    public void checkNow(long bytesMin) {
        requireIntact();
        try {
            shared.requireInPlace();
            file.requireInPlace(bytesMin);
        } catch (StoreException e) {
            if (e.code() == StoreErrorCode.FILE_CHANGED) {
                shared.condemn();
            }
            throw e;
        }
        lookAgainAt = System.nanoTime() + TRUSTED_NANOS;
    }
}
