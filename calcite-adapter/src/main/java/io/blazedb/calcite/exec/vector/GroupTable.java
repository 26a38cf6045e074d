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

    private final StoredColumn[] keys;
    private final boolean single;
    private int[] table = new int[2 * GROUPS_FIRST];
    private int[] groupHashes = new int[GROUPS_FIRST];
    private int groups;
    private int[] hashes = {};
    private final Vector[] vectors;
    private boolean full;

    GroupTable(StoredColumn[] keys) {
        this.keys = keys.clone();
        this.vectors = new Vector[keys.length];
        this.single = keys.length == 1 && keys[0].values().form == Vector.Form.LONG;
    }

    int groups() {
        return groups;
    }

    /** About how much it holds. */
    long bytes() {
        long bytes = 4L * table.length + 4L * groupHashes.length;
        for (StoredColumn key : keys) {
            bytes += key.bytes();
        }
        return bytes;
    }

    /** Makes no more groups: rows with new keys are in group -1. */
    void close() {
        full = true;
    }

    /** The key of a group. */
    @Nullable
    Object key(int column, int group) {
        return keys[column].values().value(group);
    }

    /** Writes the group of each selected row, in the order of the selection; makes groups of keys that are new unless closed. */
    void assign(Batch batch, int[] columns, int[] into) {
        int count = hash(batch, columns);
        int[] selection = batch.selection();
        if (single) {
            assignSingle(vectors[0], selection, count, into);
            return;
        }
        for (int k = 0; k < count; k++) {
            int row = selection == null ? k : selection[k];
            int group = find(row, hashes[k]);
            into[k] = group >= 0 ? group : insert(row, hashes[k]);
        }
    }

    /** Writes the group of each selected row, -1 for a key that is not there or has a NULL. */
    void lookUp(Batch batch, int[] columns, int[] into) {
        int count = hash(batch, columns);
        int[] selection = batch.selection();
        if (single && !vectors[0].hasNulls() && !keys[0].values().hasNulls()) {
            lookUpSingle(vectors[0].longs, selection, count, into);
            return;
        }
        for (int k = 0; k < count; k++) {
            int row = selection == null ? k : selection[k];
            into[k] = anyNull(row) ? -1 : find(row, hashes[k]);
        }
    }

    private void lookUpSingle(long[] values, int @Nullable [] selection, int count, int[] into) {
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

    /** Whether a key of the batch hashed last has a NULL. */
    boolean anyNull(int row) {
        for (Vector vector : vectors) {
            if (vector.isNull(row)) {
                return true;
            }
        }
        return false;
    }

    private int hash(Batch batch, int[] columns) {
        int count = batch.selected();
        int[] selection = batch.selection();
        if (hashes.length < count) {
            hashes = new int[batch.rows()];
        }
        Arrays.fill(hashes, 0, count, 0);
        for (int i = 0; i < keys.length; i++) {
            vectors[i] = batch.column(columns[i]);
            keys[i].hash(vectors[i], selection, count, hashes);
        }
        return count;
    }

    private void assignSingle(Vector vector, int @Nullable [] selection, int count, int[] into) {
        Vector stored = keys[0].values();
        long[] values = vector.longs;
        boolean anyNulls = vector.hasNulls() || stored.hasNulls();
        for (int k = 0; k < count; k++) {
            int row = selection == null ? k : selection[k];
            int hash = hashes[k];
            if (anyNulls) {
                int group = find(row, hash);
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

    private int find(int row, int hash) {
        int mask = table.length - 1;
        int slot = hash & mask;
        int entry;
        while ((entry = table[slot]) != 0) {
            if (groupHashes[entry - 1] == hash && equal(entry - 1, row)) {
                return entry - 1;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private boolean equal(int group, int row) {
        for (int i = 0; i < keys.length; i++) {
            if (!keys[i].equal(group, vectors[i], row)) {
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
            keys[i].append(group, vectors[i], row);
        }
        put(group);
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
