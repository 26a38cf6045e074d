/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.log.LogPosition;
import org.jspecify.annotations.Nullable;

/** Where recent commits end in the log, so that a new reader of the change feed need not look for its place. */
final class PositionIndex {
    private final long[] sequences = new long[Limits.POSITIONS_KEPT];
    private final @Nullable LogPosition[] positions = new LogPosition[Limits.POSITIONS_KEPT];

    synchronized void add(long sequence, LogPosition after) {
        int slot = (int) (sequence % Limits.POSITIONS_KEPT);
        sequences[slot] = sequence;
        positions[slot] = after;
    }

    /** The place behind the commit, or null. */
    synchronized @Nullable LogPosition after(long sequence) {
        int slot = (int) (sequence % Limits.POSITIONS_KEPT);
        return sequences[slot] == sequence ? positions[slot] : null;
    }
}
