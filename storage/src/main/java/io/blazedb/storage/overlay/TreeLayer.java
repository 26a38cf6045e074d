/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.overlay;

import io.blazedb.storage.bytes.KeyRange;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The part of a layer that belongs to one tree. One writer at a time, any number of readers. */
public final class TreeLayer {
    private static final long[] NEVER = {};

    private final ConcurrentSkipListMap<byte[], VersionChain> chains =
            new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    /** Commits that cleared the tree, ascending. */
    private volatile long[] clears = NEVER;

    private volatile long lastChange;

    public @Nullable VersionChain chain(byte[] key) {
        return chains.get(key);
    }

    /** The newest commit that cleared the tree as a snapshot at the sequence sees it; 0 if there is none in this layer. */
    public long clearedAt(long sequence) {
        long[] all = clears;
        for (int i = all.length - 1; i >= 0; i--) {
            if (all[i] <= sequence) {
                return all[i];
            }
        }
        return 0;
    }

    /** The newest commit that changed anything in the tree. */
    public long lastChange() {
        return lastChange;
    }

    /** A live view of the chains of the range, in key order. */
    public ConcurrentNavigableMap<byte[], VersionChain> range(KeyRange range) {
        byte[] from = range.from();
        byte[] to = range.to();
        if (to == null) {
            return from.length == 0 ? chains : chains.tailMap(from, true);
        }
        return Arrays.compareUnsigned(from, to) >= 0
                ? chains.subMap(to, true, to, false)
                : chains.subMap(from, true, to, false);
    }

    /** Whether a commit after the sequence changed the key. */
    public boolean changedAfter(long sequence, byte[] key) {
        if (lastChange <= sequence) {
            return false;
        }
        VersionChain chain = chains.get(key);
        return (chain != null && chain.newest().sequence() > sequence) || clearedAt(Long.MAX_VALUE) > sequence;
    }

    /** Whether a commit after the sequence changed a key of the range. */
    public boolean changedAfter(long sequence, KeyRange range) {
        if (lastChange <= sequence) {
            return false;
        }
        if (clearedAt(Long.MAX_VALUE) > sequence) {
            return true;
        }
        Collection<VersionChain> inRange = range(range).values();
        for (VersionChain chain : inRange) {
            if (chain.newest().sequence() > sequence) {
                return true;
            }
        }
        return false;
    }

    void put(long sequence, byte[] key, byte @Nullable [] value) {
        VersionChain chain = chains.get(key);
        if (chain == null) {
            chains.put(key, new VersionChain(new Version(sequence, value, null)));
        } else {
            chain.add(sequence, value);
        }
        lastChange = sequence;
    }

    void clear(long sequence) {
        long[] all = clears;
        if (all.length > 0 && all[all.length - 1] == sequence) {
            return;
        }
        long[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = sequence;
        clears = more;
        lastChange = sequence;
    }
}
