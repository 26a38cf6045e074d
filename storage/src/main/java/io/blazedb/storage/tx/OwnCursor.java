/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.spill.SpilledChange;
import io.blazedb.storage.spill.SpilledCursor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks the keys that a transaction has changed in one tree. Each step goes on from the last key, so that the transaction may change while
 * it is read.
 */
final class OwnCursor {
    private final TreeWrites writes;
    private final KeyRange range;
    private final boolean descending;
    private byte @Nullable [] last;
    private @Nullable SpilledChange change;
    private @Nullable SpilledCursor spilled;
    private boolean inSpilled;
    private long generation = -1;

    OwnCursor(TreeWrites writes, KeyRange range, boolean descending) {
        this.writes = writes;
        this.range = range;
        this.descending = descending;
    }

    boolean next() {
        SpilledCursor runs = spilledFromHere();
        SortedEntries.Keyed entry = descending ? lower() : higher();
        byte[] inMemory = entry != null && range.contains(entry.key()) ? entry.key() : null;
        byte[] inRuns = inSpilled ? runs.key() : null;
        if (inMemory == null && inRuns == null) {
            return false;
        }
        int order = inMemory == null ? 1 : inRuns == null ? -1 : Arrays.compareUnsigned(inMemory, inRuns);
        boolean memoryFirst = inRuns == null || (inMemory != null && (descending ? order >= 0 : order <= 0));
        if (memoryFirst && entry != null) {
            last = inMemory;
            change = entry.entry().change();
        } else {
            last = inRuns;
            change = runs.change();
        }
        if (inRuns != null && Arrays.equals(inRuns, last)) {
            inSpilled = runs.next();
        }
        return true;
    }

    byte[] key() {
        byte[] current = last;
        if (current == null) {
            throw new IllegalStateException("no entry");
        }
        return current;
    }

    SpilledChange change() {
        SpilledChange current = change;
        if (current == null) {
            throw new IllegalStateException("no entry");
        }
        return current;
    }

    /** The cursor over the runs, at the first key behind the last one; a new one if the changes have moved. */
    private SpilledCursor spilledFromHere() {
        SpilledCursor present = spilled;
        if (present == null || generation != writes.generation()) {
            generation = writes.generation();
            byte[] after = last;
            KeyRange rest = range;
            if (after != null) {
                rest = descending
                        ? new KeyRange(range.from(), after)
                        : new KeyRange(Arrays.copyOf(after, after.length + 1), range.to());
            }
            present = writes.spilled().cursor(rest, descending);
            spilled = present;
            inSpilled = present.next();
        }
        return present;
    }

    private SortedEntries.@Nullable Keyed higher() {
        byte[] after = last;
        return after == null
                ? writes.entries().ceiling(range.from())
                : writes.entries().higher(after);
    }

    private SortedEntries.@Nullable Keyed lower() {
        byte[] bound = last != null ? last : range.to();
        return bound == null ? writes.entries().last() : writes.entries().lower(bound);
    }
}
