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
        SortedEntries.Keyed first = first(next(writes.entries()), next(writes.leaving()));
        byte[] inMemory = first == null ? null : first.key();
        byte[] inRuns = inSpilled ? runs.key() : null;
        if (inMemory == null && inRuns == null) {
            return false;
        }
        if (first != null && (inRuns == null || order(first.key(), inRuns) <= 0)) {
            last = inMemory;
            change = first.entry().change();
        } else {
            last = inRuns;
            change = runs.change();
        }
        if (inRuns != null && Arrays.equals(inRuns, last)) {
            inSpilled = runs.next();
        }
        return true;
    }

    /** Negative if the first key comes before the second on this walk. */
    private int order(byte[] a, byte[] b) {
        int order = Arrays.compareUnsigned(a, b);
        return descending ? -order : order;
    }

    /** What comes first; of two changes of one key the newer one. */
    private SortedEntries.@Nullable Keyed first(
            SortedEntries.@Nullable Keyed newer, SortedEntries.@Nullable Keyed older) {
        if (newer == null || older == null) {
            return newer == null ? older : newer;
        }
        return order(newer.key(), older.key()) <= 0 ? newer : older;
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

    /** The next entry of the range in memory. */
    private SortedEntries.@Nullable Keyed next(@Nullable SortedEntries entries) {
        if (entries == null) {
            return null;
        }
        SortedEntries.Keyed next = descending ? lower(entries) : higher(entries);
        return next != null && range.contains(next.key()) ? next : null;
    }

    private SortedEntries.@Nullable Keyed higher(SortedEntries entries) {
        byte[] after = last;
        return after == null ? entries.ceiling(range.from()) : entries.higher(after);
    }

    private SortedEntries.@Nullable Keyed lower(SortedEntries entries) {
        byte[] bound = last != null ? last : range.to();
        return bound == null ? entries.last() : entries.lower(bound);
    }
}
