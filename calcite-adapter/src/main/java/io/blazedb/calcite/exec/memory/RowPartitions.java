/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.memory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows beyond memory, divided by the hash of a key: rows of the same key are in the same part, in the order in which they came.
 *
 * <p>Threading: one thread at a time.
 */
public final class RowPartitions implements AutoCloseable {
    private final List<RowList> parts = new ArrayList<>();
    private final int level;
    private final int shift;

    /**
     * No rows yet.
     *
     * @param level how often these rows were divided before; each time they are divided in another way
     */
    public RowPartitions(MemoryAccount.Share share, int level) {
        this.level = level;
        int count = share.parts();
        this.shift = Integer.numberOfLeadingZeros(count) + 1;
        for (int i = 0; i < count; i++) {
            parts.add(RowList.beyondMemory(share));
        }
    }

    public int count() {
        return parts.size();
    }

    public int level() {
        return level;
    }

    /** The part of a key with this hash. */
    private int partOf(int hash) {
        int mixed = (hash ^ level * 0x3c6ef372) * 0x9e3779b1;
        mixed = (mixed ^ mixed >>> 15) * 0x2c1b3c6d;
        mixed = (mixed ^ mixed >>> 13) * 0x297a2d39;
        return mixed >>> shift;
    }

    public void add(int hash, @Nullable Object[] row) {
        parts.get(partOf(hash)).add(row);
    }

    /** Says that no row will be added. */
    public void complete() {
        parts.forEach(RowList::complete);
    }

    /** The rows of a part. */
    public RowList part(int part) {
        return parts.get(part);
    }

    @Override
    public void close() {
        parts.forEach(RowList::close);
    }
}
