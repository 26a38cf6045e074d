/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.btree.SystemTree;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.space.Reservation;
import io.blazedb.storage.space.SpaceEditor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What one checkpoint does with the private spaces of transactions: pages of those that it keeps note of count as allocated, pages of those
 * that have ended are freed. Nobody takes pages while a checkpoint is made.
 */
final class ReservationChanges {
    private final Map<UUID, Reservation> base = new LinkedHashMap<>();
    private final List<Reservation> present;
    private boolean anyLeft;

    ReservationChanges(CheckpointSource.Frozen frozen) {
        SystemTree.reservations(frozen.forest()).forEach(known -> base.put(known.space(), known));
        present = frozen.reservations();
    }

    /** Before anything is allocated: the pages of all spaces are not free. */
    void claim(SpaceEditor space) {
        present.forEach(reservation -> reservation.extents().forEach(space::claimExtent));
    }

    /** Frees the pages of spaces that have ended; returns the changes of the system tree. */
    List<TreeChange> end(SpaceEditor space, long feedFrame) {
        List<TreeChange> changes = new ArrayList<>();
        Map<UUID, Reservation> gone = new LinkedHashMap<>(base);
        for (Reservation reservation : present) {
            Reservation before = gone.remove(reservation.space());
            boolean ends = Reservations.isBehind(reservation, feedFrame);
            anyLeft |= !ends;
            if (ends) {
                free(space, reservation);
            }
            if (ends ? before != null : !reservation.equals(before)) {
                changes.add(new TreeChange(
                        SystemTree.reservationKey(reservation.space()), ends ? null : reservation.encode()));
            }
        }
        for (Reservation released : gone.values()) {
            free(space, released);
            changes.add(new TreeChange(SystemTree.reservationKey(released.space()), null));
        }
        return changes;
    }

    /** After {@link #end}: whether the checkpoint keeps note of any space. Its key may be under any data key. */
    boolean anyLeft() {
        return anyLeft;
    }

    private static void free(SpaceEditor space, Reservation reservation) {
        for (Extent extent : reservation.extents()) {
            space.freeExtent(extent);
        }
    }
}
