/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.spill;

import io.blazedb.storage.btree.SealedRun;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one tree in runs, which are read as if they were one: the newest run that knows a key decides. What was rolled back stays in
 * the runs and does not count.
 *
 * <p>Immutable. Threading: any number of threads.
 */
public final class SpilledTree {
    private final List<SealedRun> newestFirst;
    private final LongPredicate undone;
    /** First and last key of all runs, looked up when first needed. Races are harmless. */
    private volatile byte @Nullable [][] span;

    /** {@code undone} says of the tag of a change whether it was rolled back. */
    public SpilledTree(List<SealedRun> newestFirst, LongPredicate undone) {
        this.newestFirst = List.copyOf(newestFirst);
        this.undone = undone;
    }

    public List<SealedRun> newestFirst() {
        return newestFirst;
    }

    public boolean isEmpty() {
        return newestFirst.isEmpty();
    }

    /** The last change of a key; what it says of the time before the transaction may be wrong. Null if the key was not changed. */
    public @Nullable SpilledChange last(byte[] key) {
        if (isOutside(key)) {
            return null;
        }
        for (SealedRun run : newestFirst) {
            ByteSlice encoded = run.find(key);
            SpilledChange last = encoded == null ? null : resolve(ChangeCodec.decode(encoded), undone);
            if (last != null) {
                return last;
            }
        }
        return null;
    }

    /** The last change of a key, with what its first one says of the time before the transaction; null if the key was not changed. */
    public @Nullable SpilledChange find(byte[] key) {
        if (isOutside(key)) {
            return null;
        }
        SpilledChange found = null;
        for (SealedRun run : newestFirst) {
            ByteSlice encoded = run.find(key);
            SpilledChange inRun = encoded == null ? null : resolve(ChangeCodec.decode(encoded), undone);
            if (inRun != null) {
                found = found == null ? inRun : found.after(inRun);
            }
        }
        return found;
    }

    /** Whether the key is before or behind all others, as the next one of a load in the order of its keys is. */
    private boolean isOutside(byte[] key) {
        byte[][] known = span;
        if (known == null) {
            known = new byte[][] {null, null};
            for (SealedRun run : newestFirst) {
                byte[][] bounds = run.bounds();
                if (known[0] == null || Arrays.compareUnsigned(bounds[0], known[0]) < 0) {
                    known[0] = bounds[0];
                }
                if (known[1] == null || Arrays.compareUnsigned(bounds[1], known[1]) > 0) {
                    known[1] = bounds[1];
                }
            }
            span = known;
        }
        return known[0] == null
                || Arrays.compareUnsigned(key, known[0]) < 0
                || Arrays.compareUnsigned(key, known[1]) > 0;
    }

    public SpilledCursor cursor(KeyRange range, boolean descending) {
        return new SpilledCursor(newestFirst, range, descending, undone);
    }

    /** The newest of the changes that were not rolled back, with what the oldest of them says of the time before. */
    static @Nullable SpilledChange resolve(List<SpilledChange> newestFirst, LongPredicate undone) {
        SpilledChange resolved = null;
        for (SpilledChange change : newestFirst) {
            if (!undone.test(change.tag())) {
                resolved = resolved == null ? change : resolved.after(change);
            }
        }
        return resolved;
    }
}
