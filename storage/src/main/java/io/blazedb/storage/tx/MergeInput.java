/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.TreeCursor;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.overlay.TreeLayer;
import io.blazedb.storage.overlay.Version;
import io.blazedb.storage.overlay.VersionChain;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import org.jspecify.annotations.Nullable;

/** One of the ordered sequences that a {@link MergedCursor} merges. A deleted key has the value null. */
abstract sealed class MergeInput {
    private static final ByteSlice NOTHING = ByteSlice.of(new byte[0]);

    ByteSlice key = NOTHING;

    @Nullable
    ByteSlice value;

    /** Moves on; false at the end. */
    abstract boolean next();

    void set(byte[] nextKey, byte @Nullable [] nextValue) {
        key = ByteSlice.of(nextKey);
        value = nextValue == null ? null : ByteSlice.of(nextValue);
    }

    /** The transaction's own changes; goes on from its last key, so that the transaction may change while it is read. */
    static final class OfWrites extends MergeInput {
        private final WriteSet.TreeWrites writes;
        private final KeyRange range;
        private final boolean descending;
        private byte @Nullable [] last;

        OfWrites(WriteSet.TreeWrites writes, KeyRange range, boolean descending) {
            this.writes = writes;
            this.range = range;
            this.descending = descending;
        }

        @Override
        boolean next() {
            Map.Entry<byte[], WriteSet.Entry> entry = descending ? lower() : higher();
            if (entry == null || !range.contains(entry.getKey())) {
                return false;
            }
            last = entry.getKey();
            set(entry.getKey(), entry.getValue().value());
            return true;
        }

        private Map.@Nullable Entry<byte[], WriteSet.Entry> higher() {
            byte[] after = last;
            return after == null
                    ? writes.entries().ceilingEntry(range.from())
                    : writes.entries().higherEntry(after);
        }

        private Map.@Nullable Entry<byte[], WriteSet.Entry> lower() {
            byte[] bound = last != null ? last : range.to();
            return bound == null
                    ? writes.entries().lastEntry()
                    : writes.entries().lowerEntry(bound);
        }
    }

    /** The part of a layer that the snapshot sees. */
    static final class OfLayer extends MergeInput {
        private final Iterator<Map.Entry<byte[], VersionChain>> chains;
        private final long sequence;
        private final long cleared;

        OfLayer(TreeLayer layer, KeyRange range, boolean descending, long sequence) {
            ConcurrentNavigableMap<byte[], VersionChain> inRange = layer.range(range);
            this.chains =
                    (descending ? inRange.descendingMap() : inRange).entrySet().iterator();
            this.sequence = sequence;
            this.cleared = layer.clearedAt(sequence);
        }

        @Override
        boolean next() {
            while (chains.hasNext()) {
                Map.Entry<byte[], VersionChain> entry = chains.next();
                Version version = entry.getValue().at(sequence);
                if (version != null && version.sequence() >= cleared) {
                    set(entry.getKey(), version.value());
                    return true;
                }
            }
            return false;
        }
    }

    /** A tree of the checkpoint. */
    static final class OfTree extends MergeInput {
        private final TreeCursor cursor;

        OfTree(TreeCursor cursor) {
            this.cursor = cursor;
        }

        @Override
        boolean next() {
            if (!cursor.next()) {
                return false;
            }
            key = cursor.key();
            value = cursor.value();
            return true;
        }
    }
}
