/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.column;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Of which columns the values of a tree consist: its leaves then keep each column apart. Values are rows as {@link RowFrame} reads them;
 * column {@code id} stands in slot {@code id - 1}. A value that does not fit is stored whole beside the columns, so that every value
 * reads as the bytes that were put.
 *
 * <pre>
 * offset size field
 *      0    1 version of the layout: 1
 *      1    1 number z of columns with zones in branches
 *      2    2 number c of slots
 *      4  2*z slots of the columns with zones in branches
 *  4+2*z    c kind of each slot
 * </pre>
 */
public final class TreeLayout {
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 4;

    private final ColumnKind[] kinds;
    private final int[] zoned;

    private TreeLayout(ColumnKind[] kinds, int[] zoned) {
        this.kinds = kinds;
        this.zoned = zoned;
    }

    /** A layout by kind of each column, from id 1 on; the first columns that have an order get zones in branches. */
    public static TreeLayout of(ColumnKind... kinds) {
        requireSlots(kinds.length);
        int[] zoned = new int[Limits.BRANCH_ZONES_MAX];
        int count = 0;
        for (int slot = 0; slot < Math.min(kinds.length, Limits.LEAF_ZONE_SLOTS_MAX) && count < zoned.length; slot++) {
            if (kinds[slot].domain() != ColumnKind.Domain.NONE) {
                zoned[count++] = slot;
            }
        }
        return new TreeLayout(kinds.clone(), Arrays.copyOf(zoned, count));
    }

    /** The same columns, with zones in branches for the columns of these ids. */
    public TreeLayout withZonedColumns(int... ids) {
        int[] slots = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            slots[i] = ids[i] - 1;
        }
        if (!areZones(slots, kinds)) {
            throw new IllegalArgumentException("columns that cannot have zones");
        }
        return new TreeLayout(kinds, slots);
    }

    /** Number of slots: the largest column id. */
    public int slots() {
        return kinds.length;
    }

    public ColumnKind kind(int slot) {
        return kinds[slot];
    }

    /** Number of columns with zones in branches. */
    public int zonedCount() {
        return zoned.length;
    }

    /** Slot of a column with zones in branches. */
    public int zonedSlot(int index) {
        return zoned[index];
    }

    public byte[] encode() {
        byte[] bytes = new byte[HEADER_BYTES + 2 * zoned.length + kinds.length];
        bytes[0] = VERSION;
        bytes[1] = (byte) zoned.length;
        BigEndian.putShort(bytes, 2, kinds.length);
        for (int i = 0; i < zoned.length; i++) {
            BigEndian.putShort(bytes, HEADER_BYTES + 2 * i, zoned[i]);
        }
        for (int slot = 0; slot < kinds.length; slot++) {
            bytes[HEADER_BYTES + 2 * zoned.length + slot] = (byte) kinds[slot].code();
        }
        return bytes;
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws io.blazedb.storage.error.StoreException CORRUPTED
     */
    public static TreeLayout decode(ByteSlice encoded) {
        byte[] bytes = encoded.toByteArray();
        if (bytes.length < HEADER_BYTES || bytes[0] != VERSION) {
            throw damaged();
        }
        int zones = bytes[1];
        int slots = BigEndian.getShort(bytes, 2);
        boolean bounded = zones >= 0
                && zones <= Limits.BRANCH_ZONES_MAX
                && slots <= Limits.LAYOUT_SLOTS_MAX
                && bytes.length == HEADER_BYTES + 2 * zones + slots;
        if (!bounded) {
            throw damaged();
        }
        ColumnKind[] kinds = new ColumnKind[slots];
        for (int slot = 0; slot < slots; slot++) {
            ColumnKind kind = ColumnKind.ofCode(bytes[HEADER_BYTES + 2 * zones + slot]);
            if (kind == null) {
                throw damaged();
            }
            kinds[slot] = kind;
        }
        int[] zoned = new int[zones];
        for (int i = 0; i < zones; i++) {
            zoned[i] = BigEndian.getShort(bytes, HEADER_BYTES + 2 * i);
        }
        if (!areZones(zoned, kinds)) {
            throw damaged();
        }
        return new TreeLayout(kinds, zoned);
    }

    private static boolean areZones(int[] slots, ColumnKind[] kinds) {
        Set<Integer> distinct = new HashSet<>();
        for (int slot : slots) {
            boolean zone = slot >= 0
                    && slot < Math.min(kinds.length, Limits.LEAF_ZONE_SLOTS_MAX)
                    && kinds[slot].domain() != ColumnKind.Domain.NONE;
            if (!zone || !distinct.add(slot)) {
                return false;
            }
        }
        return slots.length <= Limits.BRANCH_ZONES_MAX;
    }

    private static void requireSlots(int slots) {
        if (slots > Limits.LAYOUT_SLOTS_MAX) {
            throw new StoreException(
                    StoreErrorCode.TOO_LARGE, "columns=" + slots + ", columnsMax=" + Limits.LAYOUT_SLOTS_MAX);
        }
    }

    private static StoreException damaged() {
        return new StoreException(StoreErrorCode.CORRUPTED, "layout of a tree");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeLayout layout
                && Arrays.equals(kinds, layout.kinds)
                && Arrays.equals(zoned, layout.zoned);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(kinds) + Arrays.hashCode(zoned);
    }

    @Override
    public String toString() {
        return "TreeLayout" + Arrays.toString(kinds);
    }
}
