/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.page.LeafEncoder;
import io.blazedb.storage.page.LeafEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Packs a run of sorted entries into leaves. A long run leaves full pages behind, which are written at once; what is left at the end
 * is split evenly, because more keys will fall in between, or filled from the left if the run goes on at its end.
 */
final class LeafPacker {
    private final NodeStore store;
    private final LeafEncoder encoder;
    private final int leafBytes;
    private final List<Node> nodes = new ArrayList<>();
    private final List<LeafEntry> entries = new ArrayList<>();
    private byte[] separator;
    private long roughBytes;
    private long nextTryBytes;
    /** How many of the entries fill the next page, if it is known that not all of them fit; 0 if not. More entries do not change it. */
    private int firstFit;

    LeafPacker(NodeStore store, LeafEncoder encoder, byte[] separator) {
        this.store = store;
        this.encoder = encoder;
        this.leafBytes = encoder.leafBytes(store.pageBytes());
        this.separator = separator;
        nextTryBytes = 3L * leafBytes;
    }

    void add(LeafEntry entry) {
        entries.add(entry);
        roughBytes += entry.key().length + entry.value().length() + 8;
        if (roughBytes > nextTryBytes) {
            emitFullPages();
            nextTryBytes = roughBytes + leafBytes;
        }
    }

    /** The nodes of the run: written ones, and at most two that are not. None if there were no entries. */
    List<Node> finish(boolean appending) {
        emitFullPages();
        while (!entries.isEmpty()) {
            int fitting = encoder.fit(entries, 0, leafBytes);
            int take = fitting;
            if (fitting < entries.size() && !appending) {
                take = Math.min(fitting, half());
                if (encoder.fit(entries, take, leafBytes) < entries.size() - take) {
                    take = fitting;
                }
            }
            nodes.add(cut(take));
        }
        return nodes;
    }

    /** Writes pages while more than two are needed for the rest. */
    private void emitFullPages() {
        while (!entries.isEmpty()) {
            int first = firstFit == 0 ? encoder.fit(entries, 0, leafBytes) : firstFit;
            if (first == entries.size()) {
                return;
            }
            firstFit = first;
            int second = encoder.fit(entries, first, leafBytes);
            if (first + second == entries.size()) {
                return;
            }
            nodes.add(store.write(cut(first)));
            firstFit = second;
        }
    }

    private Node.Leaf cut(int count) {
        List<LeafEntry> head = entries.subList(0, count);
        Node.Leaf leaf = new Node.Leaf(separator, encoder, new ArrayList<>(head));
        if (count < entries.size()) {
            separator = shortestBetween(
                    entries.get(count - 1).key(), entries.get(count).key());
        }
        for (LeafEntry entry : head) {
            roughBytes -= entry.key().length + entry.value().length() + 8;
        }
        head.clear();
        firstFit = 0;
        return leaf;
    }

    /** How many entries hold the first half of the bytes; at least one, and not all. */
    private int half() {
        long bytes = 0;
        int count = 0;
        while (count < entries.size() - 1 && (count == 0 || bytes < roughBytes / 2)) {
            LeafEntry entry = entries.get(count++);
            bytes += entry.key().length + entry.value().length() + 8;
        }
        return count;
    }

    /** The shortest key that is greater than {@code low} and not greater than {@code high}. */
    static byte[] shortestBetween(byte[] low, byte[] high) {
        int mismatch = Arrays.mismatch(low, high);
        return Arrays.copyOf(high, mismatch + 1);
    }
}
