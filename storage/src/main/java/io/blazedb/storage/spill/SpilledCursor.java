/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.spill;

import io.blazedb.storage.btree.SealedRun;
import io.blazedb.storage.btree.TreeCursor;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Walks the keys of several runs as one sequence. One thread at a time. */
public final class SpilledCursor {
    private final TreeCursor[] runs;
    private final byte[] @Nullable [] keys;
    private final int sign;
    private final LongPredicate undone;
    private byte @Nullable [] key;
    private List<SpilledChange> changes = List.of();
    private @Nullable SpilledChange resolved;

    SpilledCursor(List<SealedRun> newestFirst, KeyRange range, boolean descending, LongPredicate undone) {
        this.runs = new TreeCursor[newestFirst.size()];
        this.keys = new byte[runs.length][];
        this.sign = descending ? -1 : 1;
        this.undone = undone;
        for (int i = 0; i < runs.length; i++) {
            runs[i] = newestFirst.get(i).cursor(range, descending);
            advance(i);
        }
    }

    /** Moves to the next key that has a change which was not rolled back. */
    public boolean next() {
        while (true) {
            byte[] first = null;
            for (byte[] candidate : keys) {
                if (candidate != null && (first == null || sign * Arrays.compareUnsigned(candidate, first) < 0)) {
                    first = candidate;
                }
            }
            key = first;
            if (first == null) {
                return false;
            }
            changes = changesOf(first);
            resolved = SpilledTree.resolve(changes, undone);
            if (resolved != null) {
                return true;
            }
        }
    }

    /** What the runs have of a key, the newest first; they move on. */
    private List<SpilledChange> changesOf(byte[] first) {
        List<SpilledChange> all = List.of();
        for (int i = 0; i < runs.length; i++) {
            byte[] candidate = keys[i];
            if (candidate != null && (candidate == first || Arrays.equals(candidate, first))) {
                List<SpilledChange> inRun = ChangeCodec.decode(runs[i].value());
                advance(i);
                if (all.isEmpty()) {
                    all = inRun;
                } else {
                    all = new ArrayList<>(all);
                    all.addAll(inRun);
                }
            }
        }
        return all;
    }

    public byte[] key() {
        byte[] current = key;
        if (current == null) {
            throw new IllegalStateException("no entry");
        }
        return current;
    }

    /** The last change of the key, with what its first one says of the time before the transaction. */
    public SpilledChange change() {
        SpilledChange current = resolved;
        if (key == null || current == null) {
            throw new IllegalStateException("no entry");
        }
        return current;
    }

    /** Every change of the key that was not rolled back, the newest first. */
    public List<SpilledChange> changes() {
        return changes.stream().filter(change -> !undone.test(change.tag())).toList();
    }

    private void advance(int run) {
        if (runs[run].next()) {
            ByteSlice found = runs[run].key();
            keys[run] = found.toByteArray();
        } else {
            keys[run] = null;
        }
    }
}
