/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.overlay.Layer;
import io.blazedb.storage.overlay.Overlay;
import io.blazedb.storage.spill.SpilledCommits;

/** Puts what log records say over the trees. */
public final class CommittedChanges {
    /** Sequence in a layer that stands alone. */
    private static final long ALONE = 1;

    private CommittedChanges() {}

    /** The overlay with the commit on top: the same one if its changes are taken into memory. */
    public static Overlay apply(StoreFile store, Overlay overlay, LogRecord.Commit commit) {
        LogRecord.Spilled spilled = commit.spilled();
        if (spilled != null) {
            return overlay.withStored(
                    commit.sequence(),
                    SpilledCommits.layers(
                            store.privatePager(spilled.epoch(), Limits.SPILLED_CACHE_BYTES),
                            spilled,
                            commit.sequence()));
        }
        overlay.apply(new RecordChanges(commit.sequence(), commit.trees()));
        return overlay;
    }

    /** The changes of a prepared transaction as a layer that stands alone. */
    public static Layer layer(StoreFile store, LogRecord.Prepare prepare) {
        LogRecord.Spilled spilled = prepare.spilled();
        return spilled != null
                ? SpilledCommits.layer(store.privatePager(spilled.epoch(), Limits.SPILLED_CACHE_BYTES), spilled, ALONE)
                : Layer.of(new RecordChanges(ALONE, prepare.trees()));
    }
}
