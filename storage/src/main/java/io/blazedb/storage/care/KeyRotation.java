/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.checkpoint.Upkeep;
import io.blazedb.storage.crypto.LogSalt;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.Superheader;
import io.blazedb.storage.tx.CheckpointPin;
import io.blazedb.storage.tx.Database;
import java.util.concurrent.locks.LockSupport;

/**
 * Replaces the data key of an open database: a new one into the header, all pages written again checkpoint by checkpoint, the old one out
 * of the header.
 *
 * <pre>
 * one key  -- addDataKey, durable -->  two keys  -- last old page and segment replaced, durable -->  dropOldDataKeys  --> one key
 * </pre>
 *
 * <p>Between any two steps the process may die: the header has every key that any page or frame needs, and the next rotation goes on where
 * this one stopped instead of adding a third key. Other processes learn of the new key when they first meet it, by reading the header
 * again; what they write from then on is under the new key.
 */
public final class KeyRotation {
    /** Far more than any file needs: each round moves a sixteenth. */
    private static final int ROUNDS_MAX = 10_000;

    private static final int PAGES_PER_ROUND_MIN = 4_096;
    private static final long TIMEOUT_MILLIS = 60_000;

    /** Rounds that move nothing, because large transactions that are under way, or undecided, are under an older key. */
    private static final int IDLE_ROUNDS_MAX = 200;

    private static final long IDLE_NANOS = 10_000_000;

    private KeyRotation() {}

    /**
     * Returns when nothing in the file needs an older data key any more. The change feed then begins with the rotation. BUSY if large
     * transactions do not end: the next rotation goes on from there.
     */
    @SuppressWarnings("exports") // called by Store only
    public static RotationReport run(Database database, StoreFile store, WorkListener progress) {
        boolean[] continued = new boolean[1];
        changeHeader(database, () -> {
            continued[0] = store.rereadHeader().isRotating();
            if (!continued[0]) {
                store.changeHeader(header -> header.addDataKey(store.random()));
            }
        });
        int generation = store.rereadHeader().generation();
        database.moveLog(segment -> LogSalt.generation(segment.salt()) >= generation);
        long totalBytes = livePages(database, store) * store.pageBytes();
        long pagesPerRound = Math.max(PAGES_PER_ROUND_MIN, totalBytes / store.pageBytes() / 16);
        long movedPages = 0;
        int idleRounds = 0;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            long before = movedPages * store.pageBytes();
            Upkeep.Outcome outcome = database.checkpoint(
                    TIMEOUT_MILLIS,
                    Upkeep.rotate(pagesPerRound, () -> progress.update(before, Math.max(before, totalBytes))));
            movedPages += outcome.movedPages();
            long doneBytes = movedPages * store.pageBytes();
            progress.update(doneBytes, Math.max(doneBytes, totalBytes));
            // One that began during the checkpoint may not have known of the newer key.
            if (!outcome.oldKeyInUse() && !database.hasPrivateSpaces()) {
                changeHeader(database, () -> store.changeHeader(Superheader::dropOldDataKeys));
                return new RotationReport(generation, continued[0], doneBytes);
            }
            if (outcome.movedPages() == 0) {
                if (++idleRounds > IDLE_ROUNDS_MAX) {
                    throw new StoreException(StoreErrorCode.BUSY, "large transactions are not over");
                }
                LockSupport.parkNanos(IDLE_NANOS);
            }
        }
        throw new StoreException(StoreErrorCode.INTERNAL, "rotation does not end, generation=" + generation);
    }

    private static long livePages(Database database, StoreFile store) {
        try (CheckpointPin pin = database.pinCheckpoint()) {
            return store.livePages(pin.meta());
        }
    }

    private static void changeHeader(Database database, Runnable change) {
        try {
            database.exclusively(TIMEOUT_MILLIS, change);
        } catch (StoreException e) {
            if (e.code() == StoreErrorCode.IO_ERROR || e.code() == StoreErrorCode.DISK_FULL) {
                database.poison();
            }
            throw e;
        }
    }
}
