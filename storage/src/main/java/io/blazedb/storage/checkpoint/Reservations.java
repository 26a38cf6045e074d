/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.space.Reservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The private spaces of transactions, as every process derives them from the last checkpoint and the log behind it.
 *
 * <pre>
 * OPEN      --release (rolled back, or its process died)--> gone
 * OPEN      --prepared--> PREPARED --dropped--> gone
 * OPEN, PREPARED --committed--> COMMITTED --dropBefore (merged, and behind the change feed)--> gone
 * </pre>
 *
 * <p>Threading: all methods lock.
 */
public final class Reservations {
    private final Map<UUID, Reservation> bySpace = new LinkedHashMap<>();

    public synchronized void reset(List<Reservation> known) {
        bySpace.clear();
        known.forEach(reservation -> bySpace.put(reservation.space(), reservation));
    }

    public synchronized List<Reservation> all() {
        return List.copyOf(bySpace.values());
    }

    /** Whether a space is there, and its transaction neither committed nor prepared. */
    public synchronized boolean isOpen(UUID space) {
        Reservation reservation = bySpace.get(space);
        return reservation != null && reservation.state() == Reservation.State.OPEN;
    }

    /** All their pages. */
    public synchronized List<Extent> extents() {
        List<Extent> extents = new ArrayList<>();
        bySpace.values().forEach(reservation -> extents.addAll(reservation.extents()));
        return extents;
    }

    /** What a record says, whose last frame is the given one. */
    public synchronized void apply(LogRecord record, LogRecord.@Nullable Prepare dropped, long frame) {
        if (record instanceof LogRecord.Reserve reserve) {
            bySpace.merge(
                    reserve.space(),
                    new Reservation(reserve.space(), Reservation.State.OPEN, 0, reserve.extents()),
                    (present, more) -> present.with(more.extents()));
        } else if (record instanceof LogRecord.Release release) {
            bySpace.remove(release.space());
        } else if (record instanceof LogRecord.Prepare prepare) {
            move(prepare.spilled(), Reservation.State.PREPARED, 0);
        } else if (record instanceof LogRecord.Commit commit) {
            move(commit.spilled(), Reservation.State.COMMITTED, frame);
        } else if (record instanceof LogRecord.Drop && dropped != null) {
            LogRecord.Spilled spilled = dropped.spilled();
            if (spilled != null) {
                bySpace.remove(spilled.space());
            }
        }
    }

    /** Forgets the committed ones that a checkpoint has merged and the change feed, which begins at the frame, does not reach. */
    public synchronized void dropBefore(long feedFrame) {
        bySpace.values().removeIf(reservation -> isBehind(reservation, feedFrame));
    }

    /**
     * The last commit record that the change feed need not reach back to, because large transactions that came later take enough space
     * already, or because its pages are in the way of the upkeep; 0 if there is none.
     */
    static long lastFrameNotKept(List<Reservation> reservations, Upkeep upkeep, int pageBytes) {
        List<Reservation> newestFirst = reservations.stream()
                .filter(reservation -> reservation.state() == Reservation.State.COMMITTED)
                .sorted(Comparator.comparingLong(Reservation::frame).reversed())
                .toList();
        long bytes = 0;
        for (Reservation reservation : newestFirst) {
            if (bytes >= Limits.FEED_SPILLED_BYTES_MIN || isInTheWay(reservation, upkeep)) {
                return reservation.frame();
            }
            for (Extent extent : reservation.extents()) {
                bytes += (long) extent.pages() * pageBytes;
            }
        }
        return 0;
    }

    private static boolean isInTheWay(Reservation reservation, Upkeep upkeep) {
        return switch (upkeep.kind()) {
            case NONE -> false;
            case COMPACT ->
                reservation.extents().stream()
                        .anyMatch(extent -> extent.firstPage() + extent.pages() > upkeep.endPage());
            case ROTATE -> true;
        };
    }

    static boolean isBehind(Reservation reservation, long feedFrame) {
        return reservation.state() == Reservation.State.COMMITTED && reservation.frame() < feedFrame;
    }

    private void move(LogRecord.@Nullable Spilled spilled, Reservation.State state, long frame) {
        if (spilled != null) {
            bySpace.computeIfPresent(
                    spilled.space(), (space, present) -> new Reservation(space, state, frame, present.extents()));
        }
    }
}
