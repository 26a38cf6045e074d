/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.log.LogPosition;
import org.jspecify.annotations.Nullable;

/** Where recent commits end in the log, so that a new reader of the change feed need not look for its place. */
final class PositionIndex {
    private final long[] sequences = new long[Limits.POSITIONS_KEPT];
    private final @Nullable LogPosition[] positions = new LogPosition[Limits.POSITIONS_KEPT];
    private final boolean[] places = new boolean[Limits.POSITIONS_KEPT];

    /** Where the record of a commit ends. */
    synchronized void add(long sequence, LogPosition after) {
        addPlace(sequence, after);
        places[(int) (sequence % Limits.POSITIONS_KEPT)] = false;
    }

    /** A place behind a commit and before the next one; other records may lie between. */
    synchronized void addPlace(long sequence, LogPosition after) {
        int slot = (int) (sequence % Limits.POSITIONS_KEPT);
        sequences[slot] = sequence;
        positions[slot] = after;
        places[slot] = true;
    }

    /** Where the record of the commit ends, or null. */
    synchronized @Nullable LogPosition afterRecordOf(long sequence) {
        return places[(int) (sequence % Limits.POSITIONS_KEPT)] ? null : after(sequence);
    }

    /** The place behind the commit, or null. */
    synchronized @Nullable LogPosition after(long sequence) {
        int slot = (int) (sequence % Limits.POSITIONS_KEPT);
        return sequences[slot] == sequence ? positions[slot] : null;
    }
}
