/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the different values of some columns, from 0 on in the order of their first row: an open-addressing hash table of group numbers
 * over columns of keys. NULLs are equal to each other. Not thread-safe.
 */
final class GroupTable {
    private static final int GROUPS_FIRST = 256;
    /** A batch of so many rows is worth an array of the keys that lie close together. */
    private static final int DIRECT_ROWS_MIN = 256;

    private final StoredColumn[] keys;
    private final boolean single;
    private int[] table = new int[2 * GROUPS_FIRST];
    private int[] groupHashes = new int[GROUPS_FIRST];
    private int groups;
    private final Probe own;
    private boolean full;
    /** Only if there is a single key, of whole numbers. */
    private @Nullable DirectGroups direct;

    /** Whether {@link #direct} has every key. */
    private boolean allDirect;

    /** What a look-up works with; every thread that looks up has its own. */
    static final class Probe {
        private final Vector[] vectors;
        private int[] hashes = {};

        private Probe(int keys) {
            vectors = new Vector[keys];
        }

        /** Whether a key of the batch hashed last has a NULL. */
        private boolean anyNull(int row) {
            for (Vector vector : vectors) {
                if (vector.isNull(row)) {
                    return true;
                }
            }
            return false;
        }
    }

    GroupTable(StoredColumn[] keys) {
        this.keys = keys.clone();
        this.own = new Probe(keys.length);
        this.single = keys.length == 1 && keys[0].values().form == Vector.Form.LONG;
    }

    int groups() {
        return groups;
    }

    Probe newProbe() {
        return new Probe(keys.length);
    }

    /** About how much it holds. */
    long bytes() {
        long bytes = 4L * table.length + 4L * groupHashes.length + (direct == null ? 0 : direct.bytes());
        for (StoredColumn key : keys) {
            bytes += key.bytes();
        }
        return bytes;
    }

    /** Makes no more groups: rows with new keys are in group -1. */
    void close() {
        full = true;
    }

    /** Makes look-ups quick where keys lie close together; no more groups are made after it. */
    void complete() {
        full = true;
        Vector stored = single ? keys[0].values() : null;
        if (stored == null || stored.hasNulls() || groups == 0) {
            return;
        }
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int group = 0; group < groups; group++) {
            least = Math.min(least, stored.longs[group]);
            greatest = Math.max(greatest, stored.longs[group]);
        }
        if (DirectGroups.isWorthIt(least, greatest, groups)) {
            direct = DirectGroups.over(least, greatest);
            putAll(direct);
            allDirect = true;
        }
    }

    /** Undoes {@link #complete}, if that takes too much memory. */
    void dropDirect() {
        direct = null;
        allDirect = false;
    }

    private void putAll(DirectGroups into) {
        Vector stored = keys[0].values();
        for (int group = 0; group < groups; group++) {
            if (!stored.isNull(group)) {
                into.put(stored.longs[group], group);
            }
        }
    }

    /** The key of a group. */
    @Nullable
    Object key(int column, int group) {
        return keys[column].values().value(group);
    }

    /** Writes the group of each selected row, in the order of the selection; makes groups of keys that are new unless closed. */
    void assign(Batch batch, int[] columns, int[] into) {
        if (single && assignDirect(batch, columns, into)) {
            return;
        }
        int count = hash(batch, columns, own);
        int[] selection = batch.selection();
        if (single) {
            assignSingle(own.vectors[0], selection, count, into);
            if (direct == null && count >= DIRECT_ROWS_MIN && groups > 0) {
                direct = DirectGroups.around(keys[0].values().longs[groups - 1]);
                putAll(direct);
            }
            return;
        }
        for (int k = 0; k < count; k++) {
            int row = selection == null ? k : selection[k];
            int group = find(row, own.hashes[k], own);
            into[k] = group >= 0 ? group : insert(row, own.hashes[k]);
        }
    }

    /** True if every row is in a group whose key is among the direct ones. */
    private boolean assignDirect(Batch batch, int[] columns, int[] into) {
        Vector vector = batch.column(columns[0]);
        DirectGroups known = direct;
        if (known == null || vector.hasNulls()) {
            return false;
        }
        own.vectors[0] = vector;
        int[] selection = batch.selection();
        int count = batch.selected();
        long[] values = vector.longs;
        int missing = 0;
        for (int k = 0; k < count; k++) {
            int group = known.find(values[selection == null ? k : selection[k]]);
            into[k] = group;
            missing |= group;
        }
        return missing >= 0;
    }

    /** Makes groups of all keys of another table, in their order; gives the group here of each group there. */
    int[] merge(GroupTable other) {
        @Nullable Vector[] vectors = new @Nullable Vector[keys.length];
        int[] columns = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            vectors[i] = other.keys[i].values();
            columns[i] = i;
        }
        Batch batch = new Batch(vectors);
        batch.fill(other.groups);
        int[] into = new int[other.groups];
        assign(batch, columns, into);
        return into;
    }

    /** Writes the group of each selected row, -1 for a key that is not there or has a NULL. Any number of threads, if nobody assigns. */
    void lookUp(Batch batch, int[] columns, int[] into, Probe probe) {
        DirectGroups known = direct;
        if (known != null && allDirect) {
            lookUpDirect(known, batch, columns, into);
            return;
        }
        int count = hash(batch, columns, probe);
        int[] selection = batch.selection();
        if (single && !probe.vectors[0].hasNulls() && !keys[0].values().hasNulls()) {
            lookUpSingle(probe, selection, count, into);
            return;
        }
        for (int k = 0; k < count; k++) {
            int row = selection == null ? k : selection[k];
            into[k] = probe.anyNull(row) ? -1 : find(row, probe.hashes[k], probe);
        }
    }

    private static void lookUpDirect(DirectGroups known, Batch batch, int[] columns, int[] into) {
        Vector vector = batch.column(columns[0]);
        boolean anyNulls = vector.hasNulls();
        int[] selection = batch.selection();
        long[] values = vector.longs;
        for (int k = 0; k < batch.selected(); k++) {
            int row = selection == null ? k : selection[k];
            into[k] = anyNulls && vector.isNull(row) ? -1 : known.find(values[row]);
        }
    }

    private void lookUpSingle(Probe probe, int @Nullable [] selection, int count, int[] into) {
        long[] values = probe.vectors[0].longs;
        int[] hashes = probe.hashes;
        long[] stored = keys[0].values().longs;
        int[] slots = table;
        int mask = slots.length - 1;
        for (int k = 0; k < count; k++) {
            long value = values[selection == null ? k : selection[k]];
            int slot = hashes[k] & mask;
            int entry;
            while ((entry = slots[slot]) != 0 && stored[entry - 1] != value) {
                slot = (slot + 1) & mask;
            }
            into[k] = entry - 1;
        }
    }

    /** Whether a key of the batch assigned last has a NULL. */
    boolean anyNull(int row) {
        return own.anyNull(row);
    }

    private int hash(Batch batch, int[] columns, Probe probe) {
        int count = batch.selected();
        int[] selection = batch.selection();
        if (probe.hashes.length < count) {
            probe.hashes = new int[batch.rows()];
        }
        Arrays.fill(probe.hashes, 0, count, 0);
        for (int i = 0; i < keys.length; i++) {
            probe.vectors[i] = batch.column(columns[i]);
            keys[i].hash(probe.vectors[i], selection, count, probe.hashes);
        }
        return count;
    }

    private void assignSingle(Vector vector, int @Nullable [] selection, int count, int[] into) {
        Vector stored = keys[0].values();
        long[] values = vector.longs;
        boolean anyNulls = vector.hasNulls() || stored.hasNulls();
        int[] hashes = own.hashes;
        for (int k = 0; k < count; k++) {
            int row = selection == null ? k : selection[k];
            int hash = hashes[k];
            if (anyNulls) {
                int group = find(row, hash, own);
                into[k] = group >= 0 ? group : insert(row, hash);
                continue;
            }
            int mask = table.length - 1;
            int slot = hash & mask;
            int entry;
            while ((entry = table[slot]) != 0 && stored.longs[entry - 1] != values[row]) {
                slot = (slot + 1) & mask;
            }
            into[k] = entry != 0 ? entry - 1 : insert(row, hash);
        }
    }

    private int find(int row, int hash, Probe probe) {
        int mask = table.length - 1;
        int slot = hash & mask;
        int entry;
        while ((entry = table[slot]) != 0) {
            if (groupHashes[entry - 1] == hash && equal(entry - 1, row, probe)) {
                return entry - 1;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private boolean equal(int group, int row, Probe probe) {
        for (int i = 0; i < keys.length; i++) {
            if (!keys[i].equal(group, probe.vectors[i], row)) {
                return false;
            }
        }
        return true;
    }

    private int insert(int row, int hash) {
        if (full) {
            return -1;
        }
        int group = groups++;
        if (group == groupHashes.length) {
            groupHashes = Arrays.copyOf(groupHashes, 2 * group);
            rehash(4 * group);
        }
        groupHashes[group] = hash;
        for (int i = 0; i < keys.length; i++) {
            keys[i].append(group, own.vectors[i], row);
        }
        put(group);
        if (direct != null && !own.vectors[0].isNull(row)) {
            direct.put(own.vectors[0].longs[row], group);
        }
        return group;
    }

    private void rehash(int slots) {
        table = new int[slots];
        for (int group = 0; group < groups - 1; group++) {
            put(group);
        }
    }

    private void put(int group) {
        int mask = table.length - 1;
        int slot = groupHashes[group] & mask;
        while (table[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        table[slot] = group + 1;
    }
}
