/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys in unsigned order, each with what became of it: a list of short sorted arrays. A key behind all others, which is what most are when
 * many rows are inserted, is appended after one comparison.
 *
 * <p>One thread at a time. It may change between two calls, but not during {@link #forEach}.
 */
final class SortedEntries {
    private static final int BLOCK_ENTRIES_MIN = 4;
    private static final int BLOCK_ENTRIES_MAX = 64;

    /** A key with its changes. */
    record Keyed(byte[] key, TreeWrites.Entry entry) {
        @Override
        public String toString() {
            return "Keyed[]";
        }
    }

    /** At least one entry, except while it is being filled. */
    private static final class Block {
        byte[][] keys;
        TreeWrites.Entry[] entries;
        int count;

        Block(int capacity) {
            keys = new byte[capacity][];
            entries = new TreeWrites.Entry[capacity];
        }

        byte[] last() {
            return keys[count - 1];
        }

        /** The place of the first key that is not less, which may be {@link #count}. */
        int ceiling(byte[] key) {
            int low = 0;
            int high = count;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (Arrays.compareUnsigned(keys[middle], key) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        void insert(int at, byte[] key, TreeWrites.Entry entry) {
            if (count == keys.length) {
                keys = Arrays.copyOf(keys, BLOCK_ENTRIES_MAX);
                entries = Arrays.copyOf(entries, BLOCK_ENTRIES_MAX);
            }
            System.arraycopy(keys, at, keys, at + 1, count - at);
            System.arraycopy(entries, at, entries, at + 1, count - at);
            keys[at] = key;
            entries[at] = entry;
            count++;
        }

        void remove(int at) {
            count--;
            System.arraycopy(keys, at + 1, keys, at, count - at);
            System.arraycopy(entries, at + 1, entries, at, count - at);
            clear(count, count + 1);
        }

        /** Gives the upper half away. */
        Block split() {
            Block upper = new Block(BLOCK_ENTRIES_MAX);
            int half = count / 2;
            upper.count = count - half;
            System.arraycopy(keys, half, upper.keys, 0, upper.count);
            System.arraycopy(entries, half, upper.entries, 0, upper.count);
            clear(half, count);
            count = half;
            return upper;
        }

        @SuppressWarnings("NullAway") // Places behind the count are empty.
        private void clear(int from, int to) {
            Arrays.fill(keys, from, to, null);
            Arrays.fill(entries, from, to, null);
        }
    }

    private final List<Block> blocks = new ArrayList<>(1);
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    TreeWrites.@Nullable Entry get(byte[] key) {
        int b = block(key);
        if (b == blocks.size()) {
            return null;
        }
        Block block = blocks.get(b);
        int at = block.ceiling(key);
        return Arrays.equals(block.keys[at], key) ? block.entries[at] : null;
    }

    /** Sets the entry of a key; the array must not change later. */
    void put(byte[] key, TreeWrites.Entry entry) {
        int b = block(key);
        if (b == blocks.size()) {
            append(key, entry);
            return;
        }
        Block block = blocks.get(b);
        int at = block.ceiling(key);
        if (Arrays.equals(block.keys[at], key)) {
            block.entries[at] = entry;
            return;
        }
        if (block.count == BLOCK_ENTRIES_MAX) {
            Block upper = block.split();
            blocks.add(b + 1, upper);
            if (at > block.count) {
                at -= block.count;
                block = upper;
            }
        }
        block.insert(at, key, entry);
        size++;
    }

    private void append(byte[] key, TreeWrites.Entry entry) {
        Block last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        if (last == null || last.count == BLOCK_ENTRIES_MAX) {
            last = new Block(last == null ? BLOCK_ENTRIES_MIN : BLOCK_ENTRIES_MAX);
            blocks.add(last);
        }
        last.insert(last.count, key, entry);
        size++;
    }

    void remove(byte[] key) {
        int b = block(key);
        if (b == blocks.size()) {
            return;
        }
        Block block = blocks.get(b);
        int at = block.ceiling(key);
        if (Arrays.equals(block.keys[at], key)) {
            block.remove(at);
            size--;
            if (block.count == 0) {
                blocks.remove(b);
            }
        }
    }

    /** The first key that is not less, or null. */
    @Nullable
    Keyed ceiling(byte[] key) {
        int b = block(key);
        return b == blocks.size() ? null : at(b, blocks.get(b).ceiling(key));
    }

    /** The first key that is greater, or null. */
    @Nullable
    Keyed higher(byte[] key) {
        int b = block(key);
        if (b == blocks.size()) {
            return null;
        }
        Block block = blocks.get(b);
        int at = block.ceiling(key);
        return Arrays.equals(block.keys[at], key) ? at(b, at + 1) : at(b, at);
    }

    /** The last key that is less, or null. */
    @Nullable
    Keyed lower(byte[] key) {
        int b = block(key);
        if (b == blocks.size()) {
            return last();
        }
        int at = blocks.get(b).ceiling(key);
        if (at > 0) {
            return at(b, at - 1);
        }
        return b == 0 ? null : at(b - 1, blocks.get(b - 1).count - 1);
    }

    /** The last key, or null. */
    @Nullable
    Keyed last() {
        int last = blocks.size() - 1;
        return last < 0 ? null : at(last, blocks.get(last).count - 1);
    }

    /** Walks all entries; nothing must change meanwhile. */
    Walk walk() {
        return new Walk();
    }

    void forEach(BiConsumer<byte[], TreeWrites.Entry> visitor) {
        for (Walk walk = walk(); walk.next(); ) {
            visitor.accept(walk.key(), walk.entry());
        }
    }

    /** Stands before the first entry at first. */
    final class Walk {
        private int block;
        private int at = -1;

        boolean next() {
            if (block < blocks.size() && ++at == blocks.get(block).count) {
                block++;
                at = 0;
            }
            return block < blocks.size();
        }

        byte[] key() {
            return blocks.get(block).keys[at];
        }

        TreeWrites.Entry entry() {
            return blocks.get(block).entries[at];
        }
    }

    /** The entry of a block, or the first of the next one. */
    private @Nullable Keyed at(int b, int at) {
        Block block = blocks.get(b);
        if (at < block.count) {
            return new Keyed(block.keys[at], block.entries[at]);
        }
        return b + 1 < blocks.size() ? at(b + 1, 0) : null;
    }

    /** The first block whose last key is not less, which may be behind all blocks. */
    private int block(byte[] key) {
        int high = blocks.size();
        if (high == 0 || Arrays.compareUnsigned(blocks.get(high - 1).last(), key) < 0) {
            return high;
        }
        int low = 0;
        high--;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(blocks.get(middle).last(), key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
