/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.overlay.Layer;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.space.Reservation;
import java.util.List;
import java.util.Map;

/** What a checkpoint is made from: the committed state of this process. */
public interface CheckpointSource {

    /**
     * The commits to merge.
     *
     * @param base the checkpoint below them
     * @param forest its trees
     * @param layersNewestFirst layers that hold all commits to merge, perhaps some that the base has already, and no later ones
     * @param sequence newest commit to merge
     * @param position the place in the log behind it
     * @param reservations private spaces of transactions at that place
     * @param prepared undecided transactions at that place, oldest first
     * @param tags tags of commits that the trees may not have yet
     */
    record Frozen(
            MetaPage base,
            Forest forest,
            List<Layer> layersNewestFirst,
            long sequence,
            LogPosition position,
            List<Reservation> reservations,
            List<LogRecord.Prepare> prepared,
            Map<Long, byte[]> tags) {
        public Frozen {
            layersNewestFirst = List.copyOf(layersNewestFirst);
            reservations = List.copyOf(reservations);
            prepared = List.copyOf(prepared);
        }
    }

    /** Adopts the current checkpoint, reads the log to its end and lets later commits go to a new layer. */
    Frozen freeze();

    /** Reads what has been appended to the log. */
    void catchUp();

    /**
     * Reads what has been appended to the log, and destroys what stands behind it: frames of an append that failed, or whose process died
     * before it published them. The living do not believe in them and give their pages to others; a later recovery would believe in them. By
     * the holder of the append lock. Whether there was anything; then it is gone for good only after a sync.
     */
    boolean cutOffUnpublished();

    /** The pages of all private spaces that are known. */
    List<Extent> reservedExtents();

    /** Returns when everything that is to be merged is durable and visible. */
    void awaitVisible(Frozen frozen);

    /** Lets new snapshots read the trees of a checkpoint. */
    void adopt(MetaPage meta, Forest forest);
}
