/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.spill;

import io.blazedb.storage.btree.StoredLargeValue;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.overlay.LayerCursor;
import io.blazedb.storage.overlay.TreeLayer;
import io.blazedb.storage.overlay.Version;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.pager.Pager;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one committed transaction changed in one tree, read from its runs until a checkpoint has merged them. */
final class SpilledTreeLayer implements TreeLayer {
    private final Pager pager;
    private final SpilledTree changes;
    private final boolean cleared;
    private final long sequence;

    SpilledTreeLayer(Pager pager, SpilledTree changes, boolean cleared, long sequence) {
        this.pager = pager;
        this.changes = changes;
        this.cleared = cleared;
        this.sequence = sequence;
    }

    @Override
    public @Nullable Version find(byte[] key, long upTo) {
        SpilledChange last = upTo < sequence ? null : changes.last(key);
        return last == null ? null : version(last);
    }

    @Override
    public long clearedAt(long upTo) {
        return cleared && upTo >= sequence ? sequence : 0;
    }

    @Override
    public long lastChange() {
        return sequence;
    }

    @Override
    public LayerCursor cursor(KeyRange range, boolean descending, long upTo) {
        SpilledTree seen = upTo < sequence ? new SpilledTree(List.of(), tag -> false) : changes;
        SpilledCursor cursor = seen.cursor(range, descending);
        return new LayerCursor() {
            @Override
            public boolean next() {
                return cursor.next();
            }

            @Override
            public byte[] key() {
                return cursor.key();
            }

            @Override
            public Version version() {
                return SpilledTreeLayer.this.version(cursor.change());
            }
        };
    }

    private Version version(SpilledChange change) {
        LargeReference large = change.large();
        return new Version(sequence, change.value(), large == null ? null : new StoredLargeValue(pager, large), null);
    }
}
