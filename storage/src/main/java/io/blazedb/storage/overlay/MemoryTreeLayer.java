/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.overlay;

import io.blazedb.storage.bytes.KeyRange;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Changes of one tree in memory. One writer at a time, any number of readers. */
final class MemoryTreeLayer implements TreeLayer {
    private static final long[] NEVER = {};

    private final ConcurrentSkipListMap<byte[], VersionChain> chains =
            new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    /** Commits that cleared the tree, ascending. */
    private volatile long[] clears = NEVER;

    private volatile long lastChange;

    @Override
    public @Nullable Version find(byte[] key, long sequence) {
        VersionChain chain = chains.get(key);
        return chain == null ? null : chain.at(sequence);
    }

    @Override
    public long clearedAt(long sequence) {
        long[] all = clears;
        for (int i = all.length - 1; i >= 0; i--) {
            if (all[i] <= sequence) {
                return all[i];
            }
        }
        return 0;
    }

    @Override
    public long lastChange() {
        return lastChange;
    }

    @Override
    public LayerCursor cursor(KeyRange range, boolean descending, long sequence) {
        ConcurrentNavigableMap<byte[], VersionChain> inRange = range(range);
        return new ChainCursor(
                (descending ? inRange.descendingMap() : inRange).entrySet().iterator(), sequence, clearedAt(sequence));
    }

    private ConcurrentNavigableMap<byte[], VersionChain> range(KeyRange range) {
        byte[] from = range.from();
        byte[] to = range.to();
        if (to == null) {
            return from.length == 0 ? chains : chains.tailMap(from, true);
        }
        return Arrays.compareUnsigned(from, to) >= 0
                ? chains.subMap(to, true, to, false)
                : chains.subMap(from, true, to, false);
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

    private static final class ChainCursor implements LayerCursor {
        private final Iterator<Map.Entry<byte[], VersionChain>> chains;
        private final long sequence;
        private final long cleared;
        private Map.@Nullable Entry<byte[], VersionChain> entry;
        private @Nullable Version version;

        ChainCursor(Iterator<Map.Entry<byte[], VersionChain>> chains, long sequence, long cleared) {
            this.chains = chains;
            this.sequence = sequence;
            this.cleared = cleared;
        }

        @Override
        public boolean next() {
            while (chains.hasNext()) {
                Map.Entry<byte[], VersionChain> candidate = chains.next();
                Version seen = candidate.getValue().at(sequence);
                if (seen != null && seen.sequence() >= cleared) {
                    entry = candidate;
                    version = seen;
                    return true;
                }
            }
            entry = null;
            return false;
        }

        @Override
        public byte[] key() {
            Map.Entry<byte[], VersionChain> current = entry;
            if (current == null) {
                throw new IllegalStateException("no entry");
            }
            return current.getKey();
        }

        @Override
        public Version version() {
            Version current = version;
            if (entry == null || current == null) {
                throw new IllegalStateException("no entry");
            }
            return current;
        }
    }
}
