/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.checkpoint.LogState;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.checkpoint.Upkeep;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.space.SpaceView;
import io.blazedb.storage.tx.CheckpointPin;
import io.blazedb.storage.tx.Database;

/**
 * Makes the file of an open database smaller: moves pages from its end into free space, checkpoint by checkpoint, and lets the checkpoints
 * cut off what is then free at the end.
 *
 * <p>Nobody waits for it. Pages that a snapshot of any process still needs cannot be given back: with a long reader the file becomes as
 * small as that allows.
 */
public final class Vacuum {
    private static final int ROUNDS_MAX = 1_000;
    private static final int PAGES_PER_ROUND_MIN = 8_192;
    /** Freed pages can be cut off one checkpoint later, and extents of the log one after that. */
    private static final int QUIET_ROUNDS = 4;
    /** Room beyond what is in use, for the checkpoints that do the work. */
    private static final long SLACK_PAGES_MIN = 192;

    private static final long TIMEOUT_MILLIS = 60_000;

    private Vacuum() {}

    /** Returns when the file gets no smaller any more. Where segments of the log were in the way, the change feed begins anew. */
    @SuppressWarnings("exports") // called by Store only
    public static VacuumReport run(Database database, StoreFile store, WorkListener progress) {
        long before = store.file().size();
        long smallest = Long.MAX_VALUE;
        long movedPages = 0;
        int quiet = 0;
        for (int round = 0; round < ROUNDS_MAX && quiet < QUIET_ROUNDS; round++) {
            long endPage = endPage(database, store);
            long budget = Math.max(PAGES_PER_ROUND_MIN, endPage / 16);
            long reached = Math.min(before, smallest);
            long goal = Math.max(1, before - endPage * store.pageBytes());
            Upkeep.Outcome outcome = database.checkpoint(
                    TIMEOUT_MILLIS, Upkeep.compact(endPage, budget, () -> progress.update(before - reached, goal)));
            moveLog(database, endPage);
            movedPages += outcome.movedPages();
            long size = store.file().size();
            quiet = size < smallest ? 0 : quiet + 1;
            smallest = Math.min(smallest, size);
            progress.update(before - Math.min(before, size), goal);
        }
        return new VacuumReport(before, store.file().size(), movedPages * store.pageBytes());
    }

    /** Where the file could end: so many pages are in use, and a few more. */
    private static long endPage(Database database, StoreFile store) {
        try (CheckpointPin pin = database.pinCheckpoint()) {
            SpaceView space = new SpaceView(store.pager(), pin.meta().space());
            long pending = space.pendingFrees().stream()
                    .mapToLong(extent -> extent.pages())
                    .sum();
            long used = space.filePages() - space.freePages() - pending;
            return used + Math.max(SLACK_PAGES_MIN, used / 64);
        }
    }

    private static void moveLog(Database database, long endPage) {
        boolean hasPlace;
        try (CheckpointPin pin = database.pinCheckpoint()) {
            MetaPage meta = pin.meta();
            hasPlace = !LogState.decode(meta).spare().isEmpty();
        }
        if (hasPlace) {
            database.moveLog(
                    segment -> segment.extent().firstPage() + segment.extent().pages() <= endPage);
        }
    }
}
